"""How the poller itself is doing; on the wall, in /pollers and in /metrics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from netmon.core.model import DeviceId, Method
    from netmon.store.influx.status import FeedStatus


@dataclass(frozen=True, slots=True)
class JobView:
    """One collector's work.

    Attributes:
        period_s: Length of its slots, seconds.
        target_count: Devices on its schedule.
        busy_count: Looks under way now.
        slot_started_at: UTC of the last slot that closed, None before the first.
        looked_count, alive_count, not_measured_count: Of that slot.
        lateness_s: Worst start after its phase in that slot, seconds.
        looked_total: Looks that ended since the start.
        late_total, overrun_total, refused_total: Looks skipped since the start:
            late, because the device's last one still ran, because too many ran.
        slowest: (seconds, device) of that slot, slowest first.
        is_apart: Whether its looks only read, and judge nobody: controllers, access
            points in a tunnel.
    """

    method: Method
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
    slowest: tuple[tuple[float, DeviceId], ...]
    is_apart: bool = False

    @property
    def name(self) -> str:
        """One word for it: no two jobs of a poller share one."""
        return f"{self.method.value}_apart" if self.is_apart else self.method.value


@dataclass(frozen=True, slots=True)
class ReadingView:
    """What is read and kept beside up and down.

    Attributes:
        samples_count: Rows written since the start.
        waiting_count, dropped_count: Rows that wait for the disk, and that it never
            took.
        written_at: UTC; when the last batch reached the disk, None before the first.
        error: Why samples cannot be written or sealed, empty when they can.
        disk_bytes, tail_bytes: Of the whole sample log, and of what is not sealed.
        damaged_count: Damaged stretches found at the start.
        seal_lateness_s: How long the oldest hour that is due has waited.
        breaks: Intervals of a line without figures, by reason.
        strangers: Access points a controller has and no register: controller, MAC,
            name.
        clashes: Devices that share an SNMPv3 engine id, in words.
        traps: What came in, by what became of it; empty where nobody listens.
        traps_error: Why nobody listens, empty where somebody does or nobody should.
    """

    samples_count: int = 0
    waiting_count: int = 0
    dropped_count: int = 0
    written_at: datetime | None = None
    error: str = ""
    disk_bytes: int = 0
    tail_bytes: int = 0
    damaged_count: int = 0
    seal_lateness_s: float = 0.0
    breaks: Mapping[str, int] = field(default_factory=dict)
    strangers: tuple[tuple[DeviceId, str, str], ...] = ()
    clashes: tuple[str, ...] = ()
    traps: Mapping[str, int] = field(default_factory=dict)
    traps_error: str = ""


@dataclass(frozen=True, slots=True)
class PollerView:
    """One poller.

    Attributes:
        started_at: UTC.
        icmp_permission: `raw`, `dgram`, or empty where ICMP is not allowed.
        receive_drops_count: Replies the kernel dropped since the start.
        send_errors_count: Echoes the local system refused to send.
        round_count: Rounds of confirmation under way or waiting.
        unwritten_count: Effects that wait for the journal.
        journal_written_at: UTC of the last write, None before the first.
        journal_error: Why the last write failed, empty when it did not.
        unresolved: Names that do not resolve, with the reason.
        register_version: Of the register in force.
        restarts_count: Times a round of work ended by a fault and was started again.
        reading: What is read and kept beside up and down.
        feed: How InfluxDB is fed, None where none is, or nothing is known yet.
        sla_until: UTC; up to when the SLA's month to date is reckoned, None before.
        sla_error: Why it cannot be, empty when it can.
    """

    name: str
    started_at: datetime
    jobs: tuple[JobView, ...]
    icmp_permission: str
    receive_drops_count: int
    send_errors_count: int
    round_count: int
    unwritten_count: int
    journal_written_at: datetime | None
    journal_error: str
    unresolved: tuple[tuple[str, str], ...]
    register_version: int
    restarts_count: int
    listener_count: int
    cpu_s: float
    rss_bytes: int
    reading: ReadingView = field(default_factory=ReadingView)
    feed: FeedStatus | None = None
    sla_until: datetime | None = None
    sla_error: str = ""
