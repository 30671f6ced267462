"""What every import does on the command line: tell, ask, and leave a witness."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Awaitable, Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING

from inventory.importer.plan import Plan
from inventory.importer.report import to_report
from inventory.importer.sheet_judge import Judged
from netmon.access.audit import AuditLog, Deed
from netmon.cli.answers import say
from netmon.cli.exit_codes import ExitCode
from netmon.cli.inventory_import_show import change_lines, finding_lines
from netmon.core.clock import SystemClock
from netmon.core.errors import ConfigError

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine


def tell(
    judged: Judged,
    plan: Plan,
    report: Path | None,
    private: Collection[str] = (),
    *,
    is_report_whole: bool = False,
) -> None:
    """Show what was found and what would change; write all of it to `report`.

    Args:
        judged: What was found.
        plan: What would change.
        report: Where to, None for nowhere.
        private: Fields about people: that they change is told, not what they are.
        is_report_whole: Whether the report tells what they are, for who mends the file.
    """
    if report is not None:
        found = to_report(judged, plan, () if is_report_whole else private)
        text = json.dumps(found, ensure_ascii=False, indent=2)
        report.write_text(text + "\n", "utf-8")
    for line in (*finding_lines(judged, private), *change_lines(plan, private)):
        print(line)


def why_not(judged: Judged, plan: Plan, options: Namespace) -> ExitCode | None:
    """Return None where the plan shall be applied; else remark that it is not.

    Raises:
        ConfigError: The header cannot be used, or nobody is here to agree.
    """
    if judged.is_unusable:
        message = f"{judged.name}: its header cannot be used; nothing was changed"
        raise ConfigError(message)
    is_nothing = plan.is_empty or options.dry_run
    if not is_nothing and (options.yes or agrees()):
        return None
    say("nothing was changed")
    return ExitCode.DONE if is_nothing else ExitCode.NOT_ALLOWED


def agrees() -> bool:
    """Ask whoever is at the terminal.

    Raises:
        ConfigError: Nobody is.
    """
    if not sys.stdin.isatty():
        raise ConfigError("nobody is here to agree: use --yes, or --dry-run")
    print("Apply these changes? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def to_witness(
    engine: AsyncEngine, deed: Deed
) -> Callable[[AsyncConnection], Awaitable[None]]:
    """Return what writes `deed` into the audit, in the transaction of the deed."""
    audit = AuditLog(engine, SystemClock())

    async def write(connection: AsyncConnection) -> None:
        await audit.add(connection, deed)

    return write
