"""TCP looks: open, reset, silent, no route, IPv6, and nothing left behind."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from netmon.core.model import Outcome, Probe, SiteCode
from netmon.twin.faults import FaultKind
from netmon.twin.network import TwinNetwork
from tests.integration.looking import target, tcp
from tests.namespace import require_namespace
from tests.registers import small_register

pytestmark = pytest.mark.anyio

R1, R2 = "198.18.2.1", "198.18.2.2"
EMPTY = "198.18.0.255"


@pytest.fixture(scope="module")
def nation() -> Iterator[TwinNetwork]:
    require_namespace()
    with TwinNetwork(small_register()) as twin:
        yield twin


@pytest.fixture
def twin(nation: TwinNetwork) -> Iterator[TwinNetwork]:
    yield nation
    nation.restore()


def verdict(probe: Probe) -> tuple[Outcome, str]:
    return probe.outcome, probe.reason


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
async def test_an_open_port_answers_and_a_closed_one_refuses(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.create_server((address, 0), family=family) as server:
        port = server.getsockname()[1]
        answered = await tcp().look(target(address, tcp_port=port))
    refused = await tcp().look(target(address, tcp_port=port))

    assert verdict(answered) == (Outcome.ANSWERED, "")
    assert verdict(refused) == (Outcome.REFUSED, "reset")


async def test_routers_of_the_nation_answer_refuse_or_say_nothing(
    twin: TwinNetwork,
) -> None:
    twin.silence([R2], FaultKind.TCP_CLOSED)
    answered, refused, closed, silent = await asyncio.gather(
        *(tcp().look(target(each)) for each in (R1, R2)),
        tcp().look(target(R1, tcp_port=23)),
        tcp().look(target(EMPTY)),
    )

    assert verdict(answered) == (Outcome.ANSWERED, "")
    assert verdict(refused) == verdict(closed) == (Outcome.REFUSED, "reset")
    assert verdict(silent) == (Outcome.SILENT, "timeout")
    assert silent.took_s >= 0.3


async def test_a_line_back_between_two_tries_is_not_said_to_live_before(
    twin: TwinNetwork,
) -> None:
    twin.cut_line([SiteCode("S1")])
    look = asyncio.create_task(tcp(timeout_s=2.0).look(target(R1)))
    await asyncio.sleep(0.4)
    lit_at = datetime.now(UTC)
    await asyncio.to_thread(twin.restore)
    probe = await look

    assert verdict(probe) == (Outcome.ANSWERED, "")
    assert probe.at >= lit_at


async def test_a_dark_site_is_silent(twin: TwinNetwork) -> None:
    twin.cut_line([SiteCode("S1")])

    assert verdict(await tcp().look(target(R1))) == (Outcome.SILENT, "timeout")


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1"])
async def test_no_route_here_is_not_silence_there(address: str) -> None:
    require_namespace()
    probe = await tcp().look(target(address))

    assert verdict(probe) == (Outcome.NOT_MEASURED, "no_route")


@pytest.mark.parametrize("address", ["", "no.such.name", "fe80::1%lo", "224.0.0.1"])
async def test_what_cannot_be_aimed_at_is_not_measured(address: str) -> None:
    probe = await tcp().look(target(address))

    assert probe.outcome is Outcome.NOT_MEASURED
    assert probe.reason in {"name", "address_refused"}


async def test_cancelled_and_ended_looks_close_their_sockets(twin: TwinNetwork) -> None:
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - a kernel table
    collector = tcp(5.0)
    looks = [asyncio.create_task(collector.look(target(EMPTY))) for _ in range(30)]
    await asyncio.sleep(0.05)
    for look in looks:
        look.cancel()
    await asyncio.gather(*looks, return_exceptions=True)
    for _ in range(10):
        await collector.look(target(R1))

    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208
