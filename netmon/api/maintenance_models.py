"""Maintenance windows as the API shows and takes them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from netmon.api.incident_models import Said
from netmon.api.models import Shape
from netmon.api.queries import LONGEST_PAGE, PAGE_LENGTH, Cursor, Moment, Text
from netmon.status.maintenance import Phase, Plan, Reach

Weekday = Annotated[int, Field(ge=1, le=7)]


class SpanShape(Shape):
    """One time a window holds."""

    starts_at: datetime
    ends_at: datetime


class MaintenanceRow(Shape):
    """A maintenance window."""

    id: int
    reach: Reach
    subject: str = Field(examples=["TRK-30-31"])
    starts_at: datetime = Field(description="Of the first time")
    ends_at: datetime
    weekdays: list[int] = Field(description="ISO weekdays it comes back on, or none")
    last_day: date | None
    reason: str
    phase: Phase
    next: SpanShape | None = Field(description="The time that goes on or comes next")
    site_count: int = Field(description="Sites it is about, by the register of today")
    unmonitored_count: int = Field(
        description="Of these, sites nobody looks at: they are not shown in maintenance"
    )
    planned_at: datetime
    planned_by: str
    cancelled_at: datetime | None
    cancelled_by: str | None


class PlannedRow(MaintenanceRow):
    """A window that has just been declared."""

    overlaps: list[int] = Field(
        description="Ids of windows about the same that hold at the same time"
    )


class MaintenancePage(Shape):
    """A page of windows, newest first."""

    items: list[MaintenanceRow]
    next: str | None


class MaintenanceQuery(BaseModel):
    """Which windows, and which page of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    all: bool = Field(default=False, description="Those that are over, too")
    site: Text | None = Field(None, description="About this site")
    province: Text | None = Field(None, description="About a site of this province")
    contract: Text | None = Field(None, description="About a site of this contract")
    limit: int = Field(PAGE_LENGTH, ge=1, le=LONGEST_PAGE, description="Most rows")
    cursor: Cursor | None = Field(None, description="`next` of the page before")


class MaintenanceWish(BaseModel):
    """A window to declare; exactly one of site, node, province and contract."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    site: Text | None = None
    node: Text | None = Field(None, description="Everything that hangs only from it")
    province: Text | None = None
    contract: Text | None = None
    starts_at: Moment | None = Field(
        None, description="With time zone; now if left out"
    )
    ends_at: Moment
    weekdays: list[Weekday] = Field([], max_length=7, description="ISO, 1 = Monday")
    last_day: date | None = Field(None, description="Asia/Bangkok; until cancelled")
    reason: Said

    @model_validator(mode="after")
    def _is_about_one_thing(self) -> MaintenanceWish:
        named = [each for each in Reach if getattr(self, each.value) is not None]
        if len(named) != 1:
            raise ValueError("name exactly one of site, node, province and contract")
        return self

    def to_plan(self, now: datetime) -> Plan:
        """Return the plan this declares."""
        reach = next(each for each in Reach if getattr(self, each.value) is not None)
        return Plan(
            reach,
            getattr(self, reach.value),
            self.starts_at or now,
            self.ends_at,
            tuple(sorted(set(self.weekdays))),
            self.last_day,
            self.reason,
        )
