"""`netmon doctor`: what on this machine would keep netmon from working.

Reading is done here and in the modules beside; each verdict is a pure function of what
was read. A check that breaks is a failed check, never a traceback.
"""

from __future__ import annotations

import asyncio
import json
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from inventory.repository import load_register
from netmon.cli.doctor import machine, reach, register, service, storage
from netmon.cli.doctor.finding import Finding, Health, fail, ok
from netmon.cli.exit_codes import ExitCode
from netmon.core.clock import SystemClock
from netmon.core.errors import NetmonError
from netmon.database import make_engine
from netmon.home import database_url
from netmon.main import to_guard
from netmon.migrations import head_revision

if TYPE_CHECKING:
    from inventory.model import Register
    from netmon.core.settings import Settings

DATABASE_S = 10.0


def doctor(options: Namespace, settings: Settings) -> int:
    """Examine this machine; 0 when nothing failed, 1 otherwise."""
    findings = list(examine(settings))
    if options.json:
        facts = [asdict(each) for each in findings]
        print(json.dumps(facts, ensure_ascii=False, indent=2))
    else:
        for line in _to_lines(findings):
            print(line)
    is_ill = any(each.health is Health.FAIL for each in findings)
    return ExitCode.UNHEALTHY if is_ill else ExitCode.DONE


def examine(settings: Settings) -> Iterator[Finding]:
    """Yield the finding of every check."""
    for name, check in (
        ("ping", reach.check_ping),
        ("receive buffer", reach.check_buffer),
        ("file handles", machine.check_handles),
        ("memory", machine.check_memory),
        ("clock", machine.check_clock),
        ("disk", lambda: storage.check_disk(settings.home)),
        ("service", lambda: service.check_service(settings)),
        ("demo", machine.check_demo),
    ):
        yield _run(name, check)
    yield from _examine_database(settings)


def _run(name: str, check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except Exception as error:  # noqa: BLE001 - whatever it is, the others go on
        found = f"the check itself broke: {type(error).__name__}: {error}"
        return fail(name, " ".join(found.split()), "tell those who make netmon")


def _examine_database(settings: Settings) -> Iterator[Finding]:
    """Yield what the database says, and of the register where it can be read."""
    if _is_absent(settings):
        yield ok("database", "none yet; the first start makes it")
        return
    found: list[Register] = []
    yield _run("database", lambda: asyncio.run(_look(settings, found)))
    if found:
        now = SystemClock().now()
        yield _run("sites", lambda: register.check_sites(found[0], now))
        literal, names = register.addresses_of(found[0], now)
        guard = to_guard()
        yield _run("addresses", lambda: register.judge_addresses(literal, guard))
        yield _run("DNS", lambda: register.check_names(names))


def _is_absent(settings: Settings) -> bool:
    """Whether the database is a file that is not there; looking would make it."""
    if settings.database_url is None:
        return not (settings.home / "netmon.db").exists()
    return False


async def _look(settings: Settings, found: list[Register]) -> Finding:
    """Judge the database; put the register into `found` where it can be read."""
    name = "database"
    try:
        engine = make_engine(database_url(settings))
    except NetmonError as error:
        return fail(name, str(error), "correct NETMON_DATABASE_URL")
    try:
        async with asyncio.timeout(DATABASE_S):
            state = await storage.read_database(engine)
            if state.revision == head_revision():
                found.append(await load_register(engine))
        return storage.judge_database(state)
    except TimeoutError:
        reason = f"no answer within {DATABASE_S:.0f} s"
    except (SQLAlchemyError, OSError) as error:
        reason = str(getattr(error, "orig", None) or error)
    finally:
        await engine.dispose()
    place = make_url(database_url(settings)).render_as_string(hide_password=True)
    text = " ".join(f"{place}: {reason}".split())
    return fail(
        name, text, "is it running, is it ours, is it whole? else the last copy"
    )


def _to_lines(findings: list[Finding]) -> Iterator[str]:
    width = max(len(each.check) for each in findings)
    for each in findings:
        yield f"{each.health:<4}  {each.check:<{width}}  {each.found}"
        if each.advice:
            yield f"{'':<6}{'':<{width}}  -> {each.advice}"
