"""What is read from the twin's devices over real packets, and what follows from it."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime
from pathlib import Path

import pytest

from inventory.model import Register, SeenBy
from netmon.core.model import Service, SiteCode
from netmon.core.schema import INTERFACE, Sample
from netmon.store.layout import FOLDER
from netmon.store.log_reader import LogReader
from netmon.twin.faults import Fault, FaultKind
from netmon.twin.network import TwinNetwork
from netmon.twin.truth import Volume, read_volumes
from tests.integration.running import Netmon, now

SIZE = 300
CAP = 1.05
"""Promise 8: no rate more than 5 % above the link's speed is ever stored."""


def newest(netmon: Netmon, measurement: str) -> dict[str, Sample]:
    """Return the newest row of each device."""

    async def read() -> dict[str, Sample]:
        reader = LogReader(netmon.home / FOLDER)
        try:
            rows = await reader.latest(measurement)
            return {row.tags[-1]: row for row in rows}
        finally:
            reader.close()

    return asyncio.run(read())


def value(row: Sample, field: str) -> float | int | bool | None:
    return row.values[list(INTERFACE.fields).index(field)]


def only_seen_by(fleet: Register, how: SeenBy) -> SiteCode:
    """Return a site all of whose access points are seen in one way."""
    return next(
        code
        for code, points in fleet.access_points.items()
        if points and all(point.seen_by is how and point.mac for point in points)
    )


def wifi_state(netmon: Netmon, site: SiteCode) -> str:
    state: str = netmon.get(f"/api/v1/sites/{site}").json()["wifi"]["state"]
    return state


@pytest.mark.parametrize("how", [SeenBy.CONTROLLER, SeenBy.ROUTER])
def test_access_points_nobody_can_ask_are_judged_by_who_tells_of_them(
    fleet: Register, twin: TwinNetwork, netmon: Netmon, how: SeenBy
) -> None:
    site = only_seen_by(fleet, how)
    points = tuple(point.id for point in fleet.access_points[site])
    netmon.wait(lambda: wifi_state(netmon, site) == "up", 60)

    began = now()
    fault = twin.apply(Fault(FaultKind.AP_OFF, devices=points))
    netmon.wait(lambda: wifi_state(netmon, site) == "down", 60)
    shown = netmon.get(f"/api/v1/sites/{site}").json()
    twin.restore(fault)
    netmon.wait(lambda: wifi_state(netmon, site) == "up", 60)

    assert shown["link"]["state"] == "up"
    [outage] = netmon.get("/api/v1/outages", site=site).json()["items"]
    assert outage["service"] == Service.WIFI
    assert datetime.fromisoformat(outage["started_at"]) >= began
    [detail] = [netmon.get(f"/api/v1/outages/{outage['id']}").json()]
    assert {each["method"] for each in detail["evidence"]} == {"report"}


SAID = {
    FaultKind.AP_OFF: "not_heard_unpowered",
    FaultKind.AP_HUNG: "not_heard_powered",
    FaultKind.POE_OFF: "not_heard_unpowered",
}


@pytest.mark.parametrize("kind", SAID)
def test_power_tells_a_hung_access_point_from_one_without_power(
    fleet: Register, twin: TwinNetwork, netmon: Netmon, kind: FaultKind
) -> None:
    """MikroTik tells which interface powers; Cisco only that some port does."""
    sites = {vendor: powered_by(fleet, vendor) for vendor in ("MikroTik", "Cisco")}
    points = [fleet.access_points[site][0].id for site in sites.values()]
    for site in sites.values():
        netmon.wait(lambda site=site: wifi_state(netmon, site) == "up", 60)

    twin.apply(Fault(kind, devices=tuple(points)))
    for site in sites.values():
        netmon.wait(lambda site=site: wifi_state(netmon, site) == "down", 60)

    assert reasons(netmon, sites["MikroTik"]) == {SAID[kind]}
    of_some_port = SAID[kind].replace("not_heard_powered", "not_heard")
    assert reasons(netmon, sites["Cisco"]) == {of_some_port}


