"""Shapes of what is answered about statements, and of what may be asked and done."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from netmon.api.incident_models import Said
from netmon.api.models import Shape
from netmon.api.queries import LONGEST_PAGE, PAGE_LENGTH, Cursor, Text
from netmon.sla.figures import Reason, TimeClass, Verdict
from netmon.sla.statement import Stage

LAST_VERSION = 10_000
MonthText = Annotated[
    str, Path(max_length=20, description="As 2026-10, Common Era", examples=["2026-10"])
]
_Version = Annotated[
    int | None,
    Field(ge=0, le=LAST_VERSION, description="Default: the newest; 0: a draft"),
]


class StatementQuery(BaseModel):
    """Which statement of a month."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    contract: Text | None = Field(None, description="Only what is said of its sites")
    version: _Version = None


class SitesQuery(StatementQuery):
    """A page of a statement's sites."""

    province: Text | None = Field(None, description="Province code", examples=["50"])
    verdict: Verdict | None = None
    limit: int = Field(PAGE_LENGTH, ge=1, le=LONGEST_PAGE, description="Most rows")
    cursor: Cursor | None = Field(None, description="`next` of the page before")


class ExplainQuery(BaseModel):
    """Which month of a site."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    month: Annotated[str, Field(max_length=20, examples=["2026-10"])]
    version: _Version = None


class ContractsQuery(BaseModel):
    """Whose figures are shown beside the terms."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    month: Annotated[str, Field(max_length=20)] | None = Field(
        None, description="Default: the newest that was frozen"
    )


class CorrectionWish(BaseModel):
    """Why a statement is corrected."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    why: Said


class FinalWish(BaseModel):
    """Which version becomes final."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Annotated[int, Field(ge=1, le=LAST_VERSION)] = Field(
        description="The newest, which its caller has seen"
    )


class VersionShape(Shape):
    """A version of a month's statement, as it was frozen."""

    month: str = Field(examples=["2026-10"])
    version: int
    label: str = Field(examples=["v1.1"])
    stage: Stage
    ruleset_id: str
    ruleset_digest: str
    data_digest: str
    result_digest: str
    made_at: datetime
    made_by: str
    why: str
    final_at: datetime | None
    final_by: str


class MonthShape(Shape):
    """A month and how far its statement has come."""

    month: str = Field(examples=["2026-10"])
    buddhist_year: int = Field(examples=[2569])
    fiscal_year: int = Field(description="In the Buddhist Era", examples=[2570])
    stage: Stage
    freeze_from: datetime
    objections_until: datetime
    final_from: datetime
    open_objections: int
    may_freeze: bool
    may_finalise: bool
    versions: list[VersionShape]


class MonthList(Shape):
    """Months that were observed or frozen, newest first."""

    items: list[MonthShape]


class SpentShape(Shape):
    """How time was spent. Ratios have nine digits, cut; null where there is no time."""

    window_s: int
    up_s: int
    down_s: int
    not_observed_s: int
    excluded_s: int
    availability: str | None = Field(examples=["0.996500000"])
    availability_low: str | None
    availability_high: str | None
    coverage: str | None


class GroupShape(SpentShape):
    """Sites together: ratios of summed time, never means of percentages."""

    key: str
    name_th: str
    name_en: str
    sites: int
    verdicts: dict[Verdict, int]
    incidents: int
    repair_s: int
    late_repairs: int
    blips: int
    fee_baht: str | None
    penalty_baht: str | None


class HeadShape(Shape):
    """The cover."""

    month: str
    stage: Stage
    version: int = Field(description="0 for a draft")
    label: str
    contract: str | None
    ruleset_id: str
    ruleset_digest: str
    data_digest: str
    scope_digest: str | None = Field(
        None, description="Of the contract's facts alone; only in its files"
    )
    result_digest: str | None = Field(
        None, description="Of the whole version's summary and sites"
    )
    made_at: datetime
    made_by: str
    final_at: datetime | None
    why: str
    supersedes: int | None


class MatrixShape(Shape):
    """Sites by what is said of availability and of bandwidth."""

    availability: Verdict
    bandwidth: str
    sites: int


class SpanShape(Shape):
    """From when until when."""

    start: datetime
    end: datetime


