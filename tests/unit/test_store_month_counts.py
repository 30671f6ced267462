"""Months of a field: what is not there, and what cannot be read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from netmon.core.schema import MEASUREMENTS
from netmon.store.faults import AnswerLate, QuestionRefused
from netmon.store.layout import Layout, day_begins
from netmon.store.month_counts import month_counts
from netmon.store.rollup import rollup_schema

DAY = date(2026, 10, 31)
SCHEMA = rollup_schema(MEASUREMENTS["wifi"], with_p95=False)


def write(root: Path, rows: list[dict[str, object]]) -> Path:
    path = Layout(root).daily("wifi", DAY)
    path.parent.mkdir(parents=True)
    whole = [{"at": day_begins(DAY), "rows_count": 1, **row} for row in rows]
    pq.write_table(pa.Table.from_pylist(whole, SCHEMA), path)
    return path


def day(
    device: str, count: int, total: float | None, most: float | None
) -> dict[str, object]:
    return {
        "site": "A",
        "device": device,
        "clients_count_count": count,
        "clients_count_sum": total,
        "clients_count_max": most,
    }


def test_the_days_of_a_month_are_added_up(tmp_path: Path) -> None:
    write(
        tmp_path, [day("r", 2, 10.0, 7.0), day("r", 2, 4.0, 3.0), day("p", 1, 9.0, 9.0)]
    )

    found = month_counts(tmp_path, "wifi", "clients_count", date(2026, 10, 1))

    assert set(found) == {("A", "r"), ("A", "p")}
    both = found["A", "r"]
    assert (both.count, both.total, both.maximum, both.mean) == (4, 14.0, 7.0, 3.5)


def test_a_device_nobody_counted_is_not_there(tmp_path: Path) -> None:
    write(tmp_path, [day("r", 0, None, None)])

    assert month_counts(tmp_path, "wifi", "clients_count", DAY) == {}


def test_a_month_without_a_file_is_empty(tmp_path: Path) -> None:
    assert month_counts(tmp_path / "none", "wifi", "clients_count", DAY) == {}


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, [day("r", 1, 1.0, 1.0)])
    path.write_bytes(b"PAR1 and no more")

    with pytest.raises(AnswerLate, match=r"2026-10\.parquet"):
        month_counts(tmp_path, "wifi", "clients_count", DAY)


@pytest.mark.parametrize(
    ("measurement", "field"),
    [("wifi", "aps_joined_count"), ("wifi", "nothing"), ("nothing", "clients_count")],
)
def test_what_days_do_not_keep_is_refused(
    tmp_path: Path, measurement: str, field: str
) -> None:
    with pytest.raises(QuestionRefused):
        month_counts(tmp_path, measurement, field, DAY)
