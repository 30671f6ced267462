"""Faults of agents, traps and the record of volumes, over real packets."""

from __future__ import annotations

import shutil
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from netmon.core.model import DeviceId
from netmon.twin.faults import Fault, FaultKind
from netmon.twin.network import TwinNetwork
from netmon.twin.scenario import parse_scenario
from netmon.twin.truth import read_volumes
from tests.integration.snmp_ask import Said, ask, datagrams
from tests.namespace import require_namespace
from tests.registers import small_register
from tests.require import require

R1, R2 = "198.18.2.1", "198.18.2.2"
ROUTERS = (DeviceId("S1/r"), DeviceId("S2/r"))
NAME = "1.3.6.1.2.1.1.5.0"
ENGINE_ID = "1.3.6.1.6.3.10.2.1.1.0"
IN_OCTETS = "1.3.6.1.2.1.31.1.1.1.6.6"
TRAPS = "[traps]\nport = 16162\n"


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("truth") / "truth.jsonl"


@pytest.fixture(scope="module")
def nation(truth: Path) -> Iterator[TwinNetwork]:
    require_namespace()
    require(shutil.which("snmpget"), "snmpget", "package snmp is not installed")
    scenario = parse_scenario('title = "Told"\n' + TRAPS, "told.toml")
    with TwinNetwork(small_register(), scenario=scenario, truth=truth) as twin:
        yield twin


@pytest.fixture
def twin(nation: TwinNetwork) -> Iterator[TwinNetwork]:
    yield nation
    nation.restore()


def get(*names: str, address: str = R1) -> Said:
    return ask("snmpget", "-v2c", "-c", "public", address, *names)


def strike(twin: TwinNetwork, kind: FaultKind, amount: float = 0.0) -> int:
    return twin.apply(Fault(kind, devices=ROUTERS, amount=amount))


def test_above_its_limit_an_agent_answers_too_big(twin: TwinNetwork) -> None:
    strike(twin, FaultKind.TOO_BIG, 2)

    assert get(NAME, ENGINE_ID).values
    assert "tooBig" in get(NAME, ENGINE_ID, IN_OCTETS).errors
    bulk = ask("snmpbulkget", "-v2c", "-c", "public", "-Cr20", R1, "1.3.6.1.2.1.2.2")
    assert len(bulk.text.splitlines()) == 2


def test_a_slow_agent_answers_late_and_its_echo_in_time(twin: TwinNetwork) -> None:
    strike(twin, FaultKind.SLOW_AGENT, 0.6)

    began_s = time.monotonic()
    said = datagrams(R1, wait_s=2.0)

    assert len(said) == 1
    assert time.monotonic() - began_s > 0.6
    assert get(NAME).values == []


def test_a_walk_that_does_not_increase_is_noticed(twin: TwinNetwork) -> None:
    strike(twin, FaultKind.WALK_LOOPS)

    said = ask("snmpwalk", "-v2c", "-c", "public", R1, "1.3.6.1.2.1.2")

    assert "OID not increasing" in said.errors


def test_two_routers_share_an_engine_id(twin: TwinNetwork) -> None:
    strike(twin, FaultKind.DUPLICATE_ENGINE_ID)

    assert len({get(ENGINE_ID, address=a).text for a in (R1, R2)}) == 1
    twin.restore()
    assert len({get(ENGINE_ID, address=a).text for a in (R1, R2)}) == 2


def test_the_record_keeps_what_flowed(twin: TwinNetwork, truth: Path) -> None:
    before = int(get(IN_OCTETS).values[0])
    twin.record_volumes([R1])
    time.sleep(0.3)
    twin.record_volumes([R1])
    after = int(get(IN_OCTETS).values[0])

    first, second = read_volumes(truth)[-2:]

    flowed = second.down_octets - first.down_octets
    assert 0 < flowed <= after - before
    assert first.id == "S1/r"


def test_a_reboot_is_told_to_the_poller_from_the_routers_address(
    twin: TwinNetwork,
) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("0.0.0.0", 16_162))
        listener.settimeout(2.0)

        twin.reboot([R2])
        told, (source, _) = listener.recvfrom(65_535)

    assert source == R2
    assert bytes.fromhex("06092b0601060301010501") in told
