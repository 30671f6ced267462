"""Incidents over the API: one per cause, what people do about it, and bad input."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx
import pytest
from sqlalchemy.exc import OperationalError

from netmon.access.policy import NATION, Subject
from netmon.api.incident_models import IncidentDetail, IncidentPage, IncidentRow
from netmon.api.incident_places import to_place
from netmon.api.poller_models import PollerList
from netmon.cli.show_incidents import incident_facts, incident_rows
from netmon.core.model import SiteCode
from netmon.status.causes import Cause
from tests.live import World
from tests.told import tell

pytestmark = pytest.mark.anyio

INCIDENTS = "/api/v1/incidents"
CODES = [f"PI-{number:05}" for number in range(10, 22)]


def url_of(name: str) -> str:
    return f"{INCIDENTS}/{quote(name, safe='')}"


@pytest.fixture
async def trunk(world: World) -> str:
    world.clock.move(60)
    return await tell(world, "node:TR/1", Cause.TRUNK, CODES)


async def test_answers_have_the_shape_they_declare(
    api: httpx.AsyncClient, trunk: str
) -> None:
    listed = await api.get(INCIDENTS)
    one = await api.get(url_of(trunk))
    changed = await api.post(f"{url_of(trunk)}/acknowledge", json={})

    assert len(IncidentPage.model_validate_json(listed.content).items) == 2
    detail = IncidentDetail.model_validate_json(one.content)
    IncidentRow.model_validate_json(changed.content)
    assert (detail.about, detail.name, detail.cause) == ("node", "TR/1", "trunk")
    assert (detail.site_count, detail.open_count) == (12, 12)
    assert detail.provinces == ["10", "50"]
    assert detail.contracts == ["C-01/2569"]
    assert detail.is_provisional
    assert [(each.kind, each.count) for each in detail.timeline] == [
        ("opened", 1),
        ("joined", 12),
    ]


async def test_a_single_outage_is_an_incident_of_its_site(
    api: httpx.AsyncClient,
) -> None:
    [row] = (await api.get(INCIDENTS)).json()["items"]

    assert (row["about"], row["name"]) == ("site", "PI-00003")
    assert row["cause"] == "unknown"
    assert row["provinces"] == ["10"]
    assert row["opened_at"] == "2026-11-20T05:00:30Z"
    detail = (await api.get(url_of(row["id"]))).json()
    assert [each["site"] for each in detail["members"]["items"]] == ["PI-00003"]


async def test_incidents_are_filtered_and_paged_newest_first(
    api: httpx.AsyncClient, world: World, trunk: str
) -> None:
    world.clock.move(60)
    await world.mend("PI-00003")
    world.clock.move(60)
    await tell(world, "collector:main", Cause.COLLECTOR, why="timeout")

    async def names(query: str) -> list[str]:
        answer = await api.get(f"{INCIDENTS}?{query}")
        return [row["name"] for row in answer.json()["items"]]

    assert await names("") == ["main", "TR/1", "PI-00003"]
    assert await names("open=true") == ["main", "TR/1"]
    assert await names("open=false") == ["PI-00003"]
    assert await names("cause=trunk") == ["TR/1"]
    assert await names("province=50") == ["TR/1"]
    assert await names("province=10") == ["TR/1", "PI-00003"]
    assert await names("contract=C-01/2569") == ["TR/1", "PI-00003"]
    assert await names("until=2026-11-20T05:01:00Z") == ["PI-00003"]
    assert await names("since=2026-11-20T05:30:00Z") == ["main", "TR/1"]
    first = (await api.get(f"{INCIDENTS}?limit=2")).json()
    assert await names(f"limit=2&cursor={first['next']}") == ["PI-00003"]


async def test_members_are_paged_and_each_comes_once(
    api: httpx.AsyncClient, trunk: str
) -> None:
    codes: list[str] = []
    url: str | None = f"{url_of(trunk)}?limit=5"
    while url:
        answer = await api.get(url)
        codes += [row["site"] for row in answer.json()["members"]["items"]]
        url = answer.headers.get("link", "").removeprefix("<").split(">")[0] or None

    assert codes == CODES


async def test_whoever_acknowledges_first_stays_the_one_and_it_is_audited(
    api: httpx.AsyncClient, world: World, trunk: str
) -> None:
    url = url_of(trunk)
    world.clock.move(30)
    first = (await api.post(f"{url}/acknowledge", json={"text": "ทีมออกแล้ว"})).json()
    world.clock.move(30)
    again = (await api.post(f"{url}/acknowledge", json={})).json()
    owned = (await api.post(f"{url}/owner", json={"owner": " NOC 2 "})).json()
    await api.post(f"{url}/note", json={"text": "line one\nline two"})
    freed = (await api.post(f"{url}/owner", json={"owner": ""})).json()

    assert first["acknowledged_by"] == "loopback"
    assert again["acknowledged_at"] == first["acknowledged_at"]
    assert (owned["owner"], freed["owner"]) == ("NOC 2", None)
    said = (await api.get(url)).json()["timeline"][2:]
    assert [(each["kind"], each["text"]) for each in said] == [
        ("acknowledged", "ทีมออกแล้ว"),
        ("owner", "NOC 2"),
        ("note", "line one\nline two"),
        ("owner", ""),
    ]
    assert {each["author"] for each in said} == {"loopback"}
    rows = await world.live.audit.newest(4)
    assert rows[-1].deed.action == "incident.acknowledged"
    assert rows[-1].deed.detail == {"incident": trunk, "text": "ทีมออกแล้ว"}


async def test_judgement_never_overwrites_what_people_did(
    api: httpx.AsyncClient, world: World
) -> None:
    [row] = (await api.get(INCIDENTS)).json()["items"]
    await api.post(f"{url_of(row['id'])}/acknowledge", json={})
    await api.post(f"{url_of(row['id'])}/owner", json={"owner": "NOC"})

    world.clock.move(60)
    await world.mend("PI-00003")

    over = (await api.get(url_of(row["id"]))).json()
    assert not over["is_open"]
    assert (over["acknowledged_by"], over["owner"]) == ("loopback", "NOC")
    kinds = [each["kind"] for each in over["timeline"]]
    assert kinds.index("owner") < kinds.index("left") < kinds.index("closed")


async def test_the_command_line_shows_them_in_words(
    api: httpx.AsyncClient, trunk: str
) -> None:
    await api.post(f"{url_of(trunk)}/note", json={"text": "one\ntwo"})
    listed = (await api.get(INCIDENTS)).json()["items"]
    found = (await api.get(f"{url_of(trunk)}?limit=2")).json()

    table = list(incident_rows(listed))
    facts = "\n".join(incident_facts(found))

    assert "trunk (provisional) 12 node TR/1" in " ".join(table[1].split())
    assert "12 in 2 provinces, 12 outages still open" in facts
    assert "joined  12 sites" in facts
    assert "note  loopback  one two" in facts
    assert facts.count("  site      PI-") == 2
    assert "and more" in facts


BAD_QUERIES = {
    "unknown parameter": ("colour=red", "query colour: there is no such parameter"),
    "unknown cause": ("cause=ghost", "query cause: Input should be 'power'"),
    "unknown province": ("province=99", "no province is called '99'"),
    "unknown contract": ("contract=X", "no contract is called 'X'"),
    "open a word": ("open=perhaps", "query open: Input should be a valid bool"),
    "time without zone": ("since=2026-11-20T08:00:00", "should have timezone info"),
    "limit too large": ("limit=999", "less than or equal to 200"),
    "cursor of sites": ("cursor=UEktMDAwMDI", "no cursor this service gave"),
    "NUL": ("province=%00", "a character nobody can see"),
}


@pytest.mark.parametrize(("query", "words"), BAD_QUERIES.values(), ids=BAD_QUERIES)
async def test_a_bad_query_is_refused_by_name(
    api: httpx.AsyncClient, query: str, words: str
) -> None:
    answer = await api.get(f"{INCIDENTS}?{query}")

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json()["detail"]


BAD_BODIES: dict[str, tuple[str, Any, str]] = {
    "no note": ("note", {}, "body text: Field required"),
    "empty note": ("note", {"text": " \n "}, "body text: it says nothing"),
    "endless note": ("note", {"text": "ก" * 2001}, "at most 2000 characters"),
    "NUL in a note": ("note", {"text": "a\0b"}, "a character nobody can see"),
    "number for a note": ("note", {"text": 7}, "body text: Input should be a valid"),
    "more than a note": (
        "note",
        {"text": "a", "by": "me"},
        "body by: there is no such parameter",
    ),
    "list": ("note", ["a"], "body: Input should be a valid dict"),
    "nothing": ("acknowledge", None, "body"),
    "no owner": ("owner", {}, "body owner: Field required"),
    "owner of two lines": ("owner", {"owner": "a\nb"}, "a character nobody can see"),
    "endless owner": ("owner", {"owner": "a" * 129}, "at most 128 characters"),
}


@pytest.mark.parametrize(("verb", "body", "words"), BAD_BODIES.values(), ids=BAD_BODIES)
async def test_a_bad_body_is_refused_and_changes_nothing(
    api: httpx.AsyncClient, trunk: str, verb: str, body: Any, words: str
) -> None:
    answer = await api.post(f"{url_of(trunk)}/{verb}", json=body)

    assert answer.status_code == 400
    assert words in answer.json()["detail"]
    assert len((await api.get(url_of(trunk))).json()["timeline"]) == 2


async def test_a_body_that_is_no_json_is_refused(
    api: httpx.AsyncClient, trunk: str
) -> None:
    headers = {"Content-Type": "application/json"}

    answer = await api.post(f"{url_of(trunk)}/note", content=b"{", headers=headers)

    assert answer.status_code == 400


@pytest.mark.parametrize("name", ["none", "a%00", "a" * 5000, "inc-/../x"])
@pytest.mark.parametrize("verb", ["", "/note"])
async def test_an_incident_that_is_not_there_is_a_problem(
    api: httpx.AsyncClient, name: str, verb: str
) -> None:
    url = f"{INCIDENTS}/{name}{verb}"

    answer = await (api.post(url, json={"text": "a"}) if verb else api.get(url))

    assert answer.status_code == 404
    assert len(answer.content) < 600


async def test_members_have_no_foreign_cursor(
    api: httpx.AsyncClient, trunk: str
) -> None:
    for cursor in ("UEktMDAwMDI", "!!!", "LTE"):
        answer = await api.get(f"{url_of(trunk)}?cursor={cursor}")

        assert answer.status_code == 400, cursor


async def test_a_right_must_reach_all_an_incident_is_about(world: World) -> None:
    register = world.live.board.register

    def subject(key: str, *codes: str) -> Subject:
        return to_place(key, [SiteCode(c) for c in codes], register).to_subject()

    north, bangkok = "PI-00001", "PI-00003"
    whole = Subject("50", "C-01/2569")
    assert subject(f"site:{north}:link", north) == Subject("50", "C-01/2569", north)
    assert subject("node:TR", north, "PI-00002") == whole
    assert subject("node:TR", north, bangkok) == Subject(None, "C-01/2569")
    assert subject("collector:main") == NATION


async def test_the_pollers_say_whether_they_see_and_what_is_not_told_yet(
    api: httpx.AsyncClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.clock.move(60)
    world.keeper._incidents += world.keeper.book.tick(world.clock.now())
    await world.keeper.flush()
    found = (await api.get("/api/v1/pollers")).json()

    async def fail() -> None:
        raise OperationalError("select", {}, OSError("locked"))

    monkeypatch.setattr("netmon.status.outbox.Outbox.counts", lambda _: fail())
    without = await api.get("/api/v1/pollers")

    assert found["items"][0]["sight"] in ("clear", "doubtful")
    assert found["outbox"] == {"queued": 1, "delivered": 0, "failed": 0}
    assert PollerList.model_validate_json(without.content).outbox is None
