"""How far the programme is on the way to its targets."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sized
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from netmon.core.clock import to_thai
from netmon.links.calendar import YearKind, to_year

if TYPE_CHECKING:
    from datetime import date

    from netmon.links.picture import Picture


@dataclass(frozen=True, slots=True)
class Target:
    """One target of the programme.

    Attributes:
        key: As `citizens_trained`.
        unit: `sites`, `centres`, `people`, `shops`, `courses`, `baht`.
        amount: What shall be reached; None where the programme names no number.
        counted: How the actual figure is counted, in plain words.
        counted_by: A key of COUNTS, None where no record is kept.
    """

    key: str
    unit: str
    title_en: str
    title_th: str
    counted: str
    amount: int | None = None
    counted_by: str | None = None


@dataclass(frozen=True, slots=True)
class Targets:
    """All of targets.toml.

    Attributes:
        incubator_words, leader_words: What a level or a role holds that is one; folded.
    """

    targets: tuple[Target, ...]
    sales_goal_baht: int
    incubator_words: tuple[str, ...]
    leader_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """A target and how far it is.

    Attributes:
        actual: None where no record is kept of it.
    """

    target: Target
    actual: int | None

    @property
    def ratio(self) -> float | None:
        """Share of the target reached, None where either is not known."""
        if self.actual is None or not self.target.amount:
            return None
        return self.actual / self.target.amount


@cache
def load_targets() -> Targets:
    """Return the targets; read from disk once."""
    text = files("netmon.links").joinpath("data/targets.toml").read_text("utf-8")
    found = tomllib.loads(text)
    return Targets(
        targets=tuple(Target(**each) for each in found["targets"]),
        sales_goal_baht=found["sales_goal_baht"],
        incubator_words=tuple(word.casefold() for word in found["incubator_words"]),
        leader_words=tuple(word.casefold() for word in found["leader_words"]),
    )


def to_standings(picture: Picture) -> list[Standing]:
    """Return every target in the order of the file, with what the records count."""
    return [
        Standing(each, COUNTS[each.counted_by](picture) if each.counted_by else None)
        for each in load_targets().targets
    ]


def _today(picture: Picture) -> date:
    return to_thai(picture.at).date()


def _sites_in_service(picture: Picture) -> int:
    today = _today(picture)
    starts = (each.in_service_from for each in picture.register.sites.values())
    return sum(start is not None and start <= today for start in starts)


def _centres_opened(picture: Picture) -> int | None:
    today, centres = _today(picture), picture.records.centres
    opened = (each.opened_date for each in centres)
    return _if_any(centres, sum(day is not None and day <= today for day in opened))


def _trained(picture: Picture) -> int | None:
    counts = picture.records.completed_counts
    return _if_any(counts, sum(counts.values()))


def _trained_in_phase_1(picture: Picture) -> int | None:
    counts = picture.records.completed_counts
    return _if_any(counts, counts.get(1, 0))


def _taught_centres(picture: Picture) -> int | None:
    records = picture.records
    return _if_any(records.completed_counts, records.taught_centre_count)


def _trainers(picture: Picture, how: str) -> int | None:
    counts = picture.records.trainer_counts
    return _if_any(counts, counts.get(how, 0))


def _incubators(picture: Picture) -> int | None:
    words, centres = load_targets().incubator_words, picture.records.centres
    return _if_any(centres, sum(_names(each.level, words) for each in centres))


def _leaders(picture: Picture) -> int | None:
    words, found = load_targets().leader_words, picture.records.volunteers
    return _if_any(found, sum(_names(each.role, words) for each in found))


def _names(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text.casefold() for word in words)


def _members(picture: Picture) -> int | None:
    shops = picture.records.shops
    return _if_any(shops, sum(each.members or 0 for each in shops))


def _sales_budget_year(picture: Picture) -> int | None:
    year, sales = to_year(YearKind.BUDGET, _today(picture)), picture.records.sales
    mine = (each.amount_baht for each in sales if year.first <= each.day < year.end)
    return _if_any(sales, sum(mine))


def _if_any(rows: Sized, count: int) -> int | None:
    """Return `count`; None where its kind has no rows: not written is not none."""
    return count if rows else None


COUNTS: Mapping[str, Callable[[Picture], int | None]] = {
    "sites_in_service": _sites_in_service,
    "centres_opened": _centres_opened,
    "courses": lambda picture: picture.records.course_count or None,
    "centres_with_training": _taught_centres,
    "trainers_online": lambda picture: _trainers(picture, "online"),
    "trainers_on_site": lambda picture: _trainers(picture, "on_site"),
    "citizens_trained": _trained,
    "citizens_trained_phase_1": _trained_in_phase_1,
    "incubators": _incubators,
    "shops": lambda picture: len(picture.records.shops) or None,
    "shop_members": _members,
    "sales_budget_year": _sales_budget_year,
    "district_leaders": _leaders,
    "volunteers": lambda picture: len(picture.records.volunteers) or None,
}
"""What can be counted, by the name targets.toml gives it; None without a record."""
