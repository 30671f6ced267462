"""What routers of each vendor say: interfaces, counters, the route, health, faults."""

from __future__ import annotations

from itertools import pairwise

import pytest

from inventory.fleet import make_fleet
from netmon.core.model import DeviceId
from netmon.twin.device import Device
from netmon.twin.faults import Fault, FaultKind
from netmon.twin.life import LINE_DOWN_BPS, LINE_UP_BPS
from netmon.twin.nation import Nation
from netmon.twin.truth import TruthWriter
from tests.unit.twin_agents import (
    BOOTS,
    ENTERPRISES,
    IF,
    IF_X,
    MIB_2,
    UPTIME,
    Oid,
    number,
    read,
    walk,
    wan_index,
)

NOW_S = 50_000.0
FLEET = make_fleet(size=400)


@pytest.fixture
def nation() -> Nation:
    return Nation(FLEET, seed=3, now_s=NOW_S, truth=TruthWriter(None))


def routers(nation: Nation) -> dict[str, Device]:
    """Return one router with two access points or more of every product."""
    found: dict[str, Device] = {}
    for device in nation.devices.values():
        if device.kind == "router" and len(device.points) > 1:
            found.setdefault(f"{device.vendor} {device.model}", device)
    return found


def one_of(nation: Nation, vendor: str) -> Device:
    return next(d for d in routers(nation).values() if d.vendor == vendor)


def apply(nation: Nation, kind: FaultKind, device: Device, amount: float = 0) -> int:
    return nation.apply(Fault(kind, devices=(device.id,), amount=amount), NOW_S)


def test_every_product_of_the_fleet_has_an_uplink_its_route_points_at(
    nation: Nation,
) -> None:
    found = routers(nation)
    assert len(found) == 10
    columns = ((4, 24, 7, 1, 7), (4, 24, 4, 1, 5), (4, 21, 1, 2))
    for product, device in found.items():
        routes = [
            v for c in columns for v in walk(device, (*MIB_2, *c), NOW_S).values()
        ]
        assert routes == [wan_index(device, NOW_S)], product
        wan = routes[0]
        assert isinstance(wan, int)
        assert number(device, (*IF, 8, wan), NOW_S) == 1
        assert number(device, (*IF_X, 15, wan), NOW_S) == 1000
        names = walk(device, (*IF_X, 1), NOW_S)
        assert len(names) == number(device, (*MIB_2, 2, 1, 0), NOW_S) >= 5
        assert walk(device, (*IF, 2), NOW_S) == names


def test_rates_never_pass_the_line_and_follow_the_day(nation: Nation) -> None:
    device = one_of(nation, "Cisco")
    wan = wan_index(device, NOW_S)
    for column, line_bps in ((6, LINE_DOWN_BPS), (10, LINE_UP_BPS)):
        name = (*IF_X, column, wan)
        day = [number(device, name, NOW_S + 900.0 * n) for n in range(97)]
        rates_bps = [(after - before) * 8 / 900 for before, after in pairwise(day)]
        assert 0 < min(rates_bps) < max(rates_bps) < line_bps
        assert max(rates_bps) > 7 * min(rates_bps)


def test_what_flows_at_the_uplink_is_what_flows_at_the_ports(nation: Nation) -> None:
    for product, device in routers(nation).items():
        wan = wan_index(device, NOW_S)
        kinds = walk(device, (*IF, 3), NOW_S)
        down = walk(device, (*IF_X, 10), NOW_S)
        lan = [
            count
            for (index,), count in down.items()
            if kinds[(index,)] == 6 and index != wan
        ]
        total = sum(count for count in lan if isinstance(count, int))
        assert total == pytest.approx(number(device, (*IF_X, 6, wan), NOW_S), abs=4)
        assert number(device, (*IF, 10, wan), NOW_S) == (
            number(device, (*IF_X, 6, wan), NOW_S) % 2**32
        ), product


