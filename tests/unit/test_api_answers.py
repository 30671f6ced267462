"""What the API answers, and that it keeps the shapes it declares."""

from __future__ import annotations

import httpx
import pytest
from pydantic import BaseModel

from netmon.api import models
from netmon.api.poller_models import PollerList
from tests.live import World

pytestmark = pytest.mark.anyio

SHAPES: dict[str, type[BaseModel]] = {
    "/api/v1/summary": models.Summary,
    "/api/v1/sites?limit=200": models.SitePage,
    "/api/v1/sites/PI-00003": models.SiteDetail,
    "/api/v1/sites/PI-00002": models.SiteDetail,
    "/api/v1/sites/PI-00060": models.SiteDetail,
    "/api/v1/outages": models.OutagePage,
    "/api/v1/provinces": models.ProvinceList,
    "/api/v1/pollers": PollerList,
    "/healthz": models.Health,
    "/readyz": models.Health,
    "/api/v1/sites?limit=0": models.ProblemDocument,
    "/api/v1/sites/none": models.ProblemDocument,
}


@pytest.mark.parametrize(("url", "shape"), SHAPES.items(), ids=SHAPES.keys())
async def test_answers_have_the_shape_they_declare(
    api: httpx.AsyncClient, url: str, shape: type[BaseModel]
) -> None:
    answer = await api.get(url)

    shape.model_validate_json(answer.content)


async def test_an_outage_and_a_live_check_have_the_shape_they_declare(
    api: httpx.AsyncClient,
) -> None:
    listed = (await api.get("/api/v1/outages")).json()["items"]

    outage = await api.get(f"/api/v1/outages/{listed[0]['id']}")
    check = await api.post("/api/v1/sites/PI-00003/probe")

    assert len(models.OutageDetail.model_validate_json(outage.content).evidence) == 7
    assert not models.LiveCheck.model_validate_json(check.content).is_answering


async def test_the_summary_has_exactly_the_promised_keys(
    api: httpx.AsyncClient,
) -> None:
    states = ["up", "down", "degraded", "not_observed", "maintenance", "unmonitored"]

    summary = (await api.get("/api/v1/summary")).json()

    assert list(summary) == ["at", "sites", "by_province"]
    assert list(summary["sites"]) == ["total", *states]
    names = ["code", "name_th", "name_en"]
    assert list(summary["by_province"][0]) == [*names, "total", *states]
    assert summary["sites"]["down"] == 1
    assert sum(summary["sites"][each] for each in states) == summary["sites"]["total"]
    assert len(summary["by_province"]) == 77
    totals = [each["total"] for each in summary["by_province"]]
    assert sum(totals) == summary["sites"]["total"] == 60


async def test_the_summary_is_made_anew_when_a_state_changes(
    api: httpx.AsyncClient, world: World
) -> None:
    before = await api.get("/api/v1/summary")
    known = {"If-None-Match": before.headers["etag"]}
    unchanged = await api.get("/api/v1/summary", headers=known)

    await world.fail("PI-00004")
    after = await api.get("/api/v1/summary", headers=known)

    assert unchanged.status_code == 304
    assert unchanged.content == b""
    assert after.status_code == 200
    assert after.json()["sites"]["down"] == 2


async def test_pages_hold_every_site_once_though_states_change_between(
    api: httpx.AsyncClient, world: World
) -> None:
    codes: list[str] = []
    url: str | None = "/api/v1/sites?limit=7"
    while url:
        answer = await api.get(url)
        codes += [row["code"] for row in answer.json()["items"]]
        link = answer.headers.get("link", "")
        url = link.removeprefix("<").split(">")[0] or None
        await world.fail(f"PI-{len(codes):05}") if len(codes) < 30 else None

    assert codes == list(world.live.board.register.sites)
    assert answer.json()["next"] is None


async def test_sites_are_found_by_what_is_said_of_them(api: httpx.AsyncClient) -> None:
    async def count(query: str) -> int:
        return len((await api.get(f"/api/v1/sites?limit=200&{query}")).json()["items"])

    assert await count("province=10") == 20
    assert await count("region=North") == 40
    assert await count("state=down") == 1
    assert await count("state=unmonitored") == 1
    assert await count("type=hospital") == 7
    assert await count("contract=C-01/2569") == 60
    assert await count("q=centre 7") == 1
    assert await count("q=ศูนย์ทดสอบ 7") == 1
    assert await count("q=pi-0005") == 10
    assert await count("province=50&state=down") == 0


