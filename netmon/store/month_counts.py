"""Months of one field of every device, made of `site_1d`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from netmon.core.schema import MEASUREMENTS
from netmon.store.duck import Duck, listed, quoted
from netmon.store.faults import AnswerLate, QuestionRefused
from netmon.store.layout import Layout
from netmon.store.port import check_fields
from netmon.store.rollup import column, kept
from netmon.store.sources import FileGone, Snapshot

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_TRIES = 20
_PARTS = ("count", "sum", "max")


@dataclass(frozen=True, slots=True)
class MonthCount:
    """One field of one device over the days of a month that are rolled up.

    Attributes:
        count: Of numbers that were measured, 1 at least.
        total: Their sum.
        maximum: The largest.
    """

    count: int
    total: float
    maximum: float

    @property
    def mean(self) -> float:
        """The mean of what was measured."""
        return self.total / self.count


Device = tuple[str, str]
"""Site and device."""


def month_counts(
    root: Path, measurement: str, field: str, month: date
) -> Mapping[Device, MonthCount]:
    """Return the month of every device of which anything was measured.

    Args:
        root: Of the sample log; it may not be there.
        measurement: One of devices.
        field: Of it, one whose days keep sum, count and maximum.
        month: Any day of it, Thai.

    Raises:
        QuestionRefused: Such a field is not kept.
        AnswerLate: The file cannot be read.
    """
    check_fields(measurement, (field,))
    if not set(_PARTS) <= set(kept(MEASUREMENTS[measurement].fields[field])):
        message = f"days of {measurement} keep no maximum of {field}"
        raise QuestionRefused(message)
    layout = Layout(root)
    path = layout.daily(measurement, month)
    if not path.exists():
        return {}
    return _answer(layout, measurement, path, _sql(field))


def _sql(field: str) -> Callable[[str], str]:
    counts, sums, most = (quoted(column(field, part)) for part in _PARTS)

    def over(source: str) -> str:
        return (
            f"SELECT site, device, sum({counts})::BIGINT AS n, sum({sums}), "
            f"max({most}) FROM read_parquet([{source}]) "
            "GROUP BY site, device HAVING n > 0 ORDER BY site, device"
        )

    return over


def _answer(
    layout: Layout, measurement: str, path: Path, sql: Callable[[str], str]
) -> Mapping[Device, MonthCount]:
    import duckdb  # noqa: PLC0415  # see Duck

    duck = Duck(layout.scratch)
    try:
        for _ in range(_TRIES):
            with duck.cursor() as cursor:
                try:
                    return _ask(cursor, measurement, path, sql)
                except FileGone:
                    continue
                except (duckdb.Error, OSError) as error:
                    message = f"{path}: {error}".partition("\n")[0]
                    raise AnswerLate(message) from None
    finally:
        duck.close()
    message = f"{path}: it moved all the while, please try again"
    raise AnswerLate(message)


def _ask(
    cursor: DuckDBPyConnection,
    measurement: str,
    path: Path,
    sql: Callable[[str], str],
) -> Mapping[Device, MonthCount]:
    pinned = Snapshot(measurement)
    try:
        rows = cursor.execute(sql(listed(pinned.pin([path])))).fetchall()
    finally:
        pinned.close()
    return {
        (site, device): MonthCount(count, total, most)
        for site, device, count, total, most in rows
    }
