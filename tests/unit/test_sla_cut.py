"""Outages that ended because their site left the register: nobody saw the line up."""

from __future__ import annotations

import orjson
import pytest

from netmon.core.errors import ConfigError
from netmon.sla.explain import explain
from netmon.sla.facts import Down
from netmon.sla.scenario import dump_facts, read_scenario
from tests.sla_months import (
    NOVEMBER_S,
    SITE,
    at,
    default_rules,
    down,
    judge,
    month_of,
)

HOUR_S = 3_600
ENDED_LATER = [
    down(at(3), 2 * HOUR_S, is_cut=True),
    down(at(3, "02:00"), HOUR_S),  # touches: it went on, and was repaired
]


def test_leaving_the_register_is_no_repair() -> None:
    """24 h, out of the register for an hour, 47 h: one incident, of 47 h."""
    rows = [down(at(3), 24 * HOUR_S, is_cut=True), down(at(4, "01:00"), 47 * HOUR_S)]
    found = judge(month_of(outages=rows))

    assert found.seconds.down_s == 71 * HOUR_S
    assert [each.service_s for each in found.repairs] == [47 * HOUR_S]
    assert found.mttr_s == 47 * HOUR_S
    assert found.mtbf_s == NOVEMBER_S - 71 * HOUR_S


def test_a_short_outage_that_was_cut_is_no_blip() -> None:
    found = judge(month_of(outages=[down(at(3), 40, is_cut=True)]))

    assert (found.blips, found.repairs, found.open_since) == ((), (), None)
    assert found.seconds.down_s == 40


@pytest.mark.parametrize(
    "rows",
    [
        ENDED_LATER,
        list(reversed(ENDED_LATER)),
        [down(at(3), 3 * HOUR_S), down(at(3), 3 * HOUR_S, is_cut=True)],
        [down(at(3), 3 * HOUR_S), down(at(3, "01:00"), HOUR_S, is_cut=True)],
    ],
)
def test_united_with_one_that_ended_it_is_an_outage_like_any(rows: list[Down]) -> None:
    (found,) = judge(month_of(outages=rows)).repairs

    assert found.service_s == 3 * HOUR_S


def test_what_was_cut_is_told_with_the_intervals() -> None:
    facts = month_of(outages=[down(at(3), HOUR_S, is_cut=True), down(at(4), HOUR_S)])
    pieces = explain(facts, SITE, default_rules()).pieces

    causes = [cause for piece in pieces for cause in piece.causes]
    assert [each.is_cut for each in causes] == [True, False]


def test_a_scenario_says_what_was_cut_and_only_that() -> None:
    facts = month_of(outages=[down(at(3), HOUR_S, is_cut=True), down(at(4), HOUR_S)])
    written = dump_facts(facts)

    rows = orjson.loads(written)["journal"]
    assert [row.get("cut") for row in rows] == [True, None]
    assert "cut" not in rows[1]
    assert read_scenario(written).outages == facts.outages


@pytest.mark.parametrize(("cut", "end"), [(1, "x"), ("yes", "x"), (True, None)])
def test_a_cut_that_cannot_be_is_refused(cut: object, end: str | None) -> None:
    scenario = orjson.loads(dump_facts(month_of(outages=[down(at(3), HOUR_S)])))
    scenario["journal"][0]["cut"] = cut
    if end is None:
        scenario["journal"][0]["end"] = None

    with pytest.raises(ConfigError, match="journal row 1: cut: expected true or false"):
        read_scenario(orjson.dumps(scenario))
