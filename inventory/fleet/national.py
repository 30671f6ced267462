"""A made-up national fleet: the same seed gives the same fleet, to the last byte."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from random import Random

from inventory.fleet.addresses import controller_address, device_address
from inventory.fleet.plan import ContractPlan, FleetPlan, load_plan, share_out
from inventory.fleet.sites import make_sites
from inventory.fleet.topology import connect
from inventory.model import AccessPoint, Controller, Register, Router, SeenBy, Site
from inventory.ordering import Parts, to_register
from inventory.provinces import load_provinces
from netmon.core.model import DeviceId

FLEET_SEED = 2569
FLEET_SIZE = 8_255
LARGEST_FLEET = 66_000
"""More would not fit into the twin's network with their access points."""

_SEEN_BY_SHARES = {SeenBy.TUNNEL: 10, SeenBy.CONTROLLER: 60, SeenBy.ROUTER: 30}
_ACCESS_POINT_COUNTS = (1, 1, 1, 1, 1, 2, 2, 2, 3, 3)
"""How many a site has, drawn evenly: 1.6 on average."""


def make_fleet(seed: int = FLEET_SEED, size: int = FLEET_SIZE) -> Register:
    """Return a fleet of exactly `size` sites, 1 to LARGEST_FLEET, at version 0.

    Everything but the provinces is invented. All addresses lie in 198.18.0.0/15,
    outside 198.18.0.0/24 and 198.19.255.0/24, which are the poller's own.

    Raises:
        ValueError: `size` is out of range.
    """
    if not 1 <= size <= LARGEST_FLEET:
        message = f"a fleet has 1 to {LARGEST_FLEET} sites, not {size}"
        raise ValueError(message)
    plan = load_plan()
    nodes, sites = connect(plan, seed, make_sites(plan, seed, size))
    contracts = {entry.contract.code: entry for entry in plan.contracts}
    rng = Random(f"{seed}/devices")  # noqa: S311  a made-up fleet, not a secret
    addresses = map(device_address, count())
    parts = Parts(
        provinces=load_provinces().values(),
        contracts=[entry.contract for entry in plan.contracts],
        nodes=nodes,
        sites=sites,
        routers=list(_make_routers(rng, sites, contracts, addresses)),
        access_points=list(_make_points(rng, sites, plan, addresses)),
        controllers=list(_make_controllers(plan)),
    )
    return to_register(parts)


def _make_routers(
    rng: Random,
    sites: Iterable[Site],
    contracts: Mapping[str, ContractPlan],
    addresses: Iterator[str],
) -> Iterator[Router]:
    for site in sites:
        product = rng.choice(contracts[site.contract].routers)
        vendor, model = product.split(" ", maxsplit=1)
        device = DeviceId(f"{site.code}/router")
        yield Router(device, site.code, vendor, model, next(addresses))


def _make_points(
    rng: Random, sites: Iterable[Site], plan: FleetPlan, addresses: Iterator[str]
) -> Iterator[AccessPoint]:
    places = [
        (site, number)
        for site in sites
        for number in range(1, rng.choice(_ACCESS_POINT_COUNTS) + 1)
    ]
    contracts = {entry.contract.code: entry for entry in plan.contracts}
    controllers = _controller_names(plan)
    ways = _draw_ways(rng, len(places))
    for serial, ((site, number), seen_by) in enumerate(zip(places, ways, strict=True)):
        contract = contracts[site.contract]
        product = rng.choice(contract.access_points)
        if seen_by is SeenBy.CONTROLLER:
            product = contract.managed_access_point
        vendor, model = product.split(" ", maxsplit=1)
        yield AccessPoint(
            id=DeviceId(f"{site.code}/ap{number}"),
            site=site.code,
            vendor=vendor,
            model=model,
            mac=_mac(serial),
            seen_by=seen_by,
            address=next(addresses) if seen_by is SeenBy.TUNNEL else None,
            controller=(
                controllers[site.contract] if seen_by is SeenBy.CONTROLLER else None
            ),
        )


def _controller_names(plan: FleetPlan) -> dict[str, DeviceId]:
    """Return the name of each contract's controller, keyed by contract code."""
    return {
        entry.contract.code: DeviceId(f"WLC-{number:02}")
        for number, entry in enumerate(plan.contracts, start=1)
    }


def _make_controllers(plan: FleetPlan) -> Iterator[Controller]:
    names = _controller_names(plan)
    for number, entry in enumerate(plan.contracts):
        vendor, model = entry.controller.split(" ", maxsplit=1)
        name = names[entry.contract.code]
        yield Controller(name, vendor, model, controller_address(number))


def _draw_ways(rng: Random, size: int) -> list[SeenBy]:
    """Return how each of `size` access points is seen; the national mix is exact."""
    shares = share_out(size, list(_SEEN_BY_SHARES.values()))
    ways = [
        way
        for way, share in zip(_SEEN_BY_SHARES, shares, strict=True)
        for _ in range(share)
    ]
    rng.shuffle(ways)
    return ways


def _mac(serial: int) -> str:
    """Return a locally administered address; an odd factor keeps 24 bits unique."""
    low = serial * 0x9E3779B1 % 2**24
    return f"02:00:5e:{low >> 16:02x}:{low >> 8 & 255:02x}:{low & 255:02x}"
