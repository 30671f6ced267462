"""Times and spans of a statement as text: ISO 8601, UTC, whole seconds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from netmon.core.intervals import Interval


def to_text(at: datetime | None) -> str | None:
    """Return a time as `2026-10-01T00:00:00Z`; None for none."""
    if at is None:
        return None
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def to_time(text: str | None) -> datetime | None:
    """Return the time `to_text` wrote."""
    return None if text is None else to_moment(text)


def to_moment(text: str) -> datetime:
    """Return the time `to_text` wrote, where there is one."""
    return datetime.fromisoformat(text).astimezone(UTC)


def span_to_json(span: Interval) -> dict[str, Any]:
    """Return a span as two members."""
    return {"start": to_text(span.start), "end": to_text(span.end)}


def to_span(found: dict[str, Any]) -> Interval:
    """Return the span `span_to_json` wrote."""
    return Interval(to_moment(found["start"]), to_moment(found["end"]))
