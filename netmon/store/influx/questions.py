"""Questions about rows as measured: the newest, those of a span, their percentile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from netmon.core.schema import MEASUREMENTS, Measurement, Sample
from netmon.store.faults import QuestionRefused
from netmon.store.influx.answers import (
    nearest_rank,
    to_at,
    to_measured,
    to_value,
)
from netmon.store.influx.influxql import any_of, between, code, identifier
from netmon.store.influx.tags import to_tag
from netmon.store.influx.transport import Series
from netmon.store.port import MOST_POINTS, Point, RangeQuestion, Span

_MOST_NAMED = 200
"""Sites named in a statement; of more, all are asked for and the others left out."""


class Asks(Protocol):
    """One database, asked in InfluxQL; see InfluxTransport.query."""

    async def __call__(self, text: str, database: str) -> Sequence[Series]:
        """Return the series of an answer; times are milliseconds since 1970."""
        ...


async def ask_latest(
    ask: Asks, database: str, name: str, sites: Sequence[str] | None, span: Span
) -> list[Sample]:
    """See SampleReader.latest."""
    if sites is not None and not sites:
        return []
    measurement = MEASUREMENTS[name]
    where = between(span.start, span.end)
    if sites is not None and len(sites) <= _MOST_NAMED:
        where += f" AND {any_of('site', sites)}"
    found = await ask(
        f"SELECT {_names(measurement.fields)} FROM {identifier(name)} WHERE {where} "
        f"GROUP BY {_names(measurement.tags)} ORDER BY time DESC LIMIT 1",
        database,
    )
    samples = [_to_sample(measurement, each) for each in found if each.values]
    wanted = None if sites is None else set(map(to_tag, sites))
    # A site comes first among the tags of whatever is measured of one.
    chosen = (each for each in samples if wanted is None or each.tags[0] in wanted)
    return sorted(chosen, key=lambda sample: sample.tags)


def _to_sample(measurement: Measurement, series: Series) -> Sample:
    at, *values = series.values[0]
    tags = tuple(series.tags.get(tag, "") for tag in measurement.tags)
    fields = measurement.fields.values()
    taken = (to_value(*each) for each in zip(fields, values, strict=True))
    return Sample(measurement.name, to_at(at), tags, tuple(taken))


async def ask_raw(ask: Asks, database: str, question: RangeQuestion) -> list[Point]:
    """See SampleReader.range, for rows as they were measured."""
    found = await ask(
        f"SELECT {_names(question.fields)} FROM {identifier(question.measurement)} "
        f"WHERE {rows_of(question.span, question.site, question.device)} "
        f"ORDER BY time ASC LIMIT {MOST_POINTS + 1}",
        database,
    )
    rows = [row for series in found for row in series.values]
    if len(rows) > MOST_POINTS:
        message = f"more than {MOST_POINTS:,} rows: ask for less time, or give a step"
        raise QuestionRefused(message)
    known = MEASUREMENTS[question.measurement].fields
    fields = [known[name] for name in question.fields]
    return [
        Point(
            to_at(at),
            tuple(to_measured(*each) for each in zip(fields, told, strict=True)),
        )
        for at, *told in rows
    ]


async def ask_percentile(
    ask: Asks, database: str, measured: tuple[str, str], share: float, where: str
) -> float | None:
    """See SampleReader.percentile.

    InfluxQL rounds a rank to the nearest, the port rounds it up: the rows are fetched.
    """
    found = await ask_numbers(ask, database, measured, where)
    return nearest_rank(
        sorted(value for rows in found.values() for _, value in rows), share
    )


async def ask_numbers(
    ask: Asks, database: str, measured: tuple[str, str], where: str
) -> Mapping[str, list[tuple[int, float]]]:
    """Return one field's rows by device: milliseconds since 1970, and the number."""
    name, field = measured
    declared = MEASUREMENTS[name].fields[field]
    found = await ask(
        f"SELECT {identifier(field)} FROM {identifier(name)} WHERE {where} "
        f"GROUP BY {identifier('device')}",
        database,
    )
    numbers: dict[str, list[tuple[int, float]]] = {}
    for series in found:
        rows = numbers.setdefault(series.tags.get("device", ""), [])
        for at, told in series.values:
            value = to_measured(declared, told)
            if value is not None:
                rows.append((at, value))
    return numbers


def rows_of(span: Span, site: str | None, device: str | None = None) -> str:
    """Return the condition for rows of a span, a site and a device.

    Raises:
        QuestionRefused: A code holds what no code does.
    """
    words = [between(span.start, span.end)]
    for tag, value in (("site", site), ("device", device)):
        if value is not None:
            words.append(f"{identifier(tag)} = {code(value)}")
    return " AND ".join(words)


def _names(names: Sequence[str] | Mapping[str, object]) -> str:
    return ", ".join(map(identifier, names))
