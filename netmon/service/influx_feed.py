"""Keeps the process that feeds InfluxDB going, and raises what a person must mend."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from netmon.core.errors import DatabaseUnusable
from netmon.service.influx_order import JobOrder
from netmon.status.causes import Cause, Finding
from netmon.status.effects import Reported, ReportEnded
from netmon.status.incident import ALERT
from netmon.status.report import Report
from netmon.store.influx.cursor import FOLDER as FEED_FOLDER
from netmon.store.influx.status import FeedStatus, load_status
from netmon.store.layout import FOLDER, Layout
from netmon.store.spool import remove_spool

if TYPE_CHECKING:
    from netmon.core.ports import Clock
    from netmon.core.settings import Settings

log = logging.getLogger(__name__)

LOOK_S = 2.0
STOP_S = 5.0
"""How long the process has to close its files."""

KEY = f"{ALERT}influx"
HELD = Finding(Cause.OPERATOR, 1.0, "influx_held")
Told = Callable[[Sequence[Reported | ReportEnded]], Awaitable[object]]


COMMAND = (sys.executable, "-m", "netmon.service.influx_job")


class InfluxFeed:
    """The feeder's process, as its parent sees it.

    Args:
        settings: Of this process.
        database_url: With its password; told to the child by a pipe.
        report: Takes what a person has to mend.
        begun: Runs already, see begin_feeding; there is no other when it has ended.

    Attributes:
        status: As the child last wrote it, None before, and where nothing is fed.
    """

    def __init__(
        self,
        settings: Settings,
        database_url: str,
        clock: Clock,
        report: Told,
        begun: subprocess.Popen[bytes] | None = None,
    ) -> None:
        self._settings = settings
        self._database_url = database_url
        self._clock = clock
        self._report = report
        self._begun = begun
        self._is_told: bool | None = None
        self.status: FeedStatus | None = None

    async def run(self) -> None:
        """Feed until the child ends; where nothing is sent see that nothing waits.

        Raises:
            OSError: The child ended or could not be started.
        """
        influx = self._settings.influx
        if influx.url is None or influx.read:
            await self._forget()
            await asyncio.Event().wait()
        running = asyncio.ensure_future(
            _wait(self._begun) if self._begun else self._run_one()
        )
        looking = asyncio.create_task(self._look_for_ever())
        both = (running, looking)
        try:
            # Looking ends by a fault alone, which must not pass in silence.
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if looking.done():
                looking.result()
            message = f"the process that feeds InfluxDB ended with {running.result()}"
            raise OSError(message)
        finally:
            for each in both:
                each.cancel()
            await asyncio.gather(*both, return_exceptions=True)

    async def _run_one(self) -> int:
        process = await self._start()
        try:
            return await process.wait()
        finally:
            await _stop(process)

    async def _start(self) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(
            *COMMAND, stdin=asyncio.subprocess.PIPE
        )
        if process.stdin is None:
            raise OSError("the process that feeds InfluxDB has no standard input")
        process.stdin.write(_to_order(self._settings, self._database_url))
        with suppress(ConnectionError):  # it ended at once: wait() tells
            await process.stdin.drain()
        return process

    async def _forget(self) -> None:
        layout = Layout(self._settings.home / FOLDER)
        await asyncio.to_thread(remove_spool, layout)

    async def _look_for_ever(self) -> None:
        folder, started_at = self._settings.home / FEED_FOLDER, self._clock.now()
        while True:
            self.status = await asyncio.to_thread(load_status, folder)
            if self.status is not None and self.status.at >= started_at:
                with suppress(DatabaseUnusable):  # told again in the next look
                    await self._tell(self.status)
            await asyncio.sleep(LOOK_S)

    async def _tell(self, status: FeedStatus) -> None:
        is_held = bool(status.held)
        if is_held is self._is_told:
            return
        now = self._clock.now()
        if is_held:
            words = "; ".join(f"{name}: {why}" for name, why in status.held.items())
            report = Report("InfluxDB takes nothing from us", words[:1_000])
            at = status.failing_since or now
            await self._report([Reported(KEY, at, HELD, report)])
        else:
            await self._report([ReportEnded(KEY, now)])
        self._is_told = is_held


@contextmanager
def begin_feeding(
    settings: Settings, database_url: str
) -> Iterator[subprocess.Popen[bytes] | None]:
    """Start the feeder where this process stands now; None where nothing is fed.

    A demonstration does so before it leaves the machine's network for a simulated one,
    in which no InfluxDB is.
    """
    if settings.influx.url is None or settings.influx.read:
        yield None
        return
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE) as process:  # noqa: S603
        if process.stdin is None:
            raise OSError("the process that feeds InfluxDB has no standard input")
        with suppress(BrokenPipeError):  # it ended at once: poll() tells
            process.stdin.write(_to_order(settings, database_url))
            process.stdin.flush()
        try:
            yield process
        finally:
            with suppress(
                BrokenPipeError
            ):  # what could not be written is flushed again
                process.stdin.close()
            with suppress(subprocess.TimeoutExpired):
                process.wait(STOP_S)
            process.kill()


def _to_order(settings: Settings, database_url: str) -> bytes:
    order = JobOrder(
        home=settings.home, database_url=database_url, influx=settings.influx
    )
    return order.model_dump_json().encode()


async def _wait(process: subprocess.Popen[bytes]) -> int:
    # Nothing else tells of a child that this loop did not start.
    while (code := process.poll()) is None:  # noqa: ASYNC110
        await asyncio.sleep(LOOK_S)
    return code


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    if process.stdin is not None:
        process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), STOP_S)
    except TimeoutError:
        process.kill()
        await process.wait()
