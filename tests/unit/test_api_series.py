"""Numbers over time from the API, against samples put into a real log."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import httpx
import pytest

from netmon.api import series_models
from netmon.core.schema import Sample
from tests.live import NOON, World
from tests.samples import ping

pytestmark = pytest.mark.anyio

SITE = "/api/v1/sites/PI-00001/series"
FLEET = "/api/v1/fleet/series"
HOUR = {"from": "2026-11-20T04:00:00Z", "to": "2026-11-20T05:00:00Z"}
PING = {"measurement": "ping", "field": "rtt_avg_s"} | HOUR


def _interface(at: datetime, in_bps: float | None, in_bytes: int | None) -> Sample:
    values = (60.0, in_bps, 1e6, in_bytes, 7, 0, 0, 0, 0, 1_000_000_000, True)
    return Sample("interface", at, ("PI-00001", "PI-00001/router"), values)


def _fleet(at: datetime, province: str, down: int, rtt_s: float, sites: int) -> Sample:
    values = (sites, sites - down, 0, down, 0, 0, 0, 11, 1e9, 1e8, rtt_s, 0.0)
    return Sample("fleet", at, (province, "hospital", "C-01/2569"), values)


@pytest.fixture
async def filled(world: World) -> World:
    """Ten minutes of pings with silence in the fourth, five missing, then one more."""
    start = NOON - timedelta(hours=1)
    rows: list[Sample] = []
    for minute in (0, 1, 2, 3, 9):
        rtt_s = None if minute == 3 else 0.01 * (minute + 1)
        rows.append(ping("PI-00001", start + timedelta(minutes=minute), rtt_s))
        rows.append(_interface(start + timedelta(minutes=minute), 2e6, 15_000_000))
    rows.append(ping("PI-00001", start, 0.5, device="ap1"))
    rows.append(_fleet(start, "50", 2, 0.01, 30))
    rows.append(_fleet(start, "10", 1, 0.03, 10))
    rows.append(_fleet(start + timedelta(minutes=2), "50", 4, 0.01, 30))
    await world.store.append(rows)
    return world


async def _get(
    api: httpx.AsyncClient, path: str, wish: dict[str, Any], status: int = 200
) -> Any:
    answer = await api.get(path, params=wish)
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_a_site_is_answered_with_units_meaning_and_null_for_gaps(
    api: httpx.AsyncClient, filled: World
) -> None:
    wish = PING | {"step": 60, "device": "PI-00001/router"}

    found = await _get(api, SITE, wish | {"field": ["rtt_avg_s", "loss_ratio"]})

    series_models.SiteSeries.model_validate(found)
    rtt, loss = found["fields"]
    assert (rtt["unit"], loss["unit"]) == ("s", "ratio")
    assert rtt["meaning"] == "Mean round trip."
    assert len(found["at"]) == len(rtt["values"]) == 60
    assert found["at"][:2] == ["2026-11-20T04:00:00Z", "2026-11-20T04:01:00Z"]
    assert rtt["values"][:11] == [0.01, 0.02, 0.03, *[None] * 6, 0.1, None]
    assert loss["values"][:5] == [0.0, 0.0, 0.0, 1.0, None]
    assert found["name_th"] == "ศูนย์ทดสอบ 1"


async def test_rows_as_measured_have_one_null_where_some_are_missing(
    api: httpx.AsyncClient, filled: World
) -> None:
    wish = PING | {"step": 0, "device": "PI-00001/router", "field": "sent_count"}

    found = await _get(api, SITE, wish)

    assert [at[11:16] for at in found["at"]] == [
        *("04:00", "04:01", "04:02", "04:03", "04:03", "04:09")
    ]
    assert found["fields"][0]["values"] == [3, 3, 3, 3, None, 3]
    assert found["fields"][0]["aggregate"] is None


@pytest.mark.parametrize(
    ("aggregate", "expected", "unit"),
    [
        (None, 75_000_000, "B"),
        ("mean", 15_000_000, "B"),
        ("count", 5, ""),
        ("max", 15_000_000, "B"),
    ],
)
async def test_what_makes_one_number_of_many_may_be_asked(
    api: httpx.AsyncClient,
    filled: World,
    aggregate: str | None,
    expected: int,
    unit: str,
) -> None:
    how = {"aggregate": aggregate} if aggregate else {}
    wish = {"measurement": "interface", "field": "in_bytes", "step": 3600} | HOUR | how

    found = await _get(api, SITE, wish)

    assert found["fields"][0]["values"] == [expected]
    assert found["fields"][0]["unit"] == unit
    assert found["fields"][0]["aggregate"] == (aggregate or "sum")


@pytest.mark.parametrize(
    ("hours", "step_s"), [(1, 60), (6, 60), (24, 120), (168, 3600), (720, 3600)]
)
async def test_a_step_is_chosen_from_the_range(
    api: httpx.AsyncClient, world: World, hours: int, step_s: int
) -> None:
    start = (NOON - timedelta(hours=hours)).isoformat()
    wish = {"measurement": "ping", "field": "rtt_avg_s", "from": start}

    found = await _get(api, SITE, wish)

    assert found["step_s"] == step_s
    assert set(found["fields"][0]["values"]) == {None}
    assert len(found["at"]) <= 751


async def test_without_a_range_it_is_the_last_day_with_the_present_step(
    api: httpx.AsyncClient, world: World
) -> None:
    await world.store.append([ping("PI-00001", world.clock.now(), 0.2)])

    found = await _get(api, SITE, {"measurement": "ping", "field": "rtt_avg_s"})

    assert found["fields"][0]["values"][-1] == 0.2
    assert found["at"][-1] <= world.clock.now().isoformat()[:19] + "Z" < found["end"]


async def test_provinces_are_added_up_and_means_are_weighted(
    api: httpx.AsyncClient, filled: World
) -> None:
    wish = {"field": ["down_count", "rtt_avg_s"], "step": 60} | HOUR

    nation = await _get(api, FLEET, wish)
    one = await _get(api, FLEET, wish | {"province": "50"})
    other_type = await _get(api, FLEET, wish | {"type": "library"})

    series_models.FleetSeries.model_validate(nation)
    assert nation["fields"][0]["values"][:3] == [3, None, 4]
    assert nation["fields"][1]["values"][0] == 0.015
    assert one["fields"][0]["values"][:3] == [2, None, 4]
    assert one["province"] == "50"
    assert set(other_type["fields"][0]["values"]) == {None}


async def test_states_come_from_the_journals(
    api: httpx.AsyncClient, world: World
) -> None:
    world.clock.move(600)
    found = await _get(api, "/api/v1/sites/PI-00003/states", {})

    series_models.SiteStates.model_validate(found)
    link = found["services"][0]
    assert link["service"] == "link"
    assert [each["state"] for each in link["stretches"]][-1] == "down"
    assert found["end"] == link["stretches"][-1]["end"]
    edges = [(each["start"], each["end"]) for each in link["stretches"]]
    assert all(a[1] == b[0] for a, b in pairwise(edges))


async def test_an_answer_that_is_kept_is_not_sent_twice(
    api: httpx.AsyncClient, filled: World
) -> None:
    first = await api.get(SITE, params=PING)
    again = await api.get(
        SITE, params=PING, headers={"If-None-Match": first.headers["etag"]}
    )

    assert first.headers["cache-control"] == "private, max-age=15"
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("path", "wish", "where"),
    [
        (SITE, {"measurement": "pong", "field": "x"}, "query measurement"),
        (SITE, {"measurement": "fleet", "field": "up_count"}, "query measurement"),
        (SITE, {"measurement": "ping"}, "query field"),
        (SITE, PING | {"field": "rtt"}, "query field"),
        (SITE, PING | {"field": ["rtt_avg_s", "rtt_avg_s"]}, "query field"),
        (SITE, PING | {"from": "2026-11-20T04:00:00"}, "query from"),
        (SITE, PING | {"from": "2026-11-20T06:00:00Z"}, "query from"),
        (SITE, PING | {"from": "2001-01-01T00:00:00Z"}, "query from"),
        (SITE, PING | {"step": -1}, "query step"),
        (SITE, PING | {"step": 1}, "query step"),
        (SITE, PING | {"aggregate": "median"}, "query aggregate"),
        (SITE, PING | {"device": "PI-00002/router"}, "query device"),
        (SITE, PING | {"device": "' OR 1=1 --"}, "query device"),
        (SITE, PING | {"format": "xlsx"}, "query format"),
        (SITE, PING | {"color": "red"}, "query color"),
        (FLEET, {"field": "rtt"}, "query field"),
        (FLEET, {"field": "up_count", "step": 0}, "query step"),
        (FLEET, {"field": "up_count", "province": "99"}, "query province"),
        (FLEET, {"field": "up_count", "contract": "ไม่มี"}, "query contract"),
        (FLEET, {"field": "up_count", "region": "North"}, "query region"),
        ("/api/v1/sites/PI-00001/states", {"format": "csv"}, "query format"),
    ],
)
async def test_a_wrong_parameter_is_named(
    api: httpx.AsyncClient, world: World, path: str, wish: dict[str, Any], where: str
) -> None:
    answer = await api.get(path, params=wish)

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["errors"][0]["where"] == where, problem


async def test_a_state_has_no_device(api: httpx.AsyncClient, world: World) -> None:
    wish = {"measurement": "site_state", "field": "state_code"} | HOUR

    problem = await _get(api, SITE, wish | {"device": "PI-00001/router"}, 400)

    assert problem["errors"][0]["where"] == "query device"


async def test_a_drawing_is_shorter_than_a_table(
    api: httpx.AsyncClient, world: World
) -> None:
    week = PING | {"from": "2026-11-13T05:00:00Z", "step": "60"}

    refused = await _get(api, SITE, week, 400)
    table = await api.get(SITE, params=week | {"format": "csv"})
    finer = await api.get(SITE, params=week | {"format": "csv", "step": "30"})

    assert refused["detail"] == (
        "query step: 60 s make 10,080 points, 2,000 at most: ask for 303 s or more"
    )
    assert table.status_code == 200
    assert len(table.text.splitlines()) == 10_081
    assert finer.status_code == 400


async def test_an_unknown_site_is_not_found(
    api: httpx.AsyncClient, world: World
) -> None:
    series = await api.get("/api/v1/sites/none/series", params=PING)
    states = await api.get("/api/v1/sites/none/states")

    assert (series.status_code, states.status_code) == (404, 404)
