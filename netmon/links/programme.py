"""The programme against its targets, whole and by province, type, contract, phase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from netmon.links.commerce import SalesComparison
from netmon.links.completion import CompletionComparison
from netmon.links.goal import Progress
from netmon.links.standings import Standing


class Division(StrEnum):
    """By what the programme is divided."""

    PROVINCE = "province"
    SITE_TYPE = "site_type"
    CONTRACT = "contract"
    PHASE = "phase"


@dataclass(frozen=True, slots=True)
class Sums:
    """Everything counted of one part of the programme.

    Attributes:
        sites_count: In the register.
        in_service_count: Of those, in service today.
        down_count, not_observed_count: Of all, whose line is shown so now.
        link_down_s, link_observed_s: Of the lines of its centres over 30 days.
        session_count: Sessions of three years; the verdicts of those are below.
        attended_count, completed_count: People in those, each session counted.
        sales_baht: Of the last 365 days and today.
        dark_shop_days_count: Shops times dark days among those.
    """

    sites_count: int = 0
    in_service_count: int = 0
    down_count: int = 0
    not_observed_count: int = 0
    centres_count: int = 0
    link_observed_s: float = 0.0
    link_down_s: float = 0.0
    session_count: int = 0
    disturbed_count: int = 0
    undisturbed_count: int = 0
    not_judged_count: int = 0
    attended_count: int = 0
    completed_count: int = 0
    shops_count: int = 0
    members_count: int = 0
    sales_baht: int = 0
    dark_shop_days_count: int = 0
    volunteers_count: int = 0


@dataclass(frozen=True, slots=True)
class GroupSums:
    """One part of a division, by its code: `50`, `digital_centre`, `C-1`, `1`.

    An empty code holds what belongs to none.
    """

    code: str
    sums: Sums


@dataclass(frozen=True, slots=True)
class Programme:
    """The programme at one moment.

    Attributes:
        at: UTC; of when the figures are.
        standings: In the order of targets.toml; only where the whole nation is asked.
        total: Of all that was asked for.
        groups: By division, each in the order of its codes.
        completion, sales, goals: Of all that was asked for.
    """

    at: datetime
    standings: Sequence[Standing]
    total: Sums
    groups: dict[Division, Sequence[GroupSums]]
    completion: CompletionComparison
    sales: SalesComparison
    goals: Sequence[Progress]
