"""Which sites are in maintenance now, by every window that holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from netmon.status.maintenance import Reach, Span, Window, overlaps
from netmon.status.maintenance_reach import Reaches

if TYPE_CHECKING:
    from datetime import datetime

    from inventory.model import Register
    from netmon.core.model import SiteCode

AFTERGLOW = timedelta(seconds=60)
"""A site is seen to be back some seconds after the work has ended (promise 1)."""


@dataclass(slots=True)
class MaintenanceCalendar:
    """The windows in force, and the sites each is about.

    Attributes:
        windows: Those not over, by id.
    """

    register: Register
    windows: dict[int, Window] = field(default_factory=dict)
    _reaches: Reaches = field(init=False)
    _running: dict[int, Span] | None = None
    _sites: dict[SiteCode, datetime] = field(default_factory=dict)
    _glow: dict[SiteCode, datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._reaches = Reaches(self.register)

    def assign(self, register: Register) -> None:
        """Take up a new register; who is in maintenance is found anew."""
        self.register, self._reaches = register, Reaches(register)
        self._running = None

    def take(self, windows: Iterable[Window]) -> None:
        """Know exactly these windows from now on."""
        self.windows = {each.id: each for each in windows}
        self._running = None

    def sites(self, now: datetime) -> Mapping[SiteCode, datetime]:
        """Return the sites in maintenance at `now`, and since when (UTC).

        The same object as before while nothing changed.
        """
        running = {
            each.id: span for each in self.windows.values() if (span := each.at(now))
        }
        if running != self._running:
            before, self._sites = self._sites, self._find(running)
            left = before.keys() - self._sites.keys()
            still = {site: at for site, at in self._glow.items() if at > now}
            self._glow = still | dict.fromkeys(left, now + AFTERGLOW)
            self._running = running
        return self._sites

    def is_muted(self, sites: Collection[SiteCode], now: datetime) -> bool:
        """Return whether news of `sites`, all of them, is to wait."""
        return bool(sites) and all(
            site in self._sites or (site in self._glow and self._glow[site] > now)
            for site in sites
        )

    def of_site(self, site: SiteCode, now: datetime) -> tuple[Window, Span] | None:
        """Return the window a site is in, or the next that comes, None without one."""
        found = [
            (span, each)
            for each in self.windows.values()
            if (span := each.next(now)) and site in self.reach(each)
        ]
        if not found:
            return None
        span, window = min(found, key=lambda pair: (pair[0].start, pair[1].id))
        return window, span

    def overlapping(self, window: Window, now: datetime) -> list[int]:
        """Return the other windows about the same that hold when `window` does."""
        what = (window.plan.reach, window.plan.subject)
        return [
            each.id
            for each in self.windows.values()
            if each.id != window.id
            and (each.plan.reach, each.plan.subject) == what
            and overlaps(window, each, now)
        ]

    def reach(self, window: Window) -> frozenset[SiteCode]:
        """Return the sites `window` is about by itself."""
        return self._reaches.of(window.plan.reach, window.plan.subject)

    def _find(self, running: Mapping[int, Span]) -> dict[SiteCode, datetime]:
        """Return every site of the running windows, with the start of the longest."""
        starts: dict[tuple[Reach, str], datetime] = {}
        for name, span in running.items():
            plan = self.windows[name].plan
            subject = (plan.reach, plan.subject)
            starts[subject] = min(span.start, starts.get(subject, span.start))
        found: dict[SiteCode, datetime] = {}
        for subject, start in starts.items():
            for site in self._reaches.of(*subject):
                found[site] = min(start, found.get(site, start))
        # Two nodes together may cut off sites that neither cuts off alone.
        nodes = {
            code: at for (reach, code), at in starts.items() if reach is Reach.NODE
        }
        if len(nodes) > 1:
            latest = max(nodes.values())
            for site in self._reaches.behind(nodes):
                found.setdefault(site, latest)
        return found
