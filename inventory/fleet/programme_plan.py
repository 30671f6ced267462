"""What the made-up programme is built from."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from inventory.model import Register


@dataclass(frozen=True, slots=True)
class ProgrammePlan:
    """The whole data file.

    Attributes:
        counts: How many of each, at a fleet of `counts["centres"]` centres.
        levels: Names of the levels of centres: basic, advanced, incubator.
        equipment: What a centre of each level has, in the order of `levels`.
        names: Patterns with {number}.
        courses: Each with code, name_th, name_en.
        roles: Shares of the volunteers, keyed by role.
        categories: Each with name and products, pairs of name and price in baht.
        items, news: Texts.
    """

    counts: Mapping[str, int]
    levels: Mapping[str, str]
    equipment: tuple[str, ...]
    names: Mapping[str, str]
    courses: tuple[Mapping[str, str], ...]
    roles: Mapping[str, int]
    categories: tuple[Mapping[str, Any], ...]
    items: tuple[Mapping[str, str], ...]
    news: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """Where and when the programme is played.

    Attributes:
        today: In Asia/Bangkok.
    """

    register: Register
    today: date
    seed: int
    plan: ProgrammePlan

    def rng(self, what: str) -> Random:
        """Return chance for one purpose: what others draw does not change it."""
        return Random(f"{self.seed}/programme/{what}")  # noqa: S311  no secret

    def day(self, offset_days: int) -> date:
        """Return the day that many days after today."""
        return self.today + timedelta(offset_days)

    def count(self, name: str, centres: int) -> int:
        """Return how many of `name` a programme of so many centres has, 1 at least."""
        if not centres:
            return 0
        counts = self.plan.counts
        return max(1, round(counts[name] * centres / counts["centres"]))


def to_telephone(block: int, number: int) -> str:
    """Return a number no subscriber has: Thai ones begin with one 0."""
    return f"000-{block + number // 10_000:03}-{number % 10_000:04}"


@cache
def load_programme_plan() -> ProgrammePlan:
    """Return the plan; read from disk once."""
    text = files("inventory").joinpath("data/programme.toml").read_text("utf-8")
    data = tomllib.loads(text)
    return ProgrammePlan(
        counts=data["counts"],
        equipment=tuple(data["equipment"]),
        levels=data["levels"],
        names=data["names"],
        courses=tuple(data["courses"]),
        roles=data["roles"],
        categories=tuple(data["categories"]),
        items=tuple(data["items"]),
        news=tuple(data["news"]),
    )
