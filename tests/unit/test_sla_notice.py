"""What an exclusion must keep to, to the second, on both sides of each limit.

Moments are of Bangkok: 2026-10-10 00:00 there is 2026-10-09T17:00:00Z.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from netmon.core.clock import THAI_TIME
from netmon.core.intervals import Interval
from netmon.core.model import SiteCode
from netmon.core.months import Month
from netmon.sla.claims.notice import Case, Power, find_breaches, find_notes
from netmon.sla.claims.refusals import Finding
from netmon.sla.facts import ExclusionType
from netmon.sla.ruleset import RuleSet, load_ruleset, read_ruleset

A, B, C = (SiteCode(name) for name in ("PI-1", "PI-2", "PI-3"))
RULES = load_ruleset(None)
SECOND = timedelta(seconds=1)
NIGHT = datetime(2026, 10, 10, 0, 0, tzinfo=THAI_TIME)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def maintenance(
    start: datetime = NIGHT,
    length: timedelta = timedelta(hours=2),
    asked_before: timedelta = timedelta(hours=100),
    sites: Mapping[SiteCode, str | None] | None = None,
    maintained: Mapping[SiteCode, Sequence[Interval]] | None = None,
) -> Case:
    return Case(
        ExclusionType.MAINTENANCE,
        Interval(start, start + length),
        start - asked_before,
        sites or {A: "C-1"},
        has_document=False,
        maintained=maintained or {},
    )


def codes(found: Sequence[Finding]) -> list[str]:
    return [each.code for each in found]


def with_contracts(**contracts: Mapping[str, object]) -> RuleSet:
    """The rules as shipped, changed for some contracts."""
    named = {name.replace("_", "-"): changes for name, changes in contracts.items()}
    return read_ruleset({**RULES.to_json(), "contracts": named})


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (hours(72), []),
        (hours(72) - SECOND, ["maintenance_notice"]),
        (timedelta(0), ["maintenance_notice"]),
        (-SECOND, ["maintenance_begun"]),
    ],
)
def test_planned_maintenance_is_announced_72_hours_before(
    before: timedelta, expected: list[str]
) -> None:
    assert codes(find_breaches(maintenance(asked_before=before), RULES)) == expected


def test_a_short_notice_says_how_short_it_was() -> None:
    case = maintenance(asked_before=hours(72) - SECOND)

    (finding,) = find_breaches(case, RULES)

    assert finding.detail == {"least_s": 259_200, "given_s": 259_199}
    assert finding.words() == (
        "planned maintenance is to be asked for at least 72 h before it begins; "
        "this was asked for 71 h 59 min 59 s before",
        "การบำรุงรักษาตามแผนต้องขอก่อนเริ่มอย่างน้อย 72 ชั่วโมง "
        "แต่คำขอนี้ขอก่อนเริ่ม 71 ชั่วโมง 59 นาที 59 วินาที",
    )


@pytest.mark.parametrize(
    ("start", "length", "is_at_night"),
    [
        (NIGHT, hours(4), True),
        (NIGHT + hours(1), hours(4), True),  # until 05:00
        (NIGHT + hours(1) + SECOND, hours(4), False),  # until 05:00:01
        (NIGHT - SECOND, hours(1), False),  # from 23:59:59
        (NIGHT + hours(5), hours(1), False),
        (NIGHT + hours(4), hours(21), False),  # 04:00 until 01:00 of the next night
    ],
)
def test_planned_maintenance_lies_within_one_night(
    start: datetime, length: timedelta, is_at_night: bool
) -> None:
    found = codes(find_breaches(maintenance(start, length), RULES))

    assert ("maintenance_hours" not in found) is is_at_night


def test_the_night_is_that_of_bangkok_wherever_the_time_was_written() -> None:
    case = maintenance(length=hours(4))
    utc = Interval(*(each.astimezone(UTC) for each in case.span))

    assert find_breaches(replace(case, span=utc), RULES) == []


@pytest.mark.parametrize(
    ("length", "breaks"), [(hours(2), False), (hours(2) + SECOND, True)]
)
def test_a_site_has_4_hours_of_planned_maintenance_a_month(
    length: timedelta, breaks: bool
) -> None:
    """02:00-04:00 of the third was approved: two hours are left, to the second."""
    start = NIGHT.replace(day=3, hour=2)
    before = {A: [Interval(start, start + hours(2))]}

    found = find_breaches(maintenance(length=length, maintained=before), RULES)

    assert codes(found) == (["maintenance_cap"] if breaks else [])


def test_maintenance_that_overlaps_is_counted_once() -> None:
    """00:00-03:00 and 01:00-04:00 are four hours, not six."""
    before = {A: [Interval(NIGHT, NIGHT + hours(3))]}
    case = maintenance(NIGHT + hours(1), hours(3), maintained=before)

    assert find_breaches(case, RULES) == []
    longer = maintenance(NIGHT + hours(1), hours(3) + SECOND, maintained=before)
    (finding,) = find_breaches(longer, RULES)
    assert finding.detail["sum_s"] == 14_401


def test_each_month_of_bangkok_has_hours_of_its_own() -> None:
    """The night of 1 October begins at 17:00 UTC of 30 September."""
    first = datetime(2026, 10, 1, 0, 0, tzinfo=THAI_TIME)
    september = Interval(first - hours(24), first - hours(20))
    october = Interval(first + hours(24), first + hours(25))

    in_september = maintenance(first, hours(4), maintained={A: [september]})
    in_october = maintenance(first, hours(4), maintained={A: [october]})

    assert find_breaches(in_september, RULES) == []
    (finding,) = find_breaches(in_october, RULES)
    assert (finding.detail["month"], finding.detail["sum_s"]) == (
        Month(2026, 10),
        18_000,
    )


def test_what_crosses_the_end_of_a_month_counts_in_both() -> None:
    """22:00 until 05:00: two hours of October, five of November."""
    start = datetime(2026, 10, 31, 22, 0, tzinfo=THAI_TIME)

    found = find_breaches(maintenance(start, hours(7)), RULES)

    assert codes(found) == ["maintenance_hours", "maintenance_cap"]
    assert (found[1].detail["month"], found[1].detail["sum_s"]) == ((2026, 11), 18_000)


def test_only_sites_that_had_theirs_are_named() -> None:
    before = {B: [Interval(NIGHT, NIGHT + hours(3))]}
    sites = {A: "C-1", B: "C-1", C: "C-1"}
    case = maintenance(NIGHT + hours(24), hours(2), sites=sites, maintained=before)

    (finding,) = find_breaches(case, RULES)

    assert finding.sites == [B]
    english, thai = finding.words()
    assert english == (
        "with this, PI-2 would have 5 h of planned maintenance in 2026-10; "
        "the most is 4 h"
    )
    assert "10/2569" in thai


def test_each_contract_is_judged_by_its_own_rules() -> None:
    rules = with_contracts(C_2={"maint_notice_h": 120, "maint_cap_h_month": 1})
    sites = {A: "C-1", B: "C-2", C: None}

    found = find_breaches(maintenance(sites=sites), rules)

    assert [(each.code, each.sites) for each in found] == [
        ("maintenance_notice", [B]),
        ("maintenance_cap", [B]),
    ]


def force_majeure(after: timedelta) -> Case:
    span = Interval(NIGHT - hours(48), NIGHT)
    return Case(
        ExclusionType.FORCE_MAJEURE, span, NIGHT + after, {A: "C-1"}, has_document=False
    )


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (timedelta(0), []),
        (timedelta(days=15), []),
        (timedelta(days=15) + SECOND, ["force_majeure_notice"]),
    ],
)
def test_force_majeure_is_notified_within_15_days_of_its_end(
    after: timedelta, expected: list[str]
) -> None:
    assert codes(find_breaches(force_majeure(after), RULES)) == expected


@pytest.mark.parametrize(
    ("after", "expected"), [(timedelta(0), []), (-SECOND, ["not_over_yet"])]
)
@pytest.mark.parametrize(
    "kind", [ExclusionType.FORCE_MAJEURE, ExclusionType.MAINS_POWER]
)
def test_nobody_is_let_off_what_has_not_ended(
    kind: ExclusionType, after: timedelta, expected: list[str]
) -> None:
    case = replace(force_majeure(after), kind=kind, has_document=True)
    assert codes(find_breaches(case, RULES)) == expected


def power_cut(*power: Power, has_document: bool = True) -> Case:
    span = Interval(NIGHT, NIGHT + hours(6))
    sites: dict[SiteCode, str | None] = {A: "C-1", B: "C-1"}
    kind = ExclusionType.MAINS_POWER
    return Case(
        kind, span, NIGHT + hours(9), sites, has_document=has_document, power=power
    )


def test_a_power_cut_needs_a_document_and_nothing_else() -> None:
    without = power_cut(Power(A, has_booted=True), has_document=False)

    assert codes(find_breaches(without, RULES)) == ["mains_power_document"]
    assert find_breaches(power_cut(Power(A, has_booted=False)), RULES) == []


def test_of_a_power_cut_it_is_said_what_the_routers_show() -> None:
    found = find_notes(
        power_cut(
            Power(A, has_booted=True),
            Power(A, has_booted=True),
            Power(B, has_booted=False),
            Power(B, has_booted=None),
        )
    )

    assert [(each.code, each.detail["count"], each.sites) for each in found] == [
        ("mains_power_rebooted", 2, [A]),
        ("mains_power_ran_on", 1, [B]),
        ("mains_power_silent", 1, [B]),
    ]
    assert all(each.detail["all"] == 4 for each in found)
    assert codes(find_notes(power_cut())) == ["mains_power_no_outage"]


@pytest.mark.parametrize(
    "kind", [ExclusionType.SITE_OWNER, ExclusionType.MINISTRY_INSTRUCTION]
)
def test_other_kinds_are_for_people_to_judge(kind: ExclusionType) -> None:
    case = replace(force_majeure(timedelta(days=300)), kind=kind)

    assert find_breaches(case, RULES) == []
    assert find_notes(case) == []
