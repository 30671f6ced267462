"""What the made-up fleet is built from, and how a total is shared out."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from functools import cache
from importlib.resources import files
from typing import Any

from inventory.model import Contract, ServiceHours, SiteType


@dataclass(frozen=True, slots=True)
class TypePlan:
    """One kind of site.

    Attributes:
        weight: Its count in the full fleet.
        name_th, name_en: Patterns, with {place}, {district}, {tambon}, {amphoe}.
    """

    site_type: SiteType
    weight: int
    name_th: str
    name_en: str


@dataclass(frozen=True, slots=True)
class ContractPlan:
    """One contract.

    Attributes:
        provinces: Codes of the provinces it covers.
        routers, access_points: What it installs, each "<vendor> <model>".
        controller: Its wireless controller, "<vendor> <model>".
        managed_access_point: What that controller manages, of its own vendor.
    """

    contract: Contract
    provinces: tuple[str, ...]
    routers: tuple[str, ...]
    access_points: tuple[str, ...]
    controller: str
    managed_access_point: str


@dataclass(frozen=True, slots=True)
class PlacePlan:
    """How invented places are called.

    Attributes:
        border: Codes of the provinces with a land border.
        heads, tails: Halves of a name, each Thai and English.
        capital: Code of the province that has its own words.
        capital_words, other_words: What `tambon` and `amphoe` are called.
    """

    border: frozenset[str]
    heads: tuple[tuple[str, str], ...]
    tails: tuple[tuple[str, str], ...]
    capital: str
    capital_words: Mapping[str, str]
    other_words: Mapping[str, str]

    def words(self, province: str) -> Mapping[str, str]:
        """Return what `tambon` and `amphoe` are called in `province`."""
        return self.capital_words if province == self.capital else self.other_words


@dataclass(frozen=True, slots=True)
class FleetPlan:
    """The whole data file.

    Attributes:
        weights: Share of the sites, keyed by province code.
        hours: Patterns of service hours.
        hours_ratio: Share of the sites that have one of them, 0-1.
    """

    types: tuple[TypePlan, ...]
    contracts: tuple[ContractPlan, ...]
    weights: Mapping[str, int]
    places: PlacePlan
    hours: tuple[ServiceHours, ...]
    hours_ratio: float


@cache
def load_plan() -> FleetPlan:
    """Return the plan; read from disk once."""
    text = files("inventory").joinpath("data/fleet.toml").read_text("utf-8")
    data = tomllib.loads(text)
    return FleetPlan(
        types=tuple(_to_type(entry) for entry in data["types"]),
        contracts=tuple(_to_contract(entry) for entry in data["contracts"]),
        weights=data["weights"],
        places=_to_places(data["places"]),
        hours=tuple(_to_hours(entry) for entry in data["hours"]["patterns"]),
        hours_ratio=data["hours"]["share_ratio"],
    )


def share_out(total: int, weights: Sequence[int], least: int = 0) -> list[int]:
    """Return whole numbers that sum to `total`, are at least `least`, follow `weights`.

    Largest remainders decide about what is left over, the first of equals first.
    """
    rest = total - least * len(weights)
    exact = [rest * weight / sum(weights) for weight in weights]
    shares = [least + int(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: int(exact[i]) - exact[i])
    for index in by_remainder[: total - sum(shares)]:
        shares[index] += 1
    return shares


def _to_type(entry: Mapping[str, Any]) -> TypePlan:
    return TypePlan(
        SiteType(entry["type"]), entry["count"], entry["name_th"], entry["name_en"]
    )


def _to_contract(entry: Mapping[str, Any]) -> ContractPlan:
    return ContractPlan(
        contract=Contract(entry["code"], entry["provider"], entry["area"]),
        provinces=tuple(entry["provinces"]),
        routers=tuple(entry["routers"]),
        access_points=tuple(entry["access_points"]),
        controller=entry["controller"],
        managed_access_point=entry["managed_access_point"],
    )


def _to_places(entry: Mapping[str, Any]) -> PlacePlan:
    return PlacePlan(
        border=frozenset(entry["border"]),
        heads=tuple((thai, english) for thai, english in entry["heads"]),
        tails=tuple((thai, english) for thai, english in entry["tails"]),
        capital=entry["capital"]["code"],
        capital_words=entry["capital"],
        other_words=entry["elsewhere"],
    )


def _to_hours(entry: Mapping[str, Any]) -> ServiceHours:
    opens: time = entry["opens"]
    return ServiceHours(tuple(entry["weekdays"]), opens, entry["closes"])
