"""`netmon records`: sheets of centres, training, commerce, community, volunteers."""

from __future__ import annotations

import asyncio
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from inventory.importer.source import read_source
from inventory.records.catalogue import BY_NAME, KINDS
from inventory.records.importing.export import export_columns, write_records
from inventory.records.importing.history import apply_survey, undo_last
from inventory.records.importing.survey import HandOver, Survey, survey
from inventory.records.steps import Signature
from inventory.records.store import RecordStore
from netmon.access.audit import AuditLog, Deed
from netmon.cli.access import whoami
from netmon.cli.answers import count, say, show
from netmon.cli.exit_codes import ExitCode
from netmon.cli.import_steps import tell, to_witness, why_not
from netmon.cli.records_forget import forget_people
from netmon.cli.records_news import import_news
from netmon.cli.sources import note_demo
from netmon.core.clock import SystemClock, to_thai
from netmon.core.garbage import uncollected
from netmon.database import naming_faults
from netmon.home import make_home, open_database

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from inventory.records.kinds import Column, Kind, Values
    from netmon.core.settings import Settings


def records(options: Namespace, settings: Settings) -> int:
    """Import, undo or export records, or list their kinds."""
    if options.action == "kinds":
        show(options, [_to_facts(kind) for kind in KINDS], _to_lines())
        return ExitCode.DONE
    actions = {
        "import": _import,
        "undo": _undo,
        "export": _export,
        "import-news": import_news,
        "forget": forget_people,
    }
    make_home(settings.home)
    return asyncio.run(actions[options.action](options, settings))


async def _import(options: Namespace, settings: Settings) -> int:
    kind = BY_NAME[options.kind]
    today = to_thai(SystemClock().now()).date()
    given = HandOver(kind, read_source(options.file), today)
    private = [column.name for column in kind.personal]
    async with open_database(settings) as engine:
        with naming_faults(), uncollected():
            found = await survey(engine, given)
            tell(found.judged, found.plan, options.report, private)
            code = why_not(found.judged, found.plan, options)
            if code is None:
                code = await _apply(engine, given, found)
    note_demo(settings, f"records import {kind.name} {options.file}")
    return code


async def _apply(engine: AsyncEngine, given: HandOver, found: Survey) -> ExitCode:
    signature = Signature(whoami(), SystemClock().now())
    detail = {
        "kind": given.kind.name,
        "sha256": found.judged.sha256,
        "added": len(found.plan.added),
        "changed": len(found.plan.changed),
    }
    deed = Deed(signature.who, "records.import", found.judged.name, detail)
    witness = to_witness(engine, deed)
    import_id = await apply_survey(engine, given, found, signature, witness)
    say(f"{count(len(found.steps), 'record')} written, import {import_id}")
    return ExitCode.DONE


async def _undo(options: Namespace, settings: Settings) -> int:
    kind = BY_NAME[options.kind]
    signature = Signature(whoami(), SystemClock().now())
    deed = Deed(signature.who, "records.undo", kind.name, {})
    async with open_database(settings) as engine:
        with naming_faults():
            witness = to_witness(engine, deed)
            done = await undo_last(engine, kind, signature, witness)
    say(
        f"import {done.import_id} of {done.file_name} is undone: "
        f"{count(done.restored, 'record')} restored, {done.removed:,} taken out"
    )
    note_demo(settings, f"records undo {kind.name}")
    return ExitCode.DONE


async def _export(options: Namespace, settings: Settings) -> int:
    kind = BY_NAME[options.kind]
    columns = export_columns(kind, with_people=options.with_people)
    async with open_database(settings) as engine:
        with naming_faults():
            found = await RecordStore(engine, SystemClock()).page(kind)
            if any(column.personal for column in columns):
                detail = {"kind": kind.name, "records": len(found)}
                deed = Deed(whoami(), "records.export_people", kind.name, detail)
                await AuditLog(engine, SystemClock()).write(deed)
    _write(options, columns, [record.values for record in found])
    return ExitCode.DONE


def _write(
    options: Namespace, columns: Sequence[Column], values: Sequence[Values]
) -> None:
    if options.file is None:
        write_records(sys.stdout, columns, values)
        return
    # With a mark: spreadsheets take UTF-8 without one for something else.
    with options.file.open("w", encoding="utf-8-sig", newline="") as file:
        write_records(file, columns, values)
    say(f"{count(len(values), 'record')} written to {options.file}")


def _to_facts(kind: Kind) -> dict[str, Any]:
    return {
        "kind": kind.name,
        "title_en": kind.title_en,
        "title_th": kind.title_th,
        "columns": [
            {
                "name": column.name,
                "headers": list(column.headers),
                "holds": column.shape.value,
                "required": _is_asked(kind, column),
                "choices": dict(column.choices),
                "personal": column.personal is not None,
            }
            for column in kind.columns
        ],
    }


def _to_lines() -> Iterator[str]:
    for kind in KINDS:
        yield f"{kind.name}: {kind.title_en} / {kind.title_th}"
        for column in kind.columns:
            names = ", ".join((column.name, *column.headers))
            need = " required" if _is_asked(kind, column) else ""
            people = " personal" if column.personal else ""
            words = ", ".join(f"{one} {th}" for one, th in column.choices.items())
            choices = f" ({words})" if words else ""
            yield f"  {names}: {column.shape.value}{choices}{need}{people}"


def _is_asked(kind: Kind, column: Column) -> bool:
    """Whether a sheet must have the column; a code made of other cells need not be."""
    is_made = kind.make_code is not None and column is kind.columns[0]
    return column.is_required and not is_made
