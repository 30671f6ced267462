"""Promises 2 and 3 on real packets: one incident per cause, none of our blindness."""

from __future__ import annotations

import asyncio
import json
import signal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from inventory.fleet.topology import CUT_TRUNK
from inventory.model import Register
from netmon.core.settings import Settings
from netmon.database import make_engine, reading
from netmon.home import database_url
from netmon.status.incident_tables import incident, outbox
from netmon.status.topology import Topology
from netmon.twin.network import TwinNetwork
from tests.integration.running import Netmon

SIZE = 600


def rows(home: Path, table: Any) -> list[Any]:
    async def read() -> list[Any]:
        engine = make_engine(database_url(Settings(home=home)))
        try:
            async with reading(engine) as connection:
                return list((await connection.execute(select(table))).all())
        finally:
            await engine.dispose()

    return asyncio.run(read())


def behind(fleet: Register, node: str) -> set[str]:
    topology = Topology.of(fleet)
    return {
        site
        for site in fleet.sites
        if topology.blame(site, lambda each: each == node or None) == node
    }


def test_a_cut_trunk_is_one_incident_and_one_notification(
    fleet: Register, twin: TwinNetwork, netmon: Netmon
) -> None:
    dark = behind(fleet, CUT_TRUNK)
    assert len(dark) > 10

    fault = twin.cut_node(CUT_TRUNK)
    netmon.wait(lambda: netmon.counts()["down"] == len(dark))
    netmon.wait(lambda: len(rows(netmon.home, outbox)) > 0)
    told = rows(netmon.home, outbox)
    opened = rows(netmon.home, incident)
    assert [each.key for each in opened] == [f"node:{CUT_TRUNK}"], opened
    [cut] = opened

    assert (cut.key, cut.cause, cut.is_provisional) == (
        f"node:{CUT_TRUNK}",
        "trunk",
        True,
    )
    assert cut.open_count == cut.member_count == len(dark)
    assert [row.kind for row in told] == ["opened"]
    assert told[0].facts["behind_count"] == len(dark)
    twin.restore(fault)
    netmon.wait(lambda: netmon.counts()["up"] == SIZE)
    netmon.wait(lambda: len(rows(netmon.home, outbox)) == 2)
    [over] = rows(netmon.home, incident)
    assert over.closed_at is not None
    netmon.wait(lambda: len(_told(netmon)) == 2)
    assert [line["kind"] for line in _told(netmon)] == ["opened", "closed"]
    assert f"only from it: {len(dark)}" in _told(netmon)[0]["text_en"]


def _told(netmon: Netmon) -> list[dict[str, Any]]:
    path = netmon.home / "notifications.jsonl"
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_blind_poller_makes_one_incident_of_its_own_and_no_outage(
    twin: TwinNetwork, netmon: Netmon
) -> None:
    fault = twin.cut_wire()
    netmon.wait(lambda: netmon.counts()["not_observed"] == SIZE)
    [blind] = rows(netmon.home, incident)

    assert (blind.cause, blind.closed_at) == ("collector", None)
    assert netmon.get("/api/v1/outages").json()["items"] == []
    twin.restore(fault)
    netmon.wait(lambda: netmon.counts()["up"] == SIZE)
    [over] = rows(netmon.home, incident)
    assert over.closed_at is not None
    assert netmon.get("/api/v1/outages").json()["items"] == []


@pytest.mark.timeout(240)
def test_an_outage_that_spans_blindness_ends_by_evidence_only(
    fleet: Register, twin: TwinNetwork, netmon: Netmon
) -> None:
    stays, returns = list(fleet.sites)[5], list(fleet.sites)[6]
    first, second = twin.cut_line([stays]), twin.cut_line([returns])
    netmon.wait(lambda: netmon.counts()["down"] == 2)
    wire = twin.cut_wire()
    netmon.wait(lambda: netmon.counts()["not_observed"] == SIZE)

    twin.restore(second)
    twin.restore(wire)
    netmon.wait(lambda: netmon.counts()["up"] == SIZE - 1)

    outages = netmon.get("/api/v1/outages").json()["items"]
    by_site = {row["site"]: row for row in outages}
    assert len(outages) == 2
    assert by_site[stays]["is_open"]
    assert not by_site[returns]["is_open"]
    twin.restore(first)


def test_incidents_survive_a_kill_and_are_not_doubled(
    fleet: Register, twin: TwinNetwork, netmon: Netmon
) -> None:
    dark = behind(fleet, CUT_TRUNK)
    fault = twin.cut_node(CUT_TRUNK)
    netmon.wait(lambda: netmon.counts()["down"] == len(dark))
    netmon.wait(lambda: len(rows(netmon.home, outbox)) == 1)

    netmon.end(signal.SIGKILL)
    netmon.start()
    netmon.wait(lambda: netmon.counts()["down"] == len(dark))
    twin.restore(fault)
    netmon.wait(lambda: netmon.counts()["up"] == SIZE)

    netmon.wait(lambda: rows(netmon.home, incident)[0].closed_at is not None)
    assert len(rows(netmon.home, incident)) == 1
    netmon.wait(
        lambda: [r.kind for r in rows(netmon.home, outbox)] == ["opened", "closed"]
    )


def test_the_cause_of_a_single_outage_is_found_on_recovery(
    fleet: Register, twin: TwinNetwork, netmon: Netmon
) -> None:
    line, power = list(fleet.sites)[20], list(fleet.sites)[21]
    netmon.wait(lambda: _knows_agent(netmon, line) and _knows_agent(netmon, power))
    twin.cut_line([line])
    twin.power_off([power])
    netmon.wait(lambda: netmon.counts()["down"] == 2)

    open_ones = {row.key: row for row in rows(netmon.home, incident)}
    twin.restore()
    netmon.wait(lambda: netmon.counts()["up"] == SIZE)
    netmon.wait(lambda: all(r.closed_at for r in rows(netmon.home, incident)))

    found = {row.key: row for row in rows(netmon.home, incident)}
    assert {row.cause for row in open_ones.values()} == {"unknown"}
    assert found[f"site:{line}:link"].cause == "line"
    # Minutes would be power; seconds look like a router that rebooted by itself.
    assert found[f"site:{power}:link"].cause == "router"


def _knows_agent(netmon: Netmon, site: str) -> bool:
    devices = netmon.get(f"/api/v1/sites/{site}").json()["devices"]
    return any(probe["method"] == "snmp" for probe in devices[0]["probes"])
