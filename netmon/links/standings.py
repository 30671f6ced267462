"""How far the programme is on the way to its targets."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from netmon.core.clock import to_thai
from netmon.links.health import YEAR

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


def _centres_opened(picture: Picture) -> int:
    today = _today(picture)
    opened = (each.opened_date for each in picture.records.centres)
    return sum(day is not None and day <= today for day in opened)


def _trained(picture: Picture) -> int:
    return sum(picture.records.completed_counts.values())


def _incubators(picture: Picture) -> int:
    words = load_targets().incubator_words
    return sum(_names(each.level, words) for each in picture.records.centres)


def _leaders(picture: Picture) -> int:
    words = load_targets().leader_words
    return sum(_names(each.role, words) for each in picture.records.volunteers)


def _names(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text.casefold() for word in words)


def _sales_year(picture: Picture) -> int:
    first = _today(picture) - timedelta(days=YEAR.days)
    sales = picture.records.sales
    return sum(each.amount_baht for each in sales if each.day >= first)


COUNTS: Mapping[str, Callable[[Picture], int]] = {
    "sites_in_service": _sites_in_service,
    "centres_opened": _centres_opened,
    "courses": lambda picture: picture.records.course_count,
    "centres_with_training": lambda picture: picture.records.taught_centre_count,
    "trainers_online": lambda one: one.records.trainer_counts.get("online", 0),
    "trainers_on_site": lambda one: one.records.trainer_counts.get("on_site", 0),
    "citizens_trained": _trained,
    "citizens_trained_phase_1": lambda one: one.records.completed_counts.get(1, 0),
    "incubators": _incubators,
    "shops": lambda picture: len(picture.records.shops),
    "shop_members": lambda one: sum(each.members or 0 for each in one.records.shops),
    "sales_year": _sales_year,
    "district_leaders": _leaders,
    "volunteers": lambda picture: len(picture.records.volunteers),
}
"""What can be counted, by the name targets.toml gives it."""
