"""Which sites nobody looks at, and why: the register says so, seldom on purpose."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from inventory.model import Register, Site
from netmon.core.model import SiteCode


class WhyUnmonitored(StrEnum):
    """Why a site is not looked at."""

    NO_SERVICE_DATE = "no_service_date"  # in_service_from is empty
    NOT_IN_SERVICE = "not_in_service"  # in_service_from lies ahead
    NO_ADDRESS = "no_address"  # neither router nor access point has one


WORDS: Mapping[WhyUnmonitored, str] = {
    WhyUnmonitored.NO_SERVICE_DATE: "not yet in service: in_service_from is empty",
    WhyUnmonitored.NOT_IN_SERVICE: "not yet in service: in_service_from lies ahead",
    WhyUnmonitored.NO_ADDRESS: "no device of it has an address",
}


def find_unmonitored(register: Register, today: date) -> dict[SiteCode, WhyUnmonitored]:
    """Return every site that inventory.targets.to_targets leaves out, and why.

    Args:
        register: What exists.
        today: The date in Asia/Bangkok.
    """
    found = {}
    for code, site in register.sites.items():
        why = why_unmonitored(register, site, today)
        if why is not None:
            found[code] = why
    return found


def why_unmonitored(
    register: Register, site: Site, today: date
) -> WhyUnmonitored | None:
    """Return why `site` is not looked at, None where it is."""
    if site.in_service_from is None:
        return WhyUnmonitored.NO_SERVICE_DATE
    if site.in_service_from > today:
        return WhyUnmonitored.NOT_IN_SERVICE
    router = register.routers.get(site.code)
    devices = (
        *([router] if router else ()),
        *register.access_points.get(site.code, ()),
    )
    is_addressed = any(device.address is not None for device in devices)
    return None if is_addressed else WhyUnmonitored.NO_ADDRESS
