"""Lines of what is sealed: rows as measured, and roll-ups by the hour and the day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from netmon.core.schema import MEASUREMENTS, ROWS_ONLY
from netmon.store.columns import AT, to_ms
from netmon.store.duck import Duck, listed, quoted
from netmon.store.hour_files import month_files
from netmon.store.layout import DAILY, HOUR, HOURLY, Layout, day_begins, to_day
from netmon.store.rows import rows_sql
from netmon.store.sources import FileGone, Sources

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa
    from duckdb import DuckDBPyConnection

    from netmon.store.influx.lines import LineMaker

_TRIES = 5
_BATCH_ROWS = 5_000


class SealedLines:
    """Reads sealed files, and tails where there are some, in bounded memory."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._sources = Sources(layout)
        self._duck = Duck(layout.scratch)

    def close(self) -> None:
        """Give the memory back."""
        self._duck.close()

    def raw(self, maker: LineMaker, hour: datetime) -> Iterator[list[bytes]]:
        """Return the rows of an hour as measured, each once, some thousands at a time.

        Raises:
            OSError: Files moved all the while.
        """
        for name in MEASUREMENTS:
            for attempt in range(_TRIES):
                try:
                    for batch in self._rows(name, hour):
                        yield maker.raw(name, batch)
                    break
                except FileGone:
                    # Lines that went already go again: one copy of each stays.
                    if attempt == _TRIES - 1:
                        raise

    def hourly(self, maker: LineMaker, hour: datetime) -> Iterator[list[bytes]]:
        """Return what every device did in an hour."""
        day = to_day(hour)
        for name in _rolled_names():
            own = self._layout.hourly(name, day)
            # The day's own file before its month: merging makes the month first.
            files = [own] if own.exists() else month_files(self._layout, name, [day])
            for batch in self._at(files, hour):
                yield maker.rolled(HOURLY, name, batch)

    def daily(self, maker: LineMaker, day: date) -> Iterator[list[bytes]]:
        """Return what every device did on a Thai day."""
        for name in _rolled_names():
            path = self._layout.daily(name, day)
            files = [path] if path.exists() else []
            for batch in self._at(files, day_begins(day)):
                yield maker.rolled(DAILY, name, batch)

    def _rows(self, name: str, hour: datetime) -> Iterator[pa.RecordBatch]:
        snapshot = self._sources.snapshot(name, hour, hour + HOUR)
        condition = (
            f'epoch_ms("at") >= {to_ms(hour)} AND epoch_ms("at") < {to_ms(hour + HOUR)}'
        )
        try:
            with self._duck.cursor() as cursor:
                fields = list(MEASUREMENTS[name].fields)
                rows = rows_sql(cursor, snapshot, fields, condition)
                yield from _batches(cursor, rows)
        finally:
            snapshot.close()

    def _at(self, files: list[Path], at: datetime) -> Iterator[pa.RecordBatch]:
        if not files:
            return
        with self._duck.cursor() as cursor:
            yield from _batches(
                cursor,
                f"SELECT * FROM read_parquet([{listed(files)}], union_by_name = true) "
                f"WHERE epoch_ms({quoted(AT)}) = {to_ms(at)}",
            )


def _batches(cursor: DuckDBPyConnection, sql: str) -> Iterator[pa.RecordBatch]:
    reader: Any = cursor.sql(sql).to_arrow_reader(_BATCH_ROWS)
    yield from reader


def hours_between(start: datetime, end: datetime) -> list[datetime]:
    """Return the whole hours that [start, end) touches, oldest first."""
    first = start.replace(minute=0, second=0, microsecond=0)
    count = -((first - end) // timedelta(hours=1))
    return [first + number * HOUR for number in range(count)]


def _rolled_names() -> list[str]:
    return [name for name in MEASUREMENTS if name not in ROWS_ONLY]
