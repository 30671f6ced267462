"""A statement as its page shows it: rows of its tables, nothing reckoned anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from netmon.sla.facts import ExclusionStatus
from netmon.sla.figures import Verdict
from netmon.web.sla_groups import to_contract_name
from netmon.web.texts import Language

if TYPE_CHECKING:
    from netmon.sla.figures import Penalty, Repair
    from netmon.sla.statement import ExclusionLine, SiteLine, Statement
    from netmon.web.texts import Texts

MOST_ROWS = 50
"""Rows of a long table on the page; the files have all of them."""
MOST_WORKINGS = 60
"""Workings of penalties, over all contracts; each site's page has its own."""
LEAST_WORKINGS = 3


@dataclass(frozen=True, slots=True)
class SiteRow:
    """One site by name.

    Attributes:
        width: Of its down time's bar, percent of the worst site's.
    """

    name: str
    province: str
    line: SiteLine
    width: float


@dataclass(frozen=True, slots=True)
class RepairRow:
    """One outage that ended in the month."""

    name: str
    repair: Repair


@dataclass(frozen=True, slots=True)
class RepairSums:
    """The repairs against what the contracts ask."""

    kept: int
    late: int
    not_judged: int


@dataclass(frozen=True, slots=True)
class ContractPenalty:
    """One contract's penalties.

    Attributes:
        sites: Those that pay, dearest first, at most MOST_WORKINGS of all contracts.
        site_count: All of those.
    """

    name: str
    code: str
    fee_baht: Decimal | None
    baht: Decimal | None
    sites: Sequence[tuple[SiteRow, Penalty]]
    site_count: int


def to_names(texts: Texts, statement: Statement) -> dict[str, SiteRow]:
    """Return every site by its code."""
    most_s = max((each.figures.seconds.down_s for each in statement.sites), default=0)
    return {
        str(each.figures.code): _to_row(texts, each, most_s) for each in statement.sites
    }


def to_worst(names: Mapping[str, SiteRow], statement: Statement) -> list[SiteRow]:
    """Return the sites with most time down, the worst first."""
    return [names[code] for code in statement.worst if code in names]


def to_repairs(names: Mapping[str, SiteRow], statement: Statement) -> list[RepairRow]:
    """Return the longest repairs."""
    longest = sorted(statement.repairs, key=lambda each: (-each.service_s, each.site))
    return [
        RepairRow(names[each.site].name if each.site in names else each.site, each)
        for each in longest[:MOST_ROWS]
    ]


def to_repair_sums(repairs: Sequence[Repair]) -> RepairSums:
    """Return how many were in time, late, and neither."""
    late = sum(1 for each in repairs if each.late_h)
    unknown = sum(1 for each in repairs if each.late_h is None)
    return RepairSums(len(repairs) - late - unknown, late, unknown)


def count_exclusions(lines: Sequence[ExclusionLine]) -> list[tuple[str, int, int]]:
    """Return of each status how many there are, and the seconds they took out."""
    counts = Counter(each.status for each in lines)
    taken = Counter[ExclusionStatus]()
    for each in lines:
        taken[each.status] += each.excluded_s
    return [(each.value, counts[each], taken[each]) for each in ExclusionStatus]


def to_penalties(
    texts: Texts, names: Mapping[str, SiteRow], statement: Statement
) -> list[ContractPenalty]:
    """Return every contract, those that pay most first."""
    found = [
        _to_penalty(texts, names, statement, each.key) for each in statement.contracts
    ]
    return sorted(found, key=lambda each: (-(each.baht or 0), each.code))


def count_targets(statement: Statement) -> list[tuple[int, int]]:
    """Return which targets there are, in ppm, with the sites that have each."""
    counts = Counter(
        each.figures.target_ppm
        for each in statement.sites
        if each.figures.verdict is not Verdict.NOT_IN_SERVICE
    )
    return sorted(counts.items(), key=lambda pair: -pair[1])


def _to_row(texts: Texts, line: SiteLine, most_s: int) -> SiteRow:
    is_thai = texts.language is Language.THAI
    down_s = line.figures.seconds.down_s
    return SiteRow(
        name=line.name_th if is_thai else line.name_en,
        province=line.province_th if is_thai else line.province_en,
        line=line,
        width=round(100 * down_s / most_s, 1) if most_s else 0.0,
    )


def _to_penalty(
    texts: Texts, names: Mapping[str, SiteRow], statement: Statement, code: str
) -> ContractPenalty:
    (group,) = (each for each in statement.contracts if each.key == code)
    paying = [
        (row, penalty)
        for row in names.values()
        if (row.line.contract or "") == code
        and (penalty := row.line.figures.penalty) is not None
        and penalty.baht > 0
    ]
    paying.sort(key=lambda pair: (-pair[1].baht, pair[0].line.figures.code))
    is_thai = texts.language is Language.THAI
    return ContractPenalty(
        name=to_contract_name(code, group.name_th if is_thai else group.name_en)
        or texts("sla.no_group"),
        code=code,
        fee_baht=group.fee_baht,
        baht=group.penalty_baht,
        sites=paying[: max(LEAST_WORKINGS, MOST_WORKINGS // len(statement.contracts))],
        site_count=len(paying),
    )
