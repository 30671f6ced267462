"""Fixtures for tests of the API and the pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from netmon.api.app import create_api
from netmon.api.gate import Gate
from tests.live import World, make_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A service that has seen every site up, and the third one go down."""
    async with make_world(tmp_path) as made:
        made.hear()
        await made.keeper.flush()
        made.clock.move(30)
        await made.fail("PI-00003")
        yield made


@pytest.fixture
async def api(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """A caller of that service's API on loopback."""
    app = create_api(world.live, Gate.loopback())
    async with caller_of(app) as client:
        yield client


def caller_of(app: object) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080")
