"""What every reader of samples refuses, whoever keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from netmon.store.conditions import check_code
from netmon.store.faults import QuestionRefused
from netmon.store.port import MOST_LATEST_S, Span, check_fields, check_measurement

_AHEAD = timedelta(minutes=1)
"""A row may be a little younger than now: clocks of two machines differ."""

_MOST_PERCENTILE_S = 35 * 86_400


def latest_span(
    measurement: str, sites: Sequence[str] | None, within_s: float, now: datetime
) -> Span:
    """Return the span in which the newest rows are looked for.

    Raises:
        QuestionRefused: See SampleReader.latest.
    """
    tags = check_measurement(measurement).tags
    if sites is not None:
        _require_site(tags)
        for site in sites:
            check_code(site)
    if not 0 < within_s <= MOST_LATEST_S:
        message = f"the newest rows may be up to {MOST_LATEST_S:g} s old"
        raise QuestionRefused(message)
    return Span(now - timedelta(seconds=within_s), now + _AHEAD)


def check_hourly(measurement: str, field: str) -> None:
    """Refuse hours of what is not measured of a site.

    Raises:
        QuestionRefused: See SampleReader.hourly.
    """
    _require_site(check_fields(measurement, (field,)).tags)


def check_percentile(measurement: str, field: str, share: float, span: Span) -> None:
    """Refuse a percentile that cannot be told.

    Raises:
        QuestionRefused: See SampleReader.percentile.
    """
    _require_site(check_fields(measurement, (field,)).tags)
    if not 0 <= share <= 1 or span.length_s > _MOST_PERCENTILE_S:
        raise QuestionRefused("a percentile is a share 0-1 of at most 35 days")


def _require_site(tags: Sequence[str]) -> None:
    if "site" not in tags:
        raise QuestionRefused("this measurement has no site")
