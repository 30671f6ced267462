"""Sites that people switch off every night: learned from the outages they left. Pure.

Nothing here explains an outage by itself: a habit says what is usual, and an outage
that does not keep to it is no longer explained by it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from netmon.core.clock import THAI_TIME, to_thai
from netmon.core.model import SiteCode

DAY_MIN = 24 * 60
DEEP_NIGHT = time(3)
"""An outage that holds this local time is a night's; noon breaks are none."""
LOOKED_COUNT = 7
"""Working days looked back on."""
SEEN_COUNT = 3
"""On so many of them the site must have gone off, and come back, at its usual time."""
OFF_WINDOW_MIN = 45.0
ON_WINDOW_MIN = 90.0
"""People leave more punctually than they arrive."""
OVERDUE = timedelta(hours=2)
"""Back so much later, or earlier, than usual is not the usual night."""
OFFICE_DAYS = (1, 2, 3, 4, 5)
"""ISO weekdays of a site whose service hours name none."""


@dataclass(frozen=True, slots=True)
class Night:
    """A night through which a line was down.

    Attributes:
        off_at, on_at: When it went down and when it came back; aware.
        has_booted: Whether the router had been without power, None where its agent
            did not say.
    """

    off_at: datetime
    on_at: datetime
    has_booted: bool | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it was dark in the depth of the night too."""
        morning = to_evening(self.off_at) + timedelta(days=1)
        return self.on_at > datetime.combine(morning, DEEP_NIGHT, THAI_TIME)


@dataclass(frozen=True, slots=True)
class Habit:
    """When a site is usually switched off and on again.

    Attributes:
        off_at, on_at: Asia/Bangkok, to the minute.
        days_seen_count, days_looked_count: Working days on which it kept to that, of
            those looked at.
        booted_count: Of the days seen, those on which the agent proved a cut of power.
        weekdays: ISO weekdays on which it comes back, at least one.
    """

    off_at: time
    on_at: time
    days_seen_count: int
    days_looked_count: int
    booted_count: int = 0
    weekdays: tuple[int, ...] = OFFICE_DAYS

    @property
    def confidence_ratio(self) -> float:
        """How sure a name by habit is, 0-1; an estimate to rank by."""
        shares = (self.days_seen_count + self.booted_count) / self.days_looked_count
        return round(0.6 + 0.35 * shares / 2, 2)

    def holds(self, started_at: datetime) -> bool:
        """Return whether an outage that began at `started_at` (aware) fits it."""
        began_min = _to_minute(to_thai(started_at))
        return _distance_min(began_min, _to_minute(self.off_at)) <= OFF_WINDOW_MIN

    def returns_at(self, started_at: datetime) -> datetime:
        """Return when a site that went off at `started_at` is usually back; aware."""
        began = to_thai(started_at)
        back = datetime.combine(began.date(), self.on_at, THAI_TIME)
        while back <= began or back.isoweekday() not in self.weekdays:
            back += timedelta(days=1)
        return back


def no_habit(_site: SiteCode) -> Habit | None:
    """Return None: no habit of any site is known."""
    return None


def learn(
    nights: Iterable[Night], today: date, weekdays: Collection[int] = OFFICE_DAYS
) -> Habit | None:
    """Return the habit that recent nights show, None without one.

    Args:
        nights: A site's, of about two weeks. A night in which its router ran on is
            evidence against and does not count, nor does a break at noon.
        today: In Asia/Bangkok; the night that begins today has not ended.
        weekdays: ISO weekdays on which people are there.
    """
    days = _working_days(today, weekdays)
    by_day = {to_evening(each.off_at): each for each in nights if each.is_whole}
    dark = [by_day[day] for day in days if day in by_day]
    dark = [each for each in dark if each.has_booted is not False]
    if len(dark) < SEEN_COUNT:
        return None
    off_min = circular_median([_to_minute(to_thai(each.off_at)) for each in dark])
    on_min = circular_median([_to_minute(to_thai(each.on_at)) for each in dark])
    seen = [each for each in dark if _is_near(each, off_min, on_min)]
    if len(seen) < SEEN_COUNT:
        return None
    usual = [each for each in by_day.values() if _is_near(each, off_min, on_min)]
    returned = {to_thai(each.on_at).isoweekday() for each in usual}
    return Habit(
        off_at=_to_time(off_min),
        on_at=_to_time(on_min),
        days_seen_count=len(seen),
        days_looked_count=len(days),
        booted_count=sum(each.has_booted is True for each in seen),
        weekdays=tuple(sorted(returned | set(weekdays))),
    )


def to_evening(off_at: datetime) -> date:
    """Return the local day whose night an outage that began at `off_at` belongs to."""
    local = to_thai(off_at)
    is_after_midnight = local.time() < DEEP_NIGHT
    return local.date() - timedelta(days=1) if is_after_midnight else local.date()


def circular_median(minutes: Sequence[float]) -> float:
    """Return the one of `minutes` (of a day) that is nearest to all, round the clock.

    Of several the first given, so that turning the clock turns the answer.
    """
    return min(minutes, key=lambda each: sum(_distance_min(each, x) for x in minutes))


def _working_days(today: date, weekdays: Collection[int]) -> list[date]:
    """Return the newest working days before `today`, newest first."""
    days = (today - timedelta(days=count) for count in range(1, 8 * LOOKED_COUNT))
    return [day for day in days if day.isoweekday() in weekdays][:LOOKED_COUNT]


def _is_near(night: Night, off_min: float, on_min: float) -> bool:
    off_by = _distance_min(_to_minute(to_thai(night.off_at)), off_min)
    on_by = _distance_min(_to_minute(to_thai(night.on_at)), on_min)
    return off_by <= OFF_WINDOW_MIN and on_by <= ON_WINDOW_MIN


def _to_minute(local: datetime | time) -> float:
    return local.hour * 60 + local.minute + local.second / 60


def _to_time(minute: float) -> time:
    whole = int(minute) % DAY_MIN
    return time(whole // 60, whole % 60)


def _distance_min(one: float, other: float) -> float:
    """Return how far apart two times of day are, minutes, the short way round."""
    apart = abs(one - other) % DAY_MIN
    return min(apart, DAY_MIN - apart)
