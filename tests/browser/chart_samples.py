"""A month of samples of one site and of a province, for pages that draw them."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from netmon.core.schema import Sample

SEED = 2569
FINE_H = 25
"""Of which there are rows by the minute; of what is older, by the half hour."""


def a_site(code: str, end: datetime, days: float = 30) -> Iterator[Sample]:
    """Yield what a router told; two hours of yesterday are missing."""
    dice, tags = random.Random(SEED), (code, f"{code}/router")
    for at in _moments(end, days):
        hours = (end - at).total_seconds() / 3600
        if 20 < hours < 22:
            continue
        busy = 0.5 + 0.5 * math.sin((at.hour + 1) * math.pi / 12)
        low = dice.uniform(0.006, 0.009)
        mean, loss = low * (1.2 + busy), dice.choice([0.0] * 30 + [1 / 3])
        rtts = (low, mean, mean * dice.uniform(1.2, 3))
        yield Sample("ping", at, tags, (3, 3 - round(3 * loss), *rtts, 0.001, loss))
        down, up = busy * dice.uniform(60e6, 190e6), busy * dice.uniform(5e6, 40e6)
        octets = (int(down * 75), int(up * 75))
        faults = (dice.choice([0, 0, 0, 4]), 0, dice.choice([0, 0, 9]), 1)
        port = (600.0, down, up, *octets, *faults, 1_000_000_000, True)
        yield Sample("interface", at, tags, port)
        heat, share = 38 + 12 * busy, 0.1 + 0.6 * busy * dice.random()
        uptime_s = 4_000_000 - hours * 3600
        device = (uptime_s, share, 0.42, heat, -17.4, 2.1, 0.2, False)
        yield Sample("device", at, tags, device)
        yield Sample("wifi", at, tags, (int(busy * 30), 2, 2))
        for point in ("ap1", "ap2"):
            count = int(busy * 15)
            yield Sample("wifi", at, (code, f"{code}/{point}"), (count, None, None))


def a_province(code: str, end: datetime, days: float = 30) -> Iterator[Sample]:
    """Yield what a province's sites were together."""
    dice = random.Random(SEED)
    for at in _moments(end, days):
        hours = (end - at).total_seconds() / 3600
        if 20 < hours < 22:
            continue
        down = 70 if hours < 1.5 else dice.randrange(6)
        counts = (130, 130 - down - 3, 0, down, 3, 0, 0, dice.randrange(900, 2000))
        values = (*counts, 4e9, 6e8, 0.012, 0.01)
        yield Sample("fleet", at, (code, "library", "C-01/2569"), values)


def _moments(end: datetime, days: float) -> Iterator[datetime]:
    at = end - timedelta(days=days)
    while at < end:
        yield at
        is_fine = end - at <= timedelta(hours=FINE_H)
        at += timedelta(minutes=1 if is_fine else 30)
