"""The month to date: what it comes to so far, and how much down time is left. Pure.

Seconds and counts only: money stands in statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from netmon.core.months import Month
from netmon.sla.evaluate import evaluate
from netmon.sla.figures import Seconds, SiteFigures, Verdict
from netmon.sla.parameters import PPM
from netmon.sla.window import find_window

if TYPE_CHECKING:
    from netmon.sla.facts import MonthFacts
    from netmon.sla.ruleset import RuleSet
    from netmon.sla.statements.ground import Ground


class SiteToDate(NamedTuple):
    """One site so far.

    Attributes:
        contract: By which it was judged; empty for none.
        budget_s: Down time the target allows in the whole month, less what was
            excluded so far.
        verdict: What would be said were the month over.
        incidents_count: Outages that ended, without blips.
        repair_s: Their time from down to up.
    """

    site: str
    province: str
    contract: str
    up_s: int
    down_s: int
    not_observed_s: int
    excluded_s: int
    budget_s: int
    target_ppm: int
    verdict: Verdict
    incidents_count: int
    repair_s: int

    @property
    def seconds(self) -> Seconds:
        """How its window so far was spent."""
        return Seconds(self.up_s, self.down_s, self.not_observed_s, self.excluded_s)

    @property
    def is_spent(self) -> bool:
        """Whether it misses the month whatever comes."""
        return self.down_s > self.budget_s

    @property
    def mttr_s(self) -> int | None:
        """Mean time from down to up, rounded down; None without incidents."""
        count = self.incidents_count
        return self.repair_s // count if count else None


@dataclass(frozen=True, slots=True)
class GroupToDate:
    """Sites together, of one province and contract or of more.

    Attributes:
        verdicts: Sites by verdict; each verdict is there.
        spent_count: Sites that miss the month whatever comes.
        budget_s, allowed_s: Down time the targets allow in the whole month, and so far.
        left_s: Budget left where there is any.
    """

    seconds: Seconds
    verdicts: Mapping[Verdict, int]
    spent_count: int
    budget_s: int
    allowed_s: int
    left_s: int
    incidents_count: int
    repair_s: int

    @property
    def sites_count(self) -> int:
        """How many."""
        return sum(self.verdicts.values())


@dataclass(frozen=True, slots=True)
class ToDate:
    """A month so far.

    Attributes:
        until: UTC; up to when it was reckoned.
        ruleset: Name and digest of the rules.
        sites: Sorted by code.
        contracts: Every contract there is, empty ones too, sorted; an empty code where
            a site has none.
    """

    month: Month
    until: datetime
    ruleset: str
    sites: Sequence[SiteToDate]
    contracts: Sequence[str]

    def groups(self) -> dict[tuple[str, str], GroupToDate]:
        """Return every province and contract that hold a site together, sorted."""
        found: dict[tuple[str, str], list[SiteToDate]] = {}
        for each in self.sites:
            found.setdefault((each.province, each.contract), []).append(each)
        return {key: combine(found[key]) for key in sorted(found)}

    def places(self) -> set[tuple[str, str]]:
        """Return the provinces and contracts that hold a site together."""
        return {(each.province, each.contract) for each in self.sites}

    def possible_places(self) -> set[tuple[str, str]]:
        """Return every province with every contract: most hold no site."""
        return {
            (province, contract)
            for province in {each.province for each in self.sites}
            for contract in self.contracts
        }

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "month": str(self.month),
            "until": self.until.isoformat(),
            "ruleset": self.ruleset,
            "contracts": list(self.contracts),
            "sites": [list(each) for each in self.sites],
        }

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> ToDate:
        """Return what to_json gave.

        Raises:
            ValueError, KeyError, TypeError: It is something else.
        """
        rows = (SiteToDate(*row) for row in found["sites"])
        sites = [each._replace(verdict=Verdict(each.verdict)) for each in rows]
        return cls(
            Month.parse(found["month"]),
            datetime.fromisoformat(found["until"]),
            found["ruleset"],
            sites,
            found["contracts"],
        )


def month_until(until: datetime) -> Month:
    """Return the month that ends at `until` or goes on there, in Asia/Bangkok."""
    return Month.of(until - timedelta(microseconds=1))


def reckon(ground: Ground, ruleset: RuleSet) -> ToDate:
    """Return the month so far.

    Args:
        ground: Of a month up to `facts.until`.
        ruleset: Each site is judged by the rules of its contract.
    """
    facts = ground.facts
    contracts = {each.contract or "" for each in facts.sites} | {*ground.providers}
    return ToDate(
        facts.month,
        facts.until,
        ruleset.label,
        _reckon_sites(ground, ruleset, evaluate(facts, ruleset)),
        sorted(contracts),
    )


def combine(sites: Iterable[SiteToDate]) -> GroupToDate:
    """Return sites as one; of no sites everything is 0."""
    seconds = Seconds()
    verdicts = dict.fromkeys(Verdict, 0)
    spent = budget_s = allowed = left_s = incidents = repair_s = 0
    for each in sites:
        seconds += each.seconds
        verdicts[each.verdict] += 1
        spent += each.is_spent
        budget_s += each.budget_s
        allowed += (PPM - each.target_ppm) * each.seconds.judged_s
        left_s += max(0, each.budget_s - each.down_s)
        incidents += each.incidents_count
        repair_s += each.repair_s
    return GroupToDate(
        seconds, verdicts, spent, budget_s, allowed // PPM, left_s, incidents, repair_s
    )


def _reckon_sites(
    ground: Ground, ruleset: RuleSet, figures: Sequence[SiteFigures]
) -> list[SiteToDate]:
    whole = replace(ground.facts, until=ground.facts.month.span.end)
    windows = {
        site.code: _window_s(whole, number, ruleset)
        for number, site in enumerate(whole.sites)
    }
    contracts = {site.code: site.contract or "" for site in whole.sites}
    return [
        SiteToDate(
            str(each.code),
            ground.about[each.code].province,
            contracts[each.code],
            each.seconds.up_s,
            each.seconds.down_s,
            each.seconds.not_observed_s,
            each.seconds.excluded_s,
            _to_budget_s(each, windows[each.code]),
            each.target_ppm,
            each.verdict,
            len(each.repairs),
            sum(repair.service_s for repair in each.repairs),
        )
        for each in figures
    ]


def _window_s(whole: MonthFacts, number: int, ruleset: RuleSet) -> int:
    site = whole.sites[number]
    rules = ruleset.for_contract(site.contract)
    return sum(end - start for start, end in find_window(whole, site, rules).spans)


def _to_budget_s(figures: SiteFigures, window_s: int) -> int:
    judged_s = window_s - figures.seconds.excluded_s
    return (PPM - figures.target_ppm) * judged_s // PPM
