"""Numbers as CSV: what is drawn, safe in a spreadsheet; and who may have them."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from netmon.access.doorman import Doorman
from netmon.access.policy import Scope
from netmon.access.repository import TokenStore, TokenWish
from netmon.access.roles import Role
from netmon.access.tokens import to_sha256
from netmon.api.app import create_api
from netmon.api.gate import Gate
from netmon.store.faults import AnswerLate
from tests.live import NOON, TOKEN, World, hand_made_register, make_world
from tests.samples import ping
from tests.unit.conftest import caller_of

pytestmark = pytest.mark.anyio

SERIES = "/api/v1/sites/PI-00001/series"
WISH: dict[str, Any] = {
    "measurement": "ping",
    "field": ["rtt_avg_s", "loss_ratio", "sent_count"],
    "from": "2026-11-20T04:00:00Z",
    "to": "2026-11-20T05:00:00Z",
    "step": 60,
}


async def _fill(world: World) -> None:
    start = NOON - timedelta(hours=1)
    rtts_s = [0.012345678, None, 1e-7, 3.0, 1 / 3]
    rows = [
        ping("PI-00001", start + timedelta(minutes=3 * number), rtt_s)
        for number, rtt_s in enumerate(rtts_s)
    ]
    await world.store.append(rows)


async def test_csv_holds_the_numbers_of_json(
    api: httpx.AsyncClient, world: World
) -> None:
    await _fill(world)

    drawn = (await api.get(SERIES, params=WISH)).json()
    answer = await api.get(SERIES, params=WISH, headers={"Accept": "text/csv"})

    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert answer.headers["content-type"].startswith("text/csv; charset=utf-8")
    assert 'filename="PI-00001-ping.csv"' in answer.headers["content-disposition"]
    assert [row["at"] for row in rows] == drawn["at"]
    for field in drawn["fields"]:
        cells = [row[field["name"]] for row in rows]
        read = [json.loads(cell) if cell else None for cell in cells]
        assert read == field["values"]
    assert {row["name_th"] for row in rows} == {"ศูนย์ทดสอบ 1"}
    assert [row["rtt_avg_s"] for row in rows[:4]] == ["0.01234568", "", "", ""]


@pytest.mark.parametrize(("bom", "begins"), [("true", b"\xef\xbb\xbf"), ("false", b"")])
async def test_the_mark_of_utf8_is_there_only_if_asked(
    api: httpx.AsyncClient, world: World, bom: str, begins: bytes
) -> None:
    wish = WISH | {"format": "csv", "bom": bom}

    answer = await api.get(SERIES, params=wish)

    assert answer.content.startswith(begins + b"site,name_th,name_en,device,at,")


@pytest.mark.parametrize("name", ["=1+1", "+cmd", "-2", "@SUM(A1)", '"a",\nb', "ไทย"])
async def test_a_name_is_no_formula_and_no_other_cell(
    tmp_path: Path, name: str
) -> None:
    register = hand_made_register(3)
    sites = dict(register.sites)
    first = next(iter(sites))
    sites[first] = replace(sites[first], name_th=name)
    async with make_world(tmp_path, replace(register, sites=sites)) as world:
        await _fill(world)
        async with caller_of(create_api(world.live, Gate.loopback())) as api:
            answer = await api.get(SERIES, params=WISH | {"format": "csv"})

    rows = list(csv.reader(io.StringIO(answer.text, newline="")))
    assert len(rows) == 61
    assert {len(row) for row in rows} == {8}
    shown = rows[1][1]
    assert shown == (f"'{name}" if name[0] in "=+-@" else name)


async def test_without_a_sample_log_there_is_a_problem(world: World) -> None:
    app = create_api(replace(world.live, samples=None), Gate.loopback())
    async with caller_of(app) as api:
        answer = await api.get(SERIES, params=WISH)
        states = await api.get("/api/v1/sites/PI-00001/states")

    assert answer.status_code == 503
    assert answer.json()["detail"].startswith("no sample log is kept here")
    assert states.status_code == 200


async def test_an_answer_that_takes_too_long_may_be_asked_again(world: World) -> None:
    class Slow:
        async def range(self, _question: object) -> list[object]:
            raise AnswerLate("no answer within 10 s; ask for less at once")

    live = replace(world.live, samples=Slow())  # type: ignore[arg-type]
    async with caller_of(create_api(live, Gate.loopback())) as api:
        answer = await api.get(SERIES, params=WISH)

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/sites/PI-00001/series?measurement=ping&field=rtt_avg_s", 200),
        ("/api/v1/sites/PI-00001/states", 200),
        ("/api/v1/fleet/series?field=down_count&province=50", 200),
        ("/api/v1/sites/PI-00003/series?measurement=ping&field=rtt_avg_s", 403),
        ("/api/v1/sites/PI-00003/states", 403),
        ("/api/v1/fleet/series?field=down_count&province=10", 403),
        ("/api/v1/fleet/series?field=down_count", 403),
        ("/api/v1/fleet/series?field=down_count&province=50&province=10", 403),
        ("/api/v1/fleet/series?field=down_count&site=PI-00001", 400),
    ],
)
async def test_a_technician_reads_the_own_province_only(
    world: World, path: str, status: int
) -> None:
    engine = world.live.history._engine
    wish = TokenWish("t", Role.TECHNICIAN, Scope(provinces=frozenset({"50"})))
    made = await TokenStore(engine, world.clock).create(wish, "local:test")
    doorman = Doorman(engine, world.clock)
    await doorman.refresh()
    gate = Gate.network(to_sha256(TOKEN)).knowing(doorman)

    async with caller_of(create_api(world.live, gate)) as api:
        headers = {"Authorization": f"Bearer {made.secret}"}
        answer = await api.get(path, headers=headers)

    assert answer.status_code == status, answer.text
