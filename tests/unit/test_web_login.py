"""Signing in and out as a browser does it, without scripts."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from netmon.access.roles import Role
from netmon.api.gate import Gate
from netmon.web.app import create_site
from tests.live import World
from tests.people import PASSWORD, People, make_people
from tests.unit.conftest import caller_of

pytestmark = pytest.mark.anyio


@pytest.fixture
async def people(world: World) -> People:
    return await make_people(world, Role.NOC)


@pytest.fixture
async def browser(world: World, people: People) -> AsyncIterator[httpx.AsyncClient]:
    gate = Gate.loopback().knowing(people.doorman, people.reception)
    async with caller_of(create_site(world.live, gate)) as client:
        client.headers["Accept"] = "text/html"
        yield client


async def test_somebody_signs_in_and_is_named_on_every_page(
    browser: httpx.AsyncClient,
) -> None:
    form = await browser.get("/login")
    token = re.search(r'name="csrf_token" value="([^"]+)"', form.text)
    assert token is not None
    answer = await browser.post(
        "/login",
        data={"csrf_token": token[1], "login": "noc", "password": PASSWORD, "next": ""},
    )
    assert answer.status_code == 303, answer.text
    page = await browser.get(answer.headers["location"])
    assert page.status_code == 200
    account = await browser.get("/account")
    assert account.status_code == 200