async def test_a_site_shows_what_it_is_judged_on(api: httpx.AsyncClient) -> None:
    site = (await api.get("/api/v1/sites/PI-00003")).json()

    assert site["state"] == "down"
    assert site["link"]["reason"] == "timeout"
    assert site["link"]["since"] == "2026-11-20T05:00:30Z"
    assert site["outages"][0]["id"] == site["link"]["outage"]
    assert [each["after"] for each in site["transitions"]] == ["down", "up"]
    router = site["devices"][0]
    assert router["reach"] == "down"
    assert {each["method"] for each in router["probes"]} == {"icmp", "snmp", "tcp"}
    assert router["probes"][0]["loss_ratio"] == 1.0


async def test_outages_are_filtered_and_paged_newest_first(
    api: httpx.AsyncClient, world: World
) -> None:
    for number in (4, 5, 6):
        world.clock.move(60)
        await world.fail(f"PI-{number:05}")
    world.clock.move(60)
    await world.mend("PI-00004")

    async def sites(query: str) -> list[str]:
        return [
            row["site"][-1]
            for row in (await api.get(f"/api/v1/outages?{query}")).json()["items"]
        ]

    assert await sites("") == ["6", "5", "4", "3"]
    assert await sites("open=true") == ["6", "5", "3"]
    assert await sites("open=false") == ["4"]
    assert await sites("province=10") == ["6", "3"]
    assert await sites("province=50&site=PI-00005") == ["5"]
    assert await sites("province=10&site=PI-00005") == []
    assert await sites("service=wifi") == []
    assert await sites("until=2026-11-20T05:01:00Z") == ["3"]
    assert await sites("since=2026-11-20T05:01:00Z&open=false") == ["4"]
    first = (await api.get("/api/v1/outages?limit=3")).json()
    assert await sites(f"limit=3&cursor={first['next']}") == ["3"]


async def test_a_live_check_is_made_once_at_a_time_and_not_too_often(
    api: httpx.AsyncClient, world: World
) -> None:
    first = await api.post("/api/v1/sites/PI-00001/probe")
    again = await api.post("/api/v1/sites/PI-00001/probe")
    other = await api.post("/api/v1/sites/PI-00002/probe")
    world.clock.move(4)
    later = await api.post("/api/v1/sites/PI-00001/probe")
    empty = await api.post("/api/v1/sites/PI-00060/probe")

    assert first.json()["is_answering"]
    assert again.status_code == 429
    assert again.headers["retry-after"] == "3"
    expected = "site PI-00001: it has just been checked; ask again in 3 s"
    assert again.json()["detail"] == expected
    assert other.status_code == later.status_code == 200
    assert empty.status_code == 409
    expected = "site PI-00060: it is not looked at, no device of it has an address"
    assert empty.json()["detail"] == expected
    detail = (await api.get("/api/v1/sites/PI-00060")).json()
    assert detail["link"] | {"reason": ""} == detail["wifi"]
    assert detail["link"]["reason"] == "no_address"


async def test_readiness_waits_until_every_site_was_seen(
    api: httpx.AsyncClient, world: World
) -> None:
    world.ready = False

    answer = await api.get("/readyz")

    assert answer.status_code == 503
    assert (await api.get("/healthz")).json() == {"status": "ok"}


async def test_prometheus_gets_states_and_the_pollers_health(
    api: httpx.AsyncClient,
) -> None:
    text = (await api.get("/metrics")).text

    assert 'netmon_sites{state="down"} 1.0' in text
    assert 'netmon_province_sites_down{province="10"} 1.0' in text
    assert 'netmon_looks_total{method="icmp"} 600.0' in text
    assert "netmon_resident_memory_bytes 1.23e+08" in text
    assert "netmon_ready 1.0" in text
    assert 'netmon_sight{sight="clear"} 1.0' in text
    assert 'netmon_sight{sight="blind"} 0.0' in text
    assert "netmon_incidents_open 1.0" in text
    assert 'netmon_outbox{state="queued"} 0.0' in text
    assert 'netmon_outbox{state="failed"} 0.0' in text
    assert "netmon_start_time_seconds 1.7951508e+09" in text
    for name in (
        'netmon_slot_lateness_seconds{method="icmp"} 0.01',
        "# TYPE netmon_rounds gauge",
        "netmon_journal_unwritten 0.0",
        "netmon_journal_lag_seconds 0.0",
        "netmon_receive_drops_total 0.0",
        "netmon_restarts_total 0.0",
        "netmon_names_unresolved 0.0",
    ):
        assert name in text, name
    assert len(text.splitlines()) < 250


async def test_openapi_describes_every_call(api: httpx.AsyncClient) -> None:
    schema = (await api.get("/api/v1/openapi.json")).json()

    calls = [call for path in schema["paths"].values() for call in path.values()]
    assert all(call["description"] for call in calls)
    ids = [call["operationId"] for call in calls]
    assert len(set(ids)) == len(ids) > 80
    kinds = {kind for call in calls for kind in call["responses"]["4XX"]["content"]}
    assert kinds == {"application/problem+json"}
    assert "422" not in {code for call in calls for code in call["responses"]}
