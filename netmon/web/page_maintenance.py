"""Planned work: what is under way, what comes, and what was lately."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from netmon.api.desk import AtDesk, Desk
from netmon.api.maintenance_models import MaintenanceQuery
from netmon.api.queries import LONGEST_WORD
from netmon.api.route_maintenance import is_about
from netmon.core.model import SiteCode
from netmon.status.maintenance import Phase, Reach, Span, Window
from netmon.web.incident_words import to_node_name
from netmon.web.render import AtReader, Reader
from netmon.web.texts import Language
from netmon.web.tiles import to_name

if TYPE_CHECKING:
    from datetime import datetime

router = APIRouter(include_in_schema=False)

RECENT = timedelta(days=7)
READ_COUNT = 500
"""Windows read for the list of recent ones; those declared last."""
MOST_ROWS = 100
"""Windows shown of each kind."""


class MaintenancePageQuery(BaseModel):
    """Whose windows; what else the address says is no wish."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    site: str | None = Field(None, max_length=LONGEST_WORD)
    province: str | None = Field(None, max_length=LONGEST_WORD)
    contract: str | None = Field(None, max_length=LONGEST_WORD)


@dataclass(frozen=True, slots=True)
class WindowRow:
    """One window as people read it.

    Attributes:
        name, url: What it is about; no address where that has no page.
        span: The time it holds now or next, for one that is over the last.
        site_count: Sites it is about.
    """

    window: Window
    phase: Phase
    name: str
    url: str
    span: Span
    site_count: int


@router.get("/maintenance")
async def get_maintenance(
    desk: AtDesk, reader: AtReader, query: Annotated[MaintenancePageQuery, Query()]
) -> Response:
    """Show the windows."""
    wish = MaintenanceQuery(all=True, **query.model_dump())
    standing = list(desk.live.maintenance.calendar.windows.values())
    past = await desk.live.maintenance.store.page(READ_COUNT)
    known = {each.id: each for each in (*past, *standing)}
    mine = [each for each in known.values() if is_about(desk, each, wish)]
    rows = [row for each in mine if (row := _to_row(desk, reader, each))]
    return reader.render(
        "maintenance.html",
        groups=[
            ("running", _pick(rows, Phase.RUNNING)),
            ("planned", _pick(rows, Phase.PLANNED)),
            ("recent", _pick(rows, Phase.OVER, Phase.CANCELLED)),
        ],
        most=MOST_ROWS,
    )


def _pick(rows: Sequence[WindowRow], *phases: Phase) -> list[WindowRow]:
    """Return the rows of some phases: the next first, of those over the last."""
    found = [each for each in rows if each.phase in phases]
    return sorted(
        found,
        key=lambda each: (each.span.start, each.window.id),
        reverse=Phase.OVER in phases,
    )


def _to_row(desk: Desk, reader: Reader, window: Window) -> WindowRow | None:
    """Return a window in words, None where it was over long ago."""
    span = _find_span(window, reader.now)
    if span is None:
        return None
    name, url = _to_subject(desk, reader, window)
    reached = desk.live.maintenance.calendar.reach(window)
    phase = window.phase(reader.now)
    return WindowRow(window, phase, name, url, span, len(reached))


def _find_span(window: Window, now: datetime) -> Span | None:
    """Return the time a window holds now, holds next, or held last within RECENT."""
    ahead = window.next(now)
    if ahead is not None:
        return ahead
    held = list(window.spans(now - RECENT))
    if held:
        return held[-1]
    # Cancelled before it ever held: still news to who had counted on it.
    is_news = window.cancelled_at is not None and window.cancelled_at > now - RECENT
    plan = window.plan
    return Span(plan.starts_at, plan.ends_at) if is_news else None


def _to_subject(desk: Desk, reader: Reader, window: Window) -> tuple[str, str]:
    code, register = window.plan.subject, desk.fleet.register
    if window.plan.reach is Reach.NODE:
        return to_node_name(code, register, reader.texts), ""
    if window.plan.reach is Reach.PROVINCE and code in register.provinces:
        name = to_name(register.provinces[code], reader.texts)
        return name, f"/province/{code}"
    if window.plan.reach is Reach.SITE and code in register.sites:
        site = register.sites[SiteCode(code)]
        is_thai = reader.texts.language is Language.THAI
        return site.name_th if is_thai else site.name_en, f"/site/{code}"
    return code, ""
