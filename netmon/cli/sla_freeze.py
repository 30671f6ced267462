"""`netmon sla freeze`, `correct` and `final`: the life of a statement."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from netmon.cli.access import whoami
from netmon.cli.answers import show
from netmon.cli.exit_codes import ExitCode
from netmon.cli.sla_months import version_line
from netmon.cli.sla_open import open_sla
from netmon.cli.sources import note_demo
from netmon.core.months import Month
from netmon.sla.statements.versions_json import version_to_json

if TYPE_CHECKING:
    from argparse import Namespace

    from netmon.core.settings import Settings
    from netmon.sla.desk import SlaDesk
    from netmon.sla.statements.statement_rows import Version


def freeze(options: Namespace, settings: Settings) -> int:
    """Make the first version of a month."""
    return _run(options, settings)


def correct(options: Namespace, settings: Settings) -> int:
    """Add a version that says what changed."""
    return _run(options, settings)


def final(options: Namespace, settings: Settings) -> int:
    """Make the newest version of a month final."""
    return _run(options, settings)


def _run(options: Namespace, settings: Settings) -> int:
    month = Month.parse(options.month)
    note_demo(settings, f"sla {options.action} --month {month}")
    version = asyncio.run(_step(options, settings, month))
    show(options, version_to_json(version), [version_line(version)])
    return ExitCode.DONE


async def _step(options: Namespace, settings: Settings, month: Month) -> Version:
    async with open_sla(settings) as opened:
        return await _take(opened.desk, options, month)


async def _take(desk: SlaDesk, options: Namespace, month: Month) -> Version:
    if options.action == "freeze":
        return await desk.freeze(month, whoami())
    if options.action == "correct":
        return await desk.correct(month, options.why, whoami())
    return await desk.finalise(month, whoami(), options.version)
