"""Shapes of what links answer, and of what may be asked of them."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from netmon.api.fleet import Fleet
from netmon.api.models import Shape
from netmon.api.problems import bad_parameter, echo
from netmon.api.queries import LONGEST_PAGE, PAGE_LENGTH, Cursor, Text
from netmon.core.model import SiteCode, SiteState
from netmon.links.area import Area
from netmon.links.priority import Reason
from netmon.links.risk import RiskLevel
from netmon.links.training import Verdict
from netmon.links.volunteers import Nearness


class AreaQuery(BaseModel):
    """What part of the nation is asked for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    province: Text | None = Field(None, description="Province code", examples=["50"])
    contract: Text | None = Field(None, description="Contract code")
    site: Text | None = Field(None, description="Site code")

    def to_area(self, fleet: Fleet) -> Area:
        """Return the area.

        Raises:
            Problem: A province, contract or site that does not exist.
        """
        register = fleet.register
        for name, value, is_known in (
            ("province", self.province, self.province in register.provinces),
            ("contract", self.contract, self.contract in register.contracts),
            ("site", self.site, SiteCode(self.site or "") in register.sites),
        ):
            if value is not None and not is_known:
                where = f"query {name}"
                raise bad_parameter(where, f"no {name} is called {echo(value)}")
        return Area(self.province, self.contract, self.site)


class AreaPageQuery(AreaQuery):
    """A page of what lies in an area."""

    limit: int = Field(PAGE_LENGTH, ge=1, le=LONGEST_PAGE, description="Most rows")
    cursor: Cursor | None = Field(None, description="`next` of the page before")


class PriorityQuery(AreaQuery):
    """What to repair in an area."""

    limit: int = Field(PAGE_LENGTH, ge=1, le=LONGEST_PAGE, description="Most rows")


class SessionsQuery(AreaPageQuery):
    """Which sessions."""

    verdict: Verdict | None = Field(
        Verdict.DISTURBED, description="What the line did to them"
    )


class RisksQuery(AreaPageQuery):
    """Which sessions of the coming week."""

    level: RiskLevel | None = Field(None, description="How likely a disturbance is")


class BoundsShape(Shape):
    """An interval, both ends in it."""

    low: float
    high: float


class LinkSumsShape(Shape):
    """A line over some time."""

    observed_s: float
    down_s: float = Field(description="Observed and down; part of observed_s")
    not_observed_s: float
    up_ratio: float | None = Field(description="Null where nobody looked")
    outage_count: int
    longest_s: float


class LinkNow(Shape):
    """A line now."""

    state: SiteState
    since: datetime | None


class WifiShape(Shape):
    """Users of the free Wi-Fi, as last measured."""

    clients_count: int
    at: datetime


class TrainingSumsShape(Shape):
    """Many sessions together."""

    session_count: int
    disturbed_count: int
    undisturbed_count: int
    not_observed_count: int
    not_over_count: int
    down_s: float = Field(description="Of class time that has passed")
    not_observed_s: float = Field(description="Of class time that has passed")
    affected_count: int = Field(description="Attendees of disturbed sessions")
    unwritten_count: int = Field(
        description="Disturbed sessions without written attendance"
    )
    attended_count: int
    completed_count: int


class NextSession(Shape):
    """The session being held, or that comes next."""

    code: str
    course: str
    starts_at: datetime
    ends_at: datetime
    registered: int | None


class SalesSumsShape(Shape):
    """What the shops of a centre sold."""

    shop_count: int
    members_count: int
    month_baht: int
    year_baht: int
    written_days_count: int
    dark_days_count: int


class CardShape(Shape):
    """The health card of a centre."""

    code: str
    site: str
    level: str
    opened_date: date | None
    phase: int | None
    province: str | None
    name_th: str | None
    name_en: str | None
    at: datetime = Field(description="Of when the figures are")
    state: SiteState
    link: LinkNow
    month: LinkSumsShape
    year: LinkSumsShape
    wifi: WifiShape | None = Field(description="Null: not measured lately")
    training: TrainingSumsShape
    next_session: NextSession | None
    sales: SalesSumsShape
    volunteer_count: int


