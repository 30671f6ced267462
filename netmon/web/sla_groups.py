"""Groups of a statement as a table that is sorted by links, and as a map. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from inventory.model import SiteType
from netmon.sla.figures import Verdict
from netmon.web.sla_drawings import Slice, to_verdict_slices
from netmon.web.texts import Language, load_short_names
from netmon.web.tiles import MANY_RATIO, MOST_RATIO, Level, to_name

if TYPE_CHECKING:
    from inventory.model import Province, Register
    from netmon.sla.statement import Group, Statement
    from netmon.web.texts import Texts


class Division(StrEnum):
    """What a statement is divided by."""

    REGION = "region"
    PROVINCE = "province"
    CONTRACT = "contract"
    SITE_TYPE = "site_type"


class Sort(StrEnum):
    """What a table of groups is sorted by."""

    NAME = "name"
    SITES = "sites"
    AVAILABILITY = "availability"
    MET = "met"
    MISSED = "missed"
    OPEN = "open"
    INCIDENTS = "incidents"
    REPAIR = "repair"
    LATE = "late"
    PENALTY = "penalty"


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group.

    Attributes:
        slices: Its sites by verdict.
    """

    name: str
    group: Group
    slices: Sequence[Slice]

    @property
    def judged(self) -> int:
        """Sites of which it could be said whether they met their target."""
        return judged(self.group)

    @property
    def met(self) -> int:
        """Sites that met it."""
        return self.group.verdicts.get(Verdict.COMPLIANT, 0)

    @property
    def missed(self) -> int:
        """Sites that did not."""
        return self.group.verdicts.get(Verdict.NON_COMPLIANT, 0)

    @property
    def undecided(self) -> int:
        """Sites in service of which nothing could be said."""
        return self.group.verdicts.get(Verdict.INSUFFICIENT, 0)

    @property
    def mttr_s(self) -> int | None:
        """Mean time from down to up, rounded down; None without incidents."""
        group = self.group
        return group.repair_s // group.incidents if group.incidents else None


@dataclass(frozen=True, slots=True)
class MonthTile:
    """One province on the map of sites that missed their target."""

    province: Province
    short: str
    name: str
    level: Level
    missed: int
    judged: int


def judged(group: Group) -> int:
    """Return how many sites of a group were judged."""
    met = group.verdicts.get(Verdict.COMPLIANT, 0)
    return met + group.verdicts.get(Verdict.NON_COMPLIANT, 0)


def groups_of(statement: Statement, division: Division) -> Sequence[Group]:
    """Return the groups of one division."""
    return {
        Division.REGION: statement.regions,
        Division.PROVINCE: statement.provinces,
        Division.CONTRACT: statement.contracts,
        Division.SITE_TYPE: statement.site_types,
    }[division]


def to_group_rows(
    texts: Texts, division: Division, groups: Sequence[Group], wish: str
) -> list[GroupRow]:
    """Return the rows as somebody wants them sorted.

    A wish is a Sort, after a `-` from the greatest down; anything else is by name.
    """
    rows = [
        GroupRow(
            _to_name(texts, division, each), each, to_verdict_slices(each.verdicts)
        )
        for each in groups
    ]
    rows.sort(key=lambda row: (row.name, row.group.key))
    bare = wish.removeprefix("-")
    if bare not in tuple(Sort):
        return rows
    key = _KEYS[Sort(bare)]
    # What has no figure stands last, whichever way.
    known = [row for row in rows if key(row) is not None]
    known.sort(key=key, reverse=wish.startswith("-"))
    return known + [row for row in rows if key(row) is None]


def next_sort(sort: Sort, wish: str) -> str:
    """Return the wish a column's heading leads to: the other way when clicked again.

    Names begin with the first, availability with the worst, the others with the most.
    """
    if wish.removeprefix("-") == sort:
        return sort.value if wish.startswith("-") else f"-{sort}"
    is_up = sort in (Sort.NAME, Sort.AVAILABILITY)
    return sort.value if is_up else f"-{sort}"


def to_month_tiles(
    texts: Texts, register: Register, statement: Statement
) -> list[MonthTile]:
    """Return the map: which share of the judged sites missed its target where."""
    groups = {each.key: each for each in statement.provinces}
    provinces = sorted(
        register.provinces.values(), key=lambda each: (each.tile_row, each.tile_column)
    )
    return [_to_tile(texts, each, groups) for each in provinces]


def _to_tile(
    texts: Texts, province: Province, groups: Mapping[str, Group]
) -> MonthTile:
    group = groups.get(province.code)
    missed = group.verdicts.get(Verdict.NON_COMPLIANT, 0) if group else 0
    count = judged(group) if group else 0
    return MonthTile(
        province=province,
        short=load_short_names()[texts.language].get(province.code, province.code),
        name=to_name(province, texts),
        level=_to_level(missed, count),
        missed=missed,
        judged=count,
    )


def _to_level(missed: int, count: int) -> Level:
    if not count:
        return Level.EMPTY
    for ratio, level in ((MOST_RATIO, Level.MOST), (MANY_RATIO, Level.MANY)):
        if missed / count >= ratio:
            return level
    return Level.SOME if missed else Level.CALM


def to_contract_name(code: str, provider: str) -> str:
    """Return a contract with whom it is with: one provider may have several."""
    return f"{code} · {provider}" if provider and provider != code else code


def _to_name(texts: Texts, division: Division, group: Group) -> str:
    if not group.key:
        return texts("sla.no_group")
    if division is Division.SITE_TYPE and group.key in tuple(SiteType):
        return texts(f"type.{group.key}")
    if division is Division.REGION:
        return texts.word("region", group.key)
    name = group.name_th if texts.language is Language.THAI else group.name_en
    if division is Division.CONTRACT:
        return to_contract_name(group.key, name)
    return name or group.key


def _availability(row: GroupRow) -> Fraction | None:
    seconds = row.group.seconds
    return Fraction(seconds.up_s, seconds.seen_s) if seconds.seen_s else None


_KEYS: Mapping[Sort, Callable[[GroupRow], Any]] = {
    Sort.NAME: lambda row: row.name,
    Sort.SITES: lambda row: row.group.sites,
    Sort.AVAILABILITY: _availability,
    Sort.MET: lambda row: row.met,
    Sort.MISSED: lambda row: row.missed,
    Sort.OPEN: lambda row: row.undecided,
    Sort.INCIDENTS: lambda row: row.group.incidents,
    Sort.REPAIR: lambda row: row.mttr_s,
    Sort.LATE: lambda row: row.group.late_repairs,
    Sort.PENALTY: lambda row: row.group.penalty_baht,
}
