"""The journals against the twin's own record, second by second, over kills."""

from __future__ import annotations

import asyncio
import random
import signal
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from inventory.fleet import make_fleet
from netmon.core.settings import Settings
from netmon.database import make_engine
from netmon.main import database_url
from netmon.status.history import History, OutageFilter
from netmon.twin.network import TwinNetwork
from netmon.twin.truth import Subject, read_truth
from tests.integration.running import FAST, Netmon, load
from tests.namespace import require_namespace

SIZE = 150
KILLS = 3
SLOT_S = float(FAST["NETMON_POLL__ICMP_PERIOD_S"])
EDGE_S = SLOT_S + 1.5
"""An edge is seen at the next look at the latest: a slot, and the burst it ends in."""

CONFIRM_S = 11.0
"""Two silent rounds after the first miss: what is over sooner is no outage."""

Interval = tuple[datetime, datetime]
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Story:
    """What is known of one site: the truth, and what the journals say."""

    truth: list[Interval]
    down: list[Interval]
    unobserved: list[Interval]

    def disagrees(self, at: datetime) -> bool:
        if holds(self.unobserved, at) or is_near_an_edge(self.truth, at):
            return False
        if any(holds([each], at) and self.is_blip(each) for each in self.truth):
            return False
        return holds(self.truth, at) != holds(self.down, at)

    def is_blip(self, dark: Interval) -> bool:
        """Whether it was watched for too short a while to be confirmed."""
        start, end = dark
        watched_from = max(
            [start, *(ended for began, ended in self.unobserved if began < end)]
        )
        return (end - watched_from).total_seconds() < SLOT_S + CONFIRM_S


def holds(intervals: Iterable[Interval], at: datetime) -> bool:
    return any(start <= at < end for start, end in intervals)


def is_near_an_edge(intervals: Iterable[Interval], at: datetime) -> bool:
    slack = timedelta(seconds=EDGE_S)
    return any(edge <= at <= edge + slack for pair in intervals for edge in pair)


async def read_stories(
    home: Path, truth: Path, sites: Iterable[str], end: datetime
) -> dict[str, Story]:
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
            site: Story(
                dark.get(site, []),
                down.get(site, []),
                [
                    (each.started_at, each.ended_at or end)
                    for each in await history.unobserved(site, LONG_AGO)  # type: ignore[arg-type]
                ],
            )
            for site in sites
        }
    finally:
        await engine.dispose()


def test_every_second_of_every_site_agrees_or_is_not_observed(tmp_path: Path) -> None:
    require_namespace()
    fleet = make_fleet(size=SIZE)
    draw = random.Random(2569)
    home, truth = tmp_path / "home", tmp_path / "truth.jsonl"
    load(home, fleet)
    sites = list(fleet.sites)
    with TwinNetwork(fleet, truth=truth) as twin, Netmon(home) as netmon:
        began = datetime.now(UTC)
        faults: list[int] = []
        for _ in range(KILLS):
            faults += [twin.cut_line([site]) for site in draw.sample(sites, 4)]
            time.sleep(draw.uniform(7, 13))
            netmon.end(signal.SIGKILL)
            twin.restore(faults.pop(0))
            faults.append(twin.cut_line([draw.choice(sites)]))
            time.sleep(draw.uniform(0, 3))
            netmon.start()
        time.sleep(EDGE_S)
        twin.restore()
        netmon.wait(lambda: netmon.counts()["up"] == SIZE)
        end = datetime.now(UTC)
        assert netmon.end(signal.SIGTERM) == 0

    stories = asyncio.run(read_stories(home, truth, sites, end))

    seconds = range(int((end - began).total_seconds()))
    wrong = [
        (site, second)
        for site, story in stories.items()
        for second in seconds
        if story.disagrees(began + timedelta(seconds=second))
    ]
    assert wrong == [], {site: stories[site] for site, _ in wrong}
    assert sum(len(story.truth) for story in stories.values()) >= KILLS * 4
    assert any(story.unobserved for story in stories.values())
