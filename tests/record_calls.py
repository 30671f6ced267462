"""Calls about records over the API, by people of any role."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx
from fastapi import FastAPI

from inventory.records.catalogue import BY_NAME
from inventory.records.kinds import Kind
from netmon.access.doorman import Doorman
from netmon.access.policy import EVERYWHERE, Scope
from netmon.access.repository import TokenStore, TokenWish
from netmon.access.roles import Role
from netmon.access.tokens import to_sha256
from netmon.api.app import create_api
from netmon.api.context import Live
from netmon.api.gate import Gate
from tests.live import TOKEN, World
from tests.record_values import values_of
from tests.unit.conftest import caller_of

V1 = "/api/v1"
CENTRES = f"{V1}/centres"
VOLUNTEERS = f"{V1}/volunteers"


@asynccontextmanager
async def calling_as(
    world: World,
    role: Role,
    scope: Scope = EVERYWHERE,
    serve: Callable[[Live, Gate], FastAPI] = create_api,
) -> AsyncIterator[httpx.AsyncClient]:
    """Let somebody of `role` call from the network; pages too with `create_site`."""
    database = world.live.history._engine
    made = await TokenStore(database, world.clock).create(
        TokenWish("a test", role, scope), "local:test"
    )
    doorman = Doorman(database, world.clock)
    await doorman.refresh()
    gate = Gate.network(to_sha256(TOKEN)).knowing(doorman)
    async with caller_of(serve(world.live, gate)) as client:
        client.headers["Authorization"] = f"Bearer {made.secret}"
        yield client


def body_of(kind: Kind, **changes: Any) -> dict[str, Any]:
    """Return what to post to make a record of `kind`."""
    values = {**values_of(kind, **changes)}
    if kind.make_code is not None:
        del values["code"]
    plain = {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in values.items()
    }
    return {name: value for name, value in plain.items() if value is not None}


def without_code(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != "code"}


async def make(api: httpx.AsyncClient, name: str, **changes: Any) -> httpx.Response:
    kind = BY_NAME[name]
    return await api.post(f"{V1}/{kind.path}", json=body_of(kind, **changes))
