"""What devices tell of their own accord, and what truth keeps of volumes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from netmon.core.model import DeviceId, SiteCode
from netmon.twin import ber
from netmon.twin.device import Device
from netmon.twin.faults import Fault, FaultKind
from netmon.twin.nation import Nation
from netmon.twin.traps import Notifier
from netmon.twin.truth import TruthWriter, read_boots, read_volumes
from tests.registers import small_register
from tests.unit.twin_agents import IF_X, number

NOW_S = 50_000.0
ROUTER, POINT, SITE = DeviceId("S1/r"), DeviceId("S1/ap"), SiteCode("S1")
COLD_START, LINK_DOWN, LINK_UP = (
    ber.oid((1, 3, 6, 1, 6, 3, 1, 1, 5, kind)) for kind in (1, 3, 4)
)
WAN = (*IF_X, 6, 6)

Told = list[tuple[DeviceId, bytes]]


@pytest.fixture
def told() -> Told:
    return []


@pytest.fixture
def nation(told: Told, tmp_path: Path) -> Iterator[Nation]:
    def send(device: Device, datagram: bytes) -> None:
        told.append((device.id, datagram))

    writer = TruthWriter(tmp_path / "truth.jsonl")
    nation = Nation(small_register(), seed=1, now_s=NOW_S, truth=writer)
    nation.notifier = Notifier(send)
    yield nation
    writer.close()


def kinds(told: Told) -> list[tuple[DeviceId, bytes]]:
    known = (COLD_START, LINK_DOWN, LINK_UP)
    return [(who, kind) for who, said in told for kind in known if kind in said]


def test_a_boot_is_told_by_every_device_that_booted(nation: Nation, told: Told) -> None:
    cut = nation.apply(Fault(FaultKind.POWER_CUT, sites=(SITE,)), NOW_S)
    assert told == []

    nation.lift(cut, NOW_S + 60)

    assert sorted(kinds(told)) == [(POINT, COLD_START), (ROUTER, COLD_START)]


def test_a_line_that_flapped_tells_so_when_it_is_back(
    nation: Nation, told: Told
) -> None:
    cut = nation.apply(Fault(FaultKind.LINE_CUT, sites=(SITE,)), NOW_S)
    assert told == []

    nation.lift(cut, NOW_S + 60)

    assert kinds(told) == [(ROUTER, LINK_DOWN), (ROUTER, LINK_UP)]
    assert all(b"\x02\x01\x06" in said for _, said in told)  # ifIndex 6


def test_the_port_of_a_point_is_told_at_once(nation: Nation, told: Told) -> None:
    off = nation.apply(Fault(FaultKind.AP_OFF, devices=(POINT,)), NOW_S)
    assert kinds(told) == [(ROUTER, LINK_DOWN)]

    nation.lift(off, NOW_S + 60)

    assert kinds(told)[1:] == [(ROUTER, LINK_UP), (POINT, COLD_START)]


def test_a_silent_agent_tells_nothing(nation: Nation, told: Told) -> None:
    nation.apply(Fault(FaultKind.SNMP_SILENT, devices=(ROUTER,)), NOW_S)

    nation.boot([ROUTER], NOW_S)

    assert told == []


def test_volumes_are_what_flowed_whatever_counters_say(
    nation: Nation, tmp_path: Path
) -> None:
    router = nation.devices[ROUTER]
    nation.record_volumes([ROUTER], NOW_S)
    nation.record_volumes([ROUTER], NOW_S + 300)
    counted = number(router, WAN, NOW_S + 300) - number(router, WAN, NOW_S)
    nation.boot([ROUTER], NOW_S + 300)
    nation.record_volumes([ROUTER], NOW_S + 600)
    again = number(router, WAN, NOW_S + 600)

    first, second, third = read_volumes(tmp_path / "truth.jsonl")

    assert [v.at_s - NOW_S for v in (first, second, third)] == [0, 300, 600]
    assert second.down_octets - first.down_octets == pytest.approx(counted, abs=1)
    assert third.down_octets - second.down_octets == pytest.approx(again, abs=1)
    assert (third.up_octets - first.up_octets) * 0.85 == pytest.approx(
        (third.down_octets - first.down_octets) * 0.15
    )
    point = nation.devices[POINT]
    clients = [point.clients_count(radio, NOW_S) for radio in (0, 1)]
    assert first.clients_count == sum(clients) > 0
    assert len(read_boots(tmp_path / "truth.jsonl")) == 1
