"""`netmon opendata`: open data of sites and their months."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from netmon.cli.answers import say
from netmon.cli.exit_codes import ExitCode
from netmon.cli.sources import note_demo
from netmon.core.errors import ConfigError
from netmon.core.garbage import uncollected
from netmon.database import naming_faults
from netmon.home import make_home, open_database

if TYPE_CHECKING:
    from argparse import Namespace

    from netmon.core.months import Month
    from netmon.core.settings import Settings
    from netmon.opendata.build import Built
    from netmon.opendata.sources import Sources


def opendata(options: Namespace, settings: Settings) -> int:
    """Build open data, or put a build into a catalogue."""
    if options.action == "push":
        from netmon.cli.opendata_push import push  # noqa: PLC0415  # httpx

        return push(options)
    return _build(options, settings)


def _build(options: Namespace, settings: Settings) -> int:
    # Here, since Arrow is loaded by the commands that need it alone.
    from netmon.opendata.about import About, read_about  # noqa: PLC0415
    from netmon.opendata.build import build  # noqa: PLC0415

    asked = _to_months(options)
    about = About() if options.about is None else read_about(options.about)
    make_home(settings.home)
    with uncollected():
        sources = asyncio.run(_read(settings, asked))
        built = build(sources, options.out, about, is_replacing=options.replace)
    _tell(sources, built, options)
    note_demo(settings, f"opendata build {options.out}")
    return ExitCode.DONE


async def _read(settings: Settings, asked: tuple[Month, Month] | None) -> Sources:
    from netmon.opendata.sources import read_sources  # noqa: PLC0415
    from netmon.store.layout import FOLDER  # noqa: PLC0415

    async with open_database(settings) as database:
        with naming_faults():
            found = await read_sources(database, settings.home / FOLDER, asked)
    if not found.register.sites:
        raise ConfigError("the register is empty: there is nothing to publish")
    return found


def _to_months(options: Namespace) -> tuple[Month, Month] | None:
    from netmon.core.months import Month  # noqa: PLC0415

    both = (options.first, options.last)
    if options.month is not None and both != (None, None):
        raise ConfigError("--month is one month, --from and --to are several")
    if (options.first is None) != (options.last is None):
        raise ConfigError("--from and --to go together")
    first, last = (options.month or each for each in both)
    if first is None or last is None:
        return None
    return Month.parse(first), Month.parse(last)


def _tell(sources: Sources, built: Built, options: Namespace) -> None:
    for each in built.files:
        rows = "" if each.rows_count is None else f", {each.rows_count:,} rows"
        print(f"{each.name}: {each.size_bytes:,} bytes{rows}")
    if not sources.months:
        say("no month is over yet: only the list of sites is filled")
    if built.missing:
        named = ", ".join(built.missing)
        say(f"a catalogue demands {named} too: say so in a file, with --about")
    say(f"{len(built.files) + 1} files written to {options.out}")
