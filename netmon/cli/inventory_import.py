"""`netmon inventory import`, `undo` and `geography`."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from inventory.importer.columns import PERSONAL
from inventory.importer.geography_files import read_geography
from inventory.importer.geography_store import save_geography
from inventory.importer.history import Signature, apply_survey, undo_last
from inventory.importer.parts.choice import PARTS
from inventory.importer.source import read_source
from inventory.importer.survey import Survey, survey
from inventory.repository import load_register
from netmon.access.audit import Deed
from netmon.cli.access import whoami
from netmon.cli.answers import count, say
from netmon.cli.exit_codes import ExitCode
from netmon.cli.import_steps import tell, to_witness, why_not
from netmon.cli.refused import note_refused
from netmon.cli.sources import note_demo
from netmon.core.clock import SystemClock, to_thai
from netmon.core.garbage import uncollected
from netmon.database import naming_faults
from netmon.home import make_home, open_database

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from netmon.core.settings import Settings


async def import_file(options: Namespace, settings: Settings) -> int:
    """Judge a file, show what it changes, and change it once somebody agrees."""
    with uncollected():
        return await _import(options, settings)


async def _import(options: Namespace, settings: Settings) -> int:
    source = read_source(options.file)
    make_home(settings.home)
    today = to_thai(SystemClock().now()).date()
    async with open_database(settings) as engine:
        with naming_faults():
            part = PARTS.get(options.kind)
            found = await survey(engine, source, today, part)
            tell(
                found.judged, found.plan, options.report, PERSONAL, is_report_whole=True
            )
            code = why_not(found.judged, found.plan, options)
            if code is None:
                code = await _apply(engine, found)
    note_demo(settings, f"inventory import {options.file}")
    return code


async def undo(_options: Namespace, settings: Settings) -> int:
    """Take the last import back."""
    make_home(settings.home)
    signature = _sign()
    async with open_database(settings) as engine:
        with naming_faults():
            witness = to_witness(
                engine, Deed(signature.who, "register.undo", "register", {})
            )
            done = await undo_last(engine, signature, witness)
    say(
        f"import {done.import_id} of {done.file_name} ({done.kind}) is undone: "
        f"{done.restored:,} restored, {done.removed:,} taken out; version "
        f"{done.version}"
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
    borders = count(len(given.borders), "province")
    say(f"{count(len(given.tambons), 'tambon')}, borders of {borders}")
    note_demo(settings, "inventory geography")
    return ExitCode.DONE


async def _apply(engine: AsyncEngine, found: Survey) -> ExitCode:
    judged, plan, part = found
    signature = _sign()
    detail = {
        "kind": part.name,
        "sha256": judged.sha256,
        "added": len(plan.added),
        "changed": len(plan.changed),
    }
    deed = Deed(signature.who, "register.import", judged.name, detail)
    witness = to_witness(engine, deed)
    version = await apply_survey(engine, found, signature, witness)
    say(f"the register is in force as version {version}")
    note_refused(await load_register(engine))
    return ExitCode.DONE


def _sign() -> Signature:
    return Signature(whoami(), SystemClock().now())
