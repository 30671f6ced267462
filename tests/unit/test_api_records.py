"""Records over the API: kept, changed, read; two editors; what is refused and why."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from inventory.records.catalogue import BY_NAME, KINDS
from netmon.access.policy import Scope
from netmon.access.roles import Role
from netmon.api.app import create_api
from netmon.api.gate import Gate
from netmon.api.record_models import shapes_of
from tests.live import World
from tests.record_calls import CENTRES, V1, body_of, calling_as, make, without_code
from tests.record_values import keep_one_of_each, values_of
from tests.unit.conftest import caller_of

pytestmark = pytest.mark.anyio

SESSIONS = f"{V1}/training/sessions"
JSON = {"Content-Type": "application/json"}


@pytest.fixture
async def api(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who may do everything."""
    async with caller_of(create_api(world.live, Gate.control_socket())) as client:
        yield client


async def test_one_of_each_kind_is_made_read_listed_changed_and_deleted(
    api: httpx.AsyncClient,
) -> None:
    for kind in KINDS:
        made = await make(api, kind.name)
        assert made.status_code == 201, made.text
        shapes_of(kind.name).kept.model_validate_json(made.content)

        one = made.headers["Location"]
        assert one == f"{V1}/{kind.path}/{values_of(kind)['code']}"
        read = await api.get(one)
        row = shapes_of(kind.name).row.model_validate_json(read.content)
        assert row.model_dump(exclude=_SIGNED) == values_of(kind)
        listed = (await api.get(f"{V1}/{kind.path}")).json()["items"]
        hidden = {each.name for each in kind.personal} | {"changed_by"}
        visible = read.json()
        assert visible in [each | {n: visible[n] for n in hidden} for each in listed]

    for kind in reversed(KINDS):
        one = f"{V1}/{kind.path}/{values_of(kind)['code']}"
        change = without_code(body_of(kind))
        changed = await api.put(one, json=change, headers={"If-Match": '"1"'})
        assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
        gone = await api.delete(one, headers={"If-Match": '"2"'})
        assert (gone.status_code, gone.content) == (204, b"")
        assert (await api.get(one)).status_code == 404
        history = (await api.get(f"{one}/history")).json()["items"]
        assert [each["version"] for each in history] == [3, 2, 1]
        assert history[0]["after"] is None


_SIGNED = {"version", "changed_at", "changed_by"}


async def test_of_two_editors_the_later_one_is_told_and_nothing_is_lost(
    api: httpx.AsyncClient,
) -> None:
    await make(api, "centre")
    one = f"{CENTRES}/DC-001"
    seen_by_a, seen_by_b = await api.get(one), await api.get(one)
    body = without_code(body_of(BY_NAME["centre"]))

    first = await api.put(
        one,
        json=body | {"level": "สูง"},
        headers={"If-Match": seen_by_a.headers["ETag"]},
    )
    second = await api.put(
        one,
        json=body | {"equipment": "x"},
        headers={"If-Match": seen_by_b.headers["ETag"]},
    )
    removed = await api.delete(one, headers={"If-Match": seen_by_b.headers["ETag"]})

    assert first.status_code == 200
    assert (second.status_code, removed.status_code) == (412, 412)
    assert second.json()["detail"] == "somebody else changed this record meanwhile"
    now = (await api.get(one)).json()
    assert (now["level"], now["equipment"], now["version"]) == ("สูง", None, 2)


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (None, 428),
        ('"2"', 412),
        ('W/"1"', 412),
        ("*", 400),
        ("1", 400),
        ('"1", "2"', 400),
        ('"99999999999999999999"', 400),
    ],
)
async def test_only_the_version_that_was_looked_at_may_be_changed(
    api: httpx.AsyncClient, header: str | None, status: int
) -> None:
    await make(api, "centre")
    headers = {"If-Match": header} if header else {}
    body = without_code(body_of(BY_NAME["centre"]))

    changed = await api.put(f"{CENTRES}/DC-001", json=body, headers=headers)
    deleted = await api.delete(f"{CENTRES}/DC-001", headers=headers)

    assert (changed.status_code, deleted.status_code) == (status, status)
    assert ("message_th" in changed.json()) == (status != 400)
    assert (await api.get(f"{CENTRES}/DC-001")).json()["version"] == 1


