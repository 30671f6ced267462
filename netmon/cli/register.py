"""`netmon check-config` and `netmon inventory`: settings and CSV files."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from inventory.repository import load_register, replace_register
from inventory.shared import find_shared
from inventory.sheets import dump_csv, load_csv
from netmon.cli import inventory_import
from netmon.cli.answers import say, show
from netmon.cli.exit_codes import ExitCode
from netmon.cli.inventory_import_show import SHOWN_COUNT
from netmon.cli.refused import note_refused, refused_words
from netmon.cli.sources import note_demo
from netmon.cli.unwatched import count_unmonitored, to_words
from netmon.core.clock import SystemClock
from netmon.database import make_engine, naming_faults
from netmon.home import database_url, make_home, open_database

if TYPE_CHECKING:
    from inventory.model import Register
    from netmon.core.settings import Settings


def check_config(options: Namespace, settings: Settings) -> int:
    """Check settings and register; the settings have been read to get here."""
    make_engine(database_url(settings))  # reads the URL, opens nothing
    facts: dict[str, Any] = {"home": str(settings.home), "settings": "valid"}
    lines = dict(facts)
    if options.register is not None:
        register = load_csv(options.register)
        counts = count_unmonitored(register, SystemClock().now())
        total = len(register.sites)
        facts |= {"register": str(options.register), "sites": total}
        lines = facts | {"unmonitored": to_words(counts, total)}
        if refused := refused_words(register, SystemClock().now()):
            facts["not_watched"] = lines["not watched"] = refused
        facts["unmonitored"] = {why.value: count for why, count in counts.items()}
    show(options, facts, (f"{name}: {value}" for name, value in lines.items()))
    return ExitCode.DONE


def inventory(options: Namespace, settings: Settings) -> int:
    """Load, dump or import the register."""
    actions = {
        "load": _load,
        "dump": _dump,
        "import": inventory_import.import_file,
        "undo": inventory_import.undo,
        "geography": inventory_import.geography,
    }
    return asyncio.run(actions[options.action](options, settings))


async def _load(options: Namespace, settings: Settings) -> int:
    # The CSV files are read before the database is opened: bad ones change nothing.
    fresh = load_csv(options.directory)
    make_home(settings.home)
    async with open_database(settings) as engine:
        with naming_faults():
            version = await replace_register(engine, fresh)
    say(f"{len(fresh.sites):,} sites are in force as version {version}")
    _note_unmonitored(fresh)
    _note_shared(fresh)
    note_demo(settings, f"inventory load {options.directory}")
    return ExitCode.DONE


async def _dump(options: Namespace, settings: Settings) -> int:
    make_home(settings.home)
    async with open_database(settings) as engine:
        with naming_faults():
            register = await load_register(engine)
    dump_csv(register, options.directory)
    say(f"{len(register.sites):,} sites written to {options.directory}")
    note_demo(settings, f"inventory dump {options.directory}")
    return ExitCode.DONE


def _note_shared(register: Register) -> None:
    lines = list(find_shared(register))
    for line in lines[:SHOWN_COUNT]:
        say(line)
    if len(lines) > SHOWN_COUNT:
        say(f"and {len(lines) - SHOWN_COUNT:,} more that several devices have")


def _note_unmonitored(register: Register) -> None:
    counts = count_unmonitored(register, SystemClock().now())
    if any(counts.values()):
        say(f"nobody will look at {to_words(counts, len(register.sites))}")
    note_refused(register)
