"""The three databases, one for each length of keeping.

How long a row is kept is a matter of its database: the one form of retention that all
versions have.
"""

from __future__ import annotations

from dataclasses import dataclass

RAW_DAYS, HOURS_DAYS, DAYS_DAYS = 90, 800, 3650
"""How long rows are kept: a quarter to look into, two years and a bit to compare, ten
for the record."""


@dataclass(frozen=True, slots=True)
class Databases:
    """Their names.

    Attributes:
        raw: Rows as measured, fleet, events.
        hours: Roll-ups by the hour.
        days: Roll-ups by the Thai day.
    """

    raw: str
    hours: str
    days: str

    @classmethod
    def of(cls, name: str) -> Databases:
        """Return the databases of the setting `influx.database`."""
        return cls(name, f"{name}_1h", f"{name}_1d")

    @property
    def kept_days(self) -> dict[str, int]:
        """How long each keeps its rows, days, by name."""
        return {self.raw: RAW_DAYS, self.hours: HOURS_DAYS, self.days: DAYS_DAYS}
