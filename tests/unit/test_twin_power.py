"""What routers that power access points say when these fall silent."""

from __future__ import annotations

import pytest

from inventory.fleet import make_fleet
from netmon.twin.device import Device
from netmon.twin.faults import Fault, FaultKind
from netmon.twin.nation import Nation
from netmon.twin.truth import TruthWriter
from tests.unit.twin_agents import ENTERPRISES, MIB_2, Oid, walk

NOW_S = 50_000.0
FLEET = make_fleet(size=400)
STATES: dict[str, Oid] = {
    "Cisco": (*MIB_2, 105, 1, 1, 1, 6),  # pethPsePortDetectionStatus
    "MikroTik": (*ENTERPRISES, 14988, 1, 1, 15, 1, 1, 3),  # mtxrPOEStatus
}


@pytest.fixture
def nation() -> Nation:
    return Nation(FLEET, seed=3, now_s=NOW_S, truth=TruthWriter(None))


def router_of(nation: Nation, vendor: str) -> Device:
    """Return a router with one access point, which it powers if it can."""
    return next(
        device
        for device in nation.devices.values()
        if device.kind == "router"
        and device.vendor == vendor
        and len(device.points) == 1
        and (vendor not in STATES or 3 in walk(device, STATES[vendor], NOW_S).values())
    )


@pytest.mark.parametrize(
    ("kind", "expected"),
    [(FaultKind.AP_OFF, 2), (FaultKind.AP_HUNG, 3), (FaultKind.POE_OFF, 1)],
)
@pytest.mark.parametrize("vendor", STATES)
def test_a_port_tells_what_power_a_dark_access_point_has(
    nation: Nation, vendor: str, kind: FaultKind, expected: int
) -> None:
    router = router_of(nation, vendor)
    [point] = router.points
    before = walk(router, STATES[vendor], NOW_S)
    [port] = [name for name, state in before.items() if state == 3]

    fault = nation.apply(Fault(kind, devices=(point.id,)), NOW_S)

    assert nation.devices[point.id].is_dark
    assert walk(router, STATES[vendor], NOW_S) == before | {port: expected}
    nation.lift(fault, NOW_S + 5)
    assert walk(router, STATES[vendor], NOW_S + 5) == before


def test_what_a_router_does_not_power_it_cannot_darken(nation: Nation) -> None:
    [point] = router_of(nation, "Huawei").points

    nation.apply(Fault(FaultKind.POE_OFF, devices=(point.id,)), NOW_S)

    assert not point.is_dark


def test_a_mikrotik_hears_the_access_point_it_powers_on_the_port_that_powers_it(
    nation: Nation,
) -> None:
    router = router_of(nation, "MikroTik")
    [port] = [name[0] for name in walk(router, STATES["MikroTik"], NOW_S)]

    arp = walk(router, (*MIB_2, 4, 22, 1, 2), NOW_S)

    assert [name[0] for name, mac in arp.items() if mac == router.points[0].mac] == [
        port
    ]
