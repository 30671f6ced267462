"""Makes a statement of figures, and narrows it to one contract. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from heapq import nsmallest
from typing import TYPE_CHECKING

from netmon.core.errors import NotFound
from netmon.core.intervals import Interval, intersect, total
from netmon.sla import groups
from netmon.sla.facts import ExclusionStatus
from netmon.sla.figures import Verdict
from netmon.sla.groups import Label
from netmon.sla.seconds import to_moment
from netmon.sla.statement import SiteLine, Statement
from netmon.sla.statements.canonical import NO_EVIDENCE
from netmon.sla.statements.changes import narrow_changes
from netmon.sla.window import find_window

if TYPE_CHECKING:
    from netmon.core.model import SiteCode
    from netmon.sla.figures import SiteFigures
    from netmon.sla.ruleset import RuleSet
    from netmon.sla.statement import ExclusionLine, Head, SiteChange
    from netmon.sla.statements.ground import Ground

MOST_WORST = 50
_SECOND = timedelta(seconds=1)


def build(
    ground: Ground,
    figures: Iterable[SiteFigures],
    ruleset: RuleSet,
    head: Head,
    changes: Sequence[SiteChange] = (),
) -> Statement:
    """Return the national statement of a month.

    Args:
        ground: What it is made from.
        figures: Of every site of the ground's facts, sorted by code.
        ruleset: By which they were judged.
        head: What stands on its cover.
        changes: What a correction changed.
    """
    contracts = {each.code: each.contract for each in ground.facts.sites}
    lines = [
        SiteLine(*ground.about[each.code], contracts[each.code], each)
        for each in figures
    ]
    blank = Statement(
        head=head,
        rules=dict(ruleset.to_json()),
        nation=groups.combine(Label("", "", ""), ()),
        regions=(),
        provinces=(),
        contracts=(),
        site_types=(),
        sites=(),
        matrix={},
        worst=(),
        repairs=(),
        exclusions=_reckon(ground, ruleset),
        poller_gaps=tuple(ground.poller_gaps),
        changes=tuple(changes),
    )
    return _sum_up(blank, lines, ground.providers)


def narrow(statement: Statement, contract: str) -> Statement:
    """Return what a national statement says of one contract's sites: the same figures.

    Raises:
        NotFound: It knows no such contract.
    """
    lines = [line for line in statement.sites if line.contract == contract]
    if not lines:
        raise NotFound("contract", contract)
    codes = {line.figures.code for line in lines}
    names = {each.key: each.name_en for each in statement.contracts}
    changes = narrow_changes(statement.changes, contract, codes)
    # Why a correction was made may name others, whom alone it is about.
    why = statement.head.why if changes else ""
    mine = replace(
        statement,
        head=replace(statement.head, contract=contract, why=why),
        rules=_narrow_rules(statement.rules, contract),
        exclusions=_narrow_exclusions(statement.exclusions, codes),
        changes=changes,
    )
    return _sum_up(mine, lines, names)


def _narrow_rules(rules: Mapping[str, object], contract: str) -> dict[str, object]:
    """Return the rules with what one contract changes of them, not what others do."""
    found = rules["contracts"]
    contracts = found if isinstance(found, dict) else {}
    own = {code: each for code, each in contracts.items() if code == contract}
    return {**rules, "contracts": own}


def _sum_up(
    statement: Statement, lines: Sequence[SiteLine], providers: Mapping[str, str]
) -> Statement:
    """Return the statement with its sites, and everything that follows from them."""
    verdicts = Counter(line.figures.verdict for line in lines)
    (nation,) = groups.group(lines, groups.by_nation) or [statement.nation]
    return replace(
        statement,
        nation=nation,
        regions=groups.group(lines, groups.by_region),
        provinces=groups.group(lines, groups.by_province),
        contracts=groups.group(lines, _by_contract(providers)),
        site_types=groups.group(lines, groups.by_site_type),
        sites=tuple(lines),
        matrix={(each, NO_EVIDENCE): verdicts[each] for each in Verdict},
        worst=_find_worst(lines),
        repairs=tuple(each for line in lines for each in line.figures.repairs),
    )


def _by_contract(providers: Mapping[str, str]) -> Callable[[SiteLine], Label]:
    """Return what groups by contract and names the groups by who it is with."""

    def to_label(line: SiteLine) -> Label:
        contract = line.contract or ""
        name = providers.get(contract, contract)
        return Label(contract, name, name)

    return to_label


def _find_worst(lines: Iterable[SiteLine]) -> tuple[SiteCode, ...]:
    """Return at most MOST_WORST sites that were down longest, worst first."""
    down = (each.figures for each in lines if each.figures.seconds.down_s)
    worst = nsmallest(
        MOST_WORST, down, key=lambda each: (-each.seconds.down_s, each.code)
    )
    return tuple(each.code for each in worst)


def _reckon(ground: Ground, ruleset: RuleSet) -> tuple[ExclusionLine, ...]:
    """Return the exclusions with the time each took out of its sites' windows."""
    windows: dict[str, list[Interval]] = {}
    wanted = {site for line in ground.exclusions for site in line.sites}
    for site in ground.facts.sites:
        if site.code in wanted:
            rules = ruleset.for_contract(site.contract)
            spans = find_window(ground.facts, site, rules).spans
            windows[site.code] = [
                Interval(to_moment(start), to_moment(end)) for start, end in spans
            ]
    return tuple(_with_excluded(line, windows) for line in ground.exclusions)


def _with_excluded(
    line: ExclusionLine, windows: Mapping[str, Sequence[Interval]]
) -> ExclusionLine:
    if line.status is not ExclusionStatus.APPROVED:
        return line
    taken = tuple(
        total(intersect(windows[site], [line.span])) // _SECOND for site in line.sites
    )
    return replace(line, excluded_s=sum(taken), excluded_of_site_s=taken)


def _narrow_exclusions(
    lines: Iterable[ExclusionLine], codes: Collection[str]
) -> tuple[ExclusionLine, ...]:
    found = []
    for line in lines:
        mine = [number for number, site in enumerate(line.sites) if site in codes]
        if mine:
            taken = line.excluded_of_site_s
            own = tuple(taken[number] for number in mine) if taken else ()
            found.append(
                replace(
                    line,
                    sites=tuple(line.sites[number] for number in mine),
                    excluded_s=sum(own),
                    excluded_of_site_s=own,
                )
            )
    return tuple(found)
