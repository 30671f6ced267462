"""Maintenance over the API: declared, shown, muted, called off; and bad input."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from netmon.api.app import create_api
from netmon.api.gate import Gate
from netmon.api.maintenance_models import MaintenancePage, PlannedRow
from netmon.api.models import SiteDetail
from tests.live import World
from tests.unit.conftest import caller_of

pytestmark = pytest.mark.anyio

WINDOWS = "/api/v1/maintenance"
SITE = "/api/v1/sites/PI-00004"
WISH = {
    "site": "PI-00004",
    "starts_at": "2026-11-20T13:00:00+07:00",
    "ends_at": "2026-11-20T15:00:00+07:00",
    "reason": "เปลี่ยนสายไฟเบอร์",
}


@pytest.fixture
async def api(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who may declare maintenance."""
    app = create_api(world.live, Gate.control_socket())
    async with caller_of(app) as client:
        yield client


async def test_not_everybody_may_declare_it(world: World) -> None:
    async with caller_of(create_api(world.live, Gate.loopback())) as passer_by:
        refused = await plan(passer_by)

    assert refused.status_code == 403
    assert await world.live.maintenance.store.page(5) == []


async def plan(api: httpx.AsyncClient, **changes: Any) -> httpx.Response:
    wish = {name: each for name, each in (WISH | changes).items() if each is not None}
    return await api.post(WINDOWS, json=wish)


async def test_a_window_begins_and_ends_by_itself(
    api: httpx.AsyncClient, world: World
) -> None:
    made = await plan(api)
    assert made.status_code == 201
    row = PlannedRow.model_validate_json(made.content)
    assert (row.phase, row.site_count, row.unmonitored_count) == ("planned", 1, 0)
    before = (await api.get(SITE)).json()

    world.clock.move(3600)
    world.live.maintenance.show()
    during = SiteDetail.model_validate_json((await api.get(SITE)).content)
    counts = (await api.get("/api/v1/summary")).json()["sites"]
    listed = (await api.get("/api/v1/sites?state=maintenance")).json()["items"]
    world.clock.move(7200)
    world.live.maintenance.show()
    after = (await api.get(SITE)).json()

    assert (before["state"], before["maintenance"]["is_running"]) == ("up", False)
    assert (during.state, during.link.state) == ("maintenance", "up")
    assert during.since == row.starts_at
    assert during.maintenance
    assert during.maintenance.reason == WISH["reason"]
    assert counts["maintenance"] == 1
    assert sum(counts.values()) - counts["total"] == counts["total"]
    assert [each["code"] for each in listed] == ["PI-00004"]
    assert (after["state"], after["maintenance"]) == ("up", None)
    assert (await api.get(WINDOWS)).json()["items"] == []
    page = MaintenancePage.model_validate_json(
        (await api.get(f"{WINDOWS}?all=true")).content
    )
    assert [each.phase for each in page.items] == ["over"]


async def test_an_outage_within_it_is_judged_all_the_same(
    api: httpx.AsyncClient, world: World
) -> None:
    await plan(api, starts_at=None)
    world.live.maintenance.show()

    await world.fail("PI-00004")

    site = (await api.get(SITE)).json()
    assert (site["state"], site["link"]["state"]) == ("maintenance", "down")
    assert [each["is_open"] for each in site["outages"]] == [True]


async def test_one_called_off_holds_no_longer(
    api: httpx.AsyncClient, world: World
) -> None:
    made = (await plan(api, starts_at=None)).json()
    assert (await api.get(SITE)).json()["state"] == "maintenance"

    world.clock.move(60)
    first = await api.post(f"{WINDOWS}/{made['id']}/cancel")
    world.clock.move(60)
    again = await api.post(f"{WINDOWS}/{made['id']}/cancel")

    assert first.json()["phase"] == "cancelled"
    assert again.json()["cancelled_at"] == first.json()["cancelled_at"]
    assert (await api.get(SITE)).json()["state"] == "up"
    deeds = [each.deed.action for each in await world.live.audit.newest(10)]
    assert deeds == ["maintenance.cancel", "maintenance.plan"]