HEALTH: dict[str, dict[str, Oid]] = {
    "MikroTik": {
        "cpu": (*MIB_2, 25, 3, 3, 1, 2, 1),
        "temperature": (*ENTERPRISES, 14988, 1, 1, 3, 10, 0),
        "leases": (*ENTERPRISES, 14988, 1, 1, 6, 1, 0),
    },
    "Huawei": {
        "cpu": (*ENTERPRISES, 2011, 5, 25, 31, 1, 1, 1, 1, 5, 9),
        "memory": (*ENTERPRISES, 2011, 5, 25, 31, 1, 1, 1, 1, 7, 9),
        "temperature": (*ENTERPRISES, 2011, 5, 25, 31, 1, 1, 1, 1, 11, 9),
    },
    "Cisco": {
        "cpu": (*ENTERPRISES, 9, 9, 109, 1, 1, 1, 1, 8, 1),
        "temperature": (*ENTERPRISES, 9, 9, 13, 1, 3, 1, 3, 1),
        "memory": (*ENTERPRISES, 9, 9, 48, 1, 1, 1, 5, 1),
    },
    "Juniper": {
        "cpu": (*ENTERPRISES, 2636, 3, 1, 13, 1, 8, 9, 1, 0, 0),
        "temperature": (*ENTERPRISES, 2636, 3, 1, 13, 1, 7, 9, 1, 0, 0),
    },
    "Ubiquiti": {
        "cpu": (*MIB_2, 25, 3, 3, 1, 2, 1),
        "memory": (*ENTERPRISES, 2021, 4, 6, 0),
    },
}
LIGHT: dict[str, tuple[Oid, float]] = {
    "MikroTik": ((*ENTERPRISES, 14988, 1, 1, 19, 1, 1, 10), 1000),
    "Huawei": ((*ENTERPRISES, 2011, 5, 25, 31, 1, 1, 3, 1, 8), 100),
    "Juniper": ((*ENTERPRISES, 2636, 3, 60, 1, 1, 1, 1, 5), 100),
    "Cisco": ((*ENTERPRISES, 9, 9, 91, 1, 1, 1, 1, 4), 10),
}


@pytest.mark.parametrize("vendor", list(HEALTH))
def test_health_stands_where_the_vendor_has_it(nation: Nation, vendor: str) -> None:
    device = one_of(nation, vendor)

    found = {what: number(device, name, NOW_S) for what, name in HEALTH[vendor].items()}

    assert 4 <= found["cpu"] <= 64
    celsius = found.get("temperature", 40) / (10 if vendor == "MikroTik" else 1)
    assert 30 <= celsius <= 60
    assert found.get("memory", 1) > 0


@pytest.mark.parametrize("vendor", list(LIGHT))
def test_the_light_of_the_fibre_is_told(nation: Nation, vendor: str) -> None:
    column, scale = LIGHT[vendor]

    *_, raw = walk(one_of(nation, vendor), column, NOW_S).values()

    assert isinstance(raw, int)
    assert -24 < raw / scale < -13


def test_an_access_point_that_is_off_leaves_its_port_and_the_neighbours(
    nation: Nation,
) -> None:
    device = routers(nation)["Cisco C1111-4P"]
    macs = (*MIB_2, 4, 22, 1, 2)
    detection = (*MIB_2, 105, 1, 1, 1, 6)
    before = walk(device, macs, NOW_S).values()
    assert {point.mac for point in device.points} < set(before)
    up = list(walk(device, (*IF, 8), NOW_S).values()).count(1)
    delivering = list(walk(device, detection, NOW_S).values()).count(3)

    point = device.points[0]
    number_of_fault = nation.apply(Fault(FaultKind.AP_OFF, devices=(point.id,)), NOW_S)

    assert point.mac not in walk(device, macs, NOW_S).values()
    assert list(walk(device, (*IF, 8), NOW_S).values()).count(1) == up - 1
    assert list(walk(device, detection, NOW_S).values()).count(3) == delivering - 1
    nation.lift(number_of_fault, NOW_S + 5)
    assert point.mac in walk(device, macs, NOW_S + 5).values()


