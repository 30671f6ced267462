"""Numbers over time, put together of pieces: some of rows, some of roll-ups.

Each piece gives sums, counts and extremes by step, so that a step may be made of both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from netmon.core.schema import MEASUREMENTS, Field, Kind
from netmon.store.influx.answers import to_at, to_number, to_single
from netmon.store.influx.databases import Databases
from netmon.store.influx.influxql import identifier, steps
from netmon.store.influx.pieces import Piece, Source
from netmon.store.influx.questions import Asks, rows_of
from netmon.store.influx.transport import Series
from netmon.store.layout import DAILY, HOURLY
from netmon.store.port import Aggregate, Point, RangeQuestion, Span, total_of
from netmon.store.rollup import column, kept, parts_for

_Key = tuple[int, str]
"""Of a part: which field of the question, and sum, count, min or max."""

_Step = dict[_Key, float]
_TOGETHER: Mapping[str, Callable[[float, float], float]] = {
    "sum": lambda one, other: one + other,
    "count": lambda one, other: one + other,
    "min": min,
    "max": max,
}
_ROLLED = {"sum": "sum", "count": "sum", "min": "min", "max": "max"}


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One number of the answer: a field, and what is made of it."""

    number: int
    field: Field
    how: Aggregate

    @property
    def is_truth(self) -> bool:
        """Whether it is yes or no; InfluxQL adds up no such values."""
        return self.field.kind is Kind.BOOL

    def final(self, parts: _Step) -> float | None:
        """Return the number of the answer."""
        count = parts.get((self.number, "count"), 0)
        if self.how is Aggregate.COUNT:
            return int(count) or None
        if self.how is Aggregate.MEAN:
            total = parts.get((self.number, "sum"))
            return total / count if total is not None and count else None
        value = parts.get((self.number, self.how.value))
        is_measured = self.how in (Aggregate.MIN, Aggregate.MAX)
        if value is None or not is_measured or self.field.kind is not Kind.FLOAT:
            return value
        return to_single(value)


async def ask_steps(
    ask: Asks, databases: Databases, question: RangeQuestion, pieces: Sequence[Piece]
) -> list[Point]:
    """See SampleReader.range, for a step of a second or more."""
    wanted = list(_wanted(question))
    found: dict[int, _Step] = {}
    for piece in pieces:
        if piece.source is Source.ROWS:
            told = await _of_rows(ask, databases.raw, question, piece)
        else:
            told = await _of_rollups(ask, databases, question, piece)
        for at, parts in told.items():
            _add(found.setdefault(at, {}), parts)
    points = (
        Point(to_at(at), tuple(each.final(found[at]) for each in wanted))
        for at in sorted(found)
    )
    return [each for each in points if any(value is not None for value in each.values)]


def is_in_rollups(question: RangeQuestion) -> bool:
    """Whether hours say of each field what is asked."""
    return question.step_s % 3600 == 0 and all(
        set(parts_for(each.how)) <= set(kept(each.field)) for each in _wanted(question)
    )


def _wanted(question: RangeQuestion) -> Iterator[_Wanted]:
    measurement = MEASUREMENTS[question.measurement]
    for number, name in enumerate(question.fields):
        how = total_of(measurement, name, question.aggregate)
        yield _Wanted(number, measurement.fields[name], how)


async def _of_rows(
    ask: Asks, database: str, question: RangeQuestion, piece: Piece
) -> dict[int, _Step]:
    where, source = _where(question, piece), identifier(question.measurement)
    grouped = f"GROUP BY {steps(question.step_s)} fill(none)"
    asked = {
        (each.number, part): f"{part}({identifier(each.field.name)})"
        for each in _wanted(question)
        for part in (("count",) if each.is_truth else parts_for(each.how))
    }
    text = f"SELECT {_listed(asked)} FROM {source} WHERE {where} {grouped}"
    found = _taken(await ask(text, database), list(asked))
    for each in _wanted(question):
        if each.is_truth:
            name = identifier(each.field.name)
            text = f"SELECT count({name}) FROM {source} WHERE {where} AND {name} = true"
            yes = await ask(f"{text} {grouped}", database)
            _add_truth(found, each.number, _taken(yes, [(each.number, "sum")]))
    return found


def _add_truth(found: dict[int, _Step], number: int, yes: Mapping[int, _Step]) -> None:
    """Complete the parts of a field that is yes or no, from how often it is yes."""
    for at, parts in found.items():
        count = parts.get((number, "count"), 0)
        if count:
            said = yes.get(at, {}).get((number, "sum"), 0)
            parts[number, "sum"] = said
            parts[number, "min"] = int(said == count)
            parts[number, "max"] = int(said > 0)


async def _of_rollups(
    ask: Asks, databases: Databases, question: RangeQuestion, piece: Piece
) -> dict[int, _Step]:
    is_days = piece.source is Source.DAYS
    source = identifier(DAILY if is_days else HOURLY)
    asked = {
        (each.number, part): (
            f"{_ROLLED[part]}({identifier(column(each.field.name, part))})"
        )
        for each in _wanted(question)
        for part in parts_for(each.how)
    }
    text = (
        f"SELECT {_listed(asked)} FROM {source} WHERE {_where(question, piece)} "
        f"GROUP BY {steps(question.step_s)} fill(none)"
    )
    database = databases.days if is_days else databases.hours
    return _taken(await ask(text, database), list(asked))


def _listed(asked: Mapping[_Key, str]) -> str:
    return ", ".join(
        f"{text} AS {identifier(f'p{number}_{part}')}"
        for (number, part), text in asked.items()
    )


def _taken(series: Sequence[Series], keys: Sequence[_Key]) -> dict[int, _Step]:
    found: dict[int, _Step] = {}
    for each in series:
        for at, *told in each.values:
            parts = found.setdefault(at, {})
            for key, value in zip(keys, told, strict=True):
                if value is not None:
                    parts[key] = to_number(f"{each.name}.{key[1]}", value)
    return found


def _add(step: _Step, parts: _Step) -> None:
    for key, value in parts.items():
        known = step.get(key)
        step[key] = value if known is None else _TOGETHER[key[1]](known, value)


def _where(question: RangeQuestion, piece: Piece) -> str:
    return rows_of(Span(piece.start, piece.end), question.site, question.device)
