"""A month as a file: what is read, what is written, what is answered."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import UTC, datetime, time
from decimal import Decimal

import pytest

from inventory.model import ServiceHours
from netmon.core.months import Month
from netmon.sla.answer import to_answer
from netmon.sla.evaluate import evaluate
from netmon.sla.facts import Down, ExclusionStatus, ExclusionType
from netmon.sla.figures import Verdict
from netmon.sla.scenario import dump_facts, read_scenario
from tests.sla_months import default_rules, judge
from tests.sla_scenarios import EXCLUSION, GAP, OUTAGE, SITE, body


def test_a_scenario_is_read_and_judged() -> None:
    facts = read_scenario(body())
    found = judge(facts)

    assert facts.month == Month(2026, 11)
    assert facts.until == datetime(2026, 11, 30, 17, tzinfo=UTC)
    assert (found.seconds.down_s, found.seconds.not_observed_s) == (9_000, 14_400)
    assert found.verdict is Verdict.COMPLIANT
    assert found.repairs[0].contract_s == 8_400


def test_the_answer_has_the_keys_that_were_promised() -> None:
    facts = read_scenario(body())
    ruleset = default_rules()

    answer = to_answer(facts.month, evaluate(facts, ruleset), ruleset)

    assert json.loads(json.dumps(answer)) == {
        "ruleset": f"public-internet-v1 sha256:{ruleset.digest}",
        "month": "2026-11",
        "sites": [
            {
                "code": "A-1",
                "window_s": 2_592_000,
                "up_s": 2_568_600,
                "down_s": 9_000,
                "not_observed_s": 14_400,
                "excluded_s": 0,
                "availability": "0.996508379",
                "availability_low": "0.990972222",
                "availability_high": "0.996527777",
                "coverage": "0.994444444",
                "verdict": "compliant",
                "reason": None,
                "incidents": 1,
                "mttr_s": 9_000,
                "mtbf_s": 2_568_600,
                "blips": 0,
                "penalty_baht": "0.00",
                "bandwidth": None,
            }
        ],
    }


def test_what_is_absent_is_null() -> None:
    lone = {"code": "B", "commissioned_at": None}
    facts = read_scenario(json.dumps({"month": "2026-11", "sites": [lone]}).encode())
    ruleset = default_rules()

    (answer,) = to_answer(facts.month, evaluate(facts, ruleset), ruleset)["sites"]

    absent = {key for key, value in answer.items() if value is None}
    assert answer["verdict"] == "not-in-service"
    assert absent == {
        *("availability", "availability_low", "availability_high", "coverage"),
        *("reason", "mttr_s", "mtbf_s", "penalty_baht", "bandwidth"),
    }


def test_a_month_without_data_is_what_the_file_says_of_it() -> None:
    nothing = read_scenario(body(journal=[], not_observed=[], exclusions=[]))
    blind = read_scenario(
        body(not_observed=[{**GAP, "start": "2026-10-01T00:00:00Z", "end": None}])
    )

    assert judge(nothing).seconds.up_s == 2_592_000
    assert judge(blind).seconds.not_observed_s == 2_592_000


def test_sites_come_out_sorted_with_or_without_a_contract() -> None:
    others = [{**SITE, "code": code, "contract": None} for code in ("Z", "B", "C")]
    found = evaluate(read_scenario(body(sites=[*others, SITE])), default_rules())

    assert [each.code for each in found] == ["A-1", "B", "C", "Z"]


def test_a_poller_s_gap_is_every_site_s_and_a_site_s_its_own() -> None:
    own = {"site": "B", "start": GAP["start"], "end": "2026-11-09T22:00:00Z"}
    sites = [SITE, {**SITE, "code": "B"}]
    first, second = evaluate(
        read_scenario(body(sites=sites, not_observed=[GAP, own])), default_rules()
    )

    assert first.seconds.not_observed_s == 14_400
    assert second.seconds.not_observed_s == 18_000


def test_wifi_is_read_and_enters_no_figure() -> None:
    wifi = {**OUTAGE, "service": "wifi", "end": None}

    assert judge(read_scenario(body(journal=[wifi]))).seconds.down_s == 0


def test_every_key_has_its_place_in_the_facts() -> None:
    hours = {"weekdays": [1, 3], "opens": "08:30", "closes": "16:30"}
    known = {
        "decommissioned_at": "2026-11-20T00:00:00+07:00",
        "monthly_fee_baht": 1234.5,
        "availability_target_ratio": "0.999",
        "repair_target_h": 8,
        "service_hours": hours,
    }
    facts = read_scenario(body(sites=[{**SITE, **known}], until="2026-11-25T00:00:00Z"))
    (one,) = facts.sites

    assert one.decommissioned_at == datetime(2026, 11, 19, 17, tzinfo=UTC)
    assert one.monthly_fee_baht == Decimal("1234.5")
    assert one.penalty_rate_per_hour == Decimal("0.005")
    assert one.availability_target_ratio == Decimal("0.999")
    assert (one.repair_target_h, one.contract) == (8, "C-1")
    assert one.hours == ServiceHours((1, 3), time(8, 30), time(16, 30))
    assert facts.until == datetime(2026, 11, 25, tzinfo=UTC)
    (asked,) = facts.exclusions[one.code]
    assert (asked.kind, asked.status) == (
        ExclusionType.MAINS_POWER,
        ExclusionStatus.REQUESTED,
    )


def test_what_is_written_is_read_as_the_same_facts() -> None:
    hours = {"weekdays": [1], "opens": "08:30:15", "closes": "16:30"}
    known = {**SITE, "service_hours": hours, "repair_target_h": 0}
    lasting = {**OUTAGE, "end": None}
    facts = read_scenario(body(sites=[known], journal=[lasting, OUTAGE]))

    written = dump_facts(facts)

    again = read_scenario(written)
    assert dump_facts(again) == written
    assert again.sites == facts.sites
    assert list(again.tickets["A-1"]) == list(facts.tickets["A-1"])
    assert judge(again) == judge(facts)


def test_what_changes_no_figure_is_not_written() -> None:
    """Rows the journals should not have: they would not be read again."""
    facts = read_scenario(body())
    start = datetime(2026, 11, 5, tzinfo=UTC)
    strange = deepcopy(facts)
    strange.outages["A-1"].append(Down(start, start))
    strange.outages["gone"] = [Down(start, None)]

    assert dump_facts(strange) == dump_facts(facts)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("planned-maintenance", "maintenance"),
        ("Force Majeure", "force_majeure"),
        ("power", "mains_power"),
    ],
)
def test_a_type_of_exclusion_has_other_names_too(written: str, kind: str) -> None:
    facts = read_scenario(body(exclusions=[{**EXCLUSION, "type": written}]))

    assert facts.exclusions["A-1"][0].kind == kind


def test_a_span_within_one_second_is_short_not_wrong() -> None:
    flicker = {
        **OUTAGE,
        "start": "2026-11-03T03:00:00.100Z",
        "end": "2026-11-03T03:00:00.900Z",
    }

    assert judge(read_scenario(body(journal=[flicker]))).blips == ()