def test_a_cut_line_carries_nothing_and_loses_nothing(nation: Nation) -> None:
    device = one_of(nation, "Huawei")
    assert device.site is not None
    name = (*IF_X, 6, wan_index(device, NOW_S))

    cut = nation.apply(Fault(FaultKind.LINE_CUT, sites=(device.site,)), NOW_S)
    before = number(device, name, NOW_S)
    nation.lift(cut, NOW_S + 600)

    assert number(device, name, NOW_S + 600) == before
    assert number(device, name, NOW_S + 660) > before
    changed = number(device, (*IF, 9, name[-1]), NOW_S + 660)
    assert number(device, UPTIME, NOW_S + 660) - changed == pytest.approx(6000, abs=2)


def test_a_boot_starts_every_counter_again(nation: Nation) -> None:
    device = one_of(nation, "Juniper")
    name = (*IF_X, 6, wan_index(device, NOW_S))
    boots = number(device, BOOTS, NOW_S)

    nation.boot([device.id], NOW_S)

    assert number(device, name, NOW_S) == 0
    assert 0 < number(device, name, NOW_S + 1) < LINE_DOWN_BPS / 8
    assert number(device, UPTIME, NOW_S + 1) == 100
    assert number(device, BOOTS, NOW_S) == boots + 1


@pytest.mark.parametrize(("vendor", "tells"), [("Cisco", True), ("MikroTik", False)])
def test_reset_counters_begin_again_while_the_clock_runs_on(
    nation: Nation, vendor: str, tells: bool
) -> None:
    device = one_of(nation, vendor)
    wan = wan_index(device, NOW_S)
    ticks = number(device, UPTIME, NOW_S)
    broke = (*IF_X, 19, wan)
    assert number(device, broke, NOW_S) == 0

    apply(nation, FaultKind.COUNTER_RESET, device)

    assert number(device, (*IF_X, 6, wan), NOW_S) == 0
    assert number(device, UPTIME, NOW_S) == ticks
    assert number(device, broke, NOW_S) == (ticks if tells else 0)


def test_a_restarted_agent_has_not_booted(nation: Nation) -> None:
    device = one_of(nation, "Ubiquiti")
    host_uptime = (*MIB_2, 25, 1, 1, 0)
    running = number(device, host_uptime, NOW_S)
    boots = number(device, BOOTS, NOW_S)

    apply(nation, FaultKind.AGENT_RESTART, device)

    assert number(device, UPTIME, NOW_S) == 0
    assert number(device, BOOTS, NOW_S) == boots + 1
    assert number(device, host_uptime, NOW_S) == running


def test_an_agent_of_32_bits_has_no_x_table(nation: Nation) -> None:
    device = one_of(nation, "Cisco")
    wan = wan_index(device, NOW_S)

    fault = apply(nation, FaultKind.COUNTER32_ONLY, device)

    assert walk(device, IF_X, NOW_S) == {}
    assert 0 <= number(device, (*IF, 10, wan), NOW_S) < 2**32
    nation.lift(fault, NOW_S)
    assert walk(device, IF_X, NOW_S)


@pytest.mark.parametrize("bits", [32, 64])
def test_counters_wrap_soon(nation: Nation, bits: int) -> None:
    device = one_of(nation, "MikroTik")
    name = (*IF_X, 6, wan_index(device, NOW_S))
    mean_bytes = device.life.load_bps / 8

    apply(nation, FaultKind.COUNTER_WRAP, device, bits)

    assert 0 < 2**bits - number(device, name, NOW_S) < 20 * mean_bytes
    # The slowest hour carries a fifth of the mean: 20 s of it pass within 100 s.
    assert number(device, name, NOW_S + 101) < 101 * 2 * mean_bytes


def test_interfaces_change_numbers_with_a_boot(nation: Nation) -> None:
    device = one_of(nation, "Huawei")
    names = walk(device, (*IF, 2), NOW_S)
    boots = number(device, BOOTS, NOW_S)

    fault = apply(nation, FaultKind.PORT_RENUMBERED, device)

    after = walk(device, (*IF, 2), NOW_S)
    assert list(after) == list(names)
    assert set(after.values()) == set(names.values())
    assert all(after[index] != names[index] for index in names)
    assert number(device, BOOTS, NOW_S) == boots + 1
    nation.lift(fault, NOW_S)
    assert walk(device, (*IF, 2), NOW_S) == names


