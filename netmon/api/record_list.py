"""A page of records: what was asked, and how far the caller may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from inventory.records.record import Record, Span
from netmon.access.policy import EVERYWHERE, Principal, Scope, may
from netmon.access.roles import Action
from netmon.api.cursor import read_cursor, to_cursor
from netmon.api.record_models import SPANS
from netmon.api.record_place import codes_at, sites_within
from netmon.api.site_subject import site_subject

if TYPE_CHECKING:
    from pydantic import BaseModel

    from inventory.records.kinds import Kind
    from netmon.api.desk import Desk

_PLACES = ("site", "province", "contract")
_PAGE = frozenset({"limit", "cursor", "since", "until"})


class Page(NamedTuple):
    """Some records.

    Attributes:
        cursor: Of the next page, None on the last.
        sees_people: Whether the caller may see what is personal in them: only in a
            list that reaches no further than one site.
    """

    records: list[Record]
    cursor: str | None
    sees_people: bool


async def find_page(
    desk: Desk, caller: Principal, kind: Kind, query: BaseModel
) -> Page:
    """Return the records that are asked for and lie within the caller's scope.

    Raises:
        Problem: The cursor is not ours.
    """
    asked = {name: getattr(query, name) for name in type(query).model_fields}
    after = read_cursor(asked["cursor"], 1)[0] if asked["cursor"] else ""
    sites = _sites(desk, caller, kind, asked)
    where = {
        name: value
        for name, value in asked.items()
        if value is not None and name not in _PAGE and _is_column(kind, name)
    }
    if kind.at and sites is not None:
        codes = await codes_at(desk, kind, sites)
        named = where.get(kind.at)
        where[kind.at] = [each for each in codes if named in (None, each)]
    limit = asked["limit"]
    found = await desk.live.records.page(
        kind, where, limit=limit + 1, after=after, span=_span(kind, asked)
    )
    cursor = to_cursor(found[limit - 1].code) if found[limit:] else None
    return Page(found[:limit], cursor, _sees_people(desk, caller, sites))


def _is_column(kind: Kind, name: str) -> bool:
    return any(column.name == name for column in kind.columns)


def _sites(
    desk: Desk, caller: Principal, kind: Kind, asked: dict[str, Any]
) -> list[str] | None:
    """Return the sites a list reaches, None where nothing bounds it."""
    if kind.at is None:
        return None
    named: dict[str, frozenset[str]] = {
        f"{name}s": frozenset({asked[name]}) for name in _PLACES if asked[name]
    }
    if kind.column(kind.at).refers == "site" and asked[kind.at]:
        # Both may be said, and may differ: then nothing is at both.
        both = named.get("sites", frozenset({asked[kind.at]}))
        named["sites"] = both & {asked[kind.at]}
    wanted = Scope(**named)
    if wanted == EVERYWHERE == caller.scope:
        return None
    return sites_within(desk, caller.scope, wanted)


def _sees_people(desk: Desk, caller: Principal, sites: list[str] | None) -> bool:
    if sites is None or len(sites) != 1:
        return False
    return may(caller, Action.SEE_PEOPLE, site_subject(desk, sites[0])).is_allowed


def _span(kind: Kind, asked: dict[str, Any]) -> Span | None:
    if kind.name not in SPANS:
        return None
    return Span(SPANS[kind.name], asked["since"], asked["until"])
