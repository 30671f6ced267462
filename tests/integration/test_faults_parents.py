"""Parents and children that contradict each other, on real packets."""

from __future__ import annotations

import time

import pytest

from inventory.model import Register
from netmon.core.model import SiteCode
from netmon.status.incident_tables import incident
from netmon.status.tables import outage
from netmon.status.topology import Topology
from netmon.twin.network import TwinNetwork
from tests.integration.running import DOWN_S, SLOT_S, Netmon
from tests.integration.test_incidents import rows

SIZE = 300


@pytest.fixture(scope="module")
def node(fleet: Register) -> str:
    """A node with an address that some sites, but not too many, hang from alone."""
    return max(
        (code for code, each in fleet.nodes.items() if each.address),
        key=lambda code: (len(children(fleet, code)) <= 12, len(children(fleet, code))),
    )


def children(fleet: Register, node: str) -> list[SiteCode]:
    topology = Topology.of(fleet)
    return [site for site in fleet.sites if node in topology.only_way(site)]


def test_a_parent_that_answers_is_not_blamed_for_dark_children(
    fleet: Register, node: str, twin: TwinNetwork, netmon: Netmon
) -> None:
    dark = children(fleet, node)
    assert len(dark) >= 4

    twin.cut_line(dark)
    netmon.wait(lambda: netmon.counts()["down"] == len(dark), 60)

    assert {row.parent for row in rows(netmon.home, outage)} == {""}
    keys = [row.key for row in rows(netmon.home, incident)]
    assert keys
    assert not [key for key in keys if key.startswith("node:")]
    twin.restore()
    netmon.wait(lambda: netmon.counts()["up"] == SIZE)


def test_a_silent_parent_is_neither_an_outage_nor_blamed_for_one_child(
    fleet: Register, node: str, twin: TwinNetwork, netmon: Netmon
) -> None:
    address = fleet.nodes[node].address
    assert address is not None
    twin.set_loss([address], 1.0)
    time.sleep(3 * SLOT_S)
    assert netmon.counts()["up"] == SIZE
    assert rows(netmon.home, incident) == []

    one = children(fleet, node)[0]
    twin.cut_line([one])
    netmon.wait(lambda: netmon.counts()["down"] == 1, DOWN_S + 20)

    [row] = rows(netmon.home, outage)
    assert (row.site, row.parent) == (one, "")
    [cause] = rows(netmon.home, incident)
    assert cause.key == f"site:{one}:link"
    assert netmon.counts()["up"] == SIZE - 1
