"""`netmon records forget`: blank personal data whose time is over."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING

from inventory.records.forget import find_due
from inventory.records.forgotten import Forgotten
from netmon.access.audit import AuditLog
from netmon.cli.access import whoami
from netmon.cli.answers import say
from netmon.cli.exit_codes import ExitCode
from netmon.cli.sources import note_demo
from netmon.core.clock import SystemClock
from netmon.database import naming_faults
from netmon.home import open_database
from netmon.service.forgetting import Forgetting

if TYPE_CHECKING:
    from netmon.core.settings import Settings


async def forget_people(options: Namespace, settings: Settings) -> int:
    """Blank what is due, or tell what would be."""
    clock = SystemClock()
    async with open_database(settings) as engine:
        with naming_faults():
            if options.dry_run:
                done = await find_due(engine, clock.now())
            else:
                job = Forgetting(engine, clock, AuditLog(engine, clock))
                done = await job.once(whoami())
    for line in _lines(done):
        print(line)
    if options.dry_run:
        say("nothing was changed")
    note_demo(settings, "records forget")
    return ExitCode.DONE


def _lines(done: Forgotten) -> Iterator[str]:
    for name, count in done.records.items():
        yield f"{name}: {count:,} records"
    yield f"history: {done.lines_count:,} lines"
    yield f"sites that left the register: {done.sites_count:,}"
    yield f"history of imports: {done.imports_count:,} lines"
