"""Links and the programme over the API: shapes, pages, areas, who may see whom."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from pydantic import BaseModel

from netmon.access.policy import EVERYWHERE, Scope
from netmon.access.roles import Role
from netmon.api import links_models as models
from netmon.api.models import ProblemDocument
from netmon.api.programme_models import ProgrammeShape
from tests.link_story import DARK, DOWN, keep, tell
from tests.live import World
from tests.record_calls import calling_as

pytestmark = pytest.mark.anyio

LINKS = "/api/v1/links"
PROGRAMME = "/api/v1/programme"
WITNESSES = f"{LINKS}/sites/{DARK}/volunteers"

SHAPES: dict[str, type[BaseModel]] = {
    f"{LINKS}/centres": models.CardPage,
    f"{LINKS}/centres/DC-1/card": models.CardShape,
    f"{LINKS}/centres/DC-4/card": models.CardShape,
    f"{LINKS}/training/disturbed": models.SessionLooks,
    f"{LINKS}/training/disturbed?verdict=undisturbed": models.SessionLooks,
    f"{LINKS}/training/at-risk": models.RiskList,
    f"{LINKS}/commerce/dark-days": models.DarkDays,
    f"{LINKS}/priority": models.PriorityList,
    WITNESSES: models.WitnessList,
    PROGRAMME: ProgrammeShape,
    f"{PROGRAMME}?province=50&contract=C-01/2569": ProgrammeShape,
}
LISTS = [path for path in SHAPES if "card" not in path and path != WITNESSES]


@pytest.fixture(autouse=True)
async def told(world: World) -> World:
    await tell(world)
    return world


@pytest.fixture
async def nation(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody of the ministry: reads all, sees no people."""
    async with calling_as(world, Role.MINISTRY) as caller:
        yield caller


async def test_answers_have_the_shape_they_declare(nation: httpx.AsyncClient) -> None:
    for url, shape in SHAPES.items():
        answer = await nation.get(url)

        assert answer.status_code == 200, url
        shape.model_validate_json(answer.content)


async def test_cards_come_in_pages_by_code(nation: httpx.AsyncClient) -> None:
    codes: list[str] = []
    url: str | None = f"{LINKS}/centres?limit=3"
    while url:
        answer = await nation.get(url)
        codes += [card["code"] for card in answer.json()["items"]]
        url = answer.headers.get("link", "").removeprefix("<").split(">")[0] or None

    assert codes == ["DC-1", "DC-2", "DC-3", "DC-4"]


async def test_sessions_come_newest_first_and_each_once(
    nation: httpx.AsyncClient,
) -> None:
    path = f"{LINKS}/training/disturbed?verdict=not_over&limit=1"

    first = (await nation.get(path)).json()
    second = (await nation.get(f"{path}&cursor={first['next']}")).json()

    assert [one["code"] for one in first["items"]] == ["TS-6"]
    assert [one["code"] for one in second["items"]] == ["TS-5"]
    assert second["next"] is None
    assert first["sums"]["session_count"] == 6
    assert first["completion"]["is_too_few"]


async def test_what_is_disturbed_is_listed_without_being_asked(
    nation: httpx.AsyncClient,
) -> None:
    answer = (await nation.get(f"{LINKS}/training/disturbed")).json()

    (found,) = answer["items"]
    assert (found["code"], found["down_s"], found["affected_count"]) == (
        "TS-1",
        3600,
        20,
    )


async def test_risks_are_counted_and_chosen_by_level(
    nation: httpx.AsyncClient,
) -> None:
    answer = (await nation.get(f"{LINKS}/training/at-risk?level=high")).json()

    assert answer["counts"] == {"high": 1, "some": 1, "unknown": 0, "none": 0}
    assert [one["code"] for one in answer["items"]] == ["TS-5"]


async def test_a_priority_shows_what_it_is_made_of(nation: httpx.AsyncClient) -> None:
    answer = (await nation.get(f"{LINKS}/priority")).json()

    (found,) = answer["items"]
    assert found["site"] == DOWN
    assert sum(part["points"] for part in found["parts"]) == found["points"]
    reasons = [part["reason"] for part in found["parts"]]
    assert reasons == ["state", "duration", "site_type", "session", "learners"]