def test_uptime_wraps_without_a_boot(nation: Nation) -> None:
    device = one_of(nation, "Cisco")
    boots = number(device, BOOTS, NOW_S)
    counted = number(device, (*IF_X, 6, wan_index(device, NOW_S)), NOW_S)

    apply(nation, FaultKind.UPTIME_WRAP, device)

    assert number(device, UPTIME, NOW_S) == 2**32 - 3000
    assert number(device, UPTIME, NOW_S + 31) == pytest.approx(100, abs=1)
    assert number(device, BOOTS, NOW_S) == boots
    assert number(device, (*IF_X, 6, wan_index(device, NOW_S)), NOW_S) == counted


def test_a_partial_agent_lacks_the_same_third_each_time(nation: Nation) -> None:
    device = one_of(nation, "Cisco")
    whole = walk(device, MIB_2, NOW_S)

    apply(nation, FaultKind.PARTIAL_AGENT, device)

    first, again = (walk(device, MIB_2, NOW_S) for _ in range(2))
    gone = [name for name, value in first.items() if value is None]
    assert 0.2 < len(gone) / len(whole) < 0.45
    assert first == again
    assert not any(name[0] == 1 for name in gone)
    assert read(device, UPTIME, NOW_S) is not None


def test_wrong_types_are_text_and_negative_numbers(nation: Nation) -> None:
    device = one_of(nation, "Cisco")
    right = walk(device, IF, NOW_S)

    apply(nation, FaultKind.WRONG_TYPES, device)

    wrong = walk(device, IF, NOW_S)
    pairs = [(right[name], wrong[name]) for name in right]
    numbers = [(a, b) for a, b in pairs if isinstance(a, int)]
    assert any(isinstance(b, bytes) and b.endswith(b" ") for _, b in numbers)
    assert any(isinstance(b, int) and b < 0 for _, b in numbers)
    assert any(a == b for a, b in numbers)


def test_a_walk_of_a_looping_agent_comes_back_to_where_it_was(nation: Nation) -> None:
    device = one_of(nation, "Cisco")
    fault = apply(nation, FaultKind.WALK_LOOPS, device)

    with pytest.raises(AssertionError, match="in a circle"):
        walk(device, MIB_2, NOW_S)

    nation.lift(fault, NOW_S)
    assert len(walk(device, MIB_2, NOW_S)) > 100


def test_routers_share_an_engine_id_and_get_their_own_back(nation: Nation) -> None:
    one, other = one_of(nation, "Cisco"), one_of(nation, "Huawei")
    own = one.engine_id
    assert own != other.engine_id

    devices = (one.id, other.id)
    fault = nation.apply(Fault(FaultKind.DUPLICATE_ENGINE_ID, devices=devices), NOW_S)

    assert one.engine_id == other.engine_id != own
    nation.lift(fault, NOW_S)
    assert one.engine_id == own


def test_a_crowd_fills_radios_and_the_line_but_not_more(nation: Nation) -> None:
    device = one_of(nation, "Cisco")
    assert device.site is not None
    name = (*IF_X, 6, wan_index(device, NOW_S))
    point = device.points[0]
    before = point.clients_count(1, NOW_S)
    octets = number(device, name, NOW_S)

    sites = (device.site,)
    nation.apply(Fault(FaultKind.CLIENTS_SURGE, sites=sites, amount=50), NOW_S)

    assert point.clients_count(1, NOW_S) == pytest.approx(50 * before, abs=25)
    assert number(device, name, NOW_S) == octets
    day = [number(device, name, NOW_S + 900.0 * n) for n in range(97)]
    rates_bps = [(after - before) * 8 / 900 for before, after in pairwise(day)]
    assert 0.9 * LINE_DOWN_BPS < max(rates_bps) <= LINE_DOWN_BPS


def test_a_node_says_who_it_is_and_no_more(nation: Nation) -> None:
    node = nation.devices[DeviceId(next(iter(FLEET.nodes)))]

    assert len(walk(node, (1, 3), NOW_S)) == 9
