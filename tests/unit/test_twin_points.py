"""What access points and controllers say of clients: one truth, several tables."""

from __future__ import annotations

import pytest

from inventory.fleet import make_fleet
from netmon.core.model import DeviceId
from netmon.twin.device import Device
from netmon.twin.faults import Fault, FaultKind
from netmon.twin.nation import Nation
from netmon.twin.truth import TruthWriter
from tests.unit.twin_agents import ENTERPRISES, IF_X, MIB_2, Oid, number, read, walk

NOW_S = 50_000.0
FLEET = make_fleet(size=400)

CLIENTS: dict[str, Oid] = {
    "Ruckus": (*ENTERPRISES, 25053, 1, 1, 12, 1, 1, 1, 3, 1, 2),
    "Aruba": (*ENTERPRISES, 14823, 2, 3, 3, 1, 2, 2, 1, 21),
    "UniFi": (*ENTERPRISES, 41112, 1, 6, 1, 2, 1, 8),
}
"""Where a count stands for each radio or network."""
REGISTRATION: Oid = (*ENTERPRISES, 14988, 1, 1, 21, 4, 1, 3)

Columns = tuple[Oid, Oid, Oid, object]
AT_CONTROLLERS: dict[str, Columns] = {
    # names, clients, states, and the state of one that is joined
    "Ruckus": (
        (*ENTERPRISES, 25053, 1, 4, 2, 1, 1, 2, 2, 1, 5),
        (*ENTERPRISES, 25053, 1, 4, 2, 1, 1, 2, 2, 1, 15),
        (*ENTERPRISES, 25053, 1, 4, 2, 1, 1, 2, 2, 1, 16),
        b"Connect",
    ),
    "Huawei": (
        (*ENTERPRISES, 2011, 6, 139, 13, 3, 3, 1, 4),
        (*ENTERPRISES, 2011, 6, 139, 13, 3, 3, 1, 44),
        (*ENTERPRISES, 2011, 6, 139, 13, 3, 3, 1, 6),
        8,
    ),
    "Cisco": (
        (*ENTERPRISES, 14179, 2, 2, 1, 1, 3),
        (*ENTERPRISES, 14179, 2, 2, 13, 1, 4),
        (*ENTERPRISES, 14179, 2, 2, 1, 1, 6),
        1,
    ),
    "Aruba": (
        (*ENTERPRISES, 14823, 2, 2, 1, 5, 2, 1, 4, 1, 3),
        (*ENTERPRISES, 14823, 2, 2, 1, 5, 2, 1, 5, 1, 7),
        (*ENTERPRISES, 14823, 2, 2, 1, 5, 2, 1, 4, 1, 19),
        1,
    ),
}
TOTALS: dict[str, Oid] = {
    "Ruckus": (*ENTERPRISES, 25053, 1, 4, 1, 1, 1, 15, 2, 0),
    "Huawei": (*ENTERPRISES, 2011, 6, 139, 12, 1, 2, 2, 0),
    "Cisco": (*ENTERPRISES, 14179, 2, 1, 1, 1, 38, 1),
    "Aruba": (*ENTERPRISES, 14823, 2, 2, 1, 1, 3, 2, 0),
}


@pytest.fixture
def nation() -> Nation:
    return Nation(FLEET, seed=3, now_s=NOW_S, truth=TruthWriter(None))


def point_of(nation: Nation, vendor: str) -> Device:
    return next(
        device
        for device in nation.devices.values()
        if device.kind == "access_point" and device.vendor == vendor and device.address
    )


def controller_of(nation: Nation, vendor: str) -> Device:
    return next(
        device
        for device in nation.devices.values()
        if device.kind == "controller" and device.vendor == vendor
    )


def true_clients(point: Device) -> list[int]:
    return [point.clients_count(radio, NOW_S) for radio in (0, 1)]


@pytest.mark.parametrize("vendor", list(CLIENTS))
def test_clients_stand_in_the_table_of_the_vendor(nation: Nation, vendor: str) -> None:
    point = point_of(nation, vendor)

    rows = [n for n in walk(point, CLIENTS[vendor], NOW_S).values() if n]

    assert rows == [count for count in true_clients(point) if count]
    assert sum(true_clients(point)) > 0


def test_at_a_router_os_point_each_client_is_a_row(nation: Nation) -> None:
    point = point_of(nation, "MikroTik")

    for now_s in (NOW_S, NOW_S + 6 * 3600):
        rows = walk(point, REGISTRATION, now_s)
        per_radio = [sum(row[-1] == index for row in rows) for index in (3, 4)]
        assert per_radio == [point.clients_count(radio, now_s) for radio in (0, 1)]
        assert all(len(row) == 7 for row in rows)


