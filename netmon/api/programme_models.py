"""Shapes of the programme's roll-up."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from netmon.api.links_models import CompletionComparisonShape, SalesComparisonShape
from netmon.api.models import Shape
from netmon.links.calendar import YearKind


class StandingShape(Shape):
    """A target of the programme and how far it is."""

    key: str
    unit: str
    title_en: str
    title_th: str
    target: int | None = Field(description="Null where no number is named")
    actual: int | None = Field(description="Null where no record is kept")
    ratio: float | None
    counted: str = Field(description="How the actual figure is counted")


class SumsShape(Shape):
    """One part of the programme."""

    sites_count: int
    in_service_count: int
    down_count: int
    not_observed_count: int
    centres_count: int
    link_observed_s: float = Field(description="Of its centres, over 30 days")
    link_down_s: float = Field(description="Of its centres, over 30 days")
    session_count: int
    disturbed_count: int
    undisturbed_count: int
    not_judged_count: int
    attended_count: int
    completed_count: int
    shops_count: int
    members_count: int
    sales_baht: int = Field(description="Of the last 365 days and today")
    dark_shop_days_count: int
    volunteers_count: int


class GroupShape(SumsShape):
    """One part of a division; an empty code holds what belongs to none."""

    code: str


class GroupsShape(Shape):
    """The same, divided in four ways."""

    province: list[GroupShape]
    site_type: list[GroupShape]
    contract: list[GroupShape]
    phase: list[GroupShape]


class ProgressShape(Shape):
    """Sales of a year against the goal."""

    year: YearKind
    label_be: int = Field(examples=[2570])
    first_day: date
    goal_baht: int
    amount_baht: int
    ratio: float
    passed_days_count: int
    written_days_count: int
    even_baht: float
    pace_ratio: float | None


class ProgrammeShape(Shape):
    """The programme against its targets."""

    at: datetime = Field(description="Of when the figures are")
    standings: list[StandingShape] = Field(description="Of the nation only")
    total: SumsShape
    groups: GroupsShape
    completion: CompletionComparisonShape
    sales: SalesComparisonShape
    goals: list[ProgressShape] = Field(description="Of the nation only")
