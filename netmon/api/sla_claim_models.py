"""Exclusions, objections, ticket times and documents: shapes of calls and answers."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from netmon.api.incident_models import Said, Words
from netmon.api.models import Shape
from netmon.api.queries import LONGEST_PAGE, PAGE_LENGTH, Cursor, Moment, Text
from netmon.core.errors import ConfigError
from netmon.core.months import Month
from netmon.sla.claims.claim_forms import MOST_SITES
from netmon.sla.claims.exclusions import Standing
from netmon.sla.claims.objections import Answered
from netmon.sla.facts import ExclusionType


def _check_month(text: str) -> str:
    try:
        Month.parse(text)
    except ConfigError as error:
        raise ValueError(str(error)) from None
    return text


MonthText = Annotated[
    str,
    Field(min_length=7, max_length=7, examples=["2026-10"]),
    AfterValidator(_check_month),
]


class Verdict(StrEnum):
    """What may be decided of a request or an objection's answer."""

    APPROVED = "approved"
    REJECTED = "rejected"


class AnswerVerdict(StrEnum):
    """What an objection may be answered."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


class DocumentShape(Shape):
    """What is attached; its bytes are under `document` of the same address."""

    name: str
    media_type: str
    sha256: str
    size_bytes: int
    kept_at: datetime
    kept_by: str


class FindingShape(Shape):
    """A rule that is broken, or something to know before deciding."""

    code: str = Field(examples=["maintenance_notice"])
    what: str
    message_th: str
    sites: list[str] = Field(description="Empty where it is about all of them")


class ExclusionRow(Shape):
    """A request to leave time out of the reckoning."""

    id: int
    kind: ExclusionType
    status: Standing
    starts_at: datetime
    ends_at: datetime
    reason: str
    site_count: int = Field(description="Sites of it that the caller may see")
    contracts: list[str] = Field(description="Of those sites, when it was asked")
    requested_by: str
    requested_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    note: str = Field(description="Of who decided")
    document: DocumentShape | None


class ExclusionDetail(ExclusionRow):
    """A request with its sites and what its contract's rules say of it."""

    sites: list[str]
    findings: list[FindingShape] = Field(
        description="Rules that forbid to approve it; none once it is decided"
    )
    notes: list[FindingShape] = Field(description="What to know besides")


class ExclusionPage(Shape):
    """A page of requests, newest first."""

    items: list[ExclusionRow]
    next: str | None


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: int = Field(PAGE_LENGTH, ge=1, le=LONGEST_PAGE, description="Most rows")
    cursor: Cursor | None = Field(None, description="`next` of the page before")


class ExclusionsQuery(_Asked):
    """Which requests, and which page of them."""

    kind: ExclusionType | None = None
    status: Standing | None = None
    month: MonthText | None = Field(None, description="About time of this month")
    contract: Text | None = Field(None, description="About a site of this contract")
    province: Text | None = Field(None, description="About a site of this province")
    site: Text | None = Field(None, description="About this site")


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ExclusionBody(_Said):
    """A request: of named sites, or of all of a contract, a province or both."""

    kind: ExclusionType
    starts_at: Moment = Field(description="Whole seconds, with time zone")
    ends_at: Moment
    reason: Said
    sites: list[Text] | None = Field(None, min_length=1, max_length=MOST_SITES)
    contract: Text | None = None
    province: Text | None = None


class DecisionBody(_Said):
    """What a second person decides."""

    verdict: Verdict
    note: Words = Field("", description="Needed to reject")


class RevocationBody(_Said):
    """Why an approval is taken back."""

    note: Words = Field(description="Needed")


class ObjectionRow(Shape):
    """What a contractor says against a statement."""

    id: int
    month: str
    version: int
    contract: str
    site: str | None = Field(description="Null: the contract as a whole")
    outage: str | None
    text: str
    made_by: str
    made_at: datetime
    status: Answered
    answer: str
    answered_by: str | None
    answered_at: datetime | None
    document: DocumentShape | None


class ObjectionPage(Shape):
    """A page of objections, newest first."""

    items: list[ObjectionRow]
    next: str | None


class ObjectionsQuery(_Asked):
    """Which objections, and which page of them."""

    month: MonthText | None = None
    version: int | None = Field(None, ge=1, le=1_000)
    contract: Text | None = None
    site: Text | None = None
    status: Answered | None = None


class ObjectionBody(_Said):
    """An objection to a frozen statement."""

    month: MonthText
    version: int = Field(ge=1, le=1_000)
    contract: Text
    text: Said
    site: Text | None = None
    outage: Text | None = Field(None, description="Id of an outage")


class AnswerBody(_Said):
    """The answer to an objection."""

    verdict: AnswerVerdict
    answer: Said


class TicketBody(_Said):
    """All three times of a ticket; what is left out is emptied."""

    sent_at: Moment | None = Field(None, description="Told the contractor")
    on_site_at: Moment | None = None
    restored_at: Moment | None = None


class TicketShape(Shape):
    """The times of a ticket."""

    outage: str
    site: str
    contract: str | None = Field(description="Of the site when they were noted last")
    sent_at: datetime | None
    on_site_at: datetime | None
    restored_at: datetime | None
    noted_by: str | None
    noted_at: datetime | None
    version: int = Field(description="0 where nobody noted any")
