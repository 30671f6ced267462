"""What may be asked of stored samples, whoever keeps them.

Times are aware; an answer's are UTC. Ranges are [start, end). Steps begin at whole
multiples of the step since 1970-01-01 00:00 Thai time, so a step of 86,400 s is a Thai
day. Numbers come back with the seven digits of a FLOAT (netmon.core.schema.Kind).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from netmon.core.clock import THAI_TIME
from netmon.core.schema import MEASUREMENTS, Kind, Measurement, Sample, Total
from netmon.store.faults import QuestionRefused

MOST_POINTS = 20_000
"""Longest answer over time: 35 days of one device every 151 s, or two weeks by the
minute. A chart shows some thousands; more is an export."""

MOST_SPAN = timedelta(days=366 * 6)
MOST_LATEST_S = 7 * 86_400.0


class Aggregate(StrEnum):
    """What makes one number of many."""

    MEAN = "mean"
    SUM = "sum"
    MAX = "max"
    MIN = "min"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` until before `end`.

    Raises:
        QuestionRefused: A time without a zone, an end not after the start, or more
            than six years.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.utcoffset() is None or self.end.utcoffset() is None:
            raise QuestionRefused("start and end need a time zone")
        if not timedelta() < self.end - self.start <= MOST_SPAN:
            raise QuestionRefused("the end must be after the start, by six years most")

    @property
    def length_s(self) -> float:
        """How long it is, seconds."""
        return (self.end - self.start).total_seconds()


@dataclass(frozen=True, slots=True)
class RangeQuestion:
    """Numbers of one measurement over time.

    Attributes:
        fields: Of the measurement, one or more.
        site: None for all together; a raw answer needs one.
        device: None for all of the site.
        step_s: Whole seconds, 0 for rows as they were measured.
        aggregate: None for what the schema says of each field.

    Raises:
        QuestionRefused: It cannot be asked so; also when the answer could have more
            than MOST_POINTS points.
    """

    measurement: str
    fields: tuple[str, ...]
    span: Span
    step_s: int
    site: str | None = None
    device: str | None = None
    aggregate: Aggregate | None = None

    def __post_init__(self) -> None:
        measurement = check_fields(self.measurement, self.fields)
        for tag in ("site", "device"):
            if getattr(self, tag) is not None and tag not in measurement.tags:
                message = f"{self.measurement} has no {tag}"
                raise QuestionRefused(message)
        if self.step_s < 0 or (self.step_s == 0 and self.site is None):
            raise QuestionRefused("rows as measured are given for one site at a time")
        check_points(self.span, self.step_s)


@dataclass(frozen=True, slots=True)
class Point:
    """One moment or step of an answer.

    Attributes:
        at: The moment, or when the step begins.
        values: In the order of the fields asked for; None where nothing was measured.
    """

    at: datetime
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class HourSummary:
    """One field of one device in one hour.

    Attributes:
        count: Of numbers that were measured.
        total: Their sum.
        p95: Nearest rank; None where it is not kept for this field.
        minimum, maximum: None where they are not kept for this field.
    """

    at: datetime
    device: str
    count: int
    total: float | None
    minimum: float | None
    maximum: float | None
    p95: float | None

    @property
    def mean(self) -> float | None:
        """The mean, None without a number."""
        return None if self.total is None or not self.count else self.total / self.count


@dataclass(frozen=True, slots=True)
class FleetQuestion:
    """Numbers of many sites together, as `fleet` holds them.

    At each moment groups are added up; ratios and seconds are means weighted by
    `sites_count`. Of moments in a step the mean is given.
    """

    fields: tuple[str, ...]
    span: Span
    step_s: int
    province: str | None = None
    site_type: str | None = None
    contract: str | None = None

    def __post_init__(self) -> None:
        check_fields("fleet", self.fields)
        if self.step_s <= 0:
            raise QuestionRefused("a step is at least one second")
        check_points(self.span, self.step_s)


class SampleReader(Protocol):
    """Questions over stored samples. Every one may be cancelled.

    Raises:
        QuestionRefused: It cannot be asked, or the answer would be too long.
        AnswerLate: No answer in time.
    """

    async def latest(
        self,
        measurement: str,
        sites: Sequence[str] | None = None,
        within_s: float = 600.0,
    ) -> Sequence[Sample]:
        """Return the newest row of every set of tags, in the order of the tags.

        Args:
            measurement: Its name.
            sites: Only these.
            within_s: How old a row may be, at most seven days.
        """
        ...

    async def range(self, question: RangeQuestion) -> Sequence[Point]:
        """Return numbers over time, oldest first; steps without a row are left out."""
        ...

    async def hourly(
        self, measurement: str, field: str, site: str, span: Span
    ) -> Sequence[HourSummary]:
        """Return every whole or begun hour of a site, by device, oldest first."""
        ...

    async def percentile(
        self, measurement: str, field: str, share: float, span: Span, site: str
    ) -> float | None:
        """Return the nearest-rank percentile of rows as measured, None without any.

        The share is 0-1, the span at most 35 days.
        """
        ...

    async def fleet(self, question: FleetQuestion) -> Sequence[Point]:
        """Return numbers of many sites together, oldest first."""
        ...


def check_measurement(name: str) -> Measurement:
    """Return the measurement called `name`.

    Raises:
        QuestionRefused: There is none.
    """
    found = MEASUREMENTS.get(name)
    if found is None:
        message = f"no measurement is called {name!r}: {', '.join(MEASUREMENTS)}"
        raise QuestionRefused(message)
    return found


def check_fields(name: str, fields: Sequence[str]) -> Measurement:
    """Return the measurement, if it has all of `fields`.

    Raises:
        QuestionRefused: It has not, or there is none.
    """
    measurement = check_measurement(name)
    unknown = [field for field in fields if field not in measurement.fields]
    if unknown or not fields:
        message = f"{name} has no field {', '.join(unknown)!r}"
        raise QuestionRefused(message)
    return measurement


def check_points(span: Span, step_s: int) -> None:
    """Refuse a question whose answer would have more than MOST_POINTS points.

    Raises:
        QuestionRefused: It would.
    """
    if step_s and span.length_s / step_s > MOST_POINTS:
        least_s = span.length_s / MOST_POINTS
        message = (
            f"a step of {step_s} s would make more than {MOST_POINTS:,} points: "
            f"ask for {least_s:.0f} s or more"
        )
        raise QuestionRefused(message)


def total_of(
    measurement: Measurement, field: str, asked: Aggregate | None
) -> Aggregate:
    """Return how a field is made coarser: as asked, else as the schema says."""
    return asked or Aggregate(measurement.fields[field].total)


def has_percentile(measurement: Measurement, field: str) -> bool:
    """Whether hours keep the 95th percentile of a field.

    They do of rates and durations; of the rest it says little.
    """
    found = measurement.fields[field]
    return (
        found.kind is Kind.FLOAT
        and found.total is Total.MEAN
        and found.unit in ("bit/s", "s")
    )


STEP_ORIGIN = datetime(1970, 1, 1, tzinfo=THAI_TIME).astimezone(UTC)
"""Where steps are counted from."""