async def test_it_says_how_many_sites_it_cannot_be_seen_at(
    api: httpx.AsyncClient,
) -> None:
    alone = (await plan(api, site="PI-00060")).json()
    among = (await plan(api, site=None, contract="C-01/2569")).json()
    listed = (await api.get(WINDOWS)).json()["items"]

    assert (alone["site_count"], alone["unmonitored_count"]) == (1, 1)
    assert (among["site_count"], among["unmonitored_count"]) == (60, 1)
    assert [each["unmonitored_count"] for each in listed] == [1, 1]


async def test_it_names_windows_about_the_same_at_the_same_time(
    api: httpx.AsyncClient,
) -> None:
    first = PlannedRow.model_validate_json((await plan(api)).content)
    await plan(api, site="PI-00005")
    again = (await plan(api, ends_at="2026-11-20T14:00:00+07:00")).json()
    later = {"starts_at": WISH["ends_at"], "ends_at": "2026-11-20T16:00:00+07:00"}
    apart = (await plan(api, **later)).json()

    assert (first.overlaps, again["overlaps"], apart["overlaps"]) == (
        [],
        [first.id],
        [],
    )


async def test_the_list_is_paged_and_narrowed(api: httpx.AsyncClient) -> None:
    for code in ("PI-00004", "PI-00005", "PI-00006"):
        await plan(api, site=code)
    await plan(api, site=None, province="10")

    first = (await api.get(f"{WINDOWS}?limit=3")).json()
    second = (await api.get(f"{WINDOWS}?limit=3&cursor={first['next']}")).json()
    of_province = (await api.get(f"{WINDOWS}?province=10")).json()["items"]
    of_site = (await api.get(f"{WINDOWS}?site=PI-00006")).json()["items"]

    ids = [each["id"] for each in (*first["items"], *second["items"])]
    assert ids == sorted(ids, reverse=True)
    assert (len(first["items"]), len(second["items"])) == (3, 1)
    assert second["next"] is None
    assert [each["subject"] for each in of_province] == ["10", "PI-00006"]
    assert [each["subject"] for each in of_site] == ["10", "PI-00006"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"site": None}, "exactly one of site, node, province and contract"),
        ({"province": "50"}, "exactly one of site, node, province and contract"),
        ({"site": "PI-99999"}, "the register does not know it"),
        ({"site": None, "node": "nowhere"}, "the register does not know it"),
        ({"ends_at": "2026-11-20T13:00:00+07:00"}, "ends before it begins"),
        ({"ends_at": "2026-11-20T15:00:00"}, "body ends_at"),
        ({"starts_at": "2026-11-20T10:00:00+07:00"}, "cannot be declared"),
        ({"weekdays": [8]}, "body weekdays 0"),
        ({"weekdays": [1]}, "Mon 2026-11-23 would be the first to do"),
        ({"last_day": "tomorrow"}, "body last_day"),
        ({"reason": " "}, "body reason"),
        ({"reason": "a\x00b"}, "body reason"),
        ({"colour": "red"}, "body colour"),
    ],
)
async def test_bad_input_is_refused_and_changes_nothing(
    api: httpx.AsyncClient, changes: dict[str, Any], said: str
) -> None:
    answer = await plan(api, **changes)

    assert answer.status_code == 400
    assert said in answer.json()["detail"]
    assert (await api.get(f"{WINDOWS}?all=true")).json()["items"] == []


@pytest.mark.parametrize("name", ["0", "-1", "x", "9" * 30, "7"])
async def test_a_window_that_is_not_there(api: httpx.AsyncClient, name: str) -> None:
    answer = await api.post(f"{WINDOWS}/{name}/cancel")

    assert answer.status_code in (400, 404)