async def test_who_has_a_version_already_is_told_so(api: httpx.AsyncClient) -> None:
    await make(api, "centre")

    known = await api.get(f"{CENTRES}/DC-001", headers={"If-None-Match": '"1"'})
    old = await api.get(f"{CENTRES}/DC-001", headers={"If-None-Match": '"7"'})

    assert (known.status_code, old.status_code) == (304, 200)
    assert old.headers["Cache-Control"] == "no-store"


async def test_what_is_taken_or_still_named_is_a_conflict(
    api: httpx.AsyncClient, world: World
) -> None:
    await keep_one_of_each(world.live.records)

    taken = await make(api, "centre")
    named = await api.delete(f"{CENTRES}/DC-001", headers={"If-Match": '"1"'})

    assert (taken.status_code, named.status_code) == (409, 409)
    assert "ขัดกับข้อมูล" in taken.json()["message_th"]
    assert "DC-001" in taken.json()["detail"]
    assert "still named" in named.json()["detail"]


BAD = {
    "missing": ({"level": None}, 400, "body level", "ไม่มีค่าที่จำเป็น"),
    "unknown site": ({"site": "PI-99999"}, 422, "body site", "ไม่พบรหัสนี้"),
    "no such column": ({"colour": "red"}, 400, "body colour", "ไม่มีช่องชื่อนี้"),
    "too long": ({"level": "ก" * 41}, 400, "body level", "ยาวเกินไป"),
    "control": ({"level": "a\x00b"}, 400, "body level", "ค่าไม่ถูกต้อง"),
    "bidi": ({"level": "a\u202eb"}, 400, "body level", "ค่าไม่ถูกต้อง"),
    "surrogate": ({"level": "\ud800"}, 400, "body level", "ค่าไม่ถูกต้อง"),
    "no code": ({"code": "a/b"}, 400, "body code", "รูปแบบไม่ถูกต้อง"),
    "date": ({"opened_date": "2026-02-30"}, 400, "body opened_date", "วันที่"),
    "buddhist": ({"opened_date": "2569-01-01"}, 400, "body opened_date", "ปี ค.ศ."),
    "number as date": ({"opened_date": 0}, 400, "body opened_date", "ค่าไม่ถูกต้อง"),
    "negative": ({"phase": -1}, 400, "body phase", "น้อยเกินไป"),
    "too many": ({"phase": 21}, 400, "body phase", "มากเกินไป"),
    "yes": ({"phase": True}, 400, "body phase", "จำนวนเต็ม"),
    "fraction": ({"phase": 1.5}, 400, "body phase", "จำนวนเต็ม"),
    "list": ({"level": ["x"]}, 400, "body level", "ข้อความ"),
}


@pytest.mark.parametrize(("changes", "status", "where", "thai"), BAD.values(), ids=BAD)
async def test_a_problem_names_column_and_reason_in_both_languages(
    api: httpx.AsyncClient,
    changes: dict[str, Any],
    status: int,
    where: str,
    thai: str,
) -> None:
    body = {**body_of(BY_NAME["centre"]), **changes}
    body = {name: value for name, value in body.items() if value is not None}

    answer = await api.post(CENTRES, content=json.dumps(body), headers=JSON)

    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    (error,) = answer.json()["errors"]
    assert error["where"] == where
    assert error["what"]
    assert thai in error["message_th"]


async def test_several_flaws_are_told_at_once(
    api: httpx.AsyncClient, world: World
) -> None:
    await keep_one_of_each(world.live.records)
    wrong = {"course": "knitting", "attended": 26, "ends_at": "2026-11-23T08:00+07:00"}

    answer = await make(api, "session", code="TS-2", **wrong)

    assert answer.status_code == 422
    wheres = {each["where"] for each in answer.json()["errors"]}
    assert {"body course", "body attended", "body ends_at"} <= wheres


async def test_what_is_odd_is_kept_with_a_warning(
    api: httpx.AsyncClient, world: World
) -> None:
    await keep_one_of_each(world.live.records)

    made = await make(api, "sale", date="2026-11-19", amount_baht=2_000_000)

    assert made.status_code == 201
    (warning,) = made.json()["warnings"]
    assert warning["where"] == "body amount_baht"
    assert "100,000" in warning["what"]
    assert "100,000" in warning["message_th"]


