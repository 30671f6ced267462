"""Two contractors, the NOC, the ministry and the administrator, calling the API."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx

from inventory.model import Contract, Register
from netmon.access.policy import EVERYWHERE, Scope
from netmon.access.roles import Role
from netmon.core.model import SiteCode
from tests.claims import CONTRACT, freeze
from tests.live import World, hand_made_register, make_world
from tests.record_calls import calling_as

V1 = "/api/v1"
EXCLUSIONS, OBJECTIONS = f"{V1}/sla/exclusions", f"{V1}/sla/objections"
OTHER = "C-02/2569"
OWN, FOREIGN = "PI-00001", "PI-00002"
PDF_TYPE = {"Content-Type": "application/pdf"}
WISH = {
    "kind": "maintenance",
    "starts_at": "2026-12-10T01:00:00+07:00",
    "ends_at": "2026-12-10T03:00:00+07:00",
    "reason": "เปลี่ยนสาย",
    "sites": [OWN],
}
OBJECTION = {"month": "2026-11", "version": 1, "contract": CONTRACT, "text": "ไม่จริง"}


def two_contracts() -> Register:
    """Four sites; every second one is another contract's."""
    register = hand_made_register(4)
    contracts = {
        **register.contracts,
        OTHER: Contract(OTHER, "อีกรายหนึ่ง", "ภาคกลาง"),
    }
    sites = dict(register.sites)
    for code in (FOREIGN, "PI-00004"):
        sites[SiteCode(code)] = replace(sites[SiteCode(code)], contract=OTHER)
    return replace(register, contracts=contracts, sites=sites)


@dataclass(frozen=True, slots=True)
class Office:
    """Who calls.

    Attributes:
        firm: Contractor of CONTRACT.
        rival: Contractor of OTHER.
        judge: Of the ministry.
        admin: May claim and judge.
    """

    world: World
    firm: httpx.AsyncClient
    rival: httpx.AsyncClient
    noc: httpx.AsyncClient
    judge: httpx.AsyncClient
    admin: httpx.AsyncClient


@asynccontextmanager
async def open_office(folder: Path) -> AsyncIterator[Office]:
    """Let two contractors, the NOC, the ministry and the administrator call."""
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(make_world(folder, two_contracts()))
        await freeze(world.live.history._engine, "2026-11")
        world.hear()
        await world.keeper.flush()
        world.clock.move(30)
        await world.fail(OWN)

        async def call(role: Role, scope: Scope = EVERYWHERE) -> httpx.AsyncClient:
            return await stack.enter_async_context(calling_as(world, role, scope))

        yield Office(
            world,
            await call(Role.CONTRACTOR, Scope(contracts=frozenset({CONTRACT}))),
            await call(Role.CONTRACTOR, Scope(contracts=frozenset({OTHER}))),
            await call(Role.NOC),
            await call(Role.MINISTRY),
            await call(Role.ADMIN),
        )


async def ask(client: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    answer = await client.post(EXCLUSIONS, json={**WISH, **changes})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    assert answer.headers["location"] == f"{EXCLUSIONS}/{found['id']}"
    return found


async def decide(
    client: httpx.AsyncClient, made: Mapping[str, Any], verdict: str = "approved"
) -> httpx.Response:
    url = f"{EXCLUSIONS}/{made['id']}/decide"
    return await client.post(url, json={"verdict": verdict, "note": "ตามเอกสาร"})
