"""The shapes of what is said of the pollers; see netmon.status.poller."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from netmon.api.models import Shape
from netmon.core.model import Method
from netmon.status.guard import Sight


class SlowDevice(Shape):
    """A device that took long."""

    device: str
    took_s: float


class JobShape(Shape):
    """One collector's work; see netmon.status.poller."""

    method: Method
    is_apart: bool = Field(description="Reads controllers and tunnels, judges nobody")
    period_s: float
    target_count: int
    busy_count: int
    slot_started_at: datetime | None
    looked_count: int
    alive_count: int
    not_measured_count: int
    lateness_s: float
    looked_total: int
    late_total: int
    overrun_total: int
    refused_total: int
    slowest: list[SlowDevice]


class UnresolvedName(Shape):
    """A name that does not resolve."""

    name: str
    reason: str


class StrangerShape(Shape):
    """An access point a controller has and no register."""

    controller: str
    mac: str
    name: str


class ReadingShape(Shape):
    """What is read and kept beside up and down."""

    samples_count: int = Field(description="Rows written since the start")
    waiting_count: int = Field(description="Rows that wait for the disk")
    dropped_count: int = Field(description="Rows the disk never took")
    written_at: datetime | None
    error: str = Field(description="Why samples cannot be kept; empty when they can")
    disk_bytes: int
    tail_bytes: int = Field(description="Of the sample log, not sealed yet")
    damaged_count: int = Field(description="Damaged stretches found at the start")
    seal_lateness_s: float
    breaks: dict[str, int] = Field(description="Intervals without figures, by reason")
    strangers: list[StrangerShape]
    clashes: list[str] = Field(description="Devices that share an SNMPv3 engine id")
    traps: dict[str, int] = Field(description="Empty where nobody listens")
    traps_error: str


class FeedShape(Shape):
    """How an InfluxDB is fed; see netmon.store.influx.status."""

    at: datetime
    lag_s: float = Field(description="Age of the oldest row that waits")
    done_until: int = Field(description="Every frame up to this number is there")
    gaps_count: int = Field(description="Stretches done ahead of others that wait")
    event_id: int | None
    waiting_bytes: int
    rolled_waiting_count: int = Field(description="Hours and days rolled up")
    refill_hours_count: int = Field(description="To be filled in from sealed files")
    lines_sent_count: int
    dead_letters_count: int = Field(description="Lines no server takes")
    sent_at: datetime | None
    last_error: str
    last_error_at: datetime | None
    held: dict[str, str] = Field(description="Databases that wait for a person")
    failing_since: datetime | None


class PollerShape(Shape):
    """How a poller is doing."""

    name: str
    started_at: datetime
    problems: list[str] = Field(description="Machine words; empty when all is well")
    jobs: list[JobShape]
    icmp_permission: str
    receive_drops_count: int
    send_errors_count: int
    round_count: int
    unwritten_count: int
    journal_written_at: datetime | None
    journal_error: str
    unresolved: list[UnresolvedName]
    register_version: int
    restarts_count: int
    listener_count: int
    cpu_s: float
    rss_bytes: int
    sight: Sight = Field(description="Whether it can see at all")
    blind_reason: str = Field(description="Machine word; empty while it sees")
    reading: ReadingShape
    feed: FeedShape | None = Field(description="Null where no InfluxDB is fed")
    sla_until: datetime | None = Field(description="Of the SLA's month to date")
    sla_error: str = Field(description="Why it cannot be reckoned; empty when it can")


class OutboxShape(Shape):
    """Notifications in each state."""

    queued: int
    delivered: int
    failed: int


class PollerList(Shape):
    """The pollers."""

    at: datetime
    is_ready: bool
    is_simulated: bool
    outbox: OutboxShape | None = Field(description="Null where it cannot be read now")
    items: list[PollerShape]
