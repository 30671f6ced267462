"""Ratios, temperatures, ports and clients from whatever agents send."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.profiles import Measure, Way, load_catalogue
from collectors.snmp import interfaces as tables
from collectors.snmp.gather import to_wifi
from collectors.snmp.interfaces import to_interfaces
from collectors.snmp.measures import to_measure
from collectors.snmp.neighbours import to_neighbours
from collectors.snmp.values import Value, to_count, to_mac, to_number, to_text
from collectors.snmp.wifi import joined_count, to_access_points, to_radios, to_total
from netmon.core.reading import RadioReading

CATALOGUE = load_catalogue()
PROFILES = {each.name: each for each in CATALOGUE.profiles}


def way(profile: str, measure: Measure, name: str = "own") -> Way:
    return next(w for w in PROFILES[profile].ways(measure) if w.name == name)


def data(of: Way, **columns: dict[str, Value]) -> dict[str, dict[str, Value]]:
    """Return rows keyed by OID, given by role."""
    by_role = {each.role.value: each.oid for each in of.objects}
    return {by_role[role]: rows for role, rows in columns.items()}


SENT = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**64),
    st.binary(max_size=20),
    st.text(max_size=20),
    st.floats(),
)


@given(SENT)
def test_nothing_an_agent_sends_breaks_a_value(sent: Any) -> None:
    count, number = to_count(sent), to_number(sent)

    assert count is None or 0 <= count < 2**64
    assert number is None or number == number  # noqa: PLR0124 - not NaN
    assert to_text(sent) is None or isinstance(to_text(sent), str)
    assert to_mac(sent) is None or len(str(to_mac(sent))) == 17


@pytest.mark.parametrize(
    ("sent", "count"),
    [
        (b"3", 3),
        (b'"3"\n', 3),
        (b"3\0\0", 3),
        (3.0, 3),
        (b"3.5", None),
        (-1, None),
        (b"-4", None),
        (b"", None),
        (b"none", None),
        (True, None),
        (2**64, None),
        (2**64 - 1, 2**64 - 1),
    ],
)
def test_a_count_is_whole_and_not_negative(sent: Any, count: int | None) -> None:
    assert to_count(sent) == count


def test_a_float_inside_an_opaque_is_read() -> None:
    assert to_number(b"\x9f\x78\x04" + struct.pack(">f", 42.5)) == 42.5
    assert to_number(b"\x9f\x79\x08" + struct.pack(">d", -1.25)) == -1.25
    assert to_number(b"\x9f\x78\x04\x7f") is None
    assert to_number(b"\x9f\x78\x04" + struct.pack(">f", float("inf"))) is None


@pytest.mark.parametrize(
    ("sent", "mac"),
    [
        (bytes(range(6)), "00:01:02:03:04:05"),
        (b"0:1:2:3:4:AB", "00:01:02:03:04:ab"),
        (b"00-01-02-03-04-AB", "00:01:02:03:04:ab"),
        (b"000102030405", "00:01:02:03:04:05"),
        (b"", None),
        (b"\x00" * 5, None),
    ],
)
def test_a_mac_is_read_in_every_dress(sent: bytes, mac: str | None) -> None:
    assert to_mac(sent) == mac


def test_text_loses_the_zeros_that_pad_it_and_nothing_else() -> None:
    assert to_text(b'"Cisco"\r\n\0\0') == '"Cisco"\r\n'
    assert to_text("ศูนย์".encode()) == "ศูนย์"
    assert to_text(b"\xff") == "\ufffd"
    assert len(to_text(b"x" * 100_000) or "") == 1_024


@pytest.mark.parametrize(
    ("rows", "ratio"),
    [
        ({"1": 10, "2": 20}, 0.15),
        ({"1": 0}, 0.0),
        ({"1": b"7"}, 0.07),
        ({"1": 101, "2": -1, "3": 50}, 0.5),
        ({"1": b"busy"}, None),
        ({}, None),
    ],
)
def test_the_load_is_the_mean_over_cores(
    rows: dict[str, Value], ratio: float | None
) -> None:
    host = way("standard", Measure.CPU, "host")

    assert to_measure(host, data(host, value=rows)) == ratio


def test_idle_time_is_load_the_other_way_round() -> None:
    ucd = way("standard", Measure.CPU, "ucd")

    assert to_measure(ucd, data(ucd, idle={"0": 97})) == pytest.approx(0.03)


def test_boards_that_say_nothing_do_not_dilute_the_load() -> None:
    vrp = way("huawei-vrp", Measure.CPU)

    assert to_measure(vrp, data(vrp, value={"3": 0, "9": 24, "14": 0})) == 0.24
    assert to_measure(vrp, data(vrp, value={"3": 0, "9": 0})) == 0.0


RAM, OTHER = "1.3.6.1.2.1.25.2.1.2", "1.3.6.1.2.1.25.2.1.1"
STORAGE: dict[str, dict[str, Value]] = {
    "kind": {"1": RAM, "3": "1.3.6.1.2.1.25.2.1.3", "6": OTHER, "7": OTHER},
    "label": {
        "1": b"Physical memory",
        "3": b"Virtual memory",
        "6": b"Memory buffers",
        "7": b"Cached memory",
    },
    "units": dict.fromkeys("1367", 1024),
    "total": {"1": 1000, "3": 3000, "6": 1000, "7": 400},
    "used": {"1": 600, "3": 600, "6": 100, "7": 400},
}


def test_memory_leaves_out_cache_and_buffers() -> None:
    host = way("standard", Measure.MEMORY, "host")

    assert to_measure(host, data(host, **STORAGE)) == 0.1


def test_memory_of_a_box_without_such_rows_is_what_it_says() -> None:
    host = way("standard", Measure.MEMORY, "host")
    bare = {role: {"1": rows["1"]} for role, rows in STORAGE.items()}

    assert to_measure(host, data(host, **bare)) == 0.6


def test_more_cache_than_memory_is_not_believed() -> None:
    host = way("standard", Measure.MEMORY, "host")
    odd = STORAGE | {"used": {"1": 600, "6": 100, "7": 10_000}}

    assert to_measure(host, data(host, **odd)) == 0.6


def test_a_size_past_two_to_the_31_comes_back_negative() -> None:
    host = way("standard", Measure.MEMORY, "host")
    large: dict[str, dict[str, Value]] = {
        "kind": {"1": RAM},
        "label": {"1": b"main memory"},
        "units": {"1": 1},
        "total": {"1": 3_000_000_000 - 2**32},
        "used": {"1": 1_500_000_000},
    }

    assert to_measure(host, data(host, **large)) == 0.5


def test_ucd_memory_needs_to_know_the_cache() -> None:
    ucd = way("standard", Measure.MEMORY, "ucd")
    rows: dict[str, dict[str, Value]] = {"total": {"0": 1000}, "free": {"0": 300}}

    assert to_measure(ucd, data(ucd, **rows)) is None
    rows |= {"cached": {"0": 200}, "buffers": {"0": 100}}
    assert to_measure(ucd, data(ucd, **rows)) == 0.4


@pytest.mark.parametrize(
    ("raw", "celsius"),
    [
        (66, 66.0),
        (451, 45.1),
        (45_100, 45.1),
        (451_000_000, 45.1),
        (5000, None),
        (0, None),
        (-9999, None),
        (b"51", 51.0),
        (10**18, None),
    ],
)
def test_a_temperature_is_read_in_the_unit_in_which_it_can_be_true(
    raw: Value, celsius: float | None
) -> None:
    airos = way("ubiquiti-airos", Measure.TEMPERATURE)

    found = to_measure(airos, data(airos, value={"0": raw}))

    assert found == (None if celsius is None else pytest.approx(celsius))


def test_a_sensor_says_its_own_scale_and_a_transceiver_is_not_the_device() -> None:
    cisco = way("cisco-ios", Measure.TEMPERATURE)
    rows: dict[str, dict[str, Value]] = {
        "value": {"1": 34_558, "2": 39, "3": 90, "4": 55},
        "kind": {"1": 8, "2": 8, "3": 8, "4": 6},
        "scale": {"1": 9, "2": 9, "3": 9, "4": 9},
        "precision": {"1": 3, "2": 0, "3": 0, "4": 0},
        "label": {"1": b"Temp: CPU", "2": b"Inlet", "3": b"SFP Temperature"},
    }

    assert to_measure(cisco, data(cisco, **rows)) == 39.0
    milli = rows | {"value": {"1": 34_558}, "scale": {"1": 8}, "precision": {"1": 0}}
    assert to_measure(cisco, data(cisco, **milli)) == pytest.approx(34.558)


def test_an_absurd_scale_is_no_reading() -> None:
    cisco = way("cisco-ios", Measure.TEMPERATURE)
    rows: dict[str, dict[str, Value]] = {
        "value": {"1": 34},
        "kind": {"1": 8},
        "precision": {"1": 2**40},
    }

    assert to_measure(cisco, data(cisco, **rows)) is None


def test_the_rows_of_ports_are_their_columns_put_together() -> None:
    rows = to_interfaces(
        {
            tables.IF_NAME: {"2": b"", "134217728": b"loopback"},
            tables.IF_DESCR: {"2": b"GE0/0/1"},
            tables.IF_HIGH_SPEED: {"2": 0},
            tables.IF_SPEED: {"2": 100_000_000},
            tables.IF_HC_IN_OCTETS: {"2": 2**64 - 1},
            tables.IF_IN_OCTETS: {"2": 5, "99": 7},
            tables.IF_OUT_OCTETS: {"2": 6, "134217728": 8},
            tables.IF_OPER_STATUS: {"2": 3},
            tables.IF_IN_ERRORS: {"2": -5},
        }
    )

    first, late, last = rows
    assert (late.if_index, late.name, late.in_octets) == (99, None, 7)
    assert (first.if_index, first.name, first.alias) == (2, "GE0/0/1", None)
    assert (first.is_up, first.speed_bps) == (False, 100_000_000)
    assert (first.in_octets, first.out_octets) == (2**64 - 1, 6)
    assert (first.counter_bits, first.in_errors_count) == (64, None)
    assert (last.if_index, last.is_up) == (134_217_728, None)
    assert (last.in_octets, last.out_octets, last.counter_bits) == (None, 8, 32)


@pytest.mark.parametrize(
    ("high_speed", "speed", "told"),
    [
        (10_000_000, None, 10**13),
        (10_000_001, None, None),
        (2**64 - 1, 100, None),
        (0, 2**64 - 1, None),
        (None, 2**32 - 1, 2**32 - 1),
        (0, None, 0),
        (None, None, None),
    ],
)
def test_a_speed_that_no_port_has_is_none(
    high_speed: int | None, speed: int | None, told: int | None
) -> None:
    assert tables.to_speed_bps(high_speed, speed) == told


def test_more_clients_than_there_can_be_are_not_counted() -> None:
    zd = way("ruckus-zonedirector", Measure.CLIENTS, "wlan")
    rows: dict[str, Value] = {"1": 1_000_000, "2": 1_000_001, "3": 2**64 - 1, "4": -1}

    radios = to_radios(zd, data(zd, value=rows))

    assert radios is not None
    assert [each.clients_count for each in radios] == [1_000_000, None, None, None]


def test_no_table_is_no_rows() -> None:
    assert to_interfaces({}) == ()


def test_counts_are_read_whatever_their_type_and_names_are_kept_apart() -> None:
    zd = way("ruckus-zonedirector", Measure.CLIENTS, "wlan")
    same: dict[str, Value] = {"1": b"<private>", "2": b"<private>"}

    radios = to_radios(zd, data(zd, value={"1": 0, "2": b"22"}, label=same))

    assert radios == (
        RadioReading("1 <private>", 0),
        RadioReading("2 <private>", 22),
    )


def test_rows_of_clients_are_counted_by_radio() -> None:
    wifi = way("mikrotik-routeros", Measure.CLIENTS, "wifi")
    rows: dict[str, Value] = {f"0.0.0.0.0.{n}.{n % 2 + 1}": b"ssid" for n in range(3)}

    assert to_radios(wifi, data(wifi, value=rows)) == (
        RadioReading("1", 2),
        RadioReading("2", 1),
    )


def test_an_empty_client_table_is_nobody_and_an_absent_one_is_unknown() -> None:
    instant = way("aruba-instant", Measure.CLIENTS, "rows")

    present = to_radios(instant, data(instant, presence={"0.0.0.0.0.1.0": b"x" * 6}))
    absent = to_radios(instant, {})

    assert to_wifi(None, present, None, (), adds_up=False).clients_count == 0
    assert to_wifi(None, absent, None, (), adds_up=False).clients_count is None


def test_the_devices_own_total_comes_before_the_sum() -> None:
    radios = (RadioReading("1", 5), RadioReading("2", None))

    assert to_wifi(7, radios, None, (), adds_up=False).clients_count == 7
    assert to_wifi(None, radios, None, (), adds_up=False).clients_count == 5
    assert to_wifi(7, radios, None, (), adds_up=True).clients_count == 5
    assert to_wifi(7, None, None, (), adds_up=True).clients_count == 7


def test_the_word_of_an_extend_is_in_its_index() -> None:
    total = way("openwrt", Measure.CLIENTS_TOTAL)
    rows: dict[str, Value] = {
        ".".join(map(str, [len(name), *name.encode()])): value
        for name, value in {
            "clients-wlan": b"3",
            "clients-wlan0": b"2",
            "distro": b"OpenWrt 21",
        }.items()
    }
    each = way("openwrt", Measure.CLIENTS)

    assert to_total(total, data(total, value=rows)) == 3
    assert to_radios(each, data(each, value=rows)) == (
        RadioReading("clients-wlan0", 2),
    )


def test_access_points_are_told_by_mac_and_counted_when_joined() -> None:
    zone = way("ruckus-smartzone", Measure.APS)
    index = ["6.0.1.2.3.4.5", "6.0.1.2.3.4.6", "6.0.1.2.3.4.7"]
    points = to_access_points(
        zone,
        data(
            zone,
            label=dict.fromkeys(index, b"hall"),
            state={index[0]: b"Connect", index[1]: b"Disconnect"},
            value={index[0]: 4},
        ),
    )

    assert [each.mac for each in points] == [f"00:01:02:03:04:0{n}" for n in (5, 6, 7)]
    assert [each.is_joined for each in points] == [True, False, None]
    assert (points[0].name, points[0].clients_count) == ("hall", 4)
    assert joined_count(points) == 1
    assert joined_count(()) is None


def test_neighbours_are_those_with_a_real_mac() -> None:
    rows: dict[str, Value] = {
        "2.10.0.0.9": b"\0\x01\x02\x03\x04\x05",
        "2.10.0.0.8": b"",
        "2.10.0.0.7": b"\0" * 6,
        "2.10": b"\0\x01\x02\x03\x04\x05",
    }

    assert [(each.mac, each.address) for each in to_neighbours(rows)] == [
        ("00:01:02:03:04:05", "10.0.0.9")
    ]
