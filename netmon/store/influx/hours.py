"""One field of one site by the hour, from roll-ups where they are there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from netmon.core.schema import MEASUREMENTS
from netmon.store.faults import QuestionRefused
from netmon.store.influx.answers import nearest_rank, to_at, to_number
from netmon.store.influx.databases import Databases
from netmon.store.influx.influxql import identifier, steps
from netmon.store.influx.pieces import Piece, Source
from netmon.store.influx.questions import Asks, ask_numbers, rows_of
from netmon.store.influx.transport import Series
from netmon.store.layout import HOUR, HOUR_MS, HOURLY, to_hour
from netmon.store.port import MOST_POINTS, HourSummary, Span, has_percentile
from netmon.store.rollup import column, kept

_PARTS = ("count", "sum", "min", "max", "p95")
_Hour = tuple[str, int]
"""A device, and when an hour begins: milliseconds since 1970."""

_MOST_FETCHED = timedelta(days=35)
"""Of rows as measured: about 300,000 of a site with three devices."""


def whole_hours(span: Span) -> Span:
    """Return the whole hours a span touches.

    Raises:
        QuestionRefused: They are too many.
    """
    begin = to_hour(span.start)
    whole = Span(begin, to_hour(span.end - timedelta(microseconds=1)) + HOUR)
    if whole.length_s / 3600 > MOST_POINTS:
        message = f"more than {MOST_POINTS:,} hours"
        raise QuestionRefused(message)
    return whole


async def ask_hourly(
    ask: Asks,
    databases: Databases,
    measured: tuple[str, str],
    site: str,
    pieces: Iterable[Piece],
) -> list[HourSummary]:
    """See SampleReader.hourly."""
    found: list[HourSummary] = []
    for piece in pieces:
        where = rows_of(Span(piece.start, piece.end), site)
        if piece.source is Source.ROWS:
            _refuse_long(piece)
            rows = await ask_numbers(ask, databases.raw, measured, where)
            hours = await _begun(ask, databases.raw, measured[0], where)
            found += _made(hours, rows, measured)
        else:
            found += await _stored(ask, databases.hours, measured, where)
    if len(found) > MOST_POINTS:
        message = f"more than {MOST_POINTS:,} hours of devices: ask for less time"
        raise QuestionRefused(message)
    return sorted(found, key=lambda each: (each.device, each.at))


def _refuse_long(piece: Piece) -> None:
    if piece.end - piece.start > _MOST_FETCHED:
        message = (
            f"roll-ups of hours since {piece.start:%Y-%m-%d} are not in InfluxDB: "
            f"ask for {_MOST_FETCHED.days} days or less"
        )
        raise QuestionRefused(message)


async def _stored(
    ask: Asks, database: str, measured: tuple[str, str], where: str
) -> list[HourSummary]:
    parts = _parts(measured)
    names = ", ".join(identifier(column(measured[1], part)) for part in parts)
    found = await ask(
        f"SELECT {names} FROM {identifier(HOURLY)} WHERE {where} "
        f"GROUP BY {identifier('device')}",
        database,
    )
    return [
        _to_summary(to_at(at), _device(series), dict(zip(parts, told, strict=True)))
        for series in found
        for at, *told in series.values
    ]


async def _begun(ask: Asks, database: str, name: str, where: str) -> set[_Hour]:
    """Return the hours in which there is a row, whatever was measured in it."""
    found = await ask(
        f"SELECT count(*) FROM {identifier(name)} WHERE {where} "
        f"GROUP BY {steps(3600)}, {identifier('device')} fill(none)",
        database,
    )
    return {(_device(series), row[0]) for series in found for row in series.values}


def _made(
    begun: Iterable[_Hour],
    rows: Mapping[str, Sequence[tuple[int, float]]],
    measured: tuple[str, str],
) -> list[HourSummary]:
    parts = _parts(measured)
    hours: dict[_Hour, list[float]] = {each: [] for each in begun}
    for device, numbers in rows.items():
        for at, value in numbers:
            hour = at // HOUR_MS * HOUR_MS
            hours.setdefault((device, hour), []).append(value)
    return [
        _to_summary(to_at(hour), device, _summarised(sorted(values), parts))
        for (device, hour), values in hours.items()
    ]


def _summarised(
    values: Sequence[float], parts: Iterable[str]
) -> dict[str, float | None]:
    every = {
        "count": len(values),
        "sum": sum(values) if values else None,
        "min": min(values, default=None),
        "max": max(values, default=None),
        "p95": nearest_rank(values, 0.95),
    }
    return {part: every[part] for part in parts}


def _parts(measured: tuple[str, str]) -> tuple[str, ...]:
    name, field = measured
    measurement = MEASUREMENTS[name]
    found = set(kept(measurement.fields[field]))
    if has_percentile(measurement, field):
        found.add("p95")
    return tuple(part for part in _PARTS if part in found)


def _to_summary(
    at: datetime, device: str, told: Mapping[str, float | None]
) -> HourSummary:
    known = {
        part: to_number(part, value)
        for part, value in told.items()
        if value is not None
    }
    return HourSummary(
        at=at,
        device=device,
        count=int(known.get("count", 0)),
        total=known.get("sum"),
        minimum=known.get("min"),
        maximum=known.get("max"),
        p95=known.get("p95"),
    )


def _device(series: Series) -> str:
    return series.tags.get("device", "")
