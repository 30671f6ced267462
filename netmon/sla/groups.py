"""Sites together: figures of provinces, contracts and the nation. Pure.

Seconds are summed and ratios made of the sums: never means of percentages, so a site
weighs what its window weighs, sla.md 2.4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from netmon.sla.figures import Seconds, SiteFigures, Verdict
from netmon.sla.statement import Group, SiteLine


class Label(NamedTuple):
    """What a group is called; the key is empty for sites that have none."""

    key: str
    name_th: str
    name_en: str


def by_nation(_line: SiteLine) -> Label:
    """Put every site into one group."""
    return Label("", "", "")


def by_region(line: SiteLine) -> Label:
    """Group by region."""
    return Label(line.region, line.region, line.region)


def by_province(line: SiteLine) -> Label:
    """Group by province."""
    return Label(line.province, line.province_th, line.province_en)


def by_contract(line: SiteLine) -> Label:
    """Group by contract; sites without one are a group with an empty key."""
    contract = line.contract or ""
    return Label(contract, contract, contract)


def by_site_type(line: SiteLine) -> Label:
    """Group by site type."""
    return Label(line.site_type, line.site_type, line.site_type)


def group(lines: Iterable[SiteLine], key: Callable[[SiteLine], Label]) -> list[Group]:
    """Return the groups that `key` puts sites into, sorted by their keys."""
    members: dict[Label, list[SiteFigures]] = {}
    for line in lines:
        members.setdefault(key(line), []).append(line.figures)
    return [combine(label, members[label]) for label in sorted(members)]


def combine(label: Label, figures: Sequence[SiteFigures]) -> Group:
    """Return the sites of one group as one; of no sites, all figures are 0 or None."""
    verdicts = dict.fromkeys(Verdict, 0)
    seconds = Seconds()
    for each in figures:
        verdicts[each.verdict] += 1
        seconds += each.seconds
    repairs = [repair for each in figures for repair in each.repairs]
    penalties = [each.penalty for each in figures if each.penalty is not None]
    fees = [each.fee_baht for each in penalties]
    return Group(
        key=label.key,
        name_th=label.name_th,
        name_en=label.name_en,
        seconds=seconds,
        verdicts=verdicts,
        incidents=len(repairs),
        repair_s=sum(each.service_s for each in repairs),
        late_repairs=sum(bool(each.late_h) for each in repairs),
        blips=sum(len(each.blips) for each in figures),
        fee_baht=sum(fees, Decimal(0)) if penalties else None,
        penalty_baht=sum((each.baht for each in penalties), Decimal(0))
        if penalties
        else None,
    )
