"""Many sites together: groups are added up moment by moment, then moments averaged.

The server does both, in a statement within a statement: a month of all groups is tens
of millions of rows, too many to fetch.
"""

from __future__ import annotations

from collections.abc import Mapping

from netmon.core.schema import FLEET
from netmon.store.influx.answers import to_at, to_number
from netmon.store.influx.influxql import between, code, identifier, steps
from netmon.store.influx.questions import Asks
from netmon.store.port import FleetQuestion, Point

_SOURCE = identifier(FLEET.name)
_MOMENT = "GROUP BY time(1s) fill(none)"
"""Rows of one moment share their second, the precision lines are written with."""


async def ask_fleet(ask: Asks, database: str, question: FleetQuestion) -> list[Point]:
    """See SampleReader.fleet."""
    span = between(question.span.start, question.span.end)
    found: dict[int, dict[str, float]] = {}
    for name in dict.fromkeys(question.fields):
        is_weighted = FLEET.fields[name].unit in ("s", "ratio")
        moments = (_weighted if is_weighted else _added)(name, span, _groups(question))
        text = (
            f'SELECT mean("v") FROM ({moments}) WHERE {span} '
            f"GROUP BY {steps(question.step_s)} fill(none)"
        )
        for series in await ask(text, database):
            for at, value in series.values:
                if value is not None:
                    found.setdefault(at, {})[name] = to_number(name, value)
    return [_to_point(at, found[at], question) for at in sorted(found)]


def _to_point(at: int, told: Mapping[str, float], question: FleetQuestion) -> Point:
    return Point(to_at(at), tuple(told.get(name) for name in question.fields))


def _added(name: str, span: str, groups: str) -> str:
    """Return the statement for the sum over groups, by moment."""
    total = f'sum({identifier(name)}) AS "v"'
    return f"SELECT {total} FROM {_SOURCE} WHERE {span}{groups} {_MOMENT}"


def _weighted(name: str, span: str, groups: str) -> str:
    """Return the statement for the mean over sites, by moment.

    What was not measured has no weight: seconds and ratios are never negative, so the
    condition on the field keeps every number there is.
    """
    value = identifier(name)
    products = (
        f'SELECT {value} * "sites_count" AS "x", "sites_count" AS "w" FROM {_SOURCE} '
        f'WHERE {span}{groups} AND {value} >= 0 AND "sites_count" > 0'
    )
    return f'SELECT sum("x") / sum("w") AS "v" FROM ({products}) WHERE {span} {_MOMENT}'


def _groups(question: FleetQuestion) -> str:
    """Return the condition for the groups asked about.

    Raises:
        QuestionRefused: A code holds what no code does.
    """
    return "".join(
        f" AND {identifier(tag)} = {code(asked)}"
        for tag in FLEET.tags
        if (asked := getattr(question, tag)) is not None
    )
