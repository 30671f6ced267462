"""How outages become incidents, how long one cause lasts, and when it is news."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from netmon.status.incident import Incident


@dataclass(frozen=True, slots=True)
class IncidentRules:
    """How outages become incidents, and incidents become news.

    Attributes:
        area_count: So many sites of one area that go dark together, without a known
            parent, are one incident.
        area_window_s: Together means within this long, seconds.
        crowd_count: So many areas of one province, or of one provider, that fall
            together are one incident.
        provider_provinces_count: A provider is suspected only where its areas lie in
            so many provinces; before that the province explains them as well.
        reopen_s: The same cause again within this long after the end goes on, seconds.
        hold_site_s, hold_group_s: News of one site, or of a group, wait this long:
            for more of the same cause, or for the end of a blip.
        tells_per_hour: More news than this of one cause in an hour is flapping.
    """

    area_count: int = 5
    area_window_s: float = 120.0
    crowd_count: int = 5
    provider_provinces_count: int = 3
    reopen_s: float = 600.0
    hold_site_s: float = 30.0
    hold_group_s: float = 10.0
    tells_per_hour: int = 4

    def past_at(self, at: datetime) -> datetime:
        """Return from when on the same cause as one that ended `at` is another one."""
        return at + timedelta(seconds=self.reopen_s, microseconds=1)

    def is_past(self, incident: Incident, now: datetime) -> bool:
        """Whether the same cause again is another one; the clock may be set back."""
        closed_at, reopen = incident.closed_at, timedelta(seconds=self.reopen_s)
        return closed_at is not None and abs(now - closed_at) > reopen

    def is_fresh(self, whole: Incident, now: datetime) -> bool:
        """Whether a crowd of the same key, now, is `whole` itself."""
        if not whole.is_open:
            return not self.is_past(whole, now)
        return abs(now - whole.gathered_at) <= timedelta(seconds=self.reopen_s)
