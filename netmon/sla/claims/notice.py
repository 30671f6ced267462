"""Which rules of its contract a request for an exclusion breaks. Pure.

They are asked when somebody wants to approve it; the arithmetic of the month trusts
what has been approved. Sources: the rule set (fm_notice_days: rules of procurement,
notice within 15 days of the end; maint_*: notice, cap and hours).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from netmon.core.clock import to_thai
from netmon.core.intervals import Interval, clip, total, union
from netmon.core.model import SiteCode
from netmon.core.months import Month
from netmon.sla.claims.refusals import Finding
from netmon.sla.facts import ExclusionType
from netmon.sla.parameters import to_minutes

if TYPE_CHECKING:
    from netmon.sla.parameters import Rules
    from netmon.sla.ruleset import RuleSet


class Power(NamedTuple):
    """What the evidence of one outage says of a router's power.

    Attributes:
        has_booted: Its clock began anew; None where nothing tells.
    """

    site: SiteCode
    has_booted: bool | None


@dataclass(frozen=True, slots=True)
class Case:
    """A request with what is known beside it.

    Attributes:
        requested_at: UTC, a whole second.
        sites: Site to its contract.
        maintained: Planned maintenance approved already, by site; any time.
        power: Outages of these sites within the span.
    """

    kind: ExclusionType
    span: Interval
    requested_at: datetime
    sites: Mapping[SiteCode, str | None]
    has_document: bool
    maintained: Mapping[SiteCode, Sequence[Interval]] = field(default_factory=dict)
    power: Sequence[Power] = ()


def find_breaches(case: Case, ruleset: RuleSet) -> list[Finding]:
    """Return every rule the request breaks; none where it may be approved."""
    if case.kind is ExclusionType.MAINS_POWER:
        lacking = () if case.has_document else (Finding("mains_power_document"),)
        return [*_not_over(case), *lacking]
    if case.kind is ExclusionType.FORCE_MAJEURE:
        late = _each_contract(case, ruleset, _notified_too_late)
        return [*_not_over(case), *late]
    if case.kind is ExclusionType.MAINTENANCE:
        return [
            *_each_contract(case, ruleset, _announced_too_late),
            *_each_contract(case, ruleset, _by_day),
            *_beyond_cap(case, ruleset),
        ]
    return []


def _not_over(case: Case) -> list[Finding]:
    """Return a finding where nobody could know yet how long it would last."""
    if case.span.end <= case.requested_at:
        return []
    return [Finding("not_over_yet", {"requested_at": case.requested_at})]


def find_notes(case: Case) -> list[Finding]:
    """Return what to know before deciding; none of it refuses anything."""
    if case.kind is not ExclusionType.MAINS_POWER:
        return []
    if not case.power:
        return [Finding("mains_power_no_outage")]
    codes = {
        True: "mains_power_rebooted",
        False: "mains_power_ran_on",
        None: "mains_power_silent",
    }
    counts = Counter(each.has_booted for each in case.power)
    return [
        Finding(
            code,
            {"count": counts[said], "all": len(case.power)},
            sorted({each.site for each in case.power if each.has_booted is said}),
        )
        for said, code in codes.items()
        if counts[said]
    ]


def _each_contract(
    case: Case, ruleset: RuleSet, check: Callable[[Case, Rules], Finding | None]
) -> list[Finding]:
    """Return what `check` finds by each contract's rules, sites that agree together."""
    members: dict[str | None, list[SiteCode]] = defaultdict(list)
    for site, contract in case.sites.items():
        members[contract].append(site)
    found: list[tuple[Finding, list[SiteCode]]] = []
    for contract, sites in members.items():
        finding = check(case, ruleset.for_contract(contract))
        if finding is None:
            continue
        same = [mine for other, mine in found if other == finding]
        if same:
            same[0].extend(sites)
        else:
            found.append((finding, list(sites)))
    return [_about(case, finding, sites) for finding, sites in found]


def _about(case: Case, finding: Finding, sites: Iterable[SiteCode]) -> Finding:
    named = sorted(sites)
    whole = len(named) == len(case.sites)
    return Finding(finding.code, finding.detail, () if whole else named)


def _announced_too_late(case: Case, rules: Rules) -> Finding | None:
    given = case.span.start - case.requested_at
    least = timedelta(hours=rules.maint_notice_h)
    if given >= least:
        return None
    if given < timedelta(0):
        return Finding("maintenance_begun", {"least_s": _to_s(least)})
    detail = {"least_s": _to_s(least), "given_s": _to_s(given)}
    return Finding("maintenance_notice", detail)


def _by_day(case: Case, rules: Rules) -> Finding | None:
    opens, closes = (timedelta(minutes=each) for each in to_minutes(rules.maint_window))
    midnight = to_thai(case.span.start).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    within = case.span.start >= midnight + opens and case.span.end <= midnight + closes
    if within:
        return None
    first, last = rules.maint_window.split("-")
    return Finding("maintenance_hours", {"opens": first, "closes": last})


def _beyond_cap(case: Case, ruleset: RuleSet) -> list[Finding]:
    """Return a finding for each sum of maintenance in a month that is too long."""
    beyond: dict[tuple[Month, int, int], list[SiteCode]] = defaultdict(list)
    for site, contract in case.sites.items():
        most_s = ruleset.for_contract(contract).maint_cap_h_month * 3_600
        spans = union([*case.maintained.get(site, ()), case.span])
        for month in months_of(case.span):
            sum_s = _to_s(total(clip(spans, month.span)))
            if sum_s > most_s:
                beyond[month, sum_s, most_s].append(site)
    return [
        Finding(
            "maintenance_cap",
            {"month": month, "sum_s": sum_s, "most_s": most_s},
            sorted(sites),
        )
        for (month, sum_s, most_s), sites in sorted(beyond.items())
    ]


def _notified_too_late(case: Case, rules: Rules) -> Finding | None:
    given = case.requested_at - case.span.end
    if given <= timedelta(days=rules.fm_notice_days):
        return None
    detail = {"most_days": rules.fm_notice_days, "given_s": _to_s(given)}
    return Finding("force_majeure_notice", detail)


def months_of(span: Interval) -> Iterator[Month]:
    """Yield the months, by Asia/Bangkok, that `span` reaches into."""
    month = Month.of(span.start)
    while month.span.start < span.end:
        yield month
        month = month.next


def _to_s(length: timedelta) -> int:
    return length // timedelta(seconds=1)
