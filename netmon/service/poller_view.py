"""Reads how the poller is doing from its parts."""

from __future__ import annotations

import os
import resource
import socket
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from netmon.status.poller import JobView, PollerView, ReadingView

if TYPE_CHECKING:
    from datetime import datetime

    from collectors.icmp import IcmpCollector
    from collectors.schedule import SlotScheduler
    from netmon.service.collect import Collection
    from netmon.service.measuring import Measuring
    from netmon.service.supervise import Supervisor
    from netmon.service.trapping import Trapping
    from netmon.status.keeper import StatusKeeper


def to_view(
    name: str,
    started_at: datetime,
    collection: Collection,
    keeper: StatusKeeper,
    supervisor: Supervisor,
    reading: ReadingView,
) -> PollerView:
    """Return how the poller `name` is doing now."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return PollerView(
        name=name,
        started_at=started_at,
        jobs=to_jobs(collection),
        icmp_permission=_permission(collection.icmp),
        receive_drops_count=sum(
            each.receive_drops_count for each in collection.icmp.sockets.values()
        ),
        send_errors_count=sum(
            each.send_errors_count for each in collection.icmp.sockets.values()
        ),
        round_count=keeper.round_count,
        unwritten_count=keeper.unwritten_count,
        journal_written_at=keeper.written_at,
        journal_error=keeper.write_error,
        unresolved=tuple(sorted(collection.names.failed.items())),
        register_version=keeper.board.register.version,
        restarts_count=supervisor.restarts_count,
        listener_count=keeper.hub.listener_count,
        cpu_s=usage.ru_utime + usage.ru_stime,
        rss_bytes=read_rss_bytes(),
        reading=reading,
    )


def to_reading(
    collection: Collection, measuring: Measuring, trapping: Trapping
) -> ReadingView:
    """Return how reading and keeping samples is doing."""
    sampler, status = measuring.sampler, measuring.store_status
    desk = measuring.desk
    view = ReadingView(
        waiting_count=sampler.waiting_count,
        dropped_count=sampler.dropped_count,
        error=sampler.write_error,
        breaks={each.value: n for each, n in desk.rates.breaks_count.items()},
        strangers=tuple(
            (controller, point.mac, point.name)
            for controller, points in sorted(desk.strangers.items())
            for point in points
        ),
        clashes=tuple(str(each) for each in collection.engines.clashes()),
        traps=trapping.counts,
        traps_error=trapping.error,
    )
    if status is None:
        return view
    return replace(
        view,
        samples_count=status.rows_count,
        written_at=status.last_write_at,
        error=sampler.write_error or status.seal_fault or "",
        disk_bytes=status.disk_bytes,
        tail_bytes=status.tail_bytes,
        damaged_count=len(status.losses),
        seal_lateness_s=status.seal_lateness_s,
    )


def to_jobs(collection: Collection) -> tuple[JobView, ...]:
    """Return every schedule that has anybody on it."""
    jobs = [to_job(each) for each in collection.schedulers.values()]
    jobs.append(to_job(collection.apart, is_apart=True))
    return tuple(job for job in jobs if job.target_count)


def to_job(scheduler: SlotScheduler, *, is_apart: bool = False) -> JobView:
    """Return how one schedule is doing, by its last slot that closed."""
    report = scheduler.report
    return JobView(
        method=scheduler.collector.method,
        period_s=scheduler.settings.period_s,
        target_count=scheduler.target_count,
        busy_count=scheduler.busy_count,
        slot_started_at=report.started_at if report else None,
        looked_count=report.looked_count if report else 0,
        alive_count=report.alive_count if report else 0,
        not_measured_count=report.not_measured_count if report else 0,
        lateness_s=report.lateness_s if report else 0.0,
        looked_total=scheduler.looked_total,
        late_total=scheduler.late_total,
        overrun_total=scheduler.overrun_total,
        refused_total=scheduler.refused_total,
        slowest=tuple(report.slowest) if report else (),
        is_apart=is_apart,
    )


def _permission(icmp: IcmpCollector) -> str:
    sock = icmp.sockets.get(socket.AF_INET)
    return sock.permission if sock else ""


def read_rss_bytes() -> int:
    """Return this process's resident memory (proc(5), statm), bytes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
