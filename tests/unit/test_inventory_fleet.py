"""The made-up national fleet: its size, its mix, its network, its addresses."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

import pytest

from inventory.fleet import FLEET_SIZE, LARGEST_FLEET, make_fleet
from inventory.fleet.loopback import to_loopback
from inventory.fleet.sites import FIRST_DAY, LAST_DAY
from inventory.fleet.topology import CUT_PROVINCES, CUT_SITES, CUT_TRUNK
from inventory.model import NodeKind, Register, SeenBy, Site
from inventory.sheets.dump import dump_csv
from inventory.targets import to_controller_targets, to_targets
from netmon.core.model import Method, Role

FLEET = make_fleet()
POINTS = [one for group in FLEET.access_points.values() for one in group]
DIGEST = "58b82e736fb50f6e13c023c1ec786559adcc163cfe7df8fc9e5486996e2f9ec8"
TODAY = date(2026, 1, 1)


@cache
def fleet_of(size: int) -> Register:
    """Return a fleet made once: the largest takes seconds, and nobody changes it."""
    return make_fleet(size=size)


def digest(register: Register, directory: Path) -> str:
    dump_csv(register, directory)
    found = hashlib.sha256()
    for path in sorted(directory.iterdir()):
        found.update(path.read_bytes())
    return found.hexdigest()


def addresses(register: Register) -> list[str]:
    devices = [target.address for target in to_targets(register, TODAY)]
    return devices + [one.address for one in register.nodes.values() if one.address]


def trunks_above(register: Register, site: Site) -> set[str]:
    return {trunk for code in site.parents for trunk in register.nodes[code].parents}


def test_the_same_seed_gives_the_same_fleet_everywhere(tmp_path: Path) -> None:
    assert digest(make_fleet(), tmp_path) == DIGEST


def test_another_seed_gives_another_fleet() -> None:
    assert make_fleet(seed=1, size=100) != make_fleet(seed=2, size=100)


def test_the_nation_has_its_sites_in_every_province_and_in_the_given_mix() -> None:
    assert len(FLEET.sites) == FLEET_SIZE == 8_255
    assert {site.province for site in FLEET.sites.values()} == set(FLEET.provinces)
    assert Counter(site.site_type.value for site in FLEET.sites.values()) == {
        "learning_centre": 5900,
        "library": 860,
        "farm_centre": 620,
        "digital_centre": 500,
        "border_police_school": 180,
        "justice_centre": 75,
        "welfare_school": 60,
        "hospital": 60,
    }


@pytest.mark.parametrize("size", [1, 8, 76, 77, 1000, LARGEST_FLEET])
def test_any_size_is_met_exactly(size: int) -> None:
    fleet = fleet_of(size)

    assert len(fleet.sites) == len(fleet.routers) == len(fleet.access_points) == size
    assert len(set(addresses(fleet))) == len(addresses(fleet))


def test_the_smallest_fleet_of_all_provinces_has_one_site_in_each() -> None:
    fleet = make_fleet(size=77)

    assert {site.province for site in fleet.sites.values()} == set(fleet.provinces)


@pytest.mark.parametrize("size", [0, LARGEST_FLEET + 1])
def test_an_impossible_size_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="a fleet has 1 to 66000 sites"):
        make_fleet(size=size)


def test_codes_and_ids_have_their_form() -> None:
    code, site = next(iter(FLEET.sites.items()))

    assert code == site.code == "PI-10-00001"
    assert FLEET.routers[code].id == "PI-10-00001/router"
    assert FLEET.access_points[code][0].id == "PI-10-00001/ap1"


def test_border_schools_stand_at_the_border() -> None:
    schools = [
        site.province
        for site in FLEET.sites.values()
        if site.site_type.value == "border_police_school"
    ]

    assert "10" not in schools
    assert len(set(schools)) <= 31


def test_sites_lie_in_thailand_near_the_centre_of_their_province() -> None:
    for site in FLEET.sites.values():
        centre = FLEET.provinces[site.province]
        assert site.lat is not None
        assert site.lon is not None
        assert abs(site.lat - centre.lat) < 0.4
        assert abs(site.lon - centre.lon) < 0.4


def test_every_site_is_in_service_and_some_keep_hours() -> None:
    days = [site.in_service_from for site in FLEET.sites.values()]
    with_hours = [site for site in FLEET.sites.values() if site.service_hours]

    assert all(day and FIRST_DAY <= day <= LAST_DAY for day in days)
    assert 0.13 < len(with_hours) / FLEET_SIZE < 0.17


def test_nine_contracts_of_four_providers_and_five_vendors() -> None:
    assert len(FLEET.contracts) == 9
    assert len({one.provider for one in FLEET.contracts.values()}) == 4
    vendors = {router.vendor for router in FLEET.routers.values()}
    assert vendors == {"MikroTik", "Cisco", "Huawei", "Ubiquiti", "Juniper"}


def test_access_points_are_mixed_ten_sixty_thirty() -> None:
    counts = Counter(point.seen_by for point in POINTS)

    assert abs(counts[SeenBy.TUNNEL] - len(POINTS) * 0.1) <= 1
    assert abs(counts[SeenBy.CONTROLLER] - len(POINTS) * 0.6) <= 1
    assert {len(group) for group in FLEET.access_points.values()} == {1, 2, 3}
    assert len({point.controller for point in POINTS if point.controller}) > 3


def test_an_access_point_has_only_what_its_way_needs() -> None:
    for point in POINTS:
        assert (point.address is not None) == (point.seen_by is SeenBy.TUNNEL)
        assert (point.controller is not None) == (point.seen_by is SeenBy.CONTROLLER)


def test_the_controller_an_access_point_names_can_be_asked_and_is_of_its_vendor() -> (
    None
):
    for point in POINTS:
        if point.controller is not None:
            controller = FLEET.controllers[point.controller]
            assert controller.vendor == point.vendor
            assert controller.address is not None
    targets = to_controller_targets(FLEET)
    assert [target.device for target in targets] == list(FLEET.controllers)
    assert {target.role for target in targets} == {Role.CONTROLLER}


def test_mac_addresses_are_unique_and_locally_administered() -> None:
    assert len({point.mac for point in POINTS}) == len(POINTS)
    assert all(int(point.mac[:2], 16) & 3 == 2 for point in POINTS)


def test_addresses_lie_in_the_twin_and_outside_the_pollers_own_ends() -> None:
    network = IPv4Network("198.18.0.0/15")
    ends = (IPv4Network("198.18.0.0/24"), IPv4Network("198.19.255.0/24"))
    for text in addresses(fleet_of(LARGEST_FLEET)):
        address = IPv4Address(text)
        assert address in network
        assert not any(address in end for end in ends)
        assert int(address) % 256 not in (0, 255)


def test_the_network_is_a_tree_from_provider_to_site() -> None:
    above = {
        NodeKind.AGGREGATION: NodeKind.TRUNK,
        NodeKind.TRUNK: NodeKind.PROVIDER,
    }
    for node in FLEET.nodes.values():
        kinds = {FLEET.nodes[parent].kind for parent in node.parents}
        assert kinds == ({above[node.kind]} if node.kind in above else set())
    for site in FLEET.sites.values():
        assert {FLEET.nodes[code].kind for code in site.parents} == {
            NodeKind.AGGREGATION
        }


def test_a_node_serves_its_own_province_and_provider() -> None:
    for site in FLEET.sites.values():
        assert all(code.startswith(f"AGG-{site.province}-") for code in site.parents)
        (provider,) = {
            FLEET.nodes[code].parents[0] for code in trunks_above(FLEET, site)
        }
        assert FLEET.nodes[provider].name == FLEET.contracts[site.contract].provider


def test_aggregation_nodes_are_of_a_plausible_size() -> None:
    sizes = Counter(site.parents[0] for site in FLEET.sites.values())

    assert min(sizes.values()) >= 16
    assert max(sizes.values()) <= 64


def test_some_sites_have_two_parents() -> None:
    counts = Counter(len(site.parents) for site in FLEET.sites.values())

    assert set(counts) == {1, 2}
    assert 100 < counts[2] < 1000


@pytest.mark.parametrize("size", [FLEET_SIZE, LARGEST_FLEET])
def test_exactly_512_sites_of_two_provinces_hang_from_the_trunk_to_cut(
    size: int,
) -> None:
    fleet = fleet_of(size)

    behind = [
        site for site in fleet.sites.values() if CUT_TRUNK in trunks_above(fleet, site)
    ]

    assert len(behind) == CUT_SITES == 512
    assert {site.province for site in behind} == set(CUT_PROVINCES)
    assert all(trunks_above(fleet, site) == {CUT_TRUNK} for site in behind)


def test_targets_are_routers_and_tunnelled_access_points_in_site_order() -> None:
    targets = to_targets(FLEET, TODAY)

    tunnels = [point for point in POINTS if point.seen_by is SeenBy.TUNNEL]
    assert [one.site for one in targets] == sorted(one.site for one in targets)
    assert Counter(one.role for one in targets) == {
        Role.ROUTER: 8_255,
        Role.ACCESS_POINT: len(tunnels),
    }
    assert {one.methods for one in targets if one.role is Role.ACCESS_POINT} == {
        (Method.ICMP,)
    }


def test_a_site_is_looked_at_from_its_first_day_of_service() -> None:
    fleet = make_fleet(size=1)
    (code,) = fleet.sites
    planned = replace(fleet.sites[code], in_service_from=TODAY)
    unknown = replace(planned, in_service_from=None)

    fleet = replace(fleet, sites={code: planned})

    assert to_targets(fleet, TODAY - timedelta(days=1)) == ()
    assert len(to_targets(fleet, TODAY)) >= 1
    assert to_targets(replace(fleet, sites={code: unknown}), TODAY) == ()


def test_the_loopback_fleet_asks_routers_by_snmp_alone() -> None:
    fleet = to_loopback(FLEET, snmp_port=16100)

    targets = to_targets(fleet, TODAY)

    assert len(targets) == 8_255
    assert {one.methods for one in targets} == {(Method.SNMP,)}
    assert {one.snmp.port for one in targets} == {16100}
    assert all(one.startswith(("127.18.", "127.19.")) for one in addresses(fleet))
    assert list(fleet.sites.items()) == list(FLEET.sites.items())


def test_other_addresses_cannot_be_moved_to_loopback() -> None:
    moved = to_loopback(make_fleet(size=1), snmp_port=16100)

    with pytest.raises(ValueError, match="only addresses of 198"):
        to_loopback(moved, snmp_port=16100)
