"""The programme as the ministry reads it: names, shares and the map of provinces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inventory.model import SiteType
from netmon.core.model import SiteCode
from netmon.links.programme import Division
from netmon.web.texts import Language, load_short_names
from netmon.web.tiles import Level, to_level, to_name

if TYPE_CHECKING:
    from inventory.model import Province, Register
    from netmon.links.priority import Priority
    from netmon.links.programme import GroupSums, Programme, Sums
    from netmon.links.standings import Standing
    from netmon.web.texts import Texts


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target and how far it is, in words.

    Attributes:
        counted: Key of `counted.<key>`, which says how the figure is counted.
        percent: Of the target, None where either is not known; `width` is as much of
            it as a bar shows.
    """

    title: str
    unit: str
    amount: int | None
    actual: int | None
    counted: str
    percent: float | None
    width: float


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One part of a division.

    Attributes:
        url: Its own programme, "" where there is none.
    """

    name: str
    url: str
    sums: Sums


@dataclass(frozen=True, slots=True)
class TrainingTile:
    """One province on the map of disturbed training."""

    province: Province
    short: str
    name: str
    level: Level
    disturbed: int
    judged: int


@dataclass(frozen=True, slots=True)
class PriorityRow:
    """One site to repair."""

    priority: Priority
    name: str
    province: str


def to_targets(texts: Texts, standings: Sequence[Standing]) -> list[TargetRow]:
    """Return the targets in words, in the order given."""
    is_thai = texts.language is Language.THAI
    rows = []
    for each in standings:
        target, ratio = each.target, each.ratio
        rows.append(
            TargetRow(
                title=target.title_th if is_thai else target.title_en,
                unit=target.unit,
                amount=target.amount,
                actual=each.actual,
                counted=target.counted_by or "none",
                percent=None if ratio is None else ratio * 100,
                width=round(min(ratio or 0.0, 1.0) * 100, 1),
            )
        )
    return rows


def to_groups(
    texts: Texts, register: Register, programme: Programme
) -> list[tuple[Division, list[GroupRow]]]:
    """Return every division with its parts by name."""
    return [
        (division, [_to_group(texts, register, division, each) for each in groups])
        for division, groups in programme.groups.items()
    ]


def to_training_tiles(
    texts: Texts, register: Register, programme: Programme
) -> list[TrainingTile]:
    """Return the map: which share of the judged sessions was disturbed where."""
    groups = programme.groups.get(Division.PROVINCE, ())
    sums = {each.code: each.sums for each in groups}
    provinces = sorted(
        register.provinces.values(), key=lambda each: (each.tile_row, each.tile_column)
    )
    return [_to_tile(texts, each, sums) for each in provinces]


def to_priorities(
    texts: Texts, register: Register, priorities: Sequence[Priority]
) -> list[PriorityRow]:
    """Return the sites to repair by name."""
    return [_to_priority(texts, register, each) for each in priorities]


def _to_group(
    texts: Texts, register: Register, division: Division, group: GroupSums
) -> GroupRow:
    code = group.code
    url = (
        f"/programme?province={code}" if division is Division.PROVINCE and code else ""
    )
    return GroupRow(_to_group_name(texts, register, division, code), url, group.sums)


def _to_group_name(
    texts: Texts, register: Register, division: Division, code: str
) -> str:
    if not code:
        return texts("programme.none_of_them")
    if division is Division.PROVINCE and code in register.provinces:
        return to_name(register.provinces[code], texts)
    if division is Division.SITE_TYPE and code in tuple(SiteType):
        return texts(f"type.{code}")
    if division is Division.CONTRACT and code in register.contracts:
        return f"{code} · {register.contracts[code].provider}"
    if division is Division.PHASE:
        return texts("programme.phase", number=code)
    return code


def _to_tile(
    texts: Texts, province: Province, sums: Mapping[str, Sums]
) -> TrainingTile:
    found = sums.get(province.code)
    disturbed = found.disturbed_count if found else 0
    judged = disturbed + (found.undisturbed_count if found else 0)
    return TrainingTile(
        province=province,
        short=load_short_names()[texts.language].get(province.code, province.code),
        name=to_name(province, texts),
        level=to_level(disturbed, 0, judged),
        disturbed=disturbed,
        judged=judged,
    )


def _to_priority(texts: Texts, register: Register, found: Priority) -> PriorityRow:
    site = register.sites.get(SiteCode(found.site))
    if site is None:
        return PriorityRow(found, found.site, "")
    is_thai = texts.language is Language.THAI
    name = site.name_th if is_thai else site.name_en
    return PriorityRow(found, name, to_name(register.provinces[site.province], texts))
