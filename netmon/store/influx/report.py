"""Gathers how feeding goes, and writes it down about once a second."""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from netmon.store.columns import to_ms
from netmon.store.influx.status import FeedStatus, save_status
from netmon.store.spool import rolled

if TYPE_CHECKING:
    from datetime import datetime

    from netmon.core.ports import Clock
    from netmon.store.influx.cursor import Cursor
    from netmon.store.influx.dead import DeadLetters
    from netmon.store.influx.faults import InfluxFault
    from netmon.store.influx.intake import Intake, Waiting
    from netmon.store.influx.refill import Refill
    from netmon.store.influx.writer import LineWriter
    from netmon.store.layout import Layout

log = logging.getLogger(__name__)

EVERY_S = 1.0


class Report:
    """What is told of one feeder."""

    def __init__(
        self, folder: Path, clock: Clock, writer: LineWriter, dead: DeadLetters
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._writer = writer
        self._dead = dead
        self._told_s = float("-inf")
        self._sent_at: datetime | None = None
        self._error = ""
        self._error_at: datetime | None = None
        self._failing_since: datetime | None = None
        self._held: dict[str, str] = {}

    def passed(self, database: str) -> None:
        """Note that a server took something."""
        if self._held.pop(database, None) is not None:
            log.info("InfluxDB takes %s again", database)
        elif self._failing_since is not None and not self._held:
            log.info("InfluxDB takes rows again")
        self._sent_at = self._clock.now()
        if not self._held:
            self._failing_since = None

    def failed(self, fault: InfluxFault) -> None:
        """Note that nothing passes now."""
        if self._failing_since is None:
            log.warning("rows wait for InfluxDB: %s", fault)
        self._note(str(fault))

    def held(self, database: str, fault: InfluxFault) -> None:
        """Note that a database waits for a person."""
        if database not in self._held:
            log.error("InfluxDB takes nothing for %s: %s", database, fault)
        self._held[database] = str(fault)
        self._note(f"{database}: {fault}")

    def journal_away(self, fault: Exception) -> None:
        """Note that events and sites cannot be read now."""
        if self._error != str(fault):
            log.warning("InfluxDB waits for events: %s", fault)
        self._error, self._error_at = str(fault)[:1_000], self._clock.now()

    def unreadable(self, waiting: Waiting, error: Exception) -> None:
        """Keep word of a frame that cannot be read."""
        frame = waiting.frame
        reason = f"frame {frame.sequence} of {frame.rows_count} rows: {error}"
        self._dead.put(frame.measurement, reason, (), self._clock.now())
        self._note(reason)

    def tell(
        self,
        intake: Intake,
        cursor: Cursor,
        layout: Layout,
        refill: Refill,
        *,
        is_last: bool = False,
    ) -> None:
        """Write the status, where the last one is old enough."""
        if not is_last and self._clock.monotonic() - self._told_s < EVERY_S:
            return
        self._told_s = self._clock.monotonic()
        now, oldest_ms = self._clock.now(), intake.oldest_ms
        lag_s = 0.0 if oldest_ms is None else (to_ms(now) - oldest_ms) / 1000
        done = cursor.done
        status = FeedStatus(
            at=now,
            lag_s=max(0.0, lag_s),
            done_until=done[0][1] if done else 0,
            gaps_count=max(0, len(done) - 1),
            event_id=cursor.event_id,
            waiting_bytes=intake.waiting_bytes,
            rolled_waiting_count=len(rolled(layout)),
            refill_hours_count=len(refill.hours),
            lines_sent_count=self._writer.lines_count,
            dead_letters_count=self._dead.count,
            sent_at=self._sent_at,
            last_error=self._error,
            last_error_at=self._error_at,
            held=dict(self._held),
            failing_since=self._failing_since,
        )
        with suppress(OSError):  # a full disk has been told of by others
            save_status(self._folder, status)

    def _note(self, error: str) -> None:
        self._error, self._error_at = error[:1_000], self._clock.now()
        self._failing_since = self._failing_since or self._error_at
