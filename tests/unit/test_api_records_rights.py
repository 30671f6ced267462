"""Who may read and keep which records, and who sees the people in them."""

from __future__ import annotations

import httpx
import pytest

from inventory.records.catalogue import BY_NAME, KINDS
from netmon.access.policy import EVERYWHERE, Scope
from netmon.access.roles import Role
from tests.live import World
from tests.record_calls import (
    CENTRES,
    V1,
    VOLUNTEERS,
    body_of,
    calling_as,
    make,
    without_code,
)
from tests.record_values import keep_one_of_each, values_of

pytestmark = pytest.mark.anyio

SITE_1 = Scope(sites=frozenset({"PI-00001"}))
SITE_2 = Scope(sites=frozenset({"PI-00002"}))
NORTH = Scope(provinces=frozenset({"50"}))
BANGKOK = Scope(provinces=frozenset({"10"}))


@pytest.mark.parametrize(
    ("role", "scope", "is_shown"),
    [
        (Role.ADMIN, EVERYWHERE, True),
        (Role.NOC, EVERYWHERE, True),
        (Role.TECHNICIAN, NORTH, True),
        (Role.CENTRE, SITE_1, True),
        (Role.PROVINCIAL_OFFICE, NORTH, True),
        (Role.MINISTRY, EVERYWHERE, False),
        (Role.VOLUNTEER, SITE_1, False),
        (Role.CONTRACTOR, Scope(contracts=frozenset({"C-01/2569"})), False),
    ],
)
async def test_people_are_shown_to_whom_a_purpose_needs_them(
    world: World, role: Role, scope: Scope, *, is_shown: bool
) -> None:
    await keep_one_of_each(world.live.records)
    async with calling_as(world, role, scope) as caller:
        one = await caller.get(f"{CENTRES}/DC-001")
        history = await caller.get(f"{CENTRES}/DC-001/history")
        at_site = await caller.get(f"{VOLUNTEERS}?site_code=PI-00001")
        trainer = await caller.get(f"{V1}/training/trainers/TR-001")

    assert [each.status_code for each in (one, history, at_site, trainer)] == [200] * 4
    assert ("caretaker" in one.json()) is is_shown
    # The next one at the same browser may see less.
    kept = one.headers["Cache-Control"], one.headers["Vary"]
    whether = "no-store" if is_shown else "private, no-cache"
    assert kept == (whether, "Authorization, Cookie")
    assert ("changed_by" in one.json()) is is_shown
    line = history.json()["items"][0]
    assert ("telephone" in line["after"]) is is_shown
    assert ("who" in line) is is_shown
    assert ("name" in at_site.json()["items"][0]) is is_shown
    assert ("name" in trainer.json()) is (role in {Role.ADMIN, Role.NOC})


async def test_no_list_of_more_than_one_place_shows_people(
    api: httpx.AsyncClient, world: World
) -> None:
    await keep_one_of_each(world.live.records)

    for path in (CENTRES, VOLUNTEERS, f"{V1}/training/trainers"):
        for query in ("", "?province=50"):
            answer = await api.get(path + query)
            if answer.status_code == 200:
                assert "คุณ" not in answer.text
                assert "telephone" not in answer.text


async def test_history_shows_nobody_of_another_place(world: World) -> None:
    await keep_one_of_each(world.live.records)
    kind = BY_NAME["volunteer"]
    moved = values_of(kind, site_code="PI-00003", name="คุณคนใหม่")
    await world.live.records.change(kind, moved, 1, "local:test")

    async with calling_as(world, Role.PROVINCIAL_OFFICE, BANGKOK) as caller:
        history = (await caller.get(f"{VOLUNTEERS}/DV-1/history")).json()["items"]

    (line,) = history
    assert (line["version"], line["before"]) == (2, None)
    assert line["after"]["name"] == "คุณคนใหม่"


