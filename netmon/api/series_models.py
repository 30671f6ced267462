"""Shapes of answers about numbers and states over time."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from netmon.api.models import Shape
from netmon.core.model import Service, SiteState


class SeriesField(Shape):
    """One field over time."""

    name: str = Field(examples=["rtt_avg_s"])
    unit: str = Field(examples=["s"])
    meaning: str = Field(examples=["Mean round trip."])
    aggregate: str | None = Field(description="Null for rows as measured")
    values: list[float | None] = Field(description="Null where nothing was measured")


class Series(Shape):
    """Numbers over time; `values` of each field are as long as `at`."""

    measurement: str = Field(examples=["ping"])
    meaning: str
    start: datetime
    end: datetime = Field(description="Not included")
    step_s: int = Field(description="0 for rows as measured")
    period_s: float = Field(description="How often it is measured")
    at: list[datetime] = Field(
        description="The moment, or when the step begins; steps begin at whole "
        "multiples since 1970-01-01 00:00 Thai time, the first maybe before `start`"
    )
    fields: list[SeriesField]


class SiteSeries(Series):
    """Numbers of one site over time."""

    site: str = Field(examples=["PI-50-00001"])
    name_th: str
    name_en: str
    device: str | None = Field(description="Null for all devices of the site")


class FleetSeries(Series):
    """Numbers of many sites together over time."""

    province: str | None = Field(examples=["50"])
    type: str | None
    contract: str | None


class StateStretch(Shape):
    """A time in one state, [start, end)."""

    start: datetime
    end: datetime
    state: SiteState


class ServiceStretches(Shape):
    """One service over time, without a gap."""

    service: Service
    stretches: list[StateStretch]


class SiteStates(Shape):
    """What the services of a site were over time, by the journals."""

    site: str
    start: datetime = Field(
        description="Later than asked where there were too many changes"
    )
    end: datetime
    services: list[ServiceStretches] = Field(description="Those that are watched")
