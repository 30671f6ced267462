"""What a slot leaves behind: every site as it was shown, and the nation by groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from netmon.core.model import Service, SiteCode, SiteState
from netmon.core.schema import FLEET, SITE_STATE, WIFI, Sample

if TYPE_CHECKING:
    from datetime import datetime

    from inventory.model import Register, Site
    from netmon.core.model import DeviceId
    from netmon.status.board import Board, SiteStatus

STATE_CODES: Mapping[SiteState, int] = {
    state: code for code, state in enumerate(SiteState)
}
"""Worst first, as SiteState lists them; netmon.core.schema.SITE_STATE says so too."""

_WORKING = (SiteState.UP, SiteState.DEGRADED)
_KNOWN = (*_WORKING, SiteState.DOWN)
Group = tuple[str, str, str]


@dataclass(slots=True)
class _Sums:
    """One group of sites while it is added up."""

    by_state: dict[SiteState, int] = field(
        default_factory=lambda: dict.fromkeys(SiteState, 0)
    )
    clients_count: int | None = None
    in_bps: float | None = None
    out_bps: float | None = None
    rtts_s: list[float] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)


class SlotBook:
    """What was measured since the last slot closed.

    What a site did not tell in a slot is unknown in that slot, not what it was before.
    """

    def __init__(self) -> None:
        self._flows: dict[SiteCode, tuple[float | None, float | None]] = {}
        self._clients: dict[SiteCode, dict[DeviceId, int]] = {}
        self._pings: dict[SiteCode, tuple[float | None, float]] = {}

    def flow(self, site: SiteCode, in_bps: float | None, out_bps: float | None) -> None:
        """Take what passes a site's line."""
        self._flows[site] = (in_bps, out_bps)

    def clients(self, site: SiteCode, device: DeviceId, count: int) -> None:
        """Take how many clients a device of a site has."""
        self._clients.setdefault(site, {})[device] = count

    def ping(self, site: SiteCode, rtt_s: float | None, loss_ratio: float) -> None:
        """Take a burst of echoes to a site's router."""
        self._pings[site] = (rtt_s, loss_ratio)

    def close(self, board: Board, now: datetime) -> Iterator[Sample]:
        """Return the rows of the slot that ends at `now`, and begin the next one.

        It is lazy: whoever takes the rows may give others a turn between them.
        """
        flows, self._flows = self._flows, {}
        clients, self._clients = self._clients, {}
        pings, self._pings = self._pings, {}
        register, groups = board.register, dict[Group, _Sums]()
        for code, site in register.sites.items():
            status, heard = board.status(code), clients.get(code)
            yield to_site_state(code, status, now)
            if heard is not None:
                yield _to_wifi(register, site, status, sum(heard.values()), now)
            group = (site.province, site.site_type.value, site.contract)
            sums = groups.setdefault(group, _Sums())
            sums.by_state[status.state] += 1
            if heard is not None:
                sums.clients_count = (sums.clients_count or 0) + sum(heard.values())
            _add_flow(sums, flows.get(code))
            _add_ping(sums, pings.get(code))
        for group, sums in groups.items():
            yield _to_fleet(group, sums, now)


def to_site_state(code: SiteCode, status: SiteStatus, now: datetime) -> Sample:
    """Return what a site is shown as, and whether its services work."""
    values = (
        STATE_CODES[status.state],
        _is_up(status, Service.LINK),
        _is_up(status, Service.WIFI),
    )
    return Sample(SITE_STATE.name, now, (code,), values)


def _is_up(status: SiteStatus, service: Service) -> bool | None:
    state = (status.link if service is Service.LINK else status.wifi).state
    if not status.is_seen or state not in _KNOWN:
        return None
    return state in _WORKING


def _to_wifi(
    register: Register, site: Site, status: SiteStatus, count: int, now: datetime
) -> Sample:
    """Return the row of the whole site, under its router's name."""
    router = register.routers.get(site.code)
    points = register.access_points.get(site.code, ())
    joined = None
    if status.wifi.state is SiteState.UP:
        joined = len(points)
    elif status.wifi.state is SiteState.DOWN:
        joined = 0
    device = str(router.id) if router else ""
    return Sample(WIFI.name, now, (site.code, device), (count, joined, len(points)))


def _add_flow(sums: _Sums, flow: tuple[float | None, float | None] | None) -> None:
    in_bps, out_bps = flow or (None, None)
    if in_bps is not None:
        sums.in_bps = (sums.in_bps or 0.0) + in_bps
    if out_bps is not None:
        sums.out_bps = (sums.out_bps or 0.0) + out_bps


def _add_ping(sums: _Sums, ping: tuple[float | None, float] | None) -> None:
    if ping is None:
        return
    if ping[0] is not None:
        sums.rtts_s.append(ping[0])
    sums.losses.append(ping[1])


def _to_fleet(group: Group, sums: _Sums, now: datetime) -> Sample:
    by_state = sums.by_state
    known: dict[str, float | int | None] = {
        f"{state.value}_count": count for state, count in by_state.items()
    }
    known |= {
        "sites_count": sum(by_state.values()),
        "clients_count": sums.clients_count,
        "in_bps": sums.in_bps,
        "out_bps": sums.out_bps,
        "rtt_avg_s": _mean(sums.rtts_s),
        "loss_ratio": _mean(sums.losses),
    }
    return Sample(FLEET.name, now, group, tuple(known[name] for name in FLEET.fields))


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None
