"""How the pollers are doing, in numbers and in plain machine words."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from netmon.api.context import Live
    from netmon.status.poller import JobView, PollerView, ReadingView
    from netmon.store.influx.status import FeedStatus

Json = dict[str, Any]

SILENT_SLOTS = 3
"""Slots a job may be behind before it counts as late."""
FEED_LATE_S = 300.0
"""Seconds rows may wait for InfluxDB before it counts as behind."""
UNWRITTEN_S = 30.0
"""Seconds effects may wait for the journal before it counts as late."""


def to_pollers(live: Live, outbox: Mapping[str, int] | None) -> Json:
    """Return the pollers.

    Args:
        live: The running service.
        outbox: Rows in each state, None where they cannot be read now.
    """
    now = live.clock.now()
    sight = {
        "sight": live.engine.guard.sight.value,
        "blind_reason": live.engine.blind_reason,
    }
    return {
        "at": now,
        "is_ready": live.is_ready(),
        "is_simulated": live.is_simulated,
        "outbox": outbox,
        "items": [_to_poller(live.poller(), now) | sight],
    }


def find_problems(view: PollerView, now: datetime) -> list[str]:
    """Return what is wrong with a poller as machine words, gravest first."""
    found = dict.fromkeys(_problems(view, now))
    return list(found)


def _problems(view: PollerView, now: datetime) -> Iterator[str]:
    if view.journal_error:
        yield "journal_unwritable"
    elif is_journal_late(view, now):
        yield "journal_late"
    if not view.icmp_permission:
        yield "icmp_not_allowed"
    for job in view.jobs:
        yield from _job_problems(job, now)
    for word, is_so in (
        ("samples_unwritable", view.reading.error),
        ("traps_unheard", view.reading.traps_error),
        ("names_unresolved", view.unresolved),
        ("influx_held", view.feed and view.feed.held),
        ("influx_behind", view.feed and is_feed_late(view.feed, now)),
        ("sla_unreckoned", view.sla_error),
    ):
        if is_so:
            yield word


def _job_problems(job: JobView, now: datetime) -> Iterator[str]:
    if is_late(job, now):
        yield "late"
    if job.looked_count and job.not_measured_count * 2 > job.looked_count:
        yield "blind"


def is_journal_late(view: PollerView, now: datetime) -> bool:
    """Return whether effects wait too long for the journal."""
    age_s = _age_s(view.journal_written_at, now)
    return bool(view.unwritten_count) and age_s > UNWRITTEN_S


def is_late(job: JobView, now: datetime) -> bool:
    """Return whether a job starts its looks late, or has not ended a slot in time."""
    if job.lateness_s > job.period_s / 2:
        return True
    # A closed slot is one period old when it closes.
    room_s = (SILENT_SLOTS + 1) * job.period_s
    return job.slot_started_at is not None and _age_s(job.slot_started_at, now) > room_s


def is_feed_late(feed: FeedStatus, now: datetime) -> bool:
    """Return whether InfluxDB lacks rows for long, or nobody feeds it."""
    return max(feed.lag_s, _age_s(feed.at, now)) > FEED_LATE_S


def _age_s(at: datetime | None, now: datetime) -> float:
    return float("inf") if at is None else (now - at).total_seconds()


def _to_poller(view: PollerView, now: datetime) -> Json:
    return {
        "name": view.name,
        "started_at": view.started_at,
        "problems": find_problems(view, now),
        "jobs": [_to_job(job) for job in view.jobs],
        "icmp_permission": view.icmp_permission,
        "receive_drops_count": view.receive_drops_count,
        "send_errors_count": view.send_errors_count,
        "round_count": view.round_count,
        "unwritten_count": view.unwritten_count,
        "journal_written_at": view.journal_written_at,
        "journal_error": view.journal_error,
        "unresolved": [{"name": name, "reason": why} for name, why in view.unresolved],
        "register_version": view.register_version,
        "restarts_count": view.restarts_count,
        "listener_count": view.listener_count,
        "cpu_s": view.cpu_s,
        "rss_bytes": view.rss_bytes,
        "reading": _to_reading(view.reading),
        "feed": view.feed.model_dump() if view.feed else None,
        "sla_until": view.sla_until,
        "sla_error": view.sla_error,
    }


def _to_reading(view: ReadingView) -> Json:
    return {
        **asdict(view),
        "strangers": [
            {"controller": controller, "mac": mac, "name": name}
            for controller, mac, name in view.strangers
        ],
    }


def _to_job(job: JobView) -> Json:
    return {
        "method": job.method.value,
        "is_apart": job.is_apart,
        "period_s": job.period_s,
        "target_count": job.target_count,
        "busy_count": job.busy_count,
        "slot_started_at": job.slot_started_at,
        "looked_count": job.looked_count,
        "alive_count": job.alive_count,
        "not_measured_count": job.not_measured_count,
        "lateness_s": job.lateness_s,
        "looked_total": job.looked_total,
        "late_total": job.late_total,
        "overrun_total": job.overrun_total,
        "refused_total": job.refused_total,
        "slowest": [
            {"device": device, "took_s": took_s} for took_s, device in job.slowest
        ],
    }