class CardPage(Shape):
    """A page of health cards by centre code."""

    items: list[CardShape]
    next: str | None


class SessionLookShape(Shape):
    """A session beside the line of its centre."""

    code: str
    centre: str
    site: str
    course: str
    phase: int | None
    learner_group: str | None
    starts_at: datetime
    ends_at: datetime
    registered: int | None
    attended: int | None
    completed: int | None
    class_s: float
    passed_s: float
    down_s: float
    not_observed_s: float
    verdict: Verdict
    affected_count: int | None


class CompletionShape(Shape):
    """Sessions of one kind."""

    session_count: int
    attended_count: int
    completed_count: int
    ratio: float | None
    median_ratio: float | None


class CompletionComparisonShape(Shape):
    """Disturbed beside undisturbed sessions; no claim of cause."""

    disturbed: CompletionShape
    undisturbed: CompletionShape
    difference: float | None
    bounds: BoundsShape | None = Field(description="95 %, Newcombe's method 10")
    is_too_few: bool


class SessionLooks(Shape):
    """A page of sessions, the newest first, with the sums of all in the area."""

    at: datetime
    sums: TrainingSumsShape
    completion: CompletionComparisonShape
    items: list[SessionLookShape]
    next: str | None


class RiskShape(Shape):
    """A session with class in the coming week."""

    code: str
    centre: str
    site: str
    course: str
    level: RiskLevel
    next_class_at: datetime
    registered: int | None
    down_since: datetime | None
    seen_days_count: int
    dark_days_count: int


class RiskCounts(Shape):
    """Sessions of the coming week by level."""

    high: int
    some: int
    unknown: int
    none: int


class RiskList(Shape):
    """Sessions of the coming week, the gravest first."""

    at: datetime
    counts: RiskCounts
    items: list[RiskShape]
    next: str | None


class DarkDayShape(Shape):
    """A shop on a day its line was dark, beside like days."""

    shop: str
    centre: str
    site: str
    day: date
    open_s: float
    down_s: float
    amount_baht: int | None
    like_days: list[date]
    like_median_baht: float | None
    difference_baht: float | None


class SalesComparisonShape(Shape):
    """All dark days together; no claim of cause."""

    shop_days_count: int
    matched_count: int
    centre_days_count: int
    lower_count: int
    equal_count: int
    higher_count: int
    median_difference_baht: float | None
    bounds: BoundsShape | None = Field(description="Of the median, by order statistics")
    coverage_ratio: float | None = Field(description="Exact, at least 0.95")


class DarkDays(Shape):
    """A page of dark days, the newest first, with the comparison of all."""

    at: datetime
    comparison: SalesComparisonShape
    items: list[DarkDayShape]
    next: str | None


class PartShape(Shape):
    """One summand of a priority."""

    reason: Reason
    amount: float
    weight: float
    points: float


class PriorityShape(Shape):
    """A site to repair, with why."""

    site: str
    name_th: str
    name_en: str
    province: str
    state: SiteState
    since: datetime | None
    points: float
    parts: list[PartShape]


class PriorityList(Shape):
    """What to repair, the most urgent first."""

    at: datetime
    count: int = Field(description="Of all in the area, not only of those listed")
    items: list[PriorityShape]


class WitnessShape(Shape):
    """A volunteer who could confirm an outage."""

    code: str
    site: str
    role: str
    nearness: Nearness
    distance_m: float | None
    name: str | None = Field(None, description="Only for who may see people")
    telephone: str | None = Field(None, description="Only for who may see people")


class WitnessList(Shape):
    """Who could confirm an outage, the best first."""

    site: str
    items: list[WitnessShape]