async def test_a_key_used_anew_does_not_open_the_history_of_another_place(
    world: World,
) -> None:
    await keep_one_of_each(world.live.records)
    async with calling_as(world, Role.CENTRE, SITE_1) as caller:
        gone = await caller.delete(f"{VOLUNTEERS}/DV-1", headers={"If-Match": '"1"'})
        own = (await caller.get(f"{VOLUNTEERS}/DV-1/history")).json()["items"]
    async with calling_as(world, Role.CENTRE, SITE_2) as caller:
        made = await make(caller, "volunteer", site_code="PI-00002")
        history = (await caller.get(f"{VOLUNTEERS}/DV-1/history")).json()["items"]
    async with calling_as(world, Role.NOC) as caller:
        whole = (await caller.get(f"{VOLUNTEERS}/DV-1/history")).json()["items"]

    assert (gone.status_code, made.status_code) == (204, 201)
    assert [each["version"] for each in own] == [2, 1]
    assert [each["version"] for each in history] == [3]
    assert [each["version"] for each in whole] == [3, 2, 1]


async def test_a_narrow_scope_sees_the_own_records_only(world: World) -> None:
    await keep_one_of_each(world.live.records)
    others = values_of(BY_NAME["centre"], code="DC-002", site="PI-00002")
    await world.live.records.create(BY_NAME["centre"], others, "local:test")
    paths = [f"{V1}/{kind.path}/{values_of(kind)['code']}" for kind in KINDS if kind.at]

    async with calling_as(world, Role.CENTRE, SITE_2) as caller:
        listed = {
            kind.name: (await caller.get(f"{V1}/{kind.path}")).json()["items"]
            for kind in KINDS
        }
        statuses = {(await caller.get(path)).status_code for path in paths}
        histories = {(await caller.get(f"{p}/history")).status_code for p in paths}
        asked = await caller.get(f"{CENTRES}?site=PI-00001")

    assert [each["code"] for each in listed.pop("centre")] == ["DC-002"]
    open_to_all = {kind.name for kind in KINDS if kind.at is None}
    assert {name for name, items in listed.items() if items} == open_to_all
    assert (statuses, histories) == ({403}, {403})
    assert asked.json()["items"] == []


async def test_a_centre_keeps_its_own_records_and_no_others(world: World) -> None:
    await keep_one_of_each(world.live.records)
    second = values_of(BY_NAME["centre"], code="DC-003", site="PI-00003")
    await world.live.records.create(BY_NAME["centre"], second, "local:test")
    session = {"code": "TS-9", "trainer_id": None}
    later = {"starts_at": "2026-12-01T09:00+07:00", "ends_at": "2026-12-02T16:00+07:00"}
    shop = without_code(body_of(BY_NAME["shop"]))
    one, tag = f"{V1}/commerce/shops/SH-01", {"If-Match": '"1"'}

    async with calling_as(world, Role.CENTRE, SITE_1) as caller:
        own = await make(caller, "session", **session, **later)
        others = await make(caller, "session", centre_code="DC-003", **session, **later)
        unknown = await make(caller, "session", centre_code="DC-9", **session, **later)
        moved = await caller.put(
            one, json=shop | {"centre_code": "DC-003"}, headers=tag
        )
        kept = await caller.put(one, json=shop | {"members": 3}, headers=tag)
        course = await make(caller, "course", code="C-2")
        news = await caller.delete(f"{V1}/news/N-1", headers=tag)
    async with calling_as(world, Role.PROVINCIAL_OFFICE, BANGKOK) as caller:
        foreign = await caller.put(one, json=shop, headers={"If-Match": '"2"'})

    assert (own.status_code, kept.status_code) == (201, 200)
    refused = (others, unknown, moved, course, news, foreign)
    assert [each.status_code for each in refused] == [403] * 6
    assert moved.json()["detail"] == "these rights do not reach site:PI-00003"


@pytest.mark.parametrize("role", [Role.MINISTRY, Role.NOC])
async def test_who_only_reads_writes_nothing(world: World, role: Role) -> None:
    await keep_one_of_each(world.live.records)

    async with calling_as(world, role) as caller:
        read = await caller.get(f"{CENTRES}/DC-001")
        made = await make(caller, "course", code="C-2")

    assert (read.status_code, made.status_code) == (200, 403)


async def test_an_office_keeps_the_records_of_its_province(world: World) -> None:
    async with calling_as(world, Role.PROVINCIAL_OFFICE, NORTH) as caller:
        own = await make(caller, "centre")
        others = await make(caller, "centre", code="DC-003", site="PI-00003")

    assert (own.status_code, others.status_code) == (201, 403)
