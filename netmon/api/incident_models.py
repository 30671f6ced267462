"""The shapes of what is said of incidents, and of what may be said to them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from netmon.api.models import Shape
from netmon.core.model import Service
from netmon.status.causes import Cause
from netmon.status.incident import EntryKind
from netmon.status.incident_notes import LONGEST_NOTE, LONGEST_OWNER


class ReportShape(Shape):
    """What another system says of a fault it found."""

    title: str = Field(description="The same wherever it happens")
    summary: str
    summary_th: str = Field(description="In Thai; empty where it was not said")
    link: str | None = Field(description="Its own page, http or https")
    labels: dict[str, str]


class IncidentRow(Shape):
    """An incident in a list."""

    id: str
    about: Literal[
        "node", "area", "province", "provider", "site", "collector", "alert"
    ] = Field(description="What it is called after")
    name: str = Field(
        description="Code of the node, province or site; the area, provider or poller; "
        "an alert's fingerprint"
    )
    cause: Cause
    confidence_ratio: float = Field(description="How sure, 0-1; to rank by")
    why: str = Field(description="Machine word for the evidence")
    is_provisional: bool = Field(description="The cause may still change")
    opened_at: datetime
    risen_at: datetime = Field(
        description="When it began again last, its opening if it never did"
    )
    closed_at: datetime | None = Field(description="Null while it is open")
    is_open: bool
    duration_s: float
    site_count: int = Field(description="Sites that were ever part of it")
    open_count: int = Field(description="Outages of it that are open")
    member_count: int = Field(description="Outages that were ever part of it")
    provinces: list[str]
    contracts: list[str]
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    owner: str | None
    report: ReportShape | None = Field(
        description="What another system says of it; null where we saw it ourselves"
    )


class IncidentPage(Shape):
    """A page of incidents, newest first."""

    items: list[IncidentRow]
    next: str | None


class TimelineShape(Shape):
    """What happened at one moment."""

    at: datetime
    kind: EntryKind
    count: int = Field(description="Sites that joined or left at once, else 1")
    site: str | None
    author: str | None
    text: str


class MemberShape(Shape):
    """An outage the incident explains; `/outages/{id}` has its evidence."""

    site: str
    name_th: str | None
    name_en: str | None
    province: str | None
    service: Service
    outage: str
    started_at: datetime
    ended_at: datetime | None
    is_open: bool


class MemberPage(Shape):
    """A page of an incident's outages in the order they joined."""

    items: list[MemberShape]
    next: str | None


class IncidentDetail(IncidentRow):
    """An incident with its timeline and a page of its outages."""

    timeline: list[TimelineShape]
    members: MemberPage


def _check_words(text: str) -> str:
    if not all(letter.isprintable() or letter == "\n" for letter in text):
        raise ValueError("it holds a character nobody can see")
    return text.strip()


Words = Annotated[str, Field(max_length=LONGEST_NOTE), AfterValidator(_check_words)]


def _check_said(text: str) -> str:
    if not text:
        raise ValueError("it says nothing")
    return text


Said = Annotated[Words, AfterValidator(_check_said)]


def _check_name(text: str) -> str:
    if not text.isprintable():
        raise ValueError("it holds a character nobody can see")
    return text.strip()


class _Wish(BaseModel):
    """The body of a call."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AcknowledgeWish(_Wish):
    """Taking an incident on."""

    text: Words = Field("", description="What there is to say, empty for nothing")


class NoteWish(_Wish):
    """A note."""

    text: Said = Field(description="What there is to say")


class OwnerWish(_Wish):
    """Who sees to it."""

    owner: Annotated[
        str, Field(max_length=LONGEST_OWNER), AfterValidator(_check_name)
    ] = Field(description="Empty for nobody")
