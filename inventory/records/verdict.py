"""Judges records against the register, against each other and in themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, or_, select

from inventory import tables as register
from inventory.records.kinds import Column, Flaw, Kind, Shape
from inventory.records.record import to_values
from inventory.records.steps import MOST_AT_ONCE, Step
from netmon.database import metadata

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

FEW = 50
"""Records that are changed by hand come one by one; the service goes on meanwhile."""
_OF_REGISTER = {"site": register.site, "province": register.province}


async def find_flaws(
    connection: AsyncConnection, kind: Kind, steps: Sequence[Step]
) -> list[Flaw]:
    """Return what is wrong with the records that `steps` would leave behind.

    Args:
        connection: In the transaction that shall write them.
        kind: Of all of them.
        steps: Each record once.
    """
    flaws = await find_own(connection, kind, steps)
    return flaws + await _find_between(connection, kind, steps)


async def find_own(
    connection: AsyncConnection, kind: Kind, steps: Sequence[Step]
) -> list[Flaw]:
    """Return what is wrong with each record by itself, and with what it names."""
    kept = [step for step in steps if step.after is not None]
    flaws = [
        replace(flaw, record=step.code)
        for step in kept
        for flaw in kind.check(step.after or {})
    ]
    return flaws + await _find_unknown(connection, kind, kept)


async def _find_unknown(
    connection: AsyncConnection, kind: Kind, steps: Sequence[Step]
) -> list[Flaw]:
    flaws: list[Flaw] = []
    for column in kind.columns:
        if column.refers is None:
            continue
        named = list(_named(column, steps))
        known = await _known(connection, column.refers, {name for _, name in named})
        flaws += [
            Flaw(column.name, "unknown_reference", detail=column.refers, record=code)
            for code, name in named
            if name not in known
        ]
    return flaws


def _named(column: Column, steps: Iterable[Step]) -> Iterator[tuple[str, str]]:
    """Yield each record's code with every code that its cell names anew.

    What it named before may have left the register since; that is for another day.
    """
    for step in steps:
        text = (step.after or {}).get(column.name)
        if text and text != (step.before or {}).get(column.name):
            several = text.split(";") if column.shape is Shape.CODES else (text,)
            yield from ((step.code, one) for one in several)


async def _known(
    connection: AsyncConnection, kind: str, named: Collection[str]
) -> set[str]:
    """Return those of `named` that are there."""
    table = _OF_REGISTER[kind] if kind in _OF_REGISTER else metadata.tables[kind]
    codes, known = sorted(named), set[str]()
    for start in range(0, len(codes), MOST_AT_ONCE):
        some = codes[start : start + MOST_AT_ONCE]
        known.update(
            await connection.scalars(select(table.c.code).where(table.c.code.in_(some)))
        )
    return known


async def _find_between(
    connection: AsyncConnection, kind: Kind, steps: Sequence[Step]
) -> list[Flaw]:
    if not kind.meets_by:
        return []
    changed = {step.code: step.after for step in steps}
    rows = await connection.execute(_near(kind, steps))
    standing = {row.code: to_values(kind, row) for row in rows}
    left = {code: each for code, each in {**standing, **changed}.items() if each}
    return [
        flaw
        for flaw in kind.between(left.values())
        if flaw.record in changed or flaw.detail in changed
    ]


def _near(kind: Kind, steps: Sequence[Step]) -> Select[Any]:
    """Return the question for the records that may meet those of `steps`.

    For a few, that is a few; for an import it is all, since that asks once.
    """
    table = metadata.tables[kind.name]
    if len(steps) > FEW:
        return select(table)
    values = {
        name: {step.after[name] for step in steps if step.after} - {None}
        for name in kind.meets_by
    }
    return select(table).where(
        or_(*(table.c[name].in_(some) for name, some in values.items()))
    )
