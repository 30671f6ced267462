"""Ports that give power over Ethernet, and the host's clock, from what agents send."""

from __future__ import annotations

import pytest

from collectors.profiles import Measure, Way, load_catalogue
from collectors.snmp.neighbours import to_neighbours
from collectors.snmp.power import to_power_ports
from collectors.snmp.system import HR_SYSTEM_UPTIME, to_clocks
from collectors.snmp.values import Value
from netmon.core.reading import PowerPortReading

CATALOGUE = load_catalogue()
MIKROTIK = CATALOGUE.choose("1.3.6.1.4.1.14988.1", "RouterOS RB760iGS")
CISCO = CATALOGUE.choose("1.3.6.1.4.1.9.1.2675", "Cisco IOS Software")


def ways(profile: str) -> tuple[Way, ...]:
    found = MIKROTIK if profile == "mikrotik" else CISCO
    return CATALOGUE.ways(found, Measure.POE)


def told(way: Way, rows: dict[str, Value]) -> tuple[PowerPortReading, ...]:
    return to_power_ports(way, {way.objects[0].oid: rows})


def test_mikrotik_numbers_its_ports_as_interfaces_and_the_standard_does_not() -> None:
    own, standard = ways("mikrotik")
    assert ways("cisco") == (standard,)

    assert told(own, {"5": 3, "6": 2, "7": 1}) == (
        PowerPortReading("5", 5, is_delivering=True),
        PowerPortReading("6", 6, is_delivering=False),
        PowerPortReading("7", 7, is_delivering=False),
    )
    assert told(standard, {"1.3": 3, "1.4": 2}) == (
        PowerPortReading("1.3", None, is_delivering=True),
        PowerPortReading("1.4", None, is_delivering=False),
    )


@pytest.mark.parametrize("sent", [None, b"on", -1, b""])
def test_a_state_that_is_no_number_says_nothing_of_power(sent: Value) -> None:
    own, _ = ways("mikrotik")

    assert told(own, {"5": sent}) == (PowerPortReading("5", 5, None),)
    assert told(own, {"": 3}) == (PowerPortReading("", None, is_delivering=True),)
    assert to_power_ports(own, {}) == ()


def test_a_neighbour_is_heard_on_an_interface() -> None:
    mac = b"\x02\0\0\0\0\x01"

    [known] = to_neighbours({"5.192.168.88.10": mac})

    assert (known.mac, known.address, known.if_index) == (
        "02:00:00:00:00:01",
        "192.168.88.10",
        5,
    )


@pytest.mark.parametrize(
    ("sent", "expected"),
    [(12_345, 123.45), (0, 0.0), (2**32, None), (b"long", None), (None, None)],
)
def test_the_hosts_uptime_is_a_time_or_nothing(
    sent: Value, expected: float | None
) -> None:
    assert to_clocks({HR_SYSTEM_UPTIME: sent}).host_uptime_s == expected
    assert to_clocks({}).host_uptime_s is None
