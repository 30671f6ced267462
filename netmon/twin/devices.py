"""Builds the nation's devices from the register; the same seed, the same nation."""

from __future__ import annotations

import random
from collections import defaultdict
from ipaddress import AddressValueError, IPv4Address
from typing import TYPE_CHECKING
from zlib import crc32

from inventory.model import AccessPoint, Controller, Node, Router, SeenBy
from netmon.core.errors import ConfigError
from netmon.core.model import DeviceId, SiteCode
from netmon.twin.device import BOOTS_MAX, Device, Kind, draw_life

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from ipaddress import IPv4Network

    from inventory.model import Register
    from netmon.twin.life import SiteLife

BASE_UPTIME_MAX_S = 300 * 86_400
"""Well below the 497.1 days at which sysUpTime wraps, so that a wrap is on purpose."""
STRANGERS_COUNT = 3
"""Access points a controller manages that are in no register."""

Row = Router | AccessPoint | Node | Controller


class Maker:
    """Makes devices of one nation."""

    def __init__(self, seed: int, now_s: float) -> None:
        self._seed = seed
        self._now_s = now_s

    def dice(self, name: str) -> random.Random:
        """Return dice of one name's own."""
        return random.Random(f"{self._seed}:{name}")  # noqa: S311  a simulation

    def device(self, row: Row, kind: Kind, life: SiteLife, number: int = 0) -> Device:
        """Return the device of a row of the register."""
        name = _name(row)
        dice = self.dice(name)
        device = Device(
            id=name,
            kind=kind,
            site=row.site if isinstance(row, Router | AccessPoint) else None,
            address=IPv4Address(row.address).packed if row.address else None,
            mac=_mac(row, name),
            vendor="Cisco" if isinstance(row, Node) else row.vendor,
            model="node" if isinstance(row, Node) else row.model,
            booted_s=self._now_s - dice.uniform(3600, BASE_UPTIME_MAX_S),
            boots=dice.randint(1, BOOTS_MAX),
            life=life,
            number=number,
        )
        if isinstance(row, Router | Controller):
            device.snmp_port = row.snmp.port
        if isinstance(row, Router):
            device.tcp_port = row.tcp_port
        return device


def make_devices(register: Register, seed: int, now_s: float) -> Iterator[Device]:
    """Yield every box of `register`."""
    maker = Maker(seed, now_s)
    managed: dict[str, list[Device]] = defaultdict(list)
    for site in sorted(register.routers.keys() | register.access_points.keys()):
        yield from _of_site(register, site, maker, managed)
    for node in register.nodes.values():
        yield maker.device(node, "node", draw_life(maker.dice(node.code), []))
    for controller in register.controllers.values():
        yield _controller(controller, maker, managed[controller.name])


def _of_site(
    register: Register, site: SiteCode, maker: Maker, managed: dict[str, list[Device]]
) -> Iterator[Device]:
    """Yield the router of a site and its access points, which live one life."""
    rows = register.access_points.get(site, ())
    dice = maker.dice(f"life of {site}")
    life = draw_life(dice, [dice.uniform(0.5, 1.5) for _ in rows])
    points = tuple(
        maker.device(row, "access_point", life, number)
        for number, row in enumerate(rows, start=1)
    )
    router = register.routers.get(site)
    if router is not None:
        device = maker.device(router, "router", life)
        device.points = points
        yield device
    for row, point in zip(rows, points, strict=True):
        if row.controller is not None:
            managed[row.controller].append(point)
    yield from points


def _controller(row: Controller, maker: Maker, points: list[Device]) -> Device:
    """Return a controller that manages `points` and a few that are in no register."""
    device = maker.device(row, "controller", draw_life(maker.dice(row.name), []))
    strangers = []
    for number in range(1, STRANGERS_COUNT + 1):
        name = DeviceId(f"{row.name}/stranger{number}")
        model = points[0].model if points else "AP"
        place = AccessPoint(
            name, SiteCode(""), row.vendor, model, "", SeenBy.CONTROLLER
        )
        life = draw_life(maker.dice(name), [1.0])
        strangers.append(maker.device(place, "access_point", life, 1))
    device.points = tuple(sorted((*points, *strangers), key=lambda point: point.mac))
    return device


def _name(row: Row) -> DeviceId:
    if isinstance(row, Node):
        return DeviceId(row.code)
    return row.name if isinstance(row, Controller) else row.id


def _mac(row: Row, name: str) -> bytes:
    """Return the MAC address of a row, made up where the register has none."""
    if isinstance(row, AccessPoint) and row.mac:
        return bytes.fromhex(row.mac.replace(":", ""))
    return b"\x02\x5e" + crc32(name.encode()).to_bytes(4, "big")


def check_addresses(
    register: Register, network: IPv4Network, reserved: frozenset[IPv4Address]
) -> None:
    """Return if every address of `register` can be answered for.

    Raises:
        ConfigError: An address is no literal of `network`, reserved, or used twice.
    """
    owners: dict[IPv4Address, str] = {}
    problems = []
    for owner, _, text in addressed(register):
        try:
            address = IPv4Address(text)
        except AddressValueError:
            problems.append(f"{owner}: expected an address of {network}, got {text!r}")
            continue
        if address not in network or address in reserved:
            problems.append(f"{owner}: expected an address of {network}, got {text}")
        if address in owners:
            problems.append(f"{owner}: {address} already belongs to {owners[address]}")
        owners[address] = owner
    if problems:
        raise ConfigError(*problems)


def addressed(register: Register) -> Iterator[tuple[str, DeviceId, str]]:
    """Yield name for people, device id and address of all that have one."""
    points = (one for group in register.access_points.values() for one in group)
    kinds: tuple[tuple[str, Iterable[Row]], ...] = (
        ("router", register.routers.values()),
        ("access point", points),
        ("controller", register.controllers.values()),
        ("node", register.nodes.values()),
    )
    for kind, rows in kinds:
        for row in rows:
            if row.address:
                name = _name(row)
                yield f"{kind} {name}", name, row.address