def powered_by(fleet: Register, vendor: str) -> SiteCode:
    """Return a site whose one access point is seen and powered by its router."""
    return next(
        code
        for code, points in fleet.access_points.items()
        if len(points) == 1
        and points[0].seen_by is SeenBy.ROUTER
        and points[0].mac
        and fleet.routers[code].address
        and fleet.routers[code].vendor == vendor
    )


def reasons(netmon: Netmon, site: SiteCode) -> set[str]:
    """Return what is said of the access point in the evidence of the open outage."""
    [outage] = netmon.get("/api/v1/outages", site=site).json()["items"]
    detail = netmon.get(f"/api/v1/outages/{outage['id']}").json()
    return {each["reason"] for each in detail["evidence"]}


def test_rates_are_what_flowed_and_controllers_strangers_are_listed(
    fleet: Register, twin: TwinNetwork, netmon: Netmon, tmp_path: Path
) -> None:
    routers = {router.id: router for router in fleet.routers.values() if router.address}
    addresses = [str(router.address) for router in routers.values()]
    netmon.wait(lambda: len(_measured(netmon)) > 0.95 * SIZE, 90)

    twin.record_volumes(addresses)
    time.sleep(20)
    twin.record_volumes(addresses)
    rows = _measured(netmon)

    true_bps = _rates(read_volumes(tmp_path / "truth.jsonl"))
    compared = 0
    for device, row in rows.items():
        speed, rate = value(row, "speed_bps"), value(row, "in_bps")
        assert speed is not None
        assert rate is not None
        assert rate <= CAP * speed
        assert rate == pytest.approx(true_bps[device], rel=0.03, abs=2_000)
        compared += 1
    assert compared > 0.95 * SIZE
    reading = netmon.poller()["reading"]
    assert reading["strangers"]
    known = {p.mac for points in fleet.access_points.values() for p in points}
    assert not known & {each["mac"] for each in reading["strangers"]}
    assert (reading["dropped_count"], reading["error"]) == (0, "")
    [apart] = [job for job in netmon.poller()["jobs"] if job["is_apart"]]
    read_apart = len(fleet.controllers) + tunnel_count(fleet)
    assert (apart["method"], apart["target_count"]) == ("snmp", read_apart)
    assert apart["looked_total"] > 0
    assert 'netmon_looks_late_total{method="snmp_apart"}' in netmon.get("/metrics").text


def tunnel_count(fleet: Register) -> int:
    everybody = (each for points in fleet.access_points.values() for each in points)
    return sum(1 for each in everybody if each.address)


def test_a_rebooted_router_gives_no_figure_across_its_reboot(
    fleet: Register, twin: TwinNetwork, netmon: Netmon
) -> None:
    router = next(iter(fleet.routers.values()))
    netmon.wait(lambda: router.id in _measured(netmon), 60)
    breaks = netmon.poller()["reading"]["breaks"].get("rebooted", 0)

    twin.reboot([str(router.address)])

    netmon.wait(
        lambda: netmon.poller()["reading"]["breaks"].get("rebooted", 0) > breaks, 60
    )
    netmon.wait(lambda: router.id in _measured(netmon), 60)


def _measured(netmon: Netmon) -> dict[str, Sample]:
    """Return the newest rows that have a rate."""
    rows = newest(netmon, "interface")
    return {name: row for name, row in rows.items() if value(row, "in_bps") is not None}


def _rates(volumes: tuple[Volume, ...]) -> dict[str, float]:
    """Return the true mean download rate of each router, bits per second."""
    first: dict[str, Volume] = {}
    found: dict[str, float] = {}
    for each in volumes:
        before = first.setdefault(each.id, each)
        if each.at_s > before.at_s:
            octets = each.down_octets - before.down_octets
            found[each.id] = 8 * octets / (each.at_s - before.at_s)
    return found
