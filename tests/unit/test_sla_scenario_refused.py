"""Scenarios are input of strangers: what is wrong is named by list, row and key."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netmon.core.errors import ConfigError
from netmon.core.months import Month
from netmon.sla.scenario import dump_facts, read_scenario
from tests.sla_scenarios import EXCLUSION, GAP, OUTAGE, SCENARIO, SITE, TICKET, body


def problems(written: bytes) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        read_scenario(written)
    return caught.value.problems


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'{"month": NaN}',
        b"[" * 100_000,
        b'"\\ud800"',
        b"{} {}",
    ],
)
def test_what_is_no_json_is_refused(written: bytes) -> None:
    assert problems(written)[0].startswith("not JSON: ")


@pytest.mark.parametrize("written", [b"[]", b"1", b"null", b'"text"'])
def test_what_is_no_object_is_refused(written: bytes) -> None:
    assert problems(written) == ("expected an object with month, sites and journal",)


def test_a_mark_of_byte_order_does_no_harm() -> None:
    assert read_scenario(b"\xef\xbb\xbf" + body()).month == Month(2026, 11)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"month": "2569-11"}, r"month: .*did you mean 2026-11\?"),
        ({"month": "2026-13"}, r"month: expected a month as 2026-11"),
        ({"month": 202611}, r"month: expected a month"),
        ({"month": None}, r"month: expected a month"),
        ({"weather": []}, r"weather: unknown key"),
        ({"sites": {}}, r"sites: expected a list, got \{\}"),
        ({"journal": None}, r"journal: expected a list, got None"),
        ({"tests": 1}, r"tests: expected a list, got 1"),
        ({"until": "2026-12-01T00:00:00Z"}, r"until: expected a time within 2026-11"),
        ({"until": "2026-10-31T17:00:00Z"}, r"until: expected a time within 2026-11"),
        ({"until": "2569-11-05T00:00:00Z"}, r"until: .*did you mean 2026\?"),
    ],
)
def test_a_bad_head_is_refused(changes: dict[str, object], problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        read_scenario(body(**changes))


def test_a_scenario_needs_sites() -> None:
    assert problems(b'{"month":"2026-11"}') == ("sites: expected a list, got none",)


def second(name: str, good: dict[str, Any], **changes: object) -> bytes:
    """Return a scenario whose second row of a list is another."""
    return body(**{name: [good, {**good, **changes}]})


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        (second("sites", SITE), "code: expected each site once"),
        (second("sites", SITE, code=""), "code: expected a code"),
        (second("sites", SITE, code=7), "code: expected a code"),
        (second("sites", SITE, code="a\x00"), "code: expected a code"),
        (second("sites", SITE, code="x" * 65), "code: expected a code"),
        (second("sites", SITE, code="B", contract=3), "contract: expected a code"),
        (second("sites", SITE, code="B", colour="red"), "colour: unknown key"),
        *(
            (
                second("sites", SITE, code="B", **{key: value}),
                f"{key}: expected",
            )
            for key, value in (
                ("commissioned_at", "soon"),
                ("commissioned_at", 1_700_000_000),
                ("commissioned_at", "2026-11-01"),
                ("decommissioned_at", "2026-11-01T00:00:00"),
                ("monthly_fee_baht", -1),
                ("monthly_fee_baht", True),
                ("monthly_fee_baht", "1,500"),
                ("monthly_fee_baht", "1e3"),
                ("monthly_fee_baht", 10_000_000_001),
                ("monthly_fee_baht", 10**400),
                ("monthly_fee_baht", []),
                ("penalty_rate_per_hour", 1.01),
                ("availability_target_ratio", 99.5),
                ("repair_target_h", 1.5),
                ("repair_target_h", 9_000),
                ("service_hours", "08:30-16:30"),
                ("service_hours", {}),
                (
                    "service_hours",
                    {"weekdays": [0], "opens": "08:30", "closes": "16:30"},
                ),
                (
                    "service_hours",
                    {"weekdays": [1], "opens": "16:30", "closes": "08:30"},
                ),
                (
                    "service_hours",
                    {"weekdays": [[1]], "opens": "08:30", "closes": "16:30"},
                ),
            )
        ),
        (second("journal", OUTAGE, site="B"), "site: expected a code listed in sites"),
        (second("journal", OUTAGE, site=["A-1"]), "site: expected a code"),
        (second("journal", OUTAGE, service="portal"), "service: expected one of link"),
        (second("journal", OUTAGE, state="up"), "state: expected one of down"),
        (second("journal", OUTAGE, end=OUTAGE["start"]), "end: zero length"),
        (
            second("journal", OUTAGE, end="2026-11-03T02:59:59Z"),
            "end: negative length: 2026-11-03T02:59:59Z is not after",
        ),
        (
            second("journal", OUTAGE, start="2569-11-03T03:00:00Z", end=None),
            "start: expected a year of the Common Era (did you mean 2026?)",
        ),
        (second("journal", OUTAGE, start=None), "start: expected a time as"),
        (
            second("journal", OUTAGE, start="2026-11-03T03:00:00"),
            "start: expected a time zone, Z for UTC",
        ),
        (second("journal", OUTAGE, start="2026-11-31T03:00:00Z"), "start: expected"),
        (second("journal", OUTAGE, start="1926-11-03T03:00:00Z"), "start: expected"),
        (second("journal", OUTAGE, note="x"), "note: unknown key"),
        (second("not_observed", GAP, site="A-1"), "site, poller: expected one of them"),
        (second("not_observed", GAP, poller=None), "site, poller: expected one"),
        (second("not_observed", GAP, poller=7), "poller: expected a code"),
        (second("not_observed", GAP, end=GAP["start"]), "end: zero length"),
        (second("exclusions", EXCLUSION, end=None), "end: expected a time"),
        (
            second("exclusions", EXCLUSION, end="2026-11-03T04:00:00Z"),
            "end: negative length",
        ),
        (second("exclusions", EXCLUSION, status="granted"), "status: expected one of"),
        (second("exclusions", EXCLUSION, type="holiday"), "type: expected one of"),
        (second("exclusions", EXCLUSION, type=None), "type: expected one of"),
        (
            second("tickets", TICKET, restored_at="2026-11-03T03:00:00Z"),
            "restored_at: before sent_at",
        ),
        (second("tickets", TICKET, site="B"), "site: expected a code listed"),
        (body(journal=[OUTAGE, 7]), "row: expected an object, got 7"),
    ],
)
def test_a_bad_row_is_named(written: bytes, problem: str) -> None:
    (found,) = problems(written)
    where, _, what = found.partition(" row 2: ")

    assert where in SCENARIO
    assert what.startswith(problem)


def test_many_bad_rows_are_told_at_once_and_not_without_end() -> None:
    bad = {**OUTAGE, "state": "up"}

    assert len(problems(body(journal=[bad, OUTAGE, bad]))) == 2
    many = problems(body(journal=[bad] * 500))
    assert (len(many), many[-1]) == (21, "there may be more")


CHANGES: tuple[Callable[[Any], Any], ...] = (
    lambda _: None,
    lambda _: [],
    lambda _: {},
    lambda _: -1,
    lambda _: 1e300,
    lambda _: "๑",
    lambda value: [value],
    str,
)


@given(st.data())
def test_nothing_a_stranger_writes_is_more_than_refused(data: st.DataObject) -> None:
    found = deepcopy(SCENARIO)
    name = data.draw(st.sampled_from(sorted(found)))
    change = data.draw(st.sampled_from(CHANGES))
    if found[name] and isinstance(found[name], list) and data.draw(st.booleans()):
        row = found[name][0]
        key = data.draw(st.sampled_from(sorted(row)))
        row[key] = change(row[key])
    else:
        found[name] = change(found[name])

    try:
        facts = read_scenario(json.dumps(found).encode())
    except ConfigError:
        return
    assert dump_facts(read_scenario(dump_facts(facts))) == dump_facts(facts)