async def test_the_key_of_a_sale_is_its_shop_and_day(
    api: httpx.AsyncClient, world: World
) -> None:
    await keep_one_of_each(world.live.records)
    body = without_code(body_of(BY_NAME["sale"], date="2026-11-18"))
    one = f"{V1}/commerce/sales/SH-01.2026-11-20"

    answer = await api.put(one, json=body, headers={"If-Match": '"1"'})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["where"] == "body date"


async def test_lists_go_on_and_keep_to_what_is_asked(
    api: httpx.AsyncClient, world: World
) -> None:
    await keep_one_of_each(world.live.records)
    await make(api, "centre", code="DC-002", site="PI-00003")
    await make(api, "session", code="TS-2", centre_code="DC-002", trainer_id="TR-2")

    async def codes(query: str) -> list[str]:
        answer = await api.get(f"{SESSIONS}?{query}")
        assert answer.status_code == 200, answer.text
        return [each["code"] for each in answer.json()["items"]]

    first = (await api.get(f"{SESSIONS}?limit=1")).json()
    assert [each["code"] for each in first["items"]] == ["TS-0001"]
    assert await codes(f"limit=1&cursor={first['next']}") == ["TS-2"]
    assert await codes("centre_code=DC-002") == ["TS-2"]
    assert await codes("centre_code=DC-002&course=live_streaming") == []
    assert await codes("site=PI-00003") == ["TS-2"]
    assert await codes("province=50") == ["TS-0001"]
    assert await codes("province=50&site=PI-00003") == []
    assert await codes("contract=C-01/2569") == ["TS-0001", "TS-2"]
    assert await codes("since=2026-11-23T02:00:00Z") == ["TS-0001", "TS-2"]
    assert await codes("until=2026-11-23T02:00:00Z") == []
    assert (await api.get(f"{SESSIONS}?colour=red")).status_code == 400
    assert (await api.get(f"{SESSIONS}?cursor=x")).status_code == 400
    assert (await api.get(f"{SESSIONS}?limit=100000")).status_code == 400


async def test_every_write_stands_in_the_audit_without_a_person(
    api: httpx.AsyncClient, world: World
) -> None:
    body = body_of(BY_NAME["centre"])
    await make(api, "centre")
    one, change = f"{CENTRES}/DC-001", without_code(body) | {"telephone": "1669"}
    await api.put(one, json=change, headers={"If-Match": '"1"'})
    await api.put(one, json=change, headers={"If-Match": '"1"'})
    await api.delete(one, headers={"If-Match": '"2"'})

    deeds = [each.deed for each in await world.live.audit.newest(5)]

    assert [(each.action, each.subject) for each in deeds] == [
        ("record.delete", "centre:DC-001"),
        ("record.change", "centre:DC-001"),
        ("record.create", "centre:DC-001"),
    ]
    assert deeds[1].detail == {"columns": ["telephone"]}
    assert "1669" not in str(deeds)
    assert body["caretaker"] not in str(deeds)


@pytest.mark.parametrize("code", ["%00", "a%2Fb", "x" * 5000, "%F0%9F%92%A9", "-"])
async def test_a_code_that_can_be_none_is_not_found(
    api: httpx.AsyncClient, code: str
) -> None:
    answers = [await api.get(f"{CENTRES}/{code}{end}") for end in ("", "/history")]

    assert [each.status_code for each in answers] == [404, 404]


SITE_1 = Scope(sites=frozenset({"PI-00001"}))


async def test_a_body_of_many_brackets_is_a_bad_request(world: World) -> None:
    async with calling_as(world, Role.CENTRE, SITE_1) as caller:
        answers = [
            await caller.request(
                method,
                f"{CENTRES}{end}",
                content=b"[" * 60_000,
                headers={"Content-Type": "application/json", "If-Match": '"1"'},
            )
            for method, end in (("POST", ""), ("PUT", "/DC-001"))
        ]

    assert {each.status_code for each in answers} <= {400, 403}
