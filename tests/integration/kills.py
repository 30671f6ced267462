"""Kills a running service again and again while lines fail, and judges its journals."""

from __future__ import annotations

import asyncio
import random
import signal
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from netmon.core.model import SiteCode
from netmon.core.settings import Settings
from netmon.database import make_engine
from netmon.home import database_url
from netmon.status.history import History, OutageFilter
from netmon.twin.network import TwinNetwork
from netmon.twin.truth import Subject, read_truth
from tests.integration.running import DOWN_S, SLOT_S, Netmon, now

EDGE_S = SLOT_S + 1.5
"""An edge is seen at the next look at the latest: a slot, and the burst it ends in."""

LINES_COUNT = 4
"""Lines cut in each life; each stays dark over as many kills as the draw says."""

Interval = tuple[datetime, datetime]
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class Second(StrEnum):
    """What the journals say of one second of one site, held against the truth."""

    AGREED = "agreed"
    NOT_OBSERVED = "not observed"
    UNDECIDED = "undecided"
    """Next to an edge, or in the dark for too short a while to be called down."""
    WRONG = "wrong"


@dataclass(frozen=True)
class SiteRecord:
    """What is known of one site: the truth, and what the journals say."""

    truth: list[Interval]
    down: list[Interval]
    unobserved: list[Interval]

    def judge(self, at: datetime) -> Second:
        if holds(self.unobserved, at):
            return Second.NOT_OBSERVED
        if holds(self.truth, at) == holds(self.down, at):
            return Second.AGREED
        blips = (each for each in self.truth if self.is_blip(each))
        if is_near_an_edge(self.truth, at) or holds(blips, at):
            return Second.UNDECIDED
        return Second.WRONG

    def is_blip(self, dark: Interval) -> bool:
        """Whether it was watched for too short a while to be confirmed."""
        start, end = dark
        watched_from = max(
            [start, *(ended for began, ended in self.unobserved if began < end)]
        )
        return (end - watched_from).total_seconds() < DOWN_S


def holds(intervals: Iterable[Interval], at: datetime) -> bool:
    return any(start <= at < end for start, end in intervals)


def is_near_an_edge(intervals: Iterable[Interval], at: datetime) -> bool:
    slack = timedelta(seconds=EDGE_S)
    return any(edge <= at <= edge + slack for pair in intervals for edge in pair)


def storm(
    twin: TwinNetwork, netmon: Netmon, sites: Sequence[SiteCode], kills: int
) -> tuple[Interval, list[float]]:
    """Kill `netmon` in mid-slot, each time with lines failing and coming back.

    Returns:
        From when to when it went on; seconds from each start to readiness.
    """
    draw = random.Random(2569)
    began, starts_s = now(), []
    dark: list[tuple[int, int]] = []
    for life in range(kills):
        for site in draw.sample(sites, LINES_COUNT):
            dark.append((life + draw.choice((0, 1, 4)), twin.cut_line([site])))
        # Now and then long enough to call somebody down; else anywhere in a slot.
        time.sleep(draw.uniform(0, SLOT_S) + (DOWN_S if life % 10 == 4 else 0))
        netmon.end(signal.SIGKILL)
        for fault in [fault for until, fault in dark if until == life]:
            twin.restore(fault)
        time.sleep(draw.uniform(0, 1))
        started_s = time.monotonic()
        netmon.start()
        starts_s.append(time.monotonic() - started_s)
    twin.restore()
    netmon.wait(lambda: netmon.counts()["up"] == len(sites))
    return (began, now()), starts_s


def judge(
    home: Path, truth: Path, sites: Iterable[SiteCode], span: Interval
) -> tuple[Counter[Second], dict[SiteCode, SiteRecord]]:
    """Return how many seconds of all sites were what, and the sites that are wrong."""
    records = asyncio.run(_read(home, truth, sites, span[1]))
    found: Counter[Second] = Counter()
    wrong = {}
    for site, record in records.items():
        seconds = range(int((span[1] - span[0]).total_seconds()))
        mine = Counter(record.judge(span[0] + timedelta(seconds=s)) for s in seconds)
        found += mine
        if mine[Second.WRONG]:
            wrong[site] = record
    return found, wrong


async def _read(
    home: Path, truth: Path, sites: Iterable[SiteCode], end: datetime
) -> dict[SiteCode, SiteRecord]:
    engine = make_engine(database_url(Settings(home=home)))
    dark: dict[str, list[Interval]] = {}
    for each in read_truth(truth):
        if each.subject is Subject.SITE:
            dark.setdefault(each.id, []).append((each.from_at, each.to_at or end))
    try:
        history = History(engine)
        down: dict[str, list[Interval]] = {}
        for outage in await history.outages(OutageFilter(), limit=10_000):
            interval = (outage.started_at, outage.ended_at or end)
            down.setdefault(outage.site, []).append(interval)
        return {
            site: SiteRecord(
                dark.get(site, []),
                down.get(site, []),
                [
                    (each.started_at, each.ended_at or end)
                    for each in await history.unobserved(site, LONG_AGO)
                ],
            )
            for site in sites
        }
    finally:
        await engine.dispose()