async def test_an_area_that_does_not_exist_is_refused(
    nation: httpx.AsyncClient,
) -> None:
    for path in LISTS:
        bare = path.partition("?")[0]
        for wrong in ("province=99", "contract=none", "site=none", "when=now"):
            answer = await nation.get(f"{bare}?{wrong}")

            assert answer.status_code == 400, (bare, wrong)
            ProblemDocument.model_validate_json(answer.content)


async def test_an_area_bounds_what_is_answered(nation: httpx.AsyncClient) -> None:
    areas = {"province=10": 1, "province=50": 3, f"site={DARK}": 1, "province=90": 0}
    for query, count in areas.items():
        cards = (await nation.get(f"{LINKS}/centres?{query}")).json()["items"]
        programme = (await nation.get(f"{PROGRAMME}?{query}")).json()

        assert len(cards) == programme["total"]["centres_count"] == count, query
        assert programme["standings"] == programme["goals"] == []


async def test_whoever_is_narrowed_asks_within_the_scope(world: World) -> None:
    north = Scope(provinces=frozenset({"50"}))
    async with calling_as(world, Role.PROVINCIAL_OFFICE, north) as office:
        for path in LISTS:
            bare = path.partition("?")[0]
            assert (await office.get(bare)).status_code == 403
            assert (await office.get(f"{bare}?province=50")).status_code == 200
            assert (await office.get(f"{bare}?province=10")).status_code == 403
        assert (await office.get(f"{LINKS}/centres/DC-1/card")).status_code == 200
        assert (await office.get(f"{LINKS}/centres/DC-4/card")).status_code == 403


async def test_unknown_centres_and_sites_are_not_found(
    nation: httpx.AsyncClient,
) -> None:
    for path in (f"{LINKS}/centres/DC-9/card", f"{LINKS}/sites/none/volunteers"):
        assert (await nation.get(path)).status_code == 404


async def test_a_foreign_cursor_is_refused(nation: httpx.AsyncClient) -> None:
    for path in ("centres", "training/disturbed", "commerce/dark-days"):
        answer = await nation.get(f"{LINKS}/{path}?cursor=abc")
        assert answer.status_code == 400


async def witnesses_for(
    world: World, role: Role, scope: Scope = EVERYWHERE
) -> list[dict[str, object]]:
    async with calling_as(world, role, scope) as caller:
        answer = await caller.get(WITNESSES)
    assert answer.status_code == 200
    models.WitnessList.model_validate_json(answer.content)
    items: list[dict[str, object]] = answer.json()["items"]
    return items


async def test_names_of_volunteers_are_for_those_who_may_see_people(
    world: World,
) -> None:
    own, near = {"code": "DV-1", "site_code": DARK}, {"code": "DV-2"}
    other = {"code": "DV-3", "site_code": DOWN, "also_serves": DARK}
    await keep(
        world.live.history._engine,
        {"volunteer": [own, near | {"site_code": "PI-00004"}, other]},
    )
    north = Scope(provinces=frozenset({"50"}))

    ministry = await witnesses_for(world, Role.MINISTRY)
    noc = await witnesses_for(world, Role.NOC)
    technician = await witnesses_for(world, Role.TECHNICIAN, north)

    def named(items: list[dict[str, object]]) -> list[object]:
        return [one["code"] for one in items if "name" in one and "telephone" in one]

    order = ["DV-1", "DV-3", "DV-2"]
    assert [one["code"] for one in ministry] == order
    assert named(ministry) == []
    assert not any("telephone" in one or "name" in one for one in ministry)
    assert named(noc) == order
    # DV-3 is at home in another province.
    assert named(technician) == ["DV-1", "DV-2"]


async def test_no_list_of_links_names_a_person(world: World) -> None:
    async with calling_as(world, Role.ADMIN) as caller:
        for path in SHAPES:
            if path != WITNESSES:
                text = (await caller.get(path)).text
                assert "คุณสมมติ" not in text
                assert "+66" not in text


async def test_the_programme_is_encoded_once_while_its_figures_stand(
    world: World, nation: httpx.AsyncClient
) -> None:
    first = await nation.get(PROGRAMME)
    known = {"If-None-Match": first.headers["etag"]}
    unchanged = await nation.get(PROGRAMME, headers=known)
    north = await nation.get(f"{PROGRAMME}?province=50", headers=known)

    await world.fail("PI-00009")
    await world.live.links.current()
    after = await nation.get(PROGRAMME, headers=known)

    assert unchanged.status_code == 304
    assert north.status_code == after.status_code == 200
    assert after.json()["total"]["down_count"] == 2
