"""The history of today, read from the journals and put into words."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from netmon.core.model import Service
from netmon.status.causes import Cause
from netmon.status.incident_records import IncidentFilter, IncidentRecord
from netmon.web.day import DAY_MIN, Day, Span, midnight, to_day
from netmon.web.incident_words import to_entry

if TYPE_CHECKING:
    from datetime import datetime

    from netmon.api.context import Live
    from netmon.api.desk import Desk
    from netmon.web.incident_words import IncidentEntry
    from netmon.web.render import Reader

FRESH_S = 30.0
"""Age of a heartbeat, written every 5 s, up to which somebody still looks."""
READ_COUNT = 500
"""Incidents of one day that are read; the newest."""
BAR_COUNT = 18
"""Incidents drawn: the biggest."""
LANES = 3
LEAST_MIN = 8.0
"""Width of the shortest incident drawn, minutes."""
LEAST_SCALE = 20
"""The curve's top is never lower: one site down is not half a catastrophe."""
HEIGHT = 100
LEAST_HEIGHT = 4
"""Of a curve 100 high: one site of thousands must still be seen."""


@dataclass(frozen=True, slots=True)
class Today:
    """The journals' answer, good for every reader.

    Attributes:
        records: Incidents of today, newest first; not more than READ_COUNT.
        count, over_count: All incidents of today, and those that are over.
    """

    day: Day
    records: Sequence[IncidentRecord]
    count: int
    over_count: int


@dataclass(frozen=True, slots=True)
class IncidentBar:
    """One incident on the strip, in percent of the day.

    Attributes:
        lane: Row, from 0; bars of one row do not touch.
    """

    entry: IncidentEntry
    x: float
    width: float
    lane: int


async def read_today(live: Live) -> Today:
    """Return the history of the day it is now in Bangkok."""
    now = live.clock.now()
    start = midnight(now)
    incidents = live.incidents
    ours = IncidentFilter(cause=Cause.COLLECTOR, since=start)
    blind = await incidents.incidents(ours, limit=READ_COUNT)
    lost = [Span(each.opened_at, each.closed_at) for each in blind]
    gaps = await live.history.unobserved(None, start)
    lost += [Span(each.started_at, each.ended_at) for each in gaps]
    outages = await live.history.spans(Service.LINK, start)
    seen = await _seen(live, now)
    # Tens of thousands on a bad day: whoever looks at devices must not wait for it.
    day = await asyncio.to_thread(to_day, now, outages, seen, lost)
    of_today = IncidentFilter(since=start)
    over = IncidentFilter(is_open=False, since=start)
    return Today(
        day=day,
        records=await incidents.incidents(of_today, limit=READ_COUNT),
        count=await incidents.count(of_today),
        over_count=await incidents.count(over),
    )


async def _seen(live: Live, now: datetime) -> list[Span]:
    """Return when somebody looked; the newest heartbeat, if fresh, holds until now."""
    return [
        Span(each.started_at, _until(each.last_seen_at, now))
        for each in await live.history.observed(midnight(now))
    ]


def _until(last: datetime, now: datetime) -> datetime | None:
    return None if (now - last).total_seconds() <= FRESH_S else last


async def to_view(desk: Desk, reader: Reader) -> dict[str, Any]:
    """Return what the strip shows."""
    today = await reader.shared.today.get()
    biggest = sorted(today.records, key=lambda each: -each.member_count)[:BAR_COUNT]
    entries = [await to_entry(desk, reader.texts, each) for each in biggest]
    return {
        "today": today,
        "day": today.day,
        "curve": to_curve(today.day),
        "incident_bars": to_bars(entries, today.day),
        "percent": to_percent,
    }


def to_percent(minutes: float) -> float:
    """Return a place in the day in percent of it."""
    return round(minutes / DAY_MIN * 100, 2)


def to_curve(day: Day) -> str:
    """Return the sites down as the path of a drawing 1440 wide and 100 high."""
    top = max(LEAST_SCALE, day.worst.down)
    parts = [f"M0 {HEIGHT}"]
    for each in day.steps:
        height = max(LEAST_HEIGHT, each.down / top * HEIGHT) if each.down else 0.0
        parts.append(f"V{HEIGHT - height:.4g}H{each.end_min:.6g}")
    return "".join([*parts, f"V{HEIGHT}Z"])


def to_bars(entries: Iterable[IncidentEntry], day: Day) -> list[IncidentBar]:
    """Return the incidents side by side in lanes, the biggest first to find room."""
    taken: list[list[tuple[float, float]]] = [[] for _ in range(LANES)]
    bars = []
    for entry in entries:
        start, end = _extent(entry.record, day)
        for lane, others in enumerate(taken):
            if all(end < left or start > right for left, right in others):
                others.append((start, end))
                place = to_percent(start), to_percent(end - start)
                bars.append(IncidentBar(entry, *place, lane))
                break
    return bars


def _extent(record: IncidentRecord, day: Day) -> tuple[float, float]:
    """Return where the bar begins and ends, minutes of the day."""
    opened_s = (record.opened_at - day.start).total_seconds()
    end = day.now_min
    if record.closed_at is not None:
        end = (record.closed_at - day.start).total_seconds() / 60
    start = min(max(0.0, opened_s / 60), DAY_MIN - LEAST_MIN)
    return start, max(end, start + LEAST_MIN)
