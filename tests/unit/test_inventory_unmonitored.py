"""Sites nobody looks at are those without a target, each for a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from inventory.model import Register
from inventory.targets import to_targets
from inventory.unmonitored import WhyUnmonitored, find_unmonitored
from netmon.core.model import SiteCode
from tests.live import hand_made_register

TODAY = date(2026, 11, 20)


def spoil(register: Register) -> Register:
    """Return `register` with its first sites not in service, one router mute."""
    codes = list(register.sites)
    dates = {codes[0]: None, codes[2]: TODAY + timedelta(days=1), codes[3]: TODAY}
    sites = {
        code: replace(site, in_service_from=dates[code]) if code in dates else site
        for code, site in register.sites.items()
    }
    mute = dict.fromkeys(codes[1:5:3], None)  # the first of them has an access point
    routers = {
        code: replace(router, address=mute.get(code, router.address))
        for code, router in register.routers.items()
    }
    return replace(register, sites=sites, routers=routers)


def test_whoever_is_no_target_has_a_reason() -> None:
    register = spoil(hand_made_register(8))

    found = find_unmonitored(register, TODAY)

    watched = {target.site for target in to_targets(register, TODAY)}
    assert found.keys() == register.sites.keys() - watched
    assert found == {
        SiteCode("PI-00001"): WhyUnmonitored.NO_SERVICE_DATE,
        SiteCode("PI-00003"): WhyUnmonitored.NOT_IN_SERVICE,
        SiteCode("PI-00005"): WhyUnmonitored.NO_ADDRESS,
        SiteCode("PI-00008"): WhyUnmonitored.NO_ADDRESS,
    }
