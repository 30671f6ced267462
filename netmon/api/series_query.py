"""What may be asked of numbers over time: parameters, bounds, and the steps chosen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from inventory.model import SiteType
from netmon.api.problems import bad_parameter, echo
from netmon.api.queries import Moment, Text
from netmon.core.schema import FLEET, MEASUREMENTS, Measurement
from netmon.store.faults import QuestionRefused
from netmon.store.port import MOST_POINTS, STEP_ORIGIN, Aggregate, Span

LONGEST_JSON = 2_000
"""Points of an answer that is drawn; a month by the half hour is 1,440."""
MOST_FIELDS = 12
DRAWN_POINTS = 750
"""About a point a pixel on a phone held sideways."""
USUAL_S = 86_400

STEPS_S = (60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400)
"""Steps chosen for those who name none; a week and a month by the hour or more."""
_FROM_HOURS_S = 3 * 86_400
"""Longer ranges are taken from roll-ups, which hold whole hours."""

_SITE_MEASUREMENTS = {
    name: name for name, each in MEASUREMENTS.items() if "site" in each.tags
}
SiteMeasurement = StrEnum("SiteMeasurement", _SITE_MEASUREMENTS)  # type: ignore[misc]


class FleetMeasurement(StrEnum):
    """What there is of many sites together."""

    FLEET = FLEET.name


class SeriesForm(StrEnum):
    """What an answer is written as."""

    JSON = "json"
    CSV = "csv"


def _check_whole(at: datetime) -> datetime:
    return at.replace(microsecond=0)


WholeMoment = Annotated[Moment, AfterValidator(_check_whole)]


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the points of an answer lie.

    Attributes:
        span: What is asked for.
        step_s: Whole seconds, 0 for rows as measured.
    """

    span: Span
    step_s: int

    @property
    def points_count(self) -> int:
        """Steps that overlap the span; 0 where rows are as measured."""
        if not self.step_s:
            return 0
        first = floor_to(self.span.start, self.step_s)
        return -int(-(self.span.end - first).total_seconds() // self.step_s)

    def require_most(self, most: int) -> None:
        """Refuse more than `most` points.

        Raises:
            Problem: There would be more.
        """
        if self.points_count > most:
            least_s = -int(-self.span.length_s // (most - 1))
            what = (
                f"{self.step_s} s make {self.points_count:,} points, {most:,} at most"
            )
            raise bad_parameter("query step", f"{what}: ask for {least_s} s or more")

    def moments(self) -> list[datetime]:
        """Return when each step begins; the first may begin before the span does."""
        first, step = floor_to(self.span.start, self.step_s), timedelta(0, self.step_s)
        return [first + number * step for number in range(self.points_count)]


class RangeQuery(BaseModel):
    """Which time, how fine, and in which form."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    start: WholeMoment | None = Field(
        None, alias="from", description="With time zone; a day before `to` by default"
    )
    end: WholeMoment | None = Field(
        None, alias="to", description="Not included; the end of the present step"
    )
    format: SeriesForm | None = Field(
        None, description="Or by Accept: text/csv; JSON by default"
    )
    bom: bool = Field(
        default=False, description="Begin CSV with the mark some spreadsheets need"
    )

    def to_frame(self, now: datetime, step_s: int | None, least_s: float) -> Frame:
        """Return span and step.

        Args:
            now: UTC.
            step_s: As asked, seconds; None to choose.
            least_s: How often there is a number at all.

        Raises:
            Problem: The end is not after the start, or there are too many points.
        """
        end = self.end or now
        start = self.start or end - timedelta(seconds=USUAL_S)
        length_s = (end - start).total_seconds()
        step = choose_step_s(length_s, least_s) if step_s is None else step_s
        if self.end is None and step:
            end = floor_to(now, step) + timedelta(seconds=step)
        try:
            return Frame(Span(start, end), step)
        except QuestionRefused as refused:
            where = "query from" if self.start is not None else "query to"
            raise bad_parameter(where, str(refused)) from None


class SiteSeriesQuery(RangeQuery):
    """Numbers of one site over time."""

    measurement: SiteMeasurement = Field(description="Its name")
    field: list[Text] = Field(
        min_length=1, max_length=MOST_FIELDS, description="Of the measurement; repeat"
    )
    step: int | None = Field(
        None, ge=0, le=86_400 * 366, description="Seconds; 0 for rows as measured"
    )
    aggregate: Aggregate | None = Field(
        None, description="By default as the schema says of each field"
    )
    device: Text | None = Field(None, description="One device of the site")

    def checked(self) -> Measurement:
        """Return the measurement; every field is one of its own, named once.

        Raises:
            Problem: A field it does not have.
        """
        return check_names(MEASUREMENTS[self.measurement.value], self.field)


class FleetSeriesQuery(RangeQuery):
    """Numbers of many sites together over time."""

    measurement: FleetMeasurement = FleetMeasurement.FLEET
    field: list[Text] = Field(
        min_length=1, max_length=MOST_FIELDS, description="Of `fleet`; repeat"
    )
    step: int | None = Field(None, ge=1, le=86_400 * 366, description="Seconds")
    province: Text | None = Field(None, description="Province code", examples=["50"])
    type: SiteType | None = Field(None, description="Kind of site")
    contract: Text | None = Field(None, description="Contract code")

    def checked(self) -> Measurement:
        """See SiteSeriesQuery.checked."""
        return check_names(FLEET, self.field)


def most_points(form: SeriesForm) -> int:
    """Return how long an answer in this form may be."""
    return MOST_POINTS if form is SeriesForm.CSV else LONGEST_JSON


def choose_step_s(length_s: float, least_s: float = 0) -> int:
    """Return the step for a drawing of `length_s` seconds, at least `least_s`."""
    least = max(least_s, 3600 if length_s > _FROM_HOURS_S else 0)
    for step_s in STEPS_S:
        if step_s >= least and length_s / step_s <= DRAWN_POINTS:
            return step_s
    days = -int(-length_s // (DRAWN_POINTS * 86_400))
    return days * 86_400


def floor_to(at: datetime, step_s: int) -> datetime:
    """Return when the step of `at` begins."""
    passed_s = int((at - STEP_ORIGIN).total_seconds() // step_s) * step_s
    return STEP_ORIGIN + timedelta(seconds=passed_s)


def check_names(measurement: Measurement, fields: list[str]) -> Measurement:
    """Return the measurement, which must have every field, each named once.

    Raises:
        Problem: A field it does not have, or one named twice.
    """
    for number, name in enumerate(fields):
        if name not in measurement.fields:
            known = ", ".join(measurement.fields)
            what = f"{measurement.name} has no field {echo(name)}, but {known}"
            raise bad_parameter("query field", what)
        if name in fields[:number]:
            raise bad_parameter("query field", f"{echo(name)} is there twice")
    return measurement
