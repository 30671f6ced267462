"""Feeds an InfluxDB from the sample log: live rows first, the past oldest first.

Whatever passes is noted only after the server's yes, so a crash at any moment sends
some points twice, which leaves one copy of each, and never loses one.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from netmon.core.errors import DatabaseUnusable
from netmon.store.columns import to_ms
from netmon.store.influx.cursor import load_cursor, save_cursor
from netmon.store.influx.dead import DeadLetters
from netmon.store.influx.faults import InfluxHeld, InfluxLater
from netmon.store.influx.frame_lines import FrameLines, Shown, groups
from netmon.store.influx.intake import Intake, Waiting
from netmon.store.influx.lines import LineMaker
from netmon.store.influx.pace import Backoff, Budget
from netmon.store.influx.refill import Refill
from netmon.store.influx.report import Report
from netmon.store.influx.sealed import SealedLines
from netmon.store.influx.status import dead_letters_before
from netmon.store.influx.tags import TagBook
from netmon.store.influx.writer import LineWriter, Wire
from netmon.store.spool import open_spool, rolled

if TYPE_CHECKING:
    from netmon.core.ports import Clock
    from netmon.store.influx.cursor import Cursor
    from netmon.store.influx.databases import Databases
    from netmon.store.layout import Layout

log = logging.getLogger(__name__)

LIVE_MS = 60_000
"""Rows no older than this go before all others."""

PAST_REQUESTS = 2
"""Of the past at a time: while the server stores one, the next is made."""

IDLE_S = 0.5
HOLD_S = 30.0
"""Between two tries of a database that waits for a person."""


class Extra(Protocol):
    """Lines that come from elsewhere than the sample log."""

    async def lines(self, cursor: Cursor, /) -> Sequence[bytes]:
        """Return what is to be sent now.

        Raises:
            DatabaseUnusable: Where they come from cannot be read now.
        """

    def sent(self, cursor: Cursor, /) -> None:
        """Note that the last of `lines` are in InfluxDB."""


@dataclass(frozen=True, slots=True)
class DrainRules:
    """How much at once.

    Attributes:
        batch_lines: Most lines in a request.
        catch_up_lines_per_s: Most lines of the past per second.
        spool_max_bytes: Most that waits beside the tails.
    """

    batch_lines: int = 5_000
    catch_up_lines_per_s: float = 20_000.0
    spool_max_bytes: int = 20 * 2**30


@dataclass(slots=True)
class Drain:
    """One feeder. One process at a time may have a home's.

    Attributes:
        folder: For the cursor, dead letters and the status.
        extras: Asked in every turn.
        shown: Told what sites are shown as.
        maker: Makes lines by the register in force.
    """

    layout: Layout
    folder: Path
    wire: Wire
    databases: Databases
    clock: Clock
    rules: DrainRules = field(default_factory=DrainRules)
    extras: Sequence[Extra] = ()
    shown: Shown | None = None
    maker: LineMaker = field(default_factory=lambda: LineMaker(TagBook()))
    cursor: Cursor = field(init=False)
    report: Report = field(init=False)
    _frames: FrameLines = field(init=False)
    _writer: LineWriter = field(init=False)
    _intake: Intake = field(init=False)
    _sealed: SealedLines = field(init=False)
    _budget: Budget = field(init=False)
    _refill: Refill = field(init=False)
    _held_until_s: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Take up where a former process ended.

        Raises:
            OSError: The folders cannot be made.
        """
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        open_spool(self.layout)
        self.cursor = load_cursor(self.folder)
        dead = DeadLetters(self.folder, dead_letters_before(self.folder))
        self._writer = LineWriter(self.wire, dead, self.clock, self.rules.batch_lines)
        self._intake = Intake(self.layout, self.cursor)
        self._sealed = SealedLines(self.layout)
        self._budget = Budget(self.rules.catch_up_lines_per_s, self.clock)
        self._refill = Refill(self.folder)
        self.report = Report(self.folder, self.clock, self._writer, dead)
        self._frames = FrameLines(self.report, self.shown)

    @property
    def lines_sent_count(self) -> int:
        """Lines brought to the server since the start."""
        return self._writer.lines_count

    @property
    def waiting_bytes(self) -> int:
        """What waited when it was last looked."""
        return self._intake.waiting_bytes

    async def run(self) -> None:
        """Feed for ever.

        Raises:
            OSError: The disk does not do its part.
        """
        backoff = Backoff()
        while True:
            wait_s = IDLE_S
            try:
                if await self.turn():
                    wait_s = 0.0
                    backoff.reset()
            except InfluxLater as fault:
                self.report.failed(fault)
                wait_s = backoff.wait_s(fault.retry_after_s)
            self._tell()
            await asyncio.sleep(wait_s)

    async def turn(self) -> bool:
        """Send a part of what waits; return whether there was something.

        Raises:
            InfluxLater: The server takes nothing now.
            OSError: The disk does not do its part.
        """
        gone = self._refill.make_room(self.layout, self.rules.spool_max_bytes)
        if gone:
            log.warning("%d files for InfluxDB went for want of room", gone)
        self._intake.look()
        raw = self.databases.raw
        moved = await self._step(raw, self._send_live)
        for extra in self.extras:
            moved |= await self._step(raw, partial(self._send_extra, extra))
        if self._budget.wait_s == 0.0:
            moved |= await self._step(self.databases.hours, self._send_rolled_hour)
            moved |= await self._step(self.databases.days, self._send_rolled_day)
            moved |= await self._step(raw, self._send_past)
        return moved

    def close(self) -> None:
        """Close the files, with a last word on how it goes."""
        self._tell(is_last=True)
        self._intake.close()
        self._sealed.close()

    async def _step(self, database: str, work: Callable[[], Awaitable[bool]]) -> bool:
        """Do one thing, unless its database waits for a person."""
        if self.clock.monotonic() < self._held_until_s.get(database, float("-inf")):
            return False
        try:
            moved = await work()
        except InfluxHeld as fault:
            self._held_until_s[database] = self.clock.monotonic() + HOLD_S
            self.report.held(database, fault)
            return False
        if moved:
            self._held_until_s.pop(database, None)
            self.report.passed(database)
        return moved

    async def _send_live(self) -> bool:
        frames = self._intake.live(to_ms(self.clock.now()) - LIVE_MS)
        for group in groups(frames, self.rules.batch_lines):
            await self._send(group)
            save_cursor(self.folder, self.cursor)
        return bool(frames)

    async def _send_past(self) -> bool:
        found = groups(self._intake.past(), self.rules.batch_lines)
        chosen = list(islice(found, PAST_REQUESTS))
        if any(each.frame.is_overlay for group in chosen for each in group):
            # What may stand for another row must not overtake it.
            del chosen[1:]
        if not chosen:
            return await self._fill_in()
        ended = await asyncio.gather(*map(self._send, chosen), return_exceptions=True)
        save_cursor(self.folder, self.cursor)
        for each in ended:
            if isinstance(each, BaseException):
                raise each
            self._budget.spend(each)
        return True

    async def _send(self, frames: list[Waiting]) -> int:
        lines = [x for each in frames for x in self._frames.of(each, self.maker)]
        await self._writer.write(self.databases.raw, lines)
        self._intake.done(frames)
        return len(lines)

    async def _send_extra(self, extra: Extra) -> bool:
        try:
            lines = await extra.lines(self.cursor)
        except DatabaseUnusable as fault:
            # Rows of the log do not wait for it; it is asked again in the next turn.
            self.report.journal_away(fault)
            return False
        if lines:
            await self._writer.write(self.databases.raw, lines)
            extra.sent(self.cursor)
            save_cursor(self.folder, self.cursor)
        return bool(lines)

    async def _send_rolled_hour(self) -> bool:
        for each in rolled(self.layout):
            if isinstance(each.key, datetime):
                parts = self._sealed.hourly(self.maker, each.key)
                await self._send_parts(self.databases.hours, parts)
                _unlink(each.paths)
                return True
        return False

    async def _send_rolled_day(self) -> bool:
        for each in rolled(self.layout):
            if not isinstance(each.key, datetime):
                parts = self._sealed.daily(self.maker, each.key)
                await self._send_parts(self.databases.days, parts)
                _unlink(each.paths)
                return True
        return False

    async def _fill_in(self) -> bool:
        """Send an hour that was let go, once nothing older waits."""
        if not self._refill.hours:
            return False
        hour = self._refill.hours[0]
        await self._send_parts(self.databases.raw, self._sealed.raw(self.maker, hour))
        self._refill.done(hour)
        return True

    async def _send_parts(self, database: str, parts: Iterable[list[bytes]]) -> None:
        """Send much of the past, with what is live between."""
        for lines in parts:
            await asyncio.sleep(self._budget.wait_s)
            await self._writer.write(database, lines)
            self._budget.spend(len(lines))
            self._intake.look()
            await self._step(self.databases.raw, self._send_live)
            self._tell()

    def _tell(self, *, is_last: bool = False) -> None:
        self.report.tell(
            self._intake, self.cursor, self.layout, self._refill, is_last=is_last
        )


def _unlink(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
