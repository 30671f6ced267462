"""What follows from readings: rows, reports of access points, slots."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest

from collectors.rates.keeper import RateKeeper
from inventory.model import Controller, Register
from inventory.targets import to_reported_targets, to_targets
from netmon.core.model import (
    DeviceId,
    Echoes,
    Method,
    Outcome,
    Probe,
    Role,
    SiteCode,
    Target,
)
from netmon.core.reading import (
    ApReading,
    DeviceReading,
    InterfaceReading,
    NeighbourReading,
    WifiReading,
)
from netmon.core.schema import INTERFACE, PING, WIFI, Sample
from netmon.service.readings import ReadingDesk
from netmon.service.sampling import MOST_WAITING, Sampler
from netmon.status.board import Board
from netmon.status.fleet_slot import SlotBook
from netmon.store.faults import StoreUnwritable
from tests.live import NOON, HandClock
from tests.unit.small_register import FIRST, small_register

pytestmark = pytest.mark.anyio

TODAY = date(2026, 11, 20)


@dataclass
class Desk:
    """A desk with everything it gives."""

    register: Register
    clock: HandClock = field(default_factory=HandClock)
    heard: list[Probe] = field(default_factory=list)
    rows: list[Sample] = field(default_factory=list)
    slots: SlotBook = field(default_factory=SlotBook)
    made: ReadingDesk = field(init=False)

    def __post_init__(self) -> None:
        sampler = Sampler()
        sampler.add = self.rows.extend  # type: ignore[method-assign]
        self.made = ReadingDesk(
            self.clock, sampler, self.slots, RateKeeper(60.0), self.heard.append
        )
        targets = to_targets(self.register, TODAY)
        self.made.assign(self.register, TODAY, targets)

    def of(self, measurement: str) -> list[Sample]:
        return [each for each in self.rows if each.measurement == measurement]


def router_of(register: Register) -> Target:
    return next(
        each for each in to_targets(register, TODAY) if each.role is Role.ROUTER
    )


def reading(device: str, **parts: object) -> DeviceReading:
    made = DeviceReading(DeviceId(device), NOON, 0.1, "generic", "unknown")
    return replace(made, **parts)  # type: ignore[arg-type]


def port(octets: int) -> tuple[InterfaceReading, ...]:
    return (
        InterfaceReading(
            7,
            "wan",
            is_up=True,
            speed_bps=1_000_000_000,
            in_octets=octets,
            out_octets=octets // 2,
            counter_bits=64,
        ),
    )


def test_two_readings_of_a_router_make_a_rate() -> None:
    desk = Desk(small_register())
    router = router_of(desk.register)
    first = reading(router.device, uptime_s=1000.0, interfaces=port(0), wan_if_index=7)
    second = replace(
        first,
        at=NOON + timedelta(seconds=60),
        uptime_s=1060.0,
        interfaces=port(60_000_000),
    )

    desk.made.take(router, first)
    desk.made.take(router, second)

    names = list(INTERFACE.fields)
    rates = [row.values[names.index("in_bps")] for row in desk.of("interface")]
    assert rates == [None, pytest.approx(8_000_000)]
    assert desk.of("interface")[1].tags == (FIRST, router.device)
    assert len(desk.of("device")) == 2


def test_echoes_become_a_row_even_when_none_came_back() -> None:
    desk = Desk(small_register())
    router = router_of(desk.register)
    silent = Probe(
        router.device,
        Method.ICMP,
        NOON,
        Outcome.SILENT,
        2.0,
        "timeout",
        Echoes((None, None, None)),
    )
    late = replace(
        silent, outcome=Outcome.ANSWERED, echoes=Echoes((0.01, 0.03), is_timed=False)
    )

    for probe in (silent, late):
        desk.made.hear(probe)
    desk.made.hear(replace(silent, echoes=None, outcome=Outcome.NOT_MEASURED))
    desk.made.hear(replace(silent, device=DeviceId("a node")))

    assert [row.measurement for row in desk.rows] == [PING.name] * 2
    assert desk.rows[0].values == (3, 0, None, None, None, None, 1.0)
    assert desk.rows[1].values == (2, 2, None, None, None, None, 0.0)
    assert len(desk.heard) == 4


def behind(register: Register, reporter: str) -> list[Target]:
    desk = Desk(register).made
    return [
        each
        for each in to_reported_targets(register, TODAY)
        if desk.reporters[each.device] == reporter
    ]


def with_controller(register: Register) -> Register:
    controllers = {
        point.controller: Controller(
            DeviceId(point.controller), "Huawei", "AC6605", "198.18.9.9"
        )
        for points in register.access_points.values()
        for point in points
        if point.controller
    }
    return replace(register, controllers=controllers)


def with_macs(register: Register) -> Register:
    points = {
        site: tuple(replace(each, mac=each.mac or "02:00:5e:00:00:0f") for each in them)
        for site, them in register.access_points.items()
    }
    return replace(register, access_points=points)


def test_a_controller_tells_of_its_access_points_and_strangers_are_kept() -> None:
    register = with_controller(small_register())
    name = next(iter(register.controllers))
    [target] = behind(register, name)
    mac = _mac_of(register, target.device)
    desk = Desk(register)
    controller = Target(
        DeviceId(name), SiteCode(""), Role.CONTROLLER, "198.18.9.9", (Method.SNMP,)
    )
    stranger = ApReading("02:ff:ff:ff:ff:ff", "cellar", is_joined=True, clients_count=3)

    for is_joined in (True, False):
        mine = ApReading(mac, "x", is_joined=is_joined, clients_count=12)
        wifi = WifiReading(access_points=(mine, stranger))
        desk.made.take(controller, reading(name, wifi=wifi))

    assert [(each.device, each.outcome, each.reason) for each in desk.heard] == [
        (target.device, Outcome.ANSWERED, ""),
        (target.device, Outcome.SILENT, "not_joined"),
    ]
    assert desk.made.strangers == {name: (stranger,)}
    assert [row.tags for row in desk.of("wifi")] == [(target.site, target.device)] * 2
    assert [row.values for row in desk.of("wifi")] == [(12, 1, 1), (None, 0, 1)]


@pytest.fixture
def heard_by_router() -> tuple[Desk, Target, Callable[..., DeviceReading]]:
    register = with_macs(small_register())
    router = router_of(register)
    [target] = behind(register, router.device)
    desk, mac = Desk(register), _mac_of(register, target.device)

    def told(*, is_there: bool, is_partial: bool = False) -> DeviceReading:
        found = (NeighbourReading(mac, "arp", "10.0.0.2"),) if is_there else ()
        return reading(router.device, neighbours=found, is_partial=is_partial)

    return desk, target, told


def test_a_router_tells_of_whom_it_hears(
    heard_by_router: tuple[Desk, Target, Callable[..., DeviceReading]],
) -> None:
    desk, target, told = heard_by_router
    router = router_of(desk.register)
    assert desk.made.listeners == {router.device}

    desk.made.take(router, told(is_there=False))
    assert desk.heard == []  # it never heard it: that says nothing
    desk.made.take(router, told(is_there=True))
    desk.made.take(router, told(is_there=False, is_partial=True))
    desk.made.take(router, told(is_there=False))

    assert [(each.device, each.outcome, each.reason) for each in desk.heard] == [
        (target.device, Outcome.ANSWERED, "heard_by_arp"),
        (target.device, Outcome.SILENT, "not_heard"),
    ]


def test_a_slot_adds_up_to_all_sites_and_forgets_what_was_before() -> None:
    register = small_register()
    board, slots = Board(register, [FIRST]), SlotBook()
    router = router_of(register).device
    slots.flow(FIRST, 8e6, None)
    slots.clients(FIRST, router, 4)
    slots.clients(FIRST, DeviceId("ap"), 5)
    slots.ping(FIRST, 0.02, 0.5)

    first = list(slots.close(board, NOON))
    second = list(slots.close(board, NOON))

    fleet = [each for each in first if each.measurement == "fleet"]
    assert sum(int(row.values[0] or 0) for row in fleet) == len(register.sites)
    states = [each for each in first if each.measurement == "site_state"]
    assert [each.tags for each in states] == [(code,) for code in register.sites]
    [wifi] = [each for each in first if each.measurement == WIFI.name]
    assert (wifi.tags, wifi.values[0]) == ((FIRST, router), 9)
    flows = [row.values[7:] for row in fleet if row.values[7] is not None]
    assert flows == [(9, 8e6, None, 0.02, 0.5)]
    assert all(row.measurement != WIFI.name for row in second)


class Disk:
    """A sample log whose disk takes nothing at first."""

    def __init__(self) -> None:
        self.is_full = True
        self.kept: list[Sample] = []

    async def append(self, samples: list[Sample]) -> None:
        if self.is_full:
            raise StoreUnwritable("no room")
        self.kept += samples


async def test_samples_wait_for_a_full_disk_and_the_oldest_go_first() -> None:
    disk, sampler = Disk(), Sampler()
    rows = [
        Sample("poller", NOON + timedelta(seconds=n), (str(n),), (n,)) for n in range(3)
    ]

    sampler.add(rows[:2])
    await sampler.flush(disk)  # type: ignore[arg-type]
    assert (sampler.waiting_count, sampler.write_error) == (2, "no room")
    sampler.add([rows[2]] * (MOST_WAITING - 1))
    assert (sampler.waiting_count, sampler.dropped_count) == (MOST_WAITING, 1)
    disk.is_full = False
    await sampler.flush(disk)  # type: ignore[arg-type]

    assert disk.kept[:2] == [rows[1], rows[2]]
    assert (sampler.waiting_count, sampler.write_error) == (0, "")


def _mac_of(register: Register, device: DeviceId) -> str:
    return next(
        point.mac
        for points in register.access_points.values()
        for point in points
        if point.id == device
    )
