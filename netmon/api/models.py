"""The shapes of the answers, for OpenAPI and for the contract test.

Answers are not built from these: a model per row would cost more than the answer.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from inventory.model import SeenBy, SiteType
from netmon.core.model import Method, Outcome, Role, Service, SiteState


class Shape(BaseModel):
    """An answer or a part of one."""

    model_config = ConfigDict(extra="forbid")


class ProblemPlace(Shape):
    """One thing that is wrong in a call."""

    where: str = Field(examples=["query limit"])
    what: str = Field(examples=["Input should be less than or equal to 200; got '999'"])
    message_th: str | None = Field(None, description="Where people read it, too")


class ProblemDocument(Shape):
    """An error (RFC 9457)."""

    type: str = Field(examples=["urn:netmon:problem:not-found"])
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["no site is called 'PI-99-00001'"])
    message_th: str | None = Field(None, description="Where people meet it, in Thai")
    errors: list[ProblemPlace] | None = None


class SiteCounts(Shape):
    """Sites per state. The states are exclusive and sum to the total."""

    total: int = Field(examples=[8255])
    up: int = Field(examples=[8101])
    down: int = Field(examples=[97])
    degraded: int = Field(examples=[41])
    not_observed: int = Field(examples=[3])
    maintenance: int = Field(examples=[12])
    unmonitored: int = Field(examples=[1])


class ProvinceCounts(SiteCounts):
    """Sites per state in one province."""

    code: str = Field(examples=["50"])
    name_th: str = Field(examples=["เชียงใหม่"])
    name_en: str = Field(examples=["Chiang Mai"])


class Summary(Shape):
    """The nation now."""

    at: datetime
    sites: SiteCounts
    by_province: list[ProvinceCounts]


class ServiceState(Shape):
    """The state of one service of a site."""

    state: SiteState
    since: datetime | None = Field(description="Null where it is not known")
    reason: str = Field(description="Short machine word, often empty")
    outage: str | None = Field(description="Id of the open outage")


class SiteRow(Shape):
    """A site in a list."""

    code: str = Field(examples=["PI-50-00001"])
    name_th: str
    name_en: str
    type: SiteType
    province: str
    region: str
    district: str
    subdistrict: str
    lat: float | None
    lon: float | None
    contract: str
    state: SiteState
    since: datetime | None
    link: ServiceState
    wifi: ServiceState


class SitePage(Shape):
    """A page of sites in the order of their codes."""

    items: list[SiteRow]
    next: str | None = Field(description="Cursor of the next page, null on the last")


class ServiceHoursShape(Shape):
    """When the site promises service, Asia/Bangkok."""

    weekdays: list[int] = Field(description="ISO weekdays, 1 = Monday")
    opens: time
    closes: time


class ProbeEvidence(Shape):
    """One look at one device. What was not measured is not there."""

    device: str
    method: Method
    at: datetime
    outcome: Outcome
    took_s: float
    reason: str = ""
    rtts_s: list[float | None] | None = None
    loss_ratio: float | None = None
    rtt_avg_s: float | None = None
    jitter_s: float | None = None
    agent: AgentEvidence | None = None


class AgentEvidence(Shape):
    """What an SNMP agent said of itself."""

    sys_uptime_s: float | None = None
    sys_object_id: str | None = None
    engine_boots: int | None = None
    engine_time_s: int | None = None


class DeviceShape(Shape):
    """A device of a site with what was last seen of it."""

    id: str
    role: Role
    vendor: str
    model: str
    address: str | None
    seen_by: SeenBy | None
    is_watched: bool
    reach: str | None = Field(examples=["up"])
    since: datetime | None
    loss_ratio: float | None = Field(description="Smoothed, 0-1")
    rtt_s: float | None = Field(description="Smoothed mean round trip")
    is_management_degraded: bool
    is_icmp_filtered: bool
    probes: list[ProbeEvidence] = Field(description="The newest by each method")


class TransitionShape(Shape):
    """A service of a site changed its state."""

    id: int
    site: str
    province: str | None
    service: Service
    before: SiteState
    after: SiteState
    at: datetime = Field(description="Since when it is so")
    decided_at: datetime = Field(description="When it was known")
    reason: str
    outage: str | None


class EventShape(TransitionShape):
    """The data of one server-sent event."""

    state: SiteState = Field(description="What the site is shown as")


class OutageRow(Shape):
    """An outage in a list, without its evidence."""

    id: str
    site: str
    name_th: str | None
    name_en: str | None
    province: str | None
    service: Service
    device: str
    started_at: datetime
    ended_at: datetime | None = Field(description="Null while it is open")
    end_reason: str = Field(
        description="Why it ended without a return, as left_register; else empty"
    )
    is_open: bool
    duration_s: float


class OutagePage(Shape):
    """A page of outages, newest first."""

    items: list[OutageRow]
    next: str | None


class OutageDetail(OutageRow):
    """An outage with everything that shows it."""

    evidence: list[ProbeEvidence]
    return_evidence: list[ProbeEvidence] | None
    agent_before: AgentEvidence | None
    agent_after: AgentEvidence | None


class SiteMaintenance(Shape):
    """The maintenance a site is in, or the next that comes."""

    id: int
    starts_at: datetime
    ends_at: datetime
    is_running: bool
    reason: str


class HabitShape(Shape):
    """When people usually switch a site off; times are of Asia/Bangkok."""

    off_at: time
    on_at: time
    weekdays: list[int] = Field(description="ISO weekdays on which it comes back")
    days_seen_count: int = Field(description="Recent working days it kept to that")
    days_looked_count: int
    booted_count: int = Field(
        description="Days seen that its agent proved without power"
    )
    confidence_ratio: float = Field(description="How sure, 0-1; to rank by")


class SiteDetail(SiteRow):
    """All that is known of a site."""

    province_th: str
    province_en: str
    provider: str | None
    min_down_bps: int | None
    min_up_bps: int | None
    parents: list[str]
    service_hours: ServiceHoursShape | None
    in_service_from: date | None
    maintenance: SiteMaintenance | None
    habit: HabitShape | None = Field(description="Null where it is not known to be off")
    looked_at: datetime | None
    devices: list[DeviceShape]
    transitions: list[TransitionShape]
    outages: list[OutageRow]


class LiveCheck(Shape):
    """A live look at a site."""

    site: str
    state: SiteState
    asked_at: datetime
    answered_at: datetime
    is_answering: bool
    before: list[ProbeEvidence] = Field(description="What was known when it was asked")
    after: list[ProbeEvidence]


class ProvinceRow(Shape):
    """A province."""

    code: str
    iso: str
    name_th: str
    name_en: str
    region: str
    lat: float
    lon: float
    tile_column: int
    tile_row: int
    sites: SiteCounts


class ProvinceList(Shape):
    """The 77 provinces in code order."""

    items: list[ProvinceRow]


class Health(Shape):
    """The process answers."""

    status: str = Field(examples=["ok"])


ProbeEvidence.model_rebuild()

PROBLEMS: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": ProblemDocument, "description": "What is wrong with the call"},
}
"""Declared with every call."""
