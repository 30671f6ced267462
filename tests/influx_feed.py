"""A sample log, a fake InfluxDB that keeps points, and a feeder between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from netmon.core.schema import Sample
from netmon.store.influx.cursor import FOLDER as FEED_FOLDER
from netmon.store.influx.databases import Databases
from netmon.store.influx.drain import Drain, DrainRules, Extra
from netmon.store.influx.faults import InfluxFault
from netmon.store.layout import FOLDER, Layout
from netmon.store.sealing import SealRules, jobs, run_job
from netmon.store.tail import TailWriter
from tests.samples import SetClock

DATABASES = Databases.of("netmon")
Point = tuple[str, str]
"""Measurement with tags as written, and the time."""


@dataclass
class FakeInflux:
    """Keeps points as InfluxDB does: written twice, the fields of the last stand.

    Attributes:
        points: Of every database.
        refuse: Asked before a request is kept.
        after: Called once it is kept.
    """

    points: dict[str, dict[Point, dict[str, str]]] = field(default_factory=dict)
    refuse: Callable[[str], InfluxFault | None] = lambda _database: None
    after: Callable[[], None] = lambda: None
    lines_count: int = 0

    async def write(self, database: str, body_lines: bytes) -> None:
        fault = self.refuse(database)
        if fault is not None:
            raise fault
        kept = self.points.setdefault(database, {})
        for line in body_lines.decode().split("\n"):
            head, fields, at = line.split(" ")
            told = dict(part.split("=") for part in fields.split(","))
            kept.setdefault((head, at), {}).update(told)
            self.lines_count += 1
        self.after()

    def count(self, measurement: str, database: str = "netmon") -> int:
        points = self.points.get(database, {})
        return sum(head.startswith(f"{measurement},") for head, _ in points)


@dataclass
class Feed:
    """One home.

    Attributes:
        home: NETMON_HOME.
    """

    home: Path
    clock: SetClock = field(default_factory=SetClock)
    influx: FakeInflux = field(default_factory=FakeInflux)
    rules: DrainRules = field(default_factory=DrainRules)
    extras: tuple[Extra, ...] = ()

    def __post_init__(self) -> None:
        self.layout = Layout(self.home / FOLDER)
        self.layout.make()
        self.writer = TailWriter(self.layout, {}, 0)
        self.drain = self._make()

    @property
    def folder(self) -> Path:
        return self.home / FEED_FOLDER

    def open(self) -> Drain:
        """Begin anew, as after a crash."""
        self.close()
        self.drain = self._make()
        return self.drain

    def close(self) -> None:
        self.drain.close()

    def _make(self) -> Drain:
        return Drain(
            self.layout,
            self.folder,
            self.influx,
            DATABASES,
            self.clock,
            self.rules,
            self.extras,
        )

    def write(self, *samples: Sample) -> None:
        self.writer.append(samples)

    def pass_time(self, **length: float) -> datetime:
        self.clock.at += timedelta(**length)
        return self.clock.at

    def seal(self) -> None:
        """Seal what is due."""
        for job in jobs(self.layout, SealRules(), self.clock.now()):
            for name in job.tails:
                self.writer.release(name.hour)
            run_job(self.layout, job)

    async def drain_all(self) -> None:
        """Turn until nothing waits."""
        while await self.drain.turn():
            self.pass_time(seconds=1)
