"""What people are shown: every site's state, as far as it is in the journal.

The engine may know a moment more than the board; nothing is shown that a crash could
take back.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from netmon.core.model import Service, SiteCode, SiteState

if TYPE_CHECKING:
    from datetime import datetime

    from inventory.model import Register
    from netmon.status.effects import Transition
    from netmon.status.site_looks import Remembered

LETTERS: Mapping[SiteState, str] = {
    SiteState.MAINTENANCE: "m",
    SiteState.NOT_OBSERVED: "n",
    SiteState.DOWN: "d",
    SiteState.DEGRADED: "g",
    SiteState.UP: "u",
    SiteState.UNMONITORED: "x",
}
"""One letter per state, for the compact string of the whole fleet."""


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """The state of one service.

    Attributes:
        since: UTC, None where nothing has been established yet.
        reason: Short machine word, empty where there is nothing to say.
        outage: Id of the outage it is in, None outside one.
    """

    state: SiteState
    since: datetime | None = None
    reason: str = ""
    outage: str | None = None


@dataclass(frozen=True, slots=True)
class SiteStatus:
    """The states of a site.

    Attributes:
        is_seen: Looked at since this process started.
        maintained_since: UTC; begin of the maintenance it is in, None outside.
    """

    link: ServiceStatus
    wifi: ServiceStatus
    is_seen: bool = False
    maintained_since: datetime | None = None

    @property
    def state(self) -> SiteState:
        """The one state shown: the link's, or degraded where only the Wi-Fi fails."""
        if self.link.state is SiteState.UNMONITORED:
            return SiteState.UNMONITORED
        if self.maintained_since is not None:
            return SiteState.MAINTENANCE
        if not self.is_seen:
            return SiteState.NOT_OBSERVED
        is_wifi_poor = self.wifi.state in (SiteState.DOWN, SiteState.DEGRADED)
        if self.link.state is SiteState.UP and is_wifi_poor:
            return SiteState.DEGRADED
        return self.link.state

    @property
    def since(self) -> datetime | None:
        """UTC; when the shown state began, None where that is not known."""
        if self.state is SiteState.MAINTENANCE:
            return self.maintained_since
        if self.state is SiteState.NOT_OBSERVED and not self.is_seen:
            return None
        if self.state is self.link.state:
            return self.link.since
        return self.wifi.since


@dataclass(slots=True)
class Counts:
    """Sites per state; they sum to the total."""

    by_state: dict[SiteState, int] = field(
        default_factory=lambda: dict.fromkeys(SiteState, 0)
    )

    @property
    def total(self) -> int:
        """All sites."""
        return sum(self.by_state.values())

    def move(self, before: SiteState, after: SiteState) -> None:
        """Count one site that changed."""
        self.by_state[before] -= 1
        self.by_state[after] += 1


UNMONITORED = SiteStatus(
    ServiceStatus(SiteState.UNMONITORED), ServiceStatus(SiteState.UNMONITORED)
)
UNSEEN = SiteStatus(
    ServiceStatus(SiteState.NOT_OBSERVED), ServiceStatus(SiteState.UNMONITORED)
)


class Board:
    """The present, for pages and the API.

    The keeper changes states, the maintenance desk who is in maintenance; nobody else.

    Attributes:
        register: The register in force.
        version: A new text with every change; differs between processes.
        counts: Of the whole nation.
        province_counts: Keyed by province code; every province is there.
    """

    def __init__(self, register: Register, watched: Iterable[SiteCode]) -> None:
        self._boot = secrets.token_hex(4)
        self._serial = 0
        self._sites: dict[SiteCode, SiteStatus] = {}
        self._maintained: dict[SiteCode, datetime] = {}
        self.assign(register, watched)

    @property
    def version(self) -> str:
        """See the class."""
        return f"{self._boot}-{self._serial}"

    def assign(self, register: Register, watched: Iterable[SiteCode]) -> None:
        """Show exactly the sites of `register`; those in `watched` have a state."""
        seen = set(watched)
        old = self._sites
        self.register = register
        self._sites = {
            code: old.get(code, UNSEEN) if code in seen else UNMONITORED
            for code in register.sites
        }
        for code in seen & register.sites.keys():
            if self._sites[code].link.state is SiteState.UNMONITORED:
                self._sites[code] = UNSEEN
        self._recount()
        self._serial += 1
        maintained, self._maintained = self._maintained, {}
        self.maintain(maintained)

    def restore(self, remembered: Iterable[Remembered]) -> None:
        """Take up what the journal knows; shown once the site has been seen."""
        for each in remembered:
            status = self._sites.get(each.site)
            if status is None or status is UNMONITORED:
                continue
            service = ServiceStatus(each.state, each.since, outage=each.outage)
            self._set(each.site, _with(status, each.service, service))

    def apply(self, change: Transition) -> None:
        """Show `change`, which is in the journal."""
        status = self._sites.get(change.site)
        if status is None or status is UNMONITORED:
            return
        is_open = change.after is SiteState.DOWN
        service = ServiceStatus(
            change.after, change.at, change.reason, change.outage if is_open else None
        )
        changed = _with(status, change.service, service)
        self._set(change.site, replace(changed, is_seen=True))

    def see(self, site: SiteCode) -> None:
        """Show what was restored: the site has been looked at."""
        status = self._sites.get(site)
        if status is not None and not status.is_seen:
            self._set(site, replace(status, is_seen=True))

    def maintain(self, sites: Mapping[SiteCode, datetime]) -> None:
        """Show exactly `sites` as in maintenance, each since its moment (UTC)."""
        if sites == self._maintained:
            return
        for site in self._maintained.keys() | sites.keys():
            status = self._sites.get(site, UNMONITORED)
            if status is not UNMONITORED:
                since = sites.get(site)
                self._set(site, replace(status, maintained_since=since))
        self._maintained = dict(sites)

    def status(self, site: SiteCode) -> SiteStatus:
        """Return the status of `site`; unmonitored for one that is not known."""
        return self._sites.get(site, UNMONITORED)

    def unmonitored(self) -> frozenset[SiteCode]:
        """Return the sites nobody looks at."""
        return frozenset(
            code for code, each in self._sites.items() if each is UNMONITORED
        )

    def letters(self) -> str:
        """Return one letter per site, in the register's order; see LETTERS."""
        return "".join(LETTERS[each.state] for each in self._sites.values())

    def _set(self, site: SiteCode, status: SiteStatus) -> None:
        before, after = self._sites[site].state, status.state
        self._sites[site] = status
        self._serial += 1
        if after is not before:
            self.counts.move(before, after)
            province = self.register.sites[site].province
            self.province_counts[province].move(before, after)

    def _recount(self) -> None:
        self.counts = Counts()
        self.province_counts = {code: Counts() for code in self.register.provinces}
        for code, status in self._sites.items():
            province = self.register.sites[code].province
            for counts in (self.counts, self.province_counts[province]):
                counts.by_state[status.state] += 1


def _with(status: SiteStatus, name: Service, service: ServiceStatus) -> SiteStatus:
    if name is Service.LINK:
        return replace(status, link=service)
    return replace(status, wifi=service)
