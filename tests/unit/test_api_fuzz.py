"""Every operation of our own OpenAPI document, called with what it allows and forbids.

schemathesis makes the calls; the application answers in this process, with the right
to do everything, so that nothing stops at the gate.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from netmon.api.app import create_api
from netmon.api.gate import Gate
from tests.live import make_world

EXAMPLES = 8
"""Calls per operation and kind of input."""
ENDLESS = {"GET /api/v1/events"}
"""Streams have tests of their own: tests/unit/test_api_events.py."""
BOUNDS = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@asynccontextmanager
async def _serve(home: Path) -> AsyncIterator[tuple[FastAPI, httpx.AsyncClient]]:
    async with make_world(home) as world:
        world.hear()
        await world.keeper.flush()
        await world.fail("PI-00003")
        app = create_api(world.live, Gate.control_socket())
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://127.0.0.1:8080"
        ) as client:
            yield app, client


@pytest.fixture(scope="module")
def portal() -> Iterator[BlockingPortal]:
    with start_blocking_portal() as made:
        yield made


@pytest.fixture(scope="module")
def served(
    portal: BlockingPortal, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[FastAPI, httpx.AsyncClient]]:
    home = tmp_path_factory.mktemp("fuzzed")
    with portal.wrap_async_context_manager(_serve(home)) as made:
        yield made


def _call(
    portal: BlockingPortal, client: httpx.AsyncClient, case: Any
) -> httpx.Response:
    wanted = case.as_transport_kwargs(base_url="http://127.0.0.1:8080")
    known = ("method", "url", "headers", "params", "json", "data", "content")
    given_ = {name: value for name, value in wanted.items() if name in known}
    if isinstance(given_.get("data"), (bytes, str)):
        given_["content"] = given_.pop("data")

    async def ask() -> httpx.Response:
        return await client.request(**given_)

    return portal.call(ask)


def _ask(operation: Any, mode: GenerationMode, call: Any) -> Iterator[str]:
    """Make calls of one operation; yield each that broke something."""
    broken: list[str] = []
    asked: list[int] = []

    @BOUNDS
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        status = call(case).status_code
        asked.append(status)
        if status >= 500:
            broken.append(f"{status}: {case.as_curl_command()[:600]}")

    try:
        ask()
    except Unsatisfiable:  # nothing about it can be wrong
        return
    assert asked
    yield from broken[:1]


@pytest.mark.timeout(240)
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_no_call_our_own_description_leads_to_breaks_anything(
    mode: GenerationMode,
    portal: BlockingPortal,
    served: tuple[FastAPI, httpx.AsyncClient],
) -> None:
    app, client = served
    schema = schemathesis.openapi.from_dict(app.openapi())
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 20

    broken = [
        what
        for operation in operations
        if operation.label not in ENDLESS
        for what in _ask(operation, mode, partial(_call, portal, client))
    ]

    assert not broken, "\n".join(broken)
