"""What is odd about the records of a sheet, and may be right all the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from sqlalchemy import select

from inventory.model import SiteType
from inventory.records.catalogue import CENTRE
from inventory.records.kinds import Flaw, Kind, Values
from inventory.records.steps import Step
from inventory.tables import site

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


async def find_oddities(
    connection: AsyncConnection,
    kind: Kind,
    steps: Iterable[Step],
    current: Mapping[str, Values],
) -> list[Flaw]:
    """Return what somebody should look at before they agree; none of it is fatal.

    Args:
        connection: Of the database.
        kind: Of all of them.
        steps: What the sheet would leave behind.
        current: What is stored, keyed by code.
    """
    steps = list(steps)
    found = list(_find_near_codes(steps, current))
    if kind is CENTRE:
        rows = await connection.execute(select(site.c.code, site.c.site_type))
        types = {row.code: row.site_type for row in rows}
        found += _find_odd_types(steps, types)
    return found


def _find_near_codes(
    steps: Iterable[Step], current: Mapping[str, Values]
) -> Iterator[Flaw]:
    """Yield new codes that are one with a stored code in the eyes of people."""
    stored = {code.casefold(): code for code in current}
    for step in steps:
        near = stored.get(step.code.casefold())
        if near is not None and step.code not in current:
            yield _odd("code", "other_case", near, step)


def _find_odd_types(steps: Iterable[Step], types: Mapping[str, str]) -> Iterator[Flaw]:
    for step in steps:
        found = types.get((step.after or {}).get("site", ""))
        if found is not None and found != SiteType.DIGITAL_CENTRE:
            yield _odd("site", "odd_site_type", found, step)


def _odd(column: str, code: str, detail: str, step: Step) -> Flaw:
    return Flaw(column, code, is_fatal=False, detail=detail, record=step.code)