def test_a_point_nobody_knows_a_table_of_tells_no_clients(nation: Nation) -> None:
    point = point_of(nation, "Omada")

    assert walk(point, ENTERPRISES, NOW_S).keys() <= walk(point, (1, 3), NOW_S).keys()
    assert not any(walk(point, column, NOW_S) for column in CLIENTS.values())
    assert number(point, (*MIB_2, 25, 3, 3, 1, 2, 1), NOW_S) > 0


def test_ruckus_points_have_no_interfaces(nation: Nation) -> None:
    assert walk(point_of(nation, "Ruckus"), (*MIB_2, 2), NOW_S) == {}


def test_a_point_carries_its_part_of_what_flows_at_its_site(nation: Nation) -> None:
    point = next(
        device
        for device in nation.devices.values()
        if device.kind == "router" and len(device.points) > 1
    ).points[1]
    name = (*IF_X, 6, 2)
    life = point.life

    def flowed(now_s: float) -> float:
        return life.flows[point.number].volume(life.curve(now_s)) * 0.85

    moved = number(point, name, NOW_S + 60) - number(point, name, NOW_S)

    assert moved == pytest.approx(flowed(NOW_S + 60) - flowed(NOW_S), abs=1)


@pytest.mark.parametrize("vendor", list(AT_CONTROLLERS))
def test_a_controller_lists_its_points_by_mac_and_a_few_of_nobody(
    nation: Nation, vendor: str
) -> None:
    controller = controller_of(nation, vendor)
    names, clients, states, joined = AT_CONTROLLERS[vendor]
    registered = {
        point.mac: point
        for group in FLEET.access_points.values()
        for point in group
        if point.controller == controller.id
    }

    listed = {
        ":".join(f"{arc:02x}" for arc in index[-6:]): name
        for index, name in walk(controller, names, NOW_S).items()
    }

    assert registered.keys() <= listed.keys()
    assert len(listed) == len(registered) + 3
    assert set(walk(controller, states, NOW_S).values()) == {joined}
    told = walk(controller, clients, NOW_S).values()
    total = sum(count for count in told if isinstance(count, int))
    assert total == sum(sum(true_clients(point)) for point in controller.points)
    assert number(controller, TOTALS[vendor], NOW_S) == total > 0


def test_some_points_go_by_other_names_at_their_controller(nation: Nation) -> None:
    controllers = (d for d in nation.devices.values() if d.kind == "controller")
    known = {p.id for group in FLEET.access_points.values() for p in group}
    names: list[str] = []
    for controller in controllers:
        column = AT_CONTROLLERS[controller.vendor][0]
        told = walk(controller, column, NOW_S).values()
        names += [str(name, "utf-8") for name in told if isinstance(name, bytes)]

    as_registered = sum(name in known for name in names)
    in_capitals = sum(
        name not in known
        and name.upper() == name
        and name.lower() in {k.lower() for k in known}
        for name in names
    )
    as_mac = sum(name.count("-") == 5 or name.count(".") == 2 for name in names)
    assert as_registered > 0.6 * len(names)
    assert in_capitals > 0
    assert as_mac > 0


@pytest.mark.parametrize("vendor", list(AT_CONTROLLERS))
def test_a_point_that_is_off_is_not_joined_and_has_nobody(
    nation: Nation, vendor: str
) -> None:
    controller = controller_of(nation, vendor)
    _, clients, states, joined = AT_CONTROLLERS[vendor]
    point = next(p for p in controller.points if p.site and sum(true_clients(p)))
    before = number(controller, TOTALS[vendor], NOW_S)
    at_point = sum(true_clients(point))

    nation.apply(Fault(FaultKind.AP_OFF, devices=(point.id,)), NOW_S)

    odd = [i for i, s in walk(controller, states, NOW_S).items() if s != joined]
    assert [index[-6:] for index in odd] == [tuple(point.mac)]
    assert number(controller, TOTALS[vendor], NOW_S) == before - at_point
    radios = (index for index in walk(controller, clients, NOW_S))
    mine = [i for i in radios if i[:6] == tuple(point.mac) or i[1:] == tuple(point.mac)]
    assert mine
    assert all(read(controller, (*clients, *index), NOW_S) == 0 for index in mine)


def test_controllers_have_addresses_of_the_register(nation: Nation) -> None:
    for name, row in FLEET.controllers.items():
        device = nation.devices[DeviceId(name)]
        assert device.address is not None
        assert ".".join(map(str, device.address)) == row.address
