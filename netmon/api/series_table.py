"""Numbers over time as a table: a row a step, None where nothing was measured."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from netmon.api.series_query import Frame
from netmon.core.schema import Kind, Measurement
from netmon.store.port import Aggregate, Point, total_of

Value = float | int | None
_MOST_EXACT = 2**53
"""Beyond it a JSON reader loses digits anyway."""
_GAP_PERIODS = 2.5
"""Rows as measured are further apart than this only where some are missing."""


@dataclass(frozen=True, slots=True)
class SeriesTable:
    """An answer, ready to be written as JSON or CSV.

    Attributes:
        about: What it is of (site or province and so on), texts of the register.
        aggregates: What makes one number of many, by field; None for rows as measured.
        columns: By field, as long as `moments`.
    """

    about: Mapping[str, str | None]
    measurement: Measurement
    frame: Frame
    aggregates: Sequence[Aggregate | None]
    moments: Sequence[datetime]
    columns: Mapping[str, Sequence[Value]]

    def to_json(self) -> dict[str, Any]:
        """Return the answer; see netmon.api.series_models.Series."""
        fields = self.measurement.fields
        return {
            **self.about,
            "measurement": self.measurement.name,
            "meaning": self.measurement.meaning,
            "start": self.frame.span.start,
            "end": self.frame.span.end,
            "step_s": self.frame.step_s,
            "period_s": self.measurement.period_s,
            "at": self.moments,
            "fields": [
                {
                    "name": name,
                    "unit": _unit(fields[name].unit, how),
                    "meaning": fields[name].meaning,
                    "aggregate": how.value if how else None,
                    "values": values,
                }
                for (name, values), how in zip(
                    self.columns.items(), self.aggregates, strict=True
                )
            ],
        }


def to_table(
    about: Mapping[str, str | None],
    measurement: Measurement,
    frame: Frame,
    fields: Sequence[str],
    points: Sequence[Point],
    asked: Aggregate | None = None,
) -> SeriesTable:
    """Return the table of an answer of the sample log."""
    if frame.step_s:
        found = {point.at: point.values for point in points}
        rows = [(at, found.get(at)) for at in frame.moments()]
    else:
        rows = _with_gaps(points, measurement.period_s)
    columns = {
        name: [
            None if values is None else _tidy(values[number], measurement, name)
            for _, values in rows
        ]
        for number, name in enumerate(fields)
    }
    hows = [
        total_of(measurement, name, asked) if frame.step_s else None for name in fields
    ]
    return SeriesTable(about, measurement, frame, hows, [at for at, _ in rows], columns)


def _with_gaps(
    points: Sequence[Point], period_s: float
) -> list[tuple[datetime, tuple[float | None, ...] | None]]:
    """Return rows as measured; where some are missing, one of nothing."""
    rows: list[tuple[datetime, tuple[float | None, ...] | None]] = []
    for point in points:
        if rows and (point.at - rows[-1][0]).total_seconds() > _GAP_PERIODS * period_s:
            rows.append((rows[-1][0] + timedelta(seconds=period_s), None))
        rows.append((point.at, point.values))
    return rows


def _tidy(value: float | None, measurement: Measurement, name: str) -> Value:
    """Return a number with the digits it has: seven, of what is kept as a FLOAT."""
    if value is None or not math.isfinite(value):
        return None
    if isinstance(value, int):
        return value if abs(value) <= _MOST_EXACT else float(value)
    is_short = measurement.fields[name].kind is Kind.FLOAT
    return float(f"{value:.7g}") if is_short else value


def _unit(unit: str, how: Aggregate | None) -> str:
    """Return the unit; a count of numbers has none."""
    return "" if how is Aggregate.COUNT else unit
