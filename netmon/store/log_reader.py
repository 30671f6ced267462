"""The sample log's own answers: DuckDB over sealed files and the tails."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Generic, TypeVar

import pyarrow as pa

from netmon.core.clock import SystemClock
from netmon.core.schema import Sample
from netmon.store.asked import check_hourly, check_percentile, latest_span
from netmon.store.duck import Duck
from netmon.store.faults import AnswerLate
from netmon.store.layout import Layout
from netmon.store.port import (
    FleetQuestion,
    HourSummary,
    Point,
    RangeQuestion,
    Span,
)
from netmon.store.questions import (
    ask_fleet,
    ask_hourly,
    ask_latest,
    ask_percentile,
    ask_range,
)
from netmon.store.sources import FileGone, Sources

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from netmon.core.ports import Clock
    from netmon.store.newest import NewestRows

T = TypeVar("T")
MOST_TRIES = 20
"""Every try finds the files anew; sealing moves some of them once an hour."""


class LogReader:
    """See SampleReader. Safe in any process that may read the files.

    Args:
        root: Of the log.
        clock: Where time comes from.
        timeout_s: How long a question may take.
        newest: What the process that writes remembers; None in any other.
    """

    def __init__(
        self,
        root: Path,
        clock: Clock | None = None,
        timeout_s: float = 10.0,
        newest: NewestRows | None = None,
    ) -> None:
        layout = Layout(root)
        self._sources = Sources(layout)
        self._duck = Duck(layout.scratch)
        self._clock = clock or SystemClock()
        self._timeout_s = timeout_s
        self._newest = newest
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="samples")

    def close(self) -> None:
        """Wait for questions under way and give the memory back."""
        self._threads.shutdown()
        self._duck.close()

    async def latest(
        self,
        measurement: str,
        sites: Sequence[str] | None = None,
        within_s: float = 600.0,
    ) -> Sequence[Sample]:
        """See SampleReader.latest."""
        span = latest_span(measurement, sites, within_s, self._clock.now())
        if self._newest is not None:
            known = self._newest.answer(measurement, sites, span)
            if known is not None:
                return known
        return await self._ask(
            lambda cursor: ask_latest(cursor, self._sources, measurement, sites, span)
        )

    async def range(self, question: RangeQuestion) -> Sequence[Point]:
        """See SampleReader.range."""
        return await self._ask(lambda c: ask_range(c, self._sources, question))

    async def hourly(
        self, measurement: str, field: str, site: str, span: Span
    ) -> Sequence[HourSummary]:
        """See SampleReader.hourly."""
        check_hourly(measurement, field)
        return await self._ask(
            lambda c: ask_hourly(c, self._sources, measurement, field, site, span)
        )

    async def percentile(
        self, measurement: str, field: str, share: float, span: Span, site: str
    ) -> float | None:
        """See SampleReader.percentile."""
        check_percentile(measurement, field, share, span)
        return await self._ask(
            lambda c: ask_percentile(
                c, self._sources, (measurement, field), share, span, site
            )
        )

    async def fleet(self, question: FleetQuestion) -> Sequence[Point]:
        """See SampleReader.fleet."""
        return await self._ask(lambda c: ask_fleet(c, self._sources, question))

    async def _ask(self, question: Callable[[DuckDBPyConnection], T]) -> T:
        """Run `question` in a thread; interrupt it when nobody waits any more."""
        running = _Running(self._duck, question)
        loop = asyncio.get_running_loop()
        task = loop.run_in_executor(self._threads, running.run)
        try:
            async with asyncio.timeout(self._timeout_s):
                return await asyncio.shield(task)
        except TimeoutError:
            message = f"no answer within {self._timeout_s:g} s; ask for less at once"
            raise AnswerLate(message) from None
        finally:
            running.stop()
            # Whatever comes of an interrupted question, nobody asks any more.
            task.add_done_callback(lambda done: done.cancelled() or done.exception())


def to_complaint(error: Exception) -> str:
    """Return in one line why the files gave no answer; a page must not fail for it."""
    return f"the sample log cannot answer: {str(error).partition(chr(10))[0]}"


class _Running(Generic[T]):
    """A question in a thread, which another thread may stop."""

    def __init__(self, duck: Duck, question: Callable[[DuckDBPyConnection], T]) -> None:
        self._duck = duck
        self._question = question
        self._is_stopped = Event()
        self._cursor: DuckDBPyConnection | None = None

    def run(self) -> T:
        """Ask, and again where files moved under the question."""
        import duckdb  # noqa: PLC0415  # see Duck

        faults = (duckdb.Error, OSError, pa.ArrowException)
        for _ in range(MOST_TRIES):
            if self._is_stopped.is_set():
                break
            with self._duck.cursor() as cursor:
                self._cursor = cursor
                try:
                    return self._question(cursor)
                except FileGone:
                    continue
                except faults as error:
                    if not _is_gone(error):
                        raise AnswerLate(to_complaint(error)) from None
                finally:
                    self._cursor = None
        raise AnswerLate("files moved all the while the question was asked")

    def stop(self) -> None:
        """Interrupt the question, if it still runs."""
        self._is_stopped.set()
        cursor = self._cursor
        if cursor is not None:
            cursor.interrupt()


def _is_gone(error: Exception) -> bool:
    """Whether a file was no longer there; DuckDB has no number for it."""
    text = str(error)
    return "No files found" in text or "No such file" in text
