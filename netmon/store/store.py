"""The sample log as the service uses it: append, and keep it in order for ever."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from netmon.core.clock import SystemClock
from netmon.core.schema import Sample
from netmon.store.columns import to_moment
from netmon.store.faults import StoreUnwritable
from netmon.store.influx.cursor import FOLDER as FEED_FOLDER
from netmon.store.influx.cursor import load_cursor
from netmon.store.layout import FOLDER, HOUR, Layout
from netmon.store.log_reader import LogReader
from netmon.store.newest import KEPT, NewestRows
from netmon.store.recovery import Loss, recover
from netmon.store.retention import Forgotten, RetentionRules, disk_bytes, forget
from netmon.store.seal_job import encode
from netmon.store.sealing import HourJob, Job, SealRules, jobs
from netmon.store.tail import TailWriter

if TYPE_CHECKING:
    from netmon.core.ports import Clock

log = logging.getLogger(__name__)
T = TypeVar("T")

_ROUND_S = 60.0
_AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """How the sample log is doing, for the poller's own figures.

    Attributes:
        last_write_at: When a batch last reached the disk; None before the first.
        rows_count: Written since the start.
        out_of_time_count: Rows not kept, older than raw rows are kept or more than a
            day ahead, since the start.
        tail_bytes: Not yet sealed.
        disk_bytes: Of the whole log.
        losses: Damaged bytes found at the start.
        seal_lateness_s: How long the oldest hour that is due has waited; 0 for none.
        seal_fault: What went wrong when sealing last failed; None when it did not.
        crowded_out_count: Raw files removed before their time, since the start.
    """

    last_write_at: datetime | None = None
    rows_count: int = 0
    out_of_time_count: int = 0
    tail_bytes: int = 0
    disk_bytes: int = 0
    losses: tuple[Loss, ...] = ()
    seal_lateness_s: float = 0.0
    seal_fault: str | None = None
    crowded_out_count: int = 0


class SampleStore:
    """One sample log and its only writer. One process at a time may have it.

    Attributes:
        reader: Answers questions; any process may have one more.
        status: As of the last append or round.
    """

    def __init__(
        self,
        home: Path,
        clock: Clock | None = None,
        retention: RetentionRules | None = None,
        sealing: SealRules | None = None,
    ) -> None:
        """Open the log and put it in order after a crash. Reads every tail.

        Raises:
            OSError: Its directories cannot be made or read.
        """
        self._layout = Layout(home / FOLDER)
        self._clock = clock or SystemClock()
        self._retention = retention or RetentionRules()
        self._sealing = sealing or SealRules()
        found = recover(self._layout)
        for loss in found.losses:
            log.warning("damaged bytes in the sample log: %s", loss)
        self._writer = TailWriter(
            self._layout,
            found.written_until_ms,
            # A clock may have gone back since: InfluxDB must not take new frames for
            # some it has.
            max(found.last_sequence, load_cursor(home / FEED_FOLDER).last),
        )
        # One thread: batches are written in the order they were given.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sample-log")
        written_until = to_moment(max(found.written_until_ms.values(), default=0))
        self._newest = NewestRows(max(self._clock.now(), written_until))
        self.reader = LogReader(self._layout.root, self._clock, newest=self._newest)
        self.status = StoreStatus(losses=found.losses)

    async def append(self, samples: Sequence[Sample]) -> None:
        """Write a slot's batch; when this returns it is on the disk.

        Raises:
            SampleRefused: A sample is not what the schema says. Nothing is written.
            StoreUnwritable: The disk did not take them. They may be given again, once
                or often: a row is there once.
        """
        timely = self._timely(samples)
        if timely:
            await self._in_thread(lambda: self._write(timely))
        self.status = replace(
            self.status,
            last_write_at=self._clock.now() if timely else self.status.last_write_at,
            rows_count=self.status.rows_count + len(timely),
            out_of_time_count=self.status.out_of_time_count
            + len(samples)
            - len(timely),
        )

    def _write(self, samples: Sequence[Sample]) -> None:
        try:
            self._writer.append(samples)
        except StoreUnwritable:
            # Hours of it may be on the disk.
            self._newest.doubt(max(each.at for each in samples))
            raise
        self._newest.take(samples)

    async def run(self) -> None:
        """Seal, roll up and forget for ever. What fails is tried again in a minute."""
        while True:
            await self.keep_order()
            await asyncio.sleep(_ROUND_S)

    async def keep_order(self) -> None:
        """Seal what is due, forget what is old, and measure."""
        fault = None
        try:
            due = await self._in_thread(self._take_due)
            if due:
                fault = await self._seal(due)
        except OSError as error:
            fault = f"sealing: {error.strerror or error}"
        if fault is not None:
            log.error("the sample log could not be sealed: %s", fault)
        await self._tidy(fault)

    async def close(self) -> None:
        """Finish what is under way and close the files."""
        await self._in_thread(self._writer.release_all)
        self._thread.shutdown()
        await asyncio.to_thread(self.reader.close)

    async def _seal(self, due: Sequence[Job]) -> str | None:
        """Run the jobs in a process of their own; return the first fault."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "netmon.store.seal_job", str(self._layout.root)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            told, errors = await process.communicate(encode(due))
        except BaseException:
            if process.returncode is None:
                process.kill()
            raise
        done = [json.loads(line) for line in told.splitlines()]
        for path in [path for each in done if isinstance(each, list) for path in each]:
            log.warning("kept aside, it has rows of an unknown measurement: %s", path)
        found = [each for each in done if isinstance(each, str)]
        if not found and process.returncode:
            last = errors.decode(errors="replace").strip().rpartition("\n")[2]
            found = [last or f"the process ended with {process.returncode}"]
        return found[0] if found else None

    async def _tidy(self, fault: str | None) -> None:
        now = self._clock.now()
        self._newest.forget_before(now - KEPT)
        try:
            gone = await asyncio.to_thread(forget, self._layout, self._retention, now)
            _tell(gone)
            crowded_out = len(gone.crowded_out)
            facts = await asyncio.to_thread(self._measure)
        except OSError as error:
            fault = fault or f"retention: {error.strerror or error}"
            self.status = replace(self.status, seal_fault=fault)
            return
        tail_bytes, all_bytes, late_s = facts
        self.status = replace(
            self.status,
            seal_fault=fault,
            tail_bytes=tail_bytes,
            disk_bytes=all_bytes,
            seal_lateness_s=late_s,
            crowded_out_count=self.status.crowded_out_count + crowded_out,
        )

    def _measure(self) -> tuple[int, int, float]:
        late = [
            (self._clock.now() - job.hour - HOUR).total_seconds()
            - self._sealing.grace_s
            for job in self._due()
            if isinstance(job, HourJob)
        ]
        tails = sum(path.stat().st_size for path in self._layout.tails.iterdir())
        return tails, disk_bytes(self._layout), max(late, default=0.0)

    def _due(self) -> list[Job]:
        return jobs(self._layout, self._sealing, self._clock.now())

    def _take_due(self) -> list[Job]:
        """Return what is due; the writer begins other tails for rows yet to come."""
        due = self._due()
        for hour in {name.hour for job in due for name in job.tails}:
            self._writer.release(hour)
        return due

    def _timely(self, samples: Sequence[Sample]) -> list[Sample]:
        now = self._clock.now()
        oldest = now - timedelta(days=self._retention.raw_days)
        newest = now + _AHEAD
        return [each for each in samples if oldest <= each.at <= newest]

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


def _tell(gone: Forgotten) -> None:
    for path in gone.crowded_out:
        log.warning("removed before its time, for want of room: %s", path)
    for path in gone.aside:
        log.warning("removed, it lay aside for long enough: %s", path)
