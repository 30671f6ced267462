"""Holds a sheet against the records as they are now; changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from inventory.importer.form_judge import accepted, judge_form, name_columns
from inventory.importer.plan import Compared, Plan, make_plan
from inventory.importer.sheet_judge import Judged, finish
from inventory.importer.source import Source
from inventory.records.importing.columns import Names, to_form
from inventory.records.importing.flaws import judge_flaws, to_step
from inventory.records.importing.texts import to_texts
from inventory.records.kinds import Kind, Values
from inventory.records.record import to_values
from inventory.records.steps import Step
from netmon.database import metadata, reading

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine


class HandOver(NamedTuple):
    """A file that came.

    Attributes:
        kind: Of every record of it.
        today: In Thailand.
    """

    kind: Kind
    source: Source
    today: date


class Survey(NamedTuple):
    """What a sheet holds, and what it would change.

    Attributes:
        steps: The records that it would add or change.
    """

    judged: Judged
    plan: Plan
    steps: tuple[Step, ...]


async def survey(engine: AsyncEngine, given: HandOver) -> Survey:
    """Return what importing a file would do.

    Raises:
        ConfigError: The file has no header.
    """
    async with reading(engine) as connection:
        return await hold(connection, given)


async def hold(connection: AsyncConnection, given: HandOver) -> Survey:
    """Return the survey within a transaction; see `survey`."""
    kind = given.kind
    current = await _read_current(connection, kind)
    form = to_form(kind, await _read_names(connection, kind), given.today)
    sheet = judge_form(given.source, form)
    await judge_flaws(connection, kind, sheet.drafts, current)
    steps = [to_step(kind, one, current) for one in accepted(sheet.drafts)]
    private = [column.name for column in kind.personal]
    judged = finish(name_columns(sheet, private))
    if judged.is_unusable:
        return Survey(judged, Plan(0, {}, (), ()), ())
    texts = {code: to_texts(kind, values) for code, values in current.items()}
    plan = make_plan(judged.rows, texts, judged.named, Compared(form.fields))
    touched = {*plan.added, *(change.site for change in plan.changed)}
    return Survey(judged, plan, tuple(one for one in steps if one.code in touched))


async def _read_current(
    connection: AsyncConnection, kind: Kind
) -> Mapping[str, Values]:
    table = metadata.tables[kind.name]
    found = await connection.execute(select(table).order_by(table.c.code))
    return {row.code: to_values(kind, row) for row in found}


async def _read_names(connection: AsyncConnection, kind: Kind) -> Names:
    """Return what the columns of `kind` may name by something else than its code."""
    names: dict[str, dict[str, tuple[str, ...]]] = {}
    for column in kind.columns:
        if not column.named_by or column.refers is None:
            continue
        table = metadata.tables[column.refers]
        fields = [table.c[name] for name in column.named_by]
        named = names.setdefault(column.name, {})
        for code, *texts in await connection.execute(select(table.c.code, *fields)):
            for text in {one for one in texts if one}:
                named[text] = (*named.get(text, ()), code)
    return names
