"""Where files of the sample log lie, and which hour and day a moment belongs to.

Hours are whole hours of UTC, which are whole hours of Thai time too (UTC+7), so every
Thai day is 24 of them: from 17:00 UTC of the day before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from netmon.core.clock import THAI_TIME

HOUR_MS = 3_600_000
FOLDER = "samples"
"""Of the sample log in NETMON_HOME."""
HOUR = timedelta(hours=1)
HOURLY, DAILY = "site_1h", "site_1d"
_HOUR_FORMAT = "%Y-%m-%dT%HZ"
_LAST_YEAR = 9000
"""Further on, there is no day after to be computed."""
_TAIL = re.compile(r"(\d{4}-\d\d-\d\dT\d\dZ)\.(\d{4,})\.tail")


@dataclass(frozen=True, slots=True, order=True)
class TailName:
    """A tail file: its hour, and which one of that hour it is.

    A tail is appended to by one process between two seals; then it is only read.
    """

    hour: datetime
    number: int

    def __str__(self) -> str:
        return f"{self.hour:{_HOUR_FORMAT}}.{self.number:04d}.tail"


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of one sample log.

    Attributes:
        root: Its directory, NETMON_HOME/samples.
    """

    root: Path

    @property
    def tails(self) -> Path:
        """What was appended and is not yet sealed."""
        return self.root / "tail"

    @property
    def aside(self) -> Path:
        """Damaged bytes, and rows of unknown measurements, for a person to look at."""
        return self.root / "aside"

    @property
    def scratch(self) -> Path:
        """Files under way; nothing in it is worth keeping over a restart."""
        return self.root / "scratch"

    def make(self) -> None:
        """Make the directories that are not there."""
        for folder in (self.tails, self.aside, self.scratch, self.root / "raw"):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def tail(self, name: TailName) -> Path:
        """Return the path of a tail."""
        return self.tails / str(name)

    def tail_names(self) -> list[TailName]:
        """Return the tails there are, in the order they were begun within an hour."""
        if not self.tails.is_dir():
            return []
        found = (to_tail_name(path.name) for path in self.tails.iterdir())
        return sorted(name for name in found if name is not None)

    def raw_hour(self, measurement: str, hour: datetime) -> Path:
        """Return the sealed file of an hour."""
        folder = self.hours_folder(measurement, to_day(hour))
        return folder / f"{hour:{_HOUR_FORMAT}}.parquet"

    def hours_folder(self, measurement: str, day: date) -> Path:
        """Return where the hours of a Thai day are; it goes when the day is sealed."""
        return self.root / "raw" / measurement / f"{day}"

    def raw_day(self, measurement: str, day: date) -> Path:
        """Return the sealed file of a Thai day."""
        return self.root / "raw" / measurement / f"{day}.parquet"

    def hourly(self, measurement: str, day: date) -> Path:
        """Return the file with the hours of a Thai day, until its month has them."""
        return self.root / HOURLY / measurement / f"{day}.parquet"

    def month_folder(self, measurement: str, day: date) -> Path:
        """Return where hours are, rolled up, of the days of a month that are over."""
        return self.root / HOURLY / measurement / f"{day:%Y-%m}"

    @staticmethod
    def month_part(folder: Path, number: int) -> Path:
        """Return the file of a part of a month; see netmon.store.hour_files."""
        return folder / f"{number:02d}.parquet"

    def daily(self, measurement: str, day: date) -> Path:
        """Return the file with the days of a month, rolled up."""
        return self.root / DAILY / measurement / f"{day:%Y-%m}.parquet"

    def raw_files(self, measurement: str, start: datetime, end: datetime) -> list[Path]:
        """Return the sealed files that may hold rows of [start, end).

        Hours are looked for before days: an hour that became part of a day meanwhile
        is then found twice rather than not at all, and the day's file decides.
        """
        days = list(days_between(start, end))
        hours = {day: self._hours_of(measurement, day, start, end) for day in days}
        found: list[Path] = []
        for day in days:
            whole = self.raw_day(measurement, day)
            found += [whole] if whole.exists() else hours[day]
        return found

    def _hours_of(
        self, measurement: str, day: date, start: datetime, end: datetime
    ) -> list[Path]:
        if not self.hours_folder(measurement, day).is_dir():
            return []
        inside = (h for h in hours_of(day) if h < end and h + HOUR > start)
        paths = (self.raw_hour(measurement, hour) for hour in inside)
        return [path for path in paths if path.exists()]

    def is_sealed(self, measurement: str, hour: datetime) -> bool:
        """Whether a sealed file holds rows of `hour`."""
        return (
            self.raw_hour(measurement, hour).exists()
            or self.raw_day(measurement, to_day(hour)).exists()
        )


def to_tail_name(name: str) -> TailName | None:
    """Return what the file name of a tail says, None where it is no tail's."""
    found = _TAIL.fullmatch(name)
    if found is None:
        return None
    try:
        hour = datetime.strptime(found[1], _HOUR_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return None
    read = TailName(hour, int(found[2]))
    return read if hour.year <= _LAST_YEAR and str(read) == name else None


def to_hour(at: datetime) -> datetime:
    """Return the beginning of the hour of `at`, in UTC."""
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def to_day(at: datetime) -> date:
    """Return the Thai day of `at`."""
    return at.astimezone(THAI_TIME).date()


def day_begins(day: date) -> datetime:
    """Return when a Thai day begins, in UTC."""
    return datetime.combine(day, time(), THAI_TIME).astimezone(UTC)


def hours_of(day: date) -> list[datetime]:
    """Return the 24 hours of a Thai day."""
    begin = day_begins(day)
    return [begin + number * HOUR for number in range(24)]


def days_between(start: datetime, end: datetime) -> Iterator[date]:
    """Return the Thai days that [start, end) touches."""
    day, last = to_day(start), to_day(end - timedelta(microseconds=1))
    while day <= last:
        yield day
        day += timedelta(days=1)
