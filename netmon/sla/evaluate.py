"""What a month comes to, site by site. Pure, exact, and the same wherever it runs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from netmon.core.garbage import uncollected
from netmon.sla.availability import judge
from netmon.sla.down_time import DownTime, unite_outages
from netmon.sla.facts import ExclusionStatus, MonthFacts, SiteFacts
from netmon.sla.figures import Seconds, SiteFigures
from netmon.sla.parameters import PPM, Rules
from netmon.sla.penalty import charge
from netmon.sla.repair import book
from netmon.sla.seconds import Span, to_s, unite
from netmon.sla.sweep import Claims, spend
from netmon.sla.window import find_window

if TYPE_CHECKING:
    from netmon.core.intervals import Interval
    from netmon.sla.ruleset import RuleSet


def evaluate(facts: MonthFacts, ruleset: RuleSet) -> list[SiteFigures]:
    """Return the figures of every site, sorted by code.

    Args:
        facts: Of the month.
        ruleset: Each site is judged by the rules of its contract.
    """
    blind = unite(_to_spans(facts.blind))
    with uncollected():
        found = [
            evaluate_site(facts, site, ruleset.for_contract(site.contract), blind)
            for site in facts.sites
        ]
    return sorted(found, key=lambda each: each.code)


def evaluate_site(
    facts: MonthFacts, site: SiteFacts, rules: Rules, blind: list[Span]
) -> SiteFigures:
    """Return the figures of one site.

    Args:
        facts: Of the month.
        site: One of its sites.
        rules: Of the site's contract.
        blind: `facts.blind`, united.
    """
    window = find_window(facts, site, rules)
    down = unite_outages(facts.outages.get(site.code, ()), rules)
    claims = make_claims(facts, site, down, blind)
    seconds = spend(window.spans, claims) if window.spans else Seconds()
    target_ppm = find_target_ppm(site, rules)
    verdict, reason = judge(window, seconds, target_ppm, rules)
    booked = book(facts, site, down, rules, claims)
    return SiteFigures(
        code=site.code,
        seconds=seconds,
        target_ppm=target_ppm,
        verdict=verdict,
        reason=reason,
        repairs=booked.repairs,
        open_since=booked.open_since,
        blips=booked.blips,
        penalty=charge(site, seconds, target_ppm, verdict, booked.repairs, rules),
    )


def find_target_ppm(site: SiteFacts, rules: Rules) -> int:
    """Return the availability asked of a site, millionths: its contract's, else ours.

    Digits after the sixth are cut off: nobody is held to more than was signed.
    """
    if site.availability_target_ratio is None:
        return rules.target_ppm
    return int(site.availability_target_ratio * PPM)


def make_claims(
    facts: MonthFacts, site: SiteFacts, down: DownTime, blind: list[Span]
) -> Claims:
    """Return what is said of a site's time; of exclusions only approved ones count."""
    approved = (
        each.span
        for each in facts.exclusions.get(site.code, ())
        if each.status is ExclusionStatus.APPROVED
    )
    own = facts.not_observed.get(site.code, ())
    return Claims(
        excluded=_to_spans(approved),
        not_observed=[*blind, *_to_spans(own)] if own else blind,
        down=down.outages,
    )


def _to_spans(intervals: Iterable[Interval]) -> list[Span]:
    return [(to_s(start), to_s(end)) for start, end in intervals]
