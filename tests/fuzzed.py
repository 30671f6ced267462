"""Calls of every operation our OpenAPI document describes, most at what is there.

schemathesis makes the calls; the application answers in this process, with the right
to do everything, so that nothing stops at the gate. Left alone the calls would name
records nobody keeps; aimed ones name a kept one, at the version it has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from enum import IntEnum
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import schemathesis
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from PIL import Image
from schemathesis import GenerationMode

from netmon.api.app import create_api
from netmon.api.gate import Gate
from netmon.status.causes import Cause
from netmon.status.maintenance import Plan, Reach
from tests.claims import CONTRACT, exclusion_wish, freeze, objection_wish
from tests.live import NOON, make_world
from tests.record_values import keep_one_of_each
from tests.told import tell

BASE = "http://127.0.0.1:8080"
ENDLESS = {"GET /api/v1/events"}
"""Streams have tests of their own: tests/unit/test_api_events.py."""
SITE = "PI-00001"
"""Where a path names one without a list of what it could name."""
TOLD = ("version", "changed_at", "changed_by")
"""What an answer tells of a record and no wish holds."""


class Aim(IntEnum):
    """How near a call is to what is there; each holds what stands before it."""

    NOWHERE = 0
    PATH = 1
    VERSION = 2
    BODY = 3
    RIGHT = 4


AIMS = st.sampled_from([Aim.RIGHT, Aim.BODY, Aim.BODY, Aim.VERSION, Aim.NOWHERE])

PLANNED = {"site": SITE, "ends_at": "2026-11-24T00:00:00Z", "reason": "x"}
BODIES: dict[str, dict[str, Any]] = {
    "POST /api/v1/maintenance": PLANNED,
    "POST /api/v1/incidents/{incident_id}/note": {"text": "x"},
    "POST /api/v1/sla/exclusions": {
        "kind": "site_owner",
        "starts_at": "2026-11-24T00:00:00Z",
        "ends_at": "2026-11-25T00:00:00Z",
        "reason": "x",
        "sites": [SITE],
    },
    "PUT /api/v1/outages/{outage_id}/ticket": {"sent_at": "2026-11-20T05:00:00Z"},
    "POST /api/v1/sla/objections": {
        "month": "2026-11",
        "version": 1,
        "contract": CONTRACT,
        "text": "x",
    },
}
"""What is right to send where no record is wished for."""
QUERIES = {"GET /api/v1/sla/sites/{code}": {"month": "2026-11", "version": 0}}
"""What is right to ask where something must be asked."""
NAMED = {"/api/v1/sla/statements": "2026-11", "/api/v1/sla/years": "2570"}
"""What a path names where there is no list of it, and no site is meant."""
NEXT_TO: dict[str, dict[str, Any]] = {
    "/api/v1/centres": {"site": "PI-00004"},
    "/api/v1/training/sessions": {
        "starts_at": "2027-03-01T02:00:00Z",
        "ends_at": "2027-03-01T09:00:00Z",
    },
    "/api/v1/commerce/sales": {"date": "2026-11-19"},
}
"""How a second record differs, so that the first leaves room for it."""
CODED_BY_US = "/api/v1/commerce/sales"
"""A sale is called by its shop and its day; no wish names it."""


@dataclass(slots=True)
class Fuzzed:
    """An application to call, and what it answered.

    Attributes:
        kept: What may be wished of a record of each path, as it stood at first.
        statuses: How often each operation answered what.
    """

    app: FastAPI
    client: httpx.AsyncClient
    portal: BlockingPortal
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    statuses: dict[str, Counter[int]] = field(default_factory=dict)

    def ask(self, method: str, url: str, **content: Any) -> httpx.Response:
        async def call() -> httpx.Response:
            return await self.client.request(method, url, **content)

        return self.portal.call(call)

    def operations(self) -> list[Any]:
        """Return every operation that ends."""
        schema: Any = schemathesis.openapi.from_dict(self.app.openapi())
        found = [each.ok() for each in schema.get_all_operations()]
        return [each for each in found if each.label not in ENDLESS]

    def call(self, case: Any, aim: Aim) -> httpx.Response:
        """Make one call; put back what it took away."""
        parent, is_of_one, _ = case.path.partition("/{")
        if aim >= Aim.PATH and is_of_one:
            named = self._one(parent, -1 if case.method == "DELETE" else 0)
            case.path_parameters = dict.fromkeys(case.path_parameters, named)
        if aim >= Aim.VERSION and case.method in ("PUT", "DELETE"):
            tag = self.ask("GET", case.formatted_path).headers.get("ETag", '"1"')
            case.headers = {**(case.headers or {}), "If-Match": tag}
        if aim >= Aim.BODY:
            _fill(case, self.kept.get(parent, {}), is_right=aim is Aim.RIGHT)
        answer = self.ask(**_to_request(case))
        counted = self.statuses.setdefault(case.operation.label, Counter())
        counted[answer.status_code] += 1
        if case.method == "DELETE" and answer.is_success:
            self.keep_again(case.path)
        return answer

    def keep_again(self, path: str) -> None:
        parent = path.partition("/{")[0]
        if path.endswith("/photo"):
            self.ask("PUT", f"{parent}/PR-1/photo", content=_draw(), headers=_JPEG)
        else:
            hidden = {"code"} if parent == CODED_BY_US else set()
            kept = self.kept[parent]
            self.ask("POST", parent, json={k: kept[k] for k in kept.keys() - hidden})
            if parent.endswith("/products"):
                self.keep_again(f"{parent}/{{code}}/photo")

    def _one(self, parent: str, which: int) -> str:
        """Return what the first or last item of the list at `parent` is called."""
        if parent in NAMED:
            return NAMED[parent]
        answer = self.ask("GET", parent)
        items = answer.json().get("items", []) if answer.is_success else []
        one = items[which] if items else {}
        return str(one.get("code", one.get("id", SITE)))


_JPEG = {"Content-Type": "image/jpeg"}


def _draw() -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (8, 8)).save(drawn, "JPEG")
    return drawn.getvalue()


def _fill(case: Any, kept: dict[str, Any], *, is_right: bool) -> None:
    """Let the body be right; or right but for one value, which stays as made up."""
    if is_right:
        case.query = QUERIES.get(case.operation.label, {})
        case.body = BODIES.get(case.operation.label, case.body)
    if case.path.endswith(("/photo", "/document")) and case.method == "PUT":
        case.body = _draw()
    if not isinstance(case.body, dict) or not kept:
        return
    made_up = sorted(set(case.body) & set(kept) - {"code"}, key=str)
    size = len(str(case.body))
    odd = made_up[size % len(made_up)] if made_up and not is_right else None
    body = {**kept, **({odd: case.body[odd]} if odd else {})}
    parent = case.path.partition("/{")[0]
    if case.method == "POST":
        body |= NEXT_TO.get(parent, {}) | {"code": f"{kept['code']}-{size}"}
    if case.method == "PUT" or parent == CODED_BY_US:
        del body["code"]
    case.body = body


def _to_request(case: Any) -> dict[str, Any]:
    wanted = case.as_transport_kwargs(base_url=BASE)
    known = ("method", "url", "headers", "params", "json", "data", "content")
    request = {name: value for name, value in wanted.items() if name in known}
    if isinstance(request.get("data"), (bytes, str)):
        request["content"] = request.pop("data")
    return request


_ANY_TEXT = ({"type": "string"}, {"anyOf": [{"type": "string"}, {"type": "null"}]})


def forbids_something(operation: Any) -> bool:
    """Return whether a call of `operation` can be wrong.

    It cannot where text of a path or a header may be whatever it likes, and what is
    sent is bytes if anything: each would be tried a hundred times in vain.
    """
    told = operation.definition.raw
    for each in told.get("parameters", []):
        words = ("title", "description")
        form = {k: v for k, v in each["schema"].items() if k not in words}
        if each["in"] == "query" or form not in _ANY_TEXT:
            return True
    return "application/json" in told.get("requestBody", {}).get("content", {})


def find_broken(
    fuzzed: Fuzzed, operation: Any, mode: GenerationMode, bounds: settings
) -> Iterator[str]:
    """Make calls of one operation; yield the first that broke something."""
    broken: list[str] = []
    asked: list[int] = []

    @bounds
    @given(case=operation.as_strategy(generation_mode=mode), aim=AIMS)
    def ask(case: Any, aim: Aim) -> None:
        status = fuzzed.call(case, aim).status_code
        asked.append(status)
        if status >= 500:
            broken.append(f"{status}: {case.as_curl_command()[:600]}")

    try:
        ask()
    except Unsatisfiable:  # nothing about it can be wrong
        return
    assert asked
    yield from broken[:1]


@contextmanager
def serve(home: Path) -> Iterator[Fuzzed]:
    """Serve a world that holds one of everything."""
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(_serve(home)) as (app, client),
    ):
        fuzzed = Fuzzed(app, client, portal)
        for path in app.openapi()["paths"]:
            parent, _, rest = path.partition("/{")
            if rest == "code}/history":
                row = fuzzed.ask("GET", parent).json()["items"][0]
                fuzzed.kept[parent] = {k: row[k] for k in row if k not in TOLD}
        fuzzed.keep_again("/api/v1/commerce/products/{code}/photo")
        yield fuzzed


@asynccontextmanager
async def _serve(home: Path) -> AsyncIterator[tuple[FastAPI, httpx.AsyncClient]]:
    async with make_world(home) as world:
        world.hear()
        await world.keeper.flush()
        await world.fail("PI-00003")
        await keep_one_of_each(world.live.records)
        await tell(world, f"site:{SITE}:link", Cause.LINE, [SITE])
        begins = NOON + timedelta(days=1)
        plan = Plan(Reach.SITE, SITE, begins, begins + timedelta(days=1), reason="x")
        await world.live.maintenance.plan(plan, "noc")
        await freeze(world.live.history._engine, "2026-11")
        sla = world.live.sla
        await sla.exclusions.request(exclusion_wish(SITE), "local")
        await sla.objections.make(objection_wish("2026-11"), "local")
        app = create_api(world.live, Gate.control_socket())
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
            yield app, client
