"""Samples, and a clock, for tests of what keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from netmon.core.schema import Sample

NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
"""12:00 in Thailand."""


class SetClock:
    """See Clock; stands where the test puts it."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()


def ping(
    site: str, at: datetime, rtt_s: float | None = 0.5, *, device: str = "router"
) -> Sample:
    """A burst of three; `rtt_s` None for silence."""
    received = 0 if rtt_s is None else 3
    rtts = (rtt_s, rtt_s, rtt_s)
    values = (3, received, *rtts, None, 1 - received / 3)
    return Sample("ping", at, (site, f"{site}/{device}"), values)


def minutes(site: str, start: datetime, rtts_s: Iterable[float | None]) -> list[Sample]:
    """One burst a minute."""
    return [
        ping(site, start + timedelta(minutes=number), rtt_s)
        for number, rtt_s in enumerate(rtts_s)
    ]
