"""All that is known of one site."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from inventory.unmonitored import why_unmonitored
from netmon.api.rows import to_outage_row, to_site_row, to_transition
from netmon.core.clock import to_thai
from netmon.core.model import Role, SiteState
from netmon.status.evidence import all_to_json
from netmon.status.history import OutageFilter

if TYPE_CHECKING:
    from datetime import date, datetime

    from inventory.model import AccessPoint, Register, Router, Site
    from netmon.api.desk import Desk
    from netmon.api.fleet import SiteFacts
    from netmon.status.device_track import DeviceTrack
    from netmon.status.habits import Habit

Json = dict[str, Any]

RECENT_COUNT = 20
"""Changes and outages that come with a site; the rest is in their own lists."""

_UNWATCHED: Json = {
    "is_watched": False,
    "reach": None,
    "since": None,
    "loss_ratio": None,
    "rtt_s": None,
    "is_management_degraded": False,
    "is_icmp_filtered": False,
    "probes": [],
}


async def to_site_detail(desk: Desk, facts: SiteFacts) -> Json:
    """Return the site with its devices, recent changes and recent outages."""
    live, site = desk.live, facts.site
    track = live.engine.sites.get(site.code)
    changes = await live.history.transitions_of(site.code, RECENT_COUNT)
    which = OutageFilter(sites=[site.code])
    outages = await live.history.outages(which, limit=RECENT_COUNT)
    now = live.clock.now()
    return {
        **_to_row(desk, facts, to_thai(now).date()),
        **_to_promise(desk.fleet.register, site),
        "maintenance": _to_maintenance(desk, site, now),
        "habit": _to_habit(live.habit_of(site.code)),
        "looked_at": track.looked_at if track else None,
        "devices": to_devices(desk, site),
        "transitions": [to_transition(each, desk.fleet) for each in changes],
        "outages": [to_outage_row(each, desk.fleet, now) for each in outages],
    }


def _to_row(desk: Desk, facts: SiteFacts, today: date) -> Json:
    """Return the row of the site; where nobody looks, its link says why not."""
    row = to_site_row(facts, desk.live.board.status(facts.site.code))
    if row["state"] == SiteState.UNMONITORED.value:
        why = why_unmonitored(desk.fleet.register, facts.site, today)
        row["link"]["reason"] = why.value if why else ""
    return row


def _to_maintenance(desk: Desk, site: Site, now: datetime) -> Json | None:
    """Return the window the site is in, or the next that comes."""
    found = desk.live.maintenance.calendar.of_site(site.code, now)
    if found is None:
        return None
    window, span = found
    return {
        "id": window.id,
        "starts_at": span.start,
        "ends_at": span.end,
        "is_running": span.holds(now),
        "reason": window.plan.reason,
    }


def to_devices(desk: Desk, site: Site) -> list[Json]:
    """Return the devices of `site`, its router first."""
    return [
        {**row, **_to_sight(desk.live.engine.device(row["id"]))}
        for row in _registered(desk.fleet.register, site)
    ]


def _to_promise(register: Register, site: Site) -> Json:
    province = register.provinces[site.province]
    contract = register.contracts.get(site.contract)
    hours = site.service_hours
    return {
        "province_th": province.name_th,
        "province_en": province.name_en,
        "provider": contract.provider if contract else None,
        "min_down_bps": contract.min_down_bps if contract else None,
        "min_up_bps": contract.min_up_bps if contract else None,
        "parents": site.parents,
        "service_hours": hours
        and {"weekdays": hours.weekdays, "opens": hours.opens, "closes": hours.closes},
        "in_service_from": site.in_service_from,
    }


def _to_habit(habit: Habit | None) -> Json | None:
    if habit is None:
        return None
    return {
        "off_at": habit.off_at,
        "on_at": habit.on_at,
        "weekdays": habit.weekdays,
        "days_seen_count": habit.days_seen_count,
        "days_looked_count": habit.days_looked_count,
        "booted_count": habit.booted_count,
        "confidence_ratio": habit.confidence_ratio,
    }


def _registered(register: Register, site: Site) -> Iterator[Json]:
    router = register.routers.get(site.code)
    if router is not None:
        yield _to_device(router, Role.ROUTER, None)
    for point in register.access_points.get(site.code, ()):
        yield _to_device(point, Role.ACCESS_POINT, point.seen_by.value)


def _to_device(device: Router | AccessPoint, role: Role, seen_by: str | None) -> Json:
    return {
        "id": device.id,
        "role": role.value,
        "vendor": device.vendor,
        "model": device.model,
        "address": device.address,
        "seen_by": seen_by,
    }


def _to_sight(track: DeviceTrack | None) -> Json:
    if track is None:
        return _UNWATCHED
    quality = track.quality
    is_measured = quality.rtt_s is not None
    return {
        "is_watched": True,
        "reach": track.machine.reach.value,
        "since": track.machine.since,
        "loss_ratio": round(quality.loss_ratio, 4) if is_measured else None,
        "rtt_s": None if quality.rtt_s is None else round(quality.rtt_s, 6),
        "is_management_degraded": track.is_management_degraded,
        "is_icmp_filtered": track.is_icmp_filtered,
        "probes": all_to_json(track.last.values()),
    }
