"""Facts of a month as a file anybody can write, read and judge anew."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import orjson
from pydantic_core import from_json

from netmon.core.errors import ConfigError
from netmon.core.garbage import uncollected
from netmon.core.months import Month
from netmon.sla.scenario_cells import Unreadable, read_optional_time
from netmon.sla.scenario_rows import Rows
from netmon.sla.scenario_text import to_rows

if TYPE_CHECKING:
    from netmon.sla.facts import MonthFacts

MOST_PROBLEMS = 20
_LISTS = ("sites", "journal", "not_observed", "exclusions", "tickets")
_LATER = ("tests", "provisioned")
"""Evidence of bandwidth: read, and not judged yet."""
_KEYS = frozenset({"month", "until", *_LISTS, *_LATER})


def read_scenario(body: bytes) -> MonthFacts:
    """Return the facts in a scenario; its form stands in docs/sla.md.

    Args:
        body: JSON of a stranger.

    Raises:
        ConfigError: It is not JSON or not a scenario; one line a problem, each naming
            list, row (from 1) and key.
    """
    try:
        found = from_json(body.removeprefix(BOM_UTF8), allow_inf_nan=False)
    except ValueError as error:
        message = f"not JSON: {error}"
        raise ConfigError(message) from None
    month, until = _read_head(found)
    with uncollected():
        return _read_rows(found, month, until)


def _read_rows(found: dict[str, Any], month: Month, until: datetime) -> MonthFacts:
    reading = _Reading()
    rows = Rows(until)
    reading.each("sites", found.pop("sites"), rows.add_site)
    reading.each("journal", found.pop("journal", []), rows.add_outage)
    reading.each("not_observed", found.pop("not_observed", []), rows.add_gap)
    reading.each("exclusions", found.pop("exclusions", []), rows.add_exclusion)
    reading.each("tickets", found.pop("tickets", []), rows.add_ticket)
    reading.finish()
    return rows.to_facts(month)


def _read_head(found: Any) -> tuple[Month, datetime]:
    if not isinstance(found, dict):
        raise ConfigError("expected an object with month, sites and journal")
    problems = [f"{key}: unknown key" for key in sorted(found.keys() - _KEYS)]
    problems += [
        f"{key}: expected a list, got {found[key]!r:.80}"
        for key in (*_LISTS, *_LATER)
        if not isinstance(found.get(key, []), list)
    ]
    if "sites" not in found:
        problems.append("sites: expected a list, got none")
    if problems:
        raise ConfigError(*problems)
    written = found.get("month")
    try:
        month = Month.parse(written if isinstance(written, str) else repr(written))
        until = read_optional_time(found, "until") or month.span.end
    except (ConfigError, Unreadable) as error:
        message = str(error) if isinstance(error, Unreadable) else f"month: {error}"
        raise ConfigError(message) from None
    if not month.span.start < until <= month.span.end:
        message = f"until: expected a time within {month}, got {found['until']!r}"
        raise ConfigError(message)
    return month, until


class _Reading:
    """Reads lists row by row and keeps what is wrong with them."""

    def __init__(self) -> None:
        self._problems: list[str] = []

    def each(
        self, name: str, rows: list[object], add: Callable[[object], None]
    ) -> None:
        for number, row in enumerate(rows, 1):
            rows[number - 1] = None  # a nation's rows would stand in memory twice
            try:
                add(row)
            except Unreadable as error:
                self._problems.append(f"{name} row {number}: {error}")
                if len(self._problems) == MOST_PROBLEMS:
                    self._problems.append("there may be more")
                    self.finish()

    def finish(self) -> None:
        if self._problems:
            raise ConfigError(*self._problems)


def dump_facts(facts: MonthFacts) -> bytes:
    """Return facts as a scenario, canonical: the same facts give the same bytes.

    What does not enter figures is not in it: names of pollers, and Wi-Fi.
    """
    return b"".join(_dump(facts))


def _dump(facts: MonthFacts) -> Iterator[bytes]:
    yield b'{"month":"%s"' % str(facts.month).encode()
    for key, value in to_rows(facts):
        if isinstance(value, str):
            yield b',\n"%s":%s' % (key.encode(), orjson.dumps(value))
            continue
        yield b',\n"%s":[' % key.encode()
        yield b",".join(b"\n" + orjson.dumps(row) for row in value)
        yield b"]"
    yield b"}\n"
