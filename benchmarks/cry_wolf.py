"""A trunk of 512 sites cut, a blind poller, and the whole nation dark, at full size."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import func, select

from benchmarks.running import Service, service
from benchmarks.table import Report
from inventory.fleet import make_fleet
from inventory.fleet.topology import CUT_SITES, CUT_TRUNK
from netmon.core.settings import Settings
from netmon.database import make_engine, reading
from netmon.home import database_url
from netmon.status.incident_tables import incident, outbox
from netmon.status.tables import outage
from netmon.twin import namespace
from netmon.twin.network import TwinNetwork

BLIND_S = 600
PATIENCE_S = 180


def run() -> Report:
    report = Report("Never cry wolf: 8,255 sites")
    namespace.enter()
    fleet = make_fleet()
    with (
        tempfile.TemporaryDirectory() as folder,
        TwinNetwork(fleet) as twin,
        service(Path(folder), fleet) as running,
    ):
        _cut_trunk(report, twin, running)
        _go_blind(report, twin, running)
        _darken(report, twin, running, list(fleet.sites))
    return report


def _cut_trunk(report: Report, twin: TwinNetwork, running: Service) -> None:
    fault = twin.cut_node(CUT_TRUNK)
    told_s = _until(lambda: _count(running, outbox) == 1)
    report.add("trunk cut: time to the notification", told_s, "s", 60)
    down_s = _until(lambda: _states(running)["down"] == CUT_SITES)
    report.add(
        f"trunk cut: time until all {CUT_SITES} are down", told_s + down_s, "s", 60
    )
    report.add("trunk cut: incidents", _count(running, incident), "", 1)
    report.add("trunk cut: rows in the outbox", _count(running, outbox), "", 1)
    twin.restore(fault)
    back_s = _until(lambda: _states(running)["up"] == _states(running)["total"])
    report.add("trunk restored: time until everything is up", back_s, "s")
    report.add("trunk cut: outages", _count(running, outage), "", CUT_SITES)


def _go_blind(report: Report, twin: TwinNetwork, running: Service) -> None:
    before = _count(running, outage), _count(running, incident)
    fault = twin.cut_wire()
    blind_s = _until(
        lambda: _states(running)["not_observed"] == _states(running)["total"]
    )
    report.add("blind poller: time until it knows", blind_s, "s")
    time.sleep(BLIND_S)
    twin.restore(fault)
    back_s = _until(lambda: _states(running)["up"] == _states(running)["total"])
    report.add("sight restored: time until everything is up", back_s, "s")
    outages = _count(running, outage) - before[0]
    report.add(f"blind for {BLIND_S} s: site outages", outages, "", 0)
    incidents = _count(running, incident) - before[1]
    report.add(f"blind for {BLIND_S} s: incidents", incidents, "", 1)


def _darken(
    report: Report, twin: TwinNetwork, running: Service, sites: list[Any]
) -> None:
    """Cut every line but not the trunks, in steps over 60 s: the eyes stay open."""
    cpu_s, began_s = running.cpu_s(), time.monotonic()
    for second in range(60):
        twin.cut_line(sites[second::60])
        time.sleep(max(0.0, began_s + second + 1 - time.monotonic()))
    settle_s = _until(lambda: _states(running)["down"] == len(sites))
    took_s = time.monotonic() - began_s
    report.add("all dark within 60 s: time to settle after the last", settle_s, "s")
    report.add("all dark: mean CPU", (running.cpu_s() - cpu_s) / took_s * 100, "% core")
    report.add("all dark: RSS", running.rss_bytes() / 2**20, "MiB")
    twin.restore()
    back_s = _until(lambda: _states(running)["up"] == len(sites))
    report.add("all lit: time until everything is up", back_s, "s")


def _until(condition: Callable[[], bool]) -> float:
    """Return the seconds until `condition` holds; infinite when it never does."""
    began_s = time.monotonic()
    while time.monotonic() - began_s < PATIENCE_S:
        if condition():
            return time.monotonic() - began_s
        time.sleep(0.25)
    return float("inf")


def _states(running: Service) -> dict[str, int]:
    answer = httpx.get(f"{running.url}/api/v1/summary", timeout=10)
    states: dict[str, int] = answer.json()["sites"]
    return states


def _count(running: Service, table: Any) -> int:
    async def ask() -> int:
        engine = make_engine(database_url(Settings(home=running.home)))
        try:
            async with reading(engine) as connection:
                found = await connection.scalar(select(func.count()).select_from(table))
        finally:
            await engine.dispose()
        return int(found or 0)

    return asyncio.run(ask())