class ExclusionShape(SpanShape):
    """A request to leave time out."""

    id: str
    type: str
    status: str
    sites: list[str]
    excluded_s: int
    excluded_of_site_s: list[int]
    reason: str
    requested_by: str
    requested_at: datetime
    decided_by: str
    decided_at: datetime | None
    decision_note: str
    document_sha256: str


class GapShape(SpanShape):
    """Time one of our own pollers did not look."""

    poller: str
    reason: str


class ChangeShape(Shape):
    """What a correction changed of one site."""

    site: str
    what: str
    before: str
    after: str


class StatementShape(Shape):
    """A statement without its sites."""

    head: HeadShape
    rules: dict[str, Any]
    nation: GroupShape
    regions: list[GroupShape]
    provinces: list[GroupShape]
    contracts: list[GroupShape]
    site_types: list[GroupShape]
    matrix: list[MatrixShape]
    worst: list[str]
    exclusions: list[ExclusionShape]
    poller_gaps: list[GapShape]
    changes: list[ChangeShape]
    wifi: None


class RepairShape(SpanShape):
    """An outage that ended in the month."""

    service_s: int
    sent_at: datetime | None
    on_site_at: datetime | None
    restored_at: datetime | None
    target_h: int | None
    contract_s: int | None
    charged_s: int | None
    is_contradicted: bool
    late_h: int | None


class PenaltyShape(Shape):
    """How a penalty was worked out."""

    fee_baht: str
    rate_per_hour: str
    allowance_s: int
    excess_s: int
    excess_h: int
    availability_baht: str
    late_h: int
    repair_baht: str
    is_capped: bool
    baht: str


class FiguresShape(SpentShape):
    """One site's figures."""

    code: str
    target_ppm: int
    verdict: Verdict
    reason: Reason | None
    incidents: int
    mttr_s: int | None
    mtbf_s: int | None
    repairs: list[RepairShape]
    open_since: datetime | None
    blips: list[SpanShape]
    penalty: PenaltyShape | None
    penalty_baht: str | None
    bandwidth: None


class LineShape(FiguresShape):
    """One site of a statement."""

    name_th: str
    name_en: str
    province: str
    province_th: str
    province_en: str
    region: str
    site_type: str
    contract: str | None


class LinePage(Shape):
    """A page of a statement's sites, by code."""

    items: list[LineShape]
    next: str | None


class CauseShape(Shape):
    """What is said of some time; whole, not clipped to an interval."""

    because: str = Field(examples=["outage"])
    start: datetime
    end: datetime | None
    type: str | None
    is_cut: bool = Field(description="An outage that ended as the site left")
    outages: list[str] = Field(description="Ids; their evidence is at /outages/{id}")


class IntervalShape(SpanShape):
    """Time that counts as one thing for one reason."""

    length_s: int
    counts_as: TimeClass
    because: list[CauseShape]


class NotCountedShape(SpanShape):
    """An exclusion that was asked for and is not approved."""

    type: str
    status: str


class SiteMonthShape(Shape):
    """Every interval of a site's month; `counted` is their sum."""

    site: str
    contract: str | None
    month: str
    until: datetime
    version: int
    label: str
    commissioned_at: datetime | None
    decommissioned_at: datetime | None
    window: list[SpanShape]
    intervals: list[IntervalShape]
    counted: SpentShape
    figures: FiguresShape
    not_counted: list[NotCountedShape]
    rules: dict[str, Any]


class ContractShape(Shape):
    """A contract's terms and how it stands."""

    code: str
    provider: str
    contractor: str | None
    sites: int
    starts_date: date | None
    ends_date: date | None
    availability_min_ratio: str | None
    repair_hours: int | None
    monthly_fee_baht: str | None
    penalty_per_hour_ratio: str | None
    value_baht: str | None = Field(description="Fees from its first day to its last")
    charged_baht: str | None = Field(description="Penalties of all frozen months")
    charged_ratio: str | None = Field(description="Of its value, nine digits, cut")
    alerts_pct: list[str] = Field(description="Shares warned at that are reached")
    month: str | None = Field(description="Of the figures in `group`")
    group: GroupShape | None


class ContractList(Shape):
    """The contracts the caller's scope covers, by code."""

    items: list[ContractShape]
