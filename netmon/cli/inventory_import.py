"""`netmon inventory import`, `undo` and `geography`."""

from __future__ import annotations

import gc
import json
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inventory.importer.geography_files import read_geography
from inventory.importer.geography_store import save_geography
from inventory.importer.history import Signature, apply_plan, undo_last
from inventory.importer.report import to_report
from inventory.importer.source import read_source
from inventory.importer.survey import Survey, survey
from netmon.access.audit import AuditLog, Deed
from netmon.cli.access import whoami
from netmon.cli.answers import say
from netmon.cli.exit_codes import ExitCode
from netmon.cli.inventory_import_show import change_lines, finding_lines
from netmon.cli.sources import note_demo
from netmon.core.clock import SystemClock, to_thai
from netmon.core.errors import ConfigError
from netmon.database import naming_faults
from netmon.main import make_home, open_database

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from inventory.importer.history import Witness
    from netmon.core.settings import Settings


async def import_file(options: Namespace, settings: Settings) -> int:
    """Judge a file, show what it changes, and change it once somebody agrees."""
    with _uncollected():
        return await _import(options, settings)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Spare the search for cycles: a register makes a million objects and none."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


async def _import(options: Namespace, settings: Settings) -> int:
    source = read_source(options.file)
    make_home(settings.home)
    today = to_thai(SystemClock().now()).date()
    async with open_database(settings) as engine:
        with naming_faults():
            found = await survey(engine, source, today)
            _tell(found, options.report)
            code = await _apply(engine, found, options)
    note_demo(settings, f"inventory import {options.file}")
    return code


async def undo(_options: Namespace, settings: Settings) -> int:
    """Take the last import back."""
    make_home(settings.home)
    signature = _sign()
    async with open_database(settings) as engine:
        with naming_faults():
            witness = _audit(engine, signature, "register.undo", "register", {})
            done = await undo_last(engine, signature, witness)
    say(
        f"import {done.import_id} of {done.file_name} is undone: {done.sites:,} sites "
        f"are as before, version {done.version}"
    )
    note_demo(settings, "inventory undo")
    return ExitCode.DONE


async def geography(options: Namespace, settings: Settings) -> int:
    """Keep the geography that imports are held against."""
    given = read_geography(options.files)
    make_home(settings.home)
    async with open_database(settings) as engine:
        with naming_faults():
            await save_geography(engine, given)
    say(f"{len(given.tambons):,} tambons, borders of {len(given.borders)} provinces")
    note_demo(settings, "inventory geography")
    return ExitCode.DONE


def _tell(found: Survey, report: Path | None) -> None:
    if report is not None:
        text = json.dumps(to_report(*found), ensure_ascii=False, indent=2)
        report.write_text(text + "\n", "utf-8")
    for line in (*finding_lines(found.judged), *change_lines(found.plan)):
        print(line)


async def _apply(engine: AsyncEngine, found: Survey, options: Namespace) -> int:
    judged, plan = found
    if judged.is_unusable:
        message = f"{judged.name}: its header cannot be used; nothing was changed"
        raise ConfigError(message)
    if plan.is_empty or options.dry_run:
        say("nothing was changed")
        return ExitCode.DONE
    if not options.yes and not _agrees():
        say("nothing was changed")
        return ExitCode.NOT_ALLOWED
    signature = _sign()
    detail = {
        "sha256": judged.sha256,
        "added": len(plan.added),
        "changed": len(plan.changed),
    }
    witness = _audit(engine, signature, "register.import", judged.name, detail)
    version = await apply_plan(engine, plan, judged, signature, witness)
    say(f"the register is in force as version {version}")
    return ExitCode.DONE


def _agrees() -> bool:
    if not sys.stdin.isatty():
        raise ConfigError("nobody is here to agree: use --yes, or --dry-run")
    print("Apply these changes? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def _sign() -> Signature:
    return Signature(whoami(), SystemClock().now())


def _audit(
    engine: AsyncEngine,
    signature: Signature,
    action: str,
    subject: str,
    detail: dict[str, Any],
) -> Witness:
    audit = AuditLog(engine, SystemClock())
    deed = Deed(signature.who, action, subject, detail)

    async def write(connection: AsyncConnection) -> None:
        await audit.add(connection, deed)

    return write
