"""Whom a trap is about, and what it leads to."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from netmon.core.model import DeviceId, Method, Role, SiteCode, Target
from netmon.core.settings import TrapSettings
from netmon.service.trapping import FIND_ANEW_S, Trapping
from tests.live import HandClock

pytestmark = pytest.mark.anyio

BY_ADDRESS = Target(
    DeviceId("S1/router"), SiteCode("S1"), Role.ROUTER, "192.0.2.1", (Method.SNMP,)
)
BY_NAME = replace(BY_ADDRESS, device=DeviceId("S2/router"), address="s2.example")


class Names:
    """What names resolve to now."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}

    def resolve(self, address: str) -> str | None:
        return address if address[0].isdigit() else self.known.get(address)


def make(settings: TrapSettings) -> tuple[Trapping, Names, HandClock, list[Target]]:
    names, clock, looked = Names(), HandClock(), list[Target]()

    async def look(target: Target) -> None:
        looked.append(target)

    made = Trapping(settings, {}, names, look, clock)
    made.assign([BY_ADDRESS, BY_NAME])
    return made, names, clock, looked


async def test_names_that_resolve_later_are_found_within_a_minute() -> None:
    made, names, clock, _ = make(TrapSettings(host="127.0.0.1"))

    assert made._find("192.0.2.1") == BY_ADDRESS
    assert made._find("192.0.2.2") is None
    names.known["s2.example"] = "192.0.2.2"
    assert made._find("192.0.2.2") is None
    clock.move(FIND_ANEW_S + 1)
    assert made._find("192.0.2.2") == BY_NAME
    made.assign([BY_NAME])
    assert made._find("192.0.2.1") is None


async def test_a_look_is_asked_for_and_nothing_else() -> None:
    made, _, _, looked = make(TrapSettings(host="127.0.0.1"))

    made._ask(BY_ADDRESS.device)
    made._ask(DeviceId("gone"))
    await asyncio.sleep(0)

    assert looked == [BY_ADDRESS]


async def test_a_port_that_cannot_be_had_is_said_and_the_watch_goes_on() -> None:
    made, _, _, _ = make(TrapSettings(host="203.0.113.7", port=9162))

    task = asyncio.ensure_future(made.run())
    for _ in range(200):
        await asyncio.sleep(0.01)
        if made.error:
            break
    task.cancel()

    assert "NETMON_TRAPS__HOST=203.0.113.7" in made.error
    assert made.counts["received"] == 0


async def test_nobody_listens_without_a_host() -> None:
    made, _, _, _ = make(TrapSettings())

    assert (made.counts, made.error) == ({}, "")
