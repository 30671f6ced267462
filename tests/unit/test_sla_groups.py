"""Sites together: seconds are summed, percentages never averaged."""

from __future__ import annotations

from decimal import Decimal

from netmon.sla import figures as ratios
from netmon.sla.figures import Verdict
from netmon.sla.groups import (
    Label,
    by_contract,
    by_nation,
    by_province,
    by_region,
    by_site_type,
    combine,
    group,
)
from netmon.sla.statement import SiteLine
from tests.sla_months import at, down, judge, month_of, site, terms

DAY_S = 86_400


def line(code: str, province: str, *, lost_s: int = 0, **known: object) -> SiteLine:
    one = (
        terms(code=code, **known) if known.get("contract") else site(code=code, **known)
    )
    return SiteLine(
        name_th="จุด",
        name_en="Site",
        province=province,
        province_th=f"จ.{province}",
        province_en=f"P{province}",
        region="north" if province == "50" else "south",
        site_type="library",
        contract=one.contract,
        figures=judge(month_of(one, [down(at(30), lost_s)] if lost_s else [])),
    )


LINES = [
    line("A", "50", contract="C-1", lost_s=21_600),
    line("B", "90", contract="C-2"),
    line("C", "50", commissioned_at=at(30), lost_s=43_200),
    line("D", "50", commissioned_at=None),
]


def test_a_group_s_availability_is_of_its_summed_seconds() -> None:
    """A: 6 h of 30 days; C: 12 h of its one day. Means of percentages say 74.6."""
    north = group(LINES, by_region)[0]

    assert (north.key, north.sites) == ("north", 3)
    assert north.seconds.seen_s == 31 * DAY_S
    assert ratios.availability(north.seconds) == "0.975806451"  # 1 - 18 h / 744 h


def test_sites_are_counted_by_verdict_and_every_verdict_is_there() -> None:
    (nation,) = group(LINES, by_nation)

    assert nation.verdicts == {
        Verdict.COMPLIANT: 1,
        Verdict.NON_COMPLIANT: 1,
        Verdict.INSUFFICIENT: 1,
        Verdict.NOT_IN_SERVICE: 1,
    }
    assert (nation.key, nation.incidents, nation.repair_s) == ("", 2, 64_800)


def test_groups_are_sorted_and_named() -> None:
    assert [each.key for each in group(LINES, by_contract)] == ["", "C-1", "C-2"]
    provinces = group(LINES, by_province)
    names = [(each.key, each.name_th, each.name_en) for each in provinces]
    assert names == [("50", "จ.50", "P50"), ("90", "จ.90", "P90")]
    assert [each.key for each in group(LINES, by_site_type)] == ["library"]


def test_money_is_summed_where_there_are_terms_and_absent_where_there_are_none() -> (
    None
):
    """A is 8,640 s beyond its 12,960: 3 begun hours, 30 baht."""
    without, first, second = group(LINES, by_contract)

    assert (without.fee_baht, without.penalty_baht) == (None, None)
    assert (first.fee_baht, first.penalty_baht) == (Decimal(1000), Decimal("30.00"))
    assert (second.fee_baht, second.penalty_baht) == (Decimal(1000), Decimal("0.00"))


def test_how_sites_are_grouped_does_not_change_their_sum() -> None:
    (nation,) = group(LINES, by_nation)

    for key in (by_region, by_province, by_contract, by_site_type):
        parts = group(LINES, key)
        assert sum(each.seconds.up_s for each in parts) == nation.seconds.up_s
        assert sum(each.seconds.down_s for each in parts) == nation.seconds.down_s
        assert sum(each.sites for each in parts) == nation.sites


def test_a_group_of_nobody_has_no_ratio() -> None:
    nobody = combine(Label("", "", ""), [])

    assert ratios.availability(nobody.seconds) is None
    assert (nobody.sites, nobody.fee_baht, nobody.penalty_baht) == (0, None, None)
