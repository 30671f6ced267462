"""What Prometheus is told. Read from the running service when it asks, kept nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from netmon.core.model import SiteState
from netmon.status.guard import Sight

if TYPE_CHECKING:
    from collections.abc import Mapping

    from prometheus_client.core import Metric

    from netmon.api.context import Live
    from netmon.status.poller import PollerView, ReadingView
    from netmon.store.influx.status import FeedStatus

_JOB_COUNTERS = (
    ("netmon_looks", "Looks that ended", "looked_total"),
    ("netmon_looks_late", "Looks skipped because it was too late", "late_total"),
    ("netmon_looks_overrun", "Looks skipped: the last one still ran", "overrun_total"),
    ("netmon_looks_refused", "Looks skipped: too many ran", "refused_total"),
)
_JOB_GAUGES = (
    ("netmon_targets", "Devices on the schedule", "target_count"),
    ("netmon_looks_busy", "Looks under way", "busy_count"),
    ("netmon_slot_period_seconds", "Length of a slot", "period_s"),
    ("netmon_slot_lateness_seconds", "Worst start in the last slot", "lateness_s"),
    ("netmon_slot_alive", "Devices alive in the last slot", "alive_count"),
    (
        "netmon_slot_not_measured",
        "Looks of the last slot that could not be made",
        "not_measured_count",
    ),
)
_COUNTERS = (
    ("netmon_receive_drops", "Replies the kernel dropped", "receive_drops_count"),
    ("netmon_send_errors", "Echoes the system did not send", "send_errors_count"),
    ("netmon_restarts", "Rounds of work started again", "restarts_count"),
    ("netmon_cpu_seconds", "CPU time of the process", "cpu_s"),
)
_GAUGES = (
    ("netmon_resident_memory_bytes", "Memory of the process", "rss_bytes"),
    ("netmon_rounds", "Rounds of confirmation", "round_count"),
    ("netmon_journal_unwritten", "Effects waiting for the journal", "unwritten_count"),
    ("netmon_listeners", "Clients of the event stream", "listener_count"),
    ("netmon_register_version", "Of the register in force", "register_version"),
)


_READING_COUNTERS = (
    ("netmon_samples_written", "Rows written to the sample log", "samples_count"),
    ("netmon_samples_dropped", "Rows the disk never took", "dropped_count"),
)
_READING_GAUGES = (
    ("netmon_samples_waiting", "Rows that wait for the disk", "waiting_count"),
    ("netmon_sample_log_bytes", "Disk used by the sample log", "disk_bytes"),
    ("netmon_sample_tail_bytes", "Of it, not sealed yet", "tail_bytes"),
    ("netmon_sample_log_damaged", "Damaged stretches at the start", "damaged_count"),
    ("netmon_seal_lateness_seconds", "Oldest hour not sealed", "seal_lateness_s"),
)

_FEED_COUNTERS = (
    ("netmon_influx_lines", "Lines sent to InfluxDB", "lines_sent_count"),
    ("netmon_influx_dead_letters", "Lines it will never take", "dead_letters_count"),
)
_FEED_GAUGES = (
    ("netmon_influx_lag_seconds", "Oldest row InfluxDB lacks", "lag_s"),
    ("netmon_influx_waiting_bytes", "Disk used by what it lacks", "waiting_bytes"),
)


@dataclass(frozen=True, slots=True)
class Counted:
    """What only the database knows; None where it cannot be read now.

    Attributes:
        outbox: Notifications in each state.
        incidents_open: Incidents that go on.
    """

    outbox: Mapping[str, int] | None
    incidents_open: int | None


class LiveMetrics(Collector):
    """Collects from the running service.

    Args:
        live: The running service.
        counted: What has been read from the database for this answer.
    """

    def __init__(self, live: Live, counted: Counted) -> None:
        self._live = live
        self._counted = counted

    def collect(self) -> Iterator[Metric]:
        """See Collector.collect."""
        yield from self._sites()
        view = self._live.poller()
        yield from _jobs(view)
        for name, text, field in _COUNTERS:
            yield CounterMetricFamily(name, text, value=getattr(view, field))
        for name, text, field in _GAUGES:
            yield GaugeMetricFamily(name, text, value=getattr(view, field))
        yield from _reading(view.reading)
        if view.feed is not None:
            yield from _feed(view.feed)
        yield GaugeMetricFamily(
            "netmon_start_time_seconds",
            "When the process began, seconds since 1970",
            value=view.started_at.timestamp(),
        )
        yield GaugeMetricFamily(
            "netmon_names_unresolved",
            "Names that do not resolve",
            value=len(view.unresolved),
        )
        yield from self._journal(view)
        yield from self._people()

    def _sites(self) -> Iterator[Metric]:
        board = self._live.board
        sites = GaugeMetricFamily("netmon_sites", "Sites per state", labels=["state"])
        for state in SiteState:
            sites.add_metric([state.value], board.counts.by_state[state])
        yield sites
        down = GaugeMetricFamily(
            "netmon_province_sites_down", "Sites that are down", labels=["province"]
        )
        for code, counts in board.province_counts.items():
            down.add_metric([code], counts.by_state[SiteState.DOWN])
        yield down

    def _journal(self, view: PollerView) -> Iterator[Metric]:
        yield GaugeMetricFamily(
            "netmon_journal_writable",
            "Whether the last write succeeded",
            value=0 if view.journal_error else 1,
        )
        yield GaugeMetricFamily(
            "netmon_ready",
            "Whether every site has been looked at",
            value=1 if self._live.is_ready() else 0,
        )
        if view.journal_written_at is not None:
            lag = self._live.clock.now() - view.journal_written_at
            yield GaugeMetricFamily(
                "netmon_journal_lag_seconds",
                "Time since the journal was written",
                value=lag.total_seconds(),
            )

    def _people(self) -> Iterator[Metric]:
        """Yield what people hear of, and whether it can be believed."""
        now = self._live.engine.guard.sight
        sight = GaugeMetricFamily(
            "netmon_sight", "Whether the poller can see, 1 for one", labels=["sight"]
        )
        for each in Sight:
            sight.add_metric([each.value], int(each is now))
        yield sight
        if self._counted.incidents_open is not None:
            yield GaugeMetricFamily(
                "netmon_incidents_open",
                "Incidents that go on",
                value=self._counted.incidents_open,
            )
        if self._counted.outbox is not None:
            outbox = GaugeMetricFamily(
                "netmon_outbox", "Notifications per state", labels=["state"]
            )
            for state, count in self._counted.outbox.items():
                outbox.add_metric([state], count)
            yield outbox


def _jobs(view: PollerView) -> Iterator[Metric]:
    for name, text, field in _JOB_COUNTERS:
        counter = CounterMetricFamily(name, text, labels=["method"])
        for job in view.jobs:
            counter.add_metric([job.name], getattr(job, field))
        yield counter
    for name, text, field in _JOB_GAUGES:
        gauge = GaugeMetricFamily(name, text, labels=["method"])
        for job in view.jobs:
            gauge.add_metric([job.name], getattr(job, field))
        yield gauge


def _feed(feed: FeedStatus) -> Iterator[Metric]:
    for name, text, field in _FEED_COUNTERS:
        yield CounterMetricFamily(name, text, value=getattr(feed, field))
    for name, text, field in _FEED_GAUGES:
        yield GaugeMetricFamily(name, text, value=getattr(feed, field))
    yield GaugeMetricFamily(
        "netmon_influx_held",
        "Databases that wait for a person",
        value=len(feed.held),
    )


def _reading(view: ReadingView) -> Iterator[Metric]:
    for name, text, field in _READING_COUNTERS:
        yield CounterMetricFamily(name, text, value=getattr(view, field))
    for name, text, field in _READING_GAUGES:
        yield GaugeMetricFamily(name, text, value=getattr(view, field))
    for name, text, label, found in (
        ("netmon_rate_breaks", "Intervals without figures", "reason", view.breaks),
        ("netmon_traps", "Traps by what became of them", "fate", view.traps),
    ):
        family = CounterMetricFamily(name, text, labels=[label])
        for value, count in sorted(found.items()):
            family.add_metric([value], count)
        yield family
    if view.written_at is not None:
        yield GaugeMetricFamily(
            "netmon_samples_written_time_seconds",
            "When the last batch reached the disk, seconds since 1970",
            value=view.written_at.timestamp(),
        )
