"""Every kind of bad input gets a problem that names its place."""

from __future__ import annotations

import httpx
import pytest
from sqlalchemy.exc import OperationalError

from netmon.api.problems import to_problem

pytestmark = pytest.mark.anyio

BAD_QUERIES = {
    "unknown parameter": (
        "sites?colour=red",
        "query colour: there is no such parameter",
    ),
    "unknown province": (
        "sites?province=99",
        "query province: no province is called '99'",
    ),
    "unknown region": ("sites?region=Isan", "query region: no region is called 'Isan'"),
    "unknown contract": (
        "sites?contract=X",
        "query contract: no contract is called 'X'",
    ),
    "unknown type": ("sites?type=pub", "query type: Input should be 'learning_centre'"),
    "unknown state": ("sites?state=sad", "query state: Input should be 'maintenance'"),
    "empty state": ("sites?state=", "query state: Input should be"),
    "limit too large": (
        "sites?limit=999",
        "query limit: Input should be less than or equal to 200; got '999'",
    ),
    "limit zero": ("sites?limit=0", "greater than or equal to 1; got '0'"),
    "limit a word": ("sites?limit=all", "query limit: Input should be a valid integer"),
    "huge limit": ("sites?limit=" + "9" * 5000, "query limit:"),
    "huge text": ("sites?q=" + "ก" * 101, "at most 100 characters"),
    "NUL in a text": ("sites?q=a%00b", "query q: it holds a character nobody can see"),
    "line break": ("sites?province=5%0A0", "a character nobody can see; got '5\\n0'"),
    "cursor of nobody": ("sites?cursor=!!!", "no cursor this service gave"),
    "cursor of two parts": ("sites?cursor=YQpi", "no cursor this service gave"),
    "cursor with NUL": ("sites?cursor=AGE", "no cursor this service gave"),
    "cursor not UTF-8": ("sites?cursor=_w", "no cursor this service gave"),
    "cursor not ASCII": ("sites?cursor=ก", "no cursor this service gave"),
    "endless cursor": ("sites?cursor=" + "A" * 301, "at most 300 characters"),
    "cursor of sites": ("outages?cursor=UEktMDAwMDI", "no cursor this service gave"),
    "cursor of no time": ("outages?cursor=YQpi", "no cursor this service gave"),
    "time without zone": (
        "outages?since=2026-11-20T08:00:00",
        "query since: Input should have timezone info",
    ),
    "time of nonsense": ("outages?until=yesterday", "query until: Input should be a"),
    "time before time": (
        "outages?since=0001-01-01T00:00:00%2B14:00",
        "query since: its year is not between 2000 and 2200",
    ),
    "time of the Buddhist Era": (
        "outages?since=2569-11-20T08:00:00Z",
        "years are those of the Common Era, ISO 8601: 2026 for 2569",
    ),
    "year of no calendar": ("outages?since=9999-12-31T23:59:59-14:00", "query since"),
    "unknown service": ("outages?service=tv", "query service: Input should be 'link'"),
    "open a word": ("outages?open=perhaps", "query open: Input should be a valid bool"),
    "outages of no province": ("outages?province=%00", "nobody can see"),
}


@pytest.mark.parametrize(("url", "words"), BAD_QUERIES.values(), ids=BAD_QUERIES.keys())
async def test_a_bad_query_is_refused_by_name(
    api: httpx.AsyncClient, url: str, words: str
) -> None:
    answer = await api.get(f"/api/v1/{url}")

    problem = answer.json()
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in problem["detail"]
    assert problem["status"] == 400
    assert problem["title"] == "Bad Request"
    assert len(answer.content) < 2000


async def test_invalid_utf8_is_searched_for_and_not_found(
    api: httpx.AsyncClient,
) -> None:
    answer = await api.get("/api/v1/sites?q=%FF%FE")

    assert answer.status_code == 200
    assert answer.json()["items"] == []


MISSING = {
    "site": ("/api/v1/sites/PI-99999", "no site is called 'PI-99999'"),
    "site with NUL": ("/api/v1/sites/%00", "no site is called '\\x00'"),
    "outage": ("/api/v1/outages/none", "no outage is called 'none'"),
    "outage with NUL": ("/api/v1/outages/a%00", "no outage is called 'a\\x00'"),
    "endless outage": ("/api/v1/outages/" + "a" * 5000, "no outage is called 'aaa"),
    "path": ("/api/v1/nothing", "there is nothing at this address"),
    "page": ("/api/v2/sites", "there is nothing at this address"),
}


@pytest.mark.parametrize(("url", "words"), MISSING.values(), ids=MISSING.keys())
async def test_what_is_not_there_is_a_problem(
    api: httpx.AsyncClient, url: str, words: str
) -> None:
    answer = await api.get(url)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json()["detail"]


async def test_a_wrong_method_is_a_problem_that_names_the_right_one(
    api: httpx.AsyncClient,
) -> None:
    answer = await api.delete("/api/v1/sites")

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"
    assert answer.json()["detail"] == "this address does not take this method"


@pytest.mark.parametrize("last_id", ["x", "-1", "1.5", "9" * 19, "1e3", "๑"])
async def test_an_event_id_of_nobody_is_refused(
    api: httpx.AsyncClient, last_id: str
) -> None:
    headers = {"Last-Event-ID": last_id.encode()}

    answer = await api.get("/api/v1/events", headers=headers)

    assert answer.status_code == 400
    expected = "header Last-Event-ID: expected a number, got"
    assert expected in answer.json()["detail"]


async def test_a_fault_of_ours_says_nothing_of_the_inside(
    api: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("secret of the inside")

    monkeypatch.setattr("netmon.api.route_pollers.to_pollers", fail)

    answer = await api.get("/api/v1/pollers")

    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("said", "detail"),
    [
        ("database is locked", "the database is busy: try again in some seconds"),
        ("canceling statement due to lock timeout", "the database is busy: try again"),
        ("no such table: outage", "the database cannot be read now"),
    ],
)
def test_a_database_that_is_busy_is_not_called_unreadable(
    said: str, detail: str
) -> None:
    problem = to_problem(OperationalError("update record", {}, Exception(said)))

    assert problem.status == 503
    assert problem.detail.startswith(detail)
    assert dict(problem.headers)["Retry-After"] == "5"
