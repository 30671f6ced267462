"""`netmon influx init`: says what a server lacks, and does it once somebody agrees."""

from __future__ import annotations

import asyncio
import stat
import sys
from argparse import Namespace
from dataclasses import replace
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING

from netmon.cli.answers import say
from netmon.cli.exit_codes import ExitCode
from netmon.core.errors import ConfigError
from netmon.store.influx.databases import Databases
from netmon.store.influx.probe import Generation, probe, to_generation
from netmon.store.influx.setup import Account, Plan, Right, Wish
from netmon.store.influx.setup_one import plan_one
from netmon.store.influx.setup_three import plan_three
from netmon.store.influx.setup_two import plan_two
from netmon.store.influx.transport import InfluxAccess, InfluxTransport

if TYPE_CHECKING:
    from netmon.core.settings import InfluxSettings, Settings

READER = "netmon_reader"
_FOLDER = "influx"
"""Of secrets and of the drain's state in NETMON_HOME."""


def init(options: Namespace, settings: Settings) -> int:
    """Set up the InfluxDB of the settings."""
    if settings.influx.url is None:
        raise ConfigError("NETMON_INFLUX__URL says which InfluxDB; it is not set")
    wish = _to_wish(settings, options.org)
    return asyncio.run(_init(options, settings.influx, wish))


async def _init(options: Namespace, influx: InfluxSettings, wish: Wish) -> int:
    url = str(influx.url)
    file: Path | None = options.admin_file
    # Some servers do not even say their version to a stranger.
    user, password = ("", "") if file is None else _to_pair(_read(file))
    access = InfluxAccess(url, user, password, influx.timeout_s)
    async with InfluxTransport(access) as transport:
        version = await transport.ping()
    generation = to_generation(version)
    say(f"InfluxDB {version} at {url}")
    if generation is Generation.THREE:
        _print(plan_three(url, wish))
        return ExitCode.DONE
    if file is None and sys.stdin.isatty():
        user, password = _ask_for_admin(generation)
        access = replace(access, user=user, password=password)
    async with InfluxTransport(access) as transport:
        await probe(transport, wish.databases.raw)
        if generation is Generation.ONE:
            plan = await plan_one(transport, wish)
        else:
            plan = await plan_two(access, wish)
        return await _carry_out(plan, wish, is_agreed=options.yes)


async def _carry_out(plan: Plan, wish: Wish, *, is_agreed: bool) -> int:
    _print(plan)
    if not plan.steps:
        say("nothing is missing")
    elif not is_agreed and not _asks_for_yes():
        say("nothing was done")
        return ExitCode.DONE
    for step in plan.steps:
        await step.run()
        say(f"done: {step.text}")
    writer, reader = wish.accounts
    say(f"netmon writes with:  NETMON_INFLUX__PASSWORD_FILE={writer.secret_file}")
    say(f"Grafana reads as {reader.name}, with what is in {reader.secret_file}")
    return ExitCode.DONE


def _print(plan: Plan) -> None:
    for step in plan.steps:
        print(step.text)
    for remark in plan.remarks:
        print(remark)


def _asks_for_yes() -> bool:
    """Whether a person at a terminal agrees; elsewhere nobody can."""
    if not sys.stdin.isatty():
        say("--yes does this; nobody is at a terminal to agree")
        return False
    return input("do this? type yes: ").strip().casefold() == "yes"


def _to_wish(settings: Settings, organisation: str | None) -> Wish:
    folder = settings.home / _FOLDER
    influx = settings.influx
    writer_file = influx.password_file or folder / "writer.secret"
    return Wish(
        Databases.of(influx.database),
        (
            Account(influx.user, Right.WRITE, writer_file.absolute()),
            Account(READER, Right.READ, (folder / "reader.secret").absolute()),
        ),
        organisation,
    )


def _ask_for_admin(generation: Generation) -> tuple[str, str]:
    """Return the administrator's name and password, or token, from a terminal."""
    if generation is Generation.TWO:
        return "admin", getpass("token that may make buckets and tokens: ")
    user = input("administrator (empty where the server asks nobody): ").strip()
    return (user, getpass("password: ")) if user else ("", "")


def _read(file: Path) -> str:
    try:
        if stat.S_IMODE(file.stat().st_mode) & 0o077:
            message = f"{file}: others may read it; chmod 600 {file}"
            raise ConfigError(message)
        text = file.read_text("utf-8").strip()
    except (OSError, UnicodeError) as error:
        message = f"{file}: {error}"
        raise ConfigError(message) from None
    if not text or "\n" in text:
        message = f"{file}: expected one line, USER:PASSWORD or a token"
        raise ConfigError(message)
    return text


def _to_pair(text: str) -> tuple[str, str]:
    user, colon, password = text.partition(":")
    return (user, password) if colon else ("admin", text)
