"""Records on both kinds of database: versions, history, and what is refused."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from inventory.records import catalogue
from inventory.records.catalogue import CENTRE, SALE, SESSION, SHOP, TRAINER, VOLUNTEER
from inventory.records.kinds import Kind
from inventory.records.photo_store import PhotoStore
from inventory.records.record import Refused, Span, Stale, StillNamed, Taken
from inventory.records.store import RecordStore
from inventory.repository import replace_register
from netmon.core.clock import THAI_TIME
from netmon.core.errors import NotFound
from tests.live import HandClock, hand_made_register
from tests.record_values import keep_one_of_each, values_of

pytestmark = pytest.mark.anyio

WHO = "local:test"


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def store(engine: AsyncEngine, clock: HandClock) -> RecordStore:
    await replace_register(engine, hand_made_register(6))
    return RecordStore(engine, clock)


async def refusal(store: RecordStore, kind: Kind, **changes: Any) -> list[Any]:
    """Return the flaws for which a record is refused, as (column, code, detail)."""
    with pytest.raises(Refused) as caught:
        await store.create(kind, values_of(kind, **changes), WHO)
    return [(each.column, each.code, each.detail) for each in caught.value.flaws]


async def test_one_of_each_kind_is_kept_as_it_was_given(store: RecordStore) -> None:
    kept = await keep_one_of_each(store)

    for kind in catalogue.KINDS:
        found = await store.get(kind, kept[kind.name].code)
        assert found == kept[kind.name]
        assert found.values == values_of(kind)
        assert (found.version, found.changed_by) == (1, WHO)


async def test_versions_and_history_go_on_when_a_code_is_used_again(
    store: RecordStore, clock: HandClock
) -> None:
    await store.create(CENTRE, values_of(CENTRE), WHO)
    clock.move(60)
    new = values_of(CENTRE, equipment="คอมพิวเตอร์ 10")
    changed = await store.change(CENTRE, new, 1, "account:a")
    clock.move(60)
    await store.delete(CENTRE, "DC-001", 2, "account:b")
    again = await store.create(CENTRE, values_of(CENTRE), WHO)

    assert (changed.version, changed.changed_by) == (2, "account:a")
    assert again.version == 4
    history = await store.history(CENTRE, "DC-001")
    assert [(each.version, each.who) for each in history] == [
        (4, WHO),
        (3, "account:b"),
        (2, "account:a"),
        (1, WHO),
    ]
    last, gone, second, first = history
    assert (first.before, gone.after, last.before) == (None, None, None)
    assert second.before == first.after
    assert second.before is not None
    assert second.after == {**second.before, "equipment": "คอมพิวเตอร์ 10"}
    assert (second.at - first.at, gone.before) == (timedelta(seconds=60), second.after)


async def test_history_keeps_days_and_moments_as_utc_text(store: RecordStore) -> None:
    await keep_one_of_each(store)

    (session,) = await store.history(SESSION, "TS-0001")
    (sale,) = await store.history(SALE, "SH-01.2026-11-20")

    assert session.after is not None
    assert session.after["starts_at"] == "2026-11-23T02:00:00+00:00"
    assert sale.after is not None
    assert sale.after["date"] == "2026-11-20"


async def test_of_two_editors_the_later_one_is_told(store: RecordStore) -> None:
    await store.create(CENTRE, values_of(CENTRE), WHO)
    first, second = values_of(CENTRE, level="ก"), values_of(CENTRE, level="ข")

    done = await asyncio.gather(
        store.change(CENTRE, first, 1, "account:a"),
        store.change(CENTRE, second, 1, "account:b"),
        return_exceptions=True,
    )

    (stale,) = [each for each in done if isinstance(each, Stale)]
    (kept,) = [each for each in done if not isinstance(each, BaseException)]
    assert stale.current == 2
    assert (await store.get(CENTRE, "DC-001")) == kept
    assert len(await store.history(CENTRE, "DC-001")) == 2
    with pytest.raises(Stale):
        await store.delete(CENTRE, "DC-001", 1, WHO)


async def test_of_two_makers_of_one_code_the_later_one_is_told(
    store: RecordStore,
) -> None:
    done = await asyncio.gather(
        *(store.create(TRAINER, values_of(TRAINER), WHO) for _ in range(2)),
        return_exceptions=True,
    )

    assert sorted(type(each).__name__ for each in done) == ["Record", "Taken"]


async def test_two_sessions_made_at_once_do_not_share_a_room(
    store: RecordStore,
) -> None:
    await store.create(CENTRE, values_of(CENTRE), WHO)
    made = [
        store.create(SESSION, values_of(SESSION, code=f"TS-{n}", trainer_id=None), WHO)
        for n in range(4)
    ]

    done = await asyncio.gather(*made, return_exceptions=True)

    assert sum(isinstance(each, Refused) for each in done) == 3
    assert len(await store.page(SESSION)) == 1


async def test_what_is_not_there_is_not_found(store: RecordStore) -> None:
    with pytest.raises(NotFound):
        await store.get(CENTRE, "DC-404")
    with pytest.raises(NotFound):
        await store.change(CENTRE, values_of(CENTRE, code="DC-404"), 1, WHO)
    with pytest.raises(NotFound):
        await store.delete(CENTRE, "DC-404", 1, WHO)
    assert await store.history(CENTRE, "DC-404") == []


async def test_a_code_in_use_is_taken(store: RecordStore) -> None:
    await store.create(CENTRE, values_of(CENTRE), WHO)

    with pytest.raises(Taken, match="DC-001"):
        await store.create(CENTRE, values_of(CENTRE), WHO)


async def test_what_is_named_stays(store: RecordStore) -> None:
    await keep_one_of_each(store)

    for kind, code in ((CENTRE, "DC-001"), (SHOP, "SH-01")):
        with pytest.raises(StillNamed, match=code):
            await store.delete(kind, code, 1, WHO)
        assert (await store.get(kind, code)).version == 1


@pytest.mark.parametrize(
    ("kind", "changes", "column", "names"),
    [
        (CENTRE, {"site": "PI-99999"}, "site", "site"),
        (SESSION, {"centre_code": "DC-404"}, "centre_code", "centre"),
        (SESSION, {"course": "knitting"}, "course", "course"),
        (SALE, {"shop_id": "SH-404"}, "shop_id", "shop"),
        (TRAINER, {"province": "99"}, "province", "province"),
        (VOLUNTEER, {"also_serves": "PI-00002;PI-99999"}, "also_serves", "site"),
    ],
)
async def test_what_names_something_unknown_is_refused(
    store: RecordStore, kind: Kind, changes: dict[str, str], column: str, names: str
) -> None:
    await store.create(CENTRE, values_of(CENTRE, code="DC-001"), WHO)
    await store.create(SHOP, values_of(SHOP), WHO)
    more = {"code": "DC-002"} if kind is CENTRE else {}

    flaws = await refusal(store, kind, **more, **changes)

    assert (column, "unknown_reference", names) in flaws


async def test_a_site_that_left_the_register_stops_no_other_change(
    store: RecordStore, engine: AsyncEngine
) -> None:
    await store.create(CENTRE, values_of(CENTRE, site="PI-00006"), WHO)
    await replace_register(engine, hand_made_register(5))

    new = values_of(CENTRE, site="PI-00006", level="สูง")
    kept = await store.change(CENTRE, new, 1, WHO)

    assert kept.values["level"] == "สูง"


async def test_a_site_has_one_centre(store: RecordStore) -> None:
    await store.create(CENTRE, values_of(CENTRE), WHO)

    assert await refusal(store, CENTRE, code="DC-002") == [("site", "taken", "DC-001")]


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=THAI_TIME)


@pytest.mark.parametrize(
    ("changes", "flaws"),
    [
        (
            {"starts_at": at(24, 15), "ends_at": at(24, 17), "trainer_id": "TR-2"},
            [("centre_code", "overlaps", "TS-0001")],
        ),
        (
            {
                "starts_at": at(22, 9),
                "ends_at": at(23, 10),
                "centre_code": "DC-002",
            },
            # The one that begins later is named: it is the one to move.
            [("trainer_id", "overlaps", "TS-0002")],
        ),
        ({"starts_at": at(25, 9), "ends_at": at(25, 9)}, ["ends_before_start"]),
        ({"starts_at": at(1, 9), "ends_at": at(30, 9) + timedelta(9)}, ["too_long"]),
        ({"starts_at": at(26, 9), "ends_at": at(26, 16), "attended": 26}, "registered"),
    ],
)
async def test_sessions_that_cannot_be_are_refused(
    store: RecordStore, changes: dict[str, Any], flaws: Any
) -> None:
    await store.create(CENTRE, values_of(CENTRE), WHO)
    second = values_of(CENTRE, code="DC-002", site="PI-00002")
    await store.create(CENTRE, second, WHO)
    await store.create(SESSION, values_of(SESSION), WHO)

    found = await refusal(store, SESSION, code="TS-0002", **changes)

    if isinstance(flaws, str):
        assert found == [("attended", "more_than", flaws)]
    elif isinstance(flaws[0], str):
        assert flaws[0] in [code for _, code, _ in found]
    else:
        assert found == flaws


async def test_one_session_may_begin_as_another_ends(store: RecordStore) -> None:
    await store.create(CENTRE, values_of(CENTRE), WHO)
    await store.create(SESSION, values_of(SESSION), WHO)
    after = values_of(SESSION, code="TS-0002", starts_at=at(24, 16), ends_at=at(24, 18))

    assert (await store.create(SESSION, after, WHO)).version == 1


async def test_a_session_that_is_moved_frees_its_room(store: RecordStore) -> None:
    await store.create(CENTRE, values_of(CENTRE), WHO)
    await store.create(SESSION, values_of(SESSION), WHO)
    later = values_of(SESSION, starts_at=at(26, 9), ends_at=at(27, 16))
    await store.change(SESSION, later, 1, WHO)

    await store.create(SESSION, values_of(SESSION, code="TS-0002"), WHO)

    assert len(await store.page(SESSION)) == 2


async def test_sales_are_one_row_a_shop_and_day(store: RecordStore) -> None:
    await keep_one_of_each(store)

    assert await refusal(store, SALE, code="another") == [
        ("date", "doubled", "SH-01.2026-11-20")
    ]
    assert await refusal(store, SALE, code="x", date=date(2026, 11, 19), orders=0) == [
        ("amount_baht", "amount_without_order", "")
    ]


async def test_an_absurd_sale_is_odd_and_not_refused(store: RecordStore) -> None:
    await keep_one_of_each(store)
    big = values_of(SALE, code="x", date=date(2026, 11, 19), amount_baht=5_000_000)

    assert (await store.create(SALE, big, WHO)).values["amount_baht"] == 5_000_000


async def test_pages_go_on_where_they_ended_and_keep_to_what_is_asked(
    store: RecordStore,
) -> None:
    await keep_one_of_each(store)
    for day in (17, 18, 19):
        code, when = f"SH-01.2026-11-{day}", date(2026, 11, day)
        await store.create(SALE, values_of(SALE, code=code, date=when), WHO)

    first = await store.page(SALE, limit=3)
    rest = await store.page(SALE, limit=3, after=first[-1].code)
    span = Span("date", date(2026, 11, 17), date(2026, 11, 19))
    some = await store.page(SALE, {"shop_id": ["SH-01", "SH-02"]}, span=span)

    assert [each.values["date"].day for each in first + rest] == [17, 18, 19, 20]
    assert [each.values["date"].day for each in some] == [17, 18]
    assert await store.page(SALE, {"shop_id": "SH-02"}) == []
    assert await store.page(SALE, {"shop_id": []}) == []


async def test_a_witness_that_fails_takes_the_deed_with_it(store: RecordStore) -> None:
    async def fail(_connection: AsyncConnection) -> None:
        raise RuntimeError("the audit cannot be written")

    with pytest.raises(RuntimeError):
        await store.create(CENTRE, values_of(CENTRE), WHO, fail)

    assert await store.page(CENTRE) == []
    assert await store.history(CENTRE, "DC-001") == []


async def test_what_is_public_comes_newest_first_without_what_is_over(
    store: RecordStore,
) -> None:
    await keep_one_of_each(store)
    for code, published, expires in (
        ("CI-2", date(2026, 11, 10), None),
        ("CI-3", date(2026, 11, 20), date(2026, 11, 20)),
        ("CI-4", date(2026, 11, 19), date(2026, 11, 19)),
        ("CI-5", date(2026, 11, 21), None),
    ):
        days = {"published_date": published, "expires_date": expires}
        values = values_of(catalogue.COMMUNITY_ITEM, code=code, **days)
        await store.create(catalogue.COMMUNITY_ITEM, values, WHO)
    today = date(2026, 11, 20)
    until = Span("published_date", until=today + timedelta(days=1))
    lasts = ("expires_date", today)

    async def codes(limit: int, skip: int) -> list[str]:
        kind = catalogue.COMMUNITY_ITEM
        found = await store.newest(kind, until, limit=limit, skip=skip, lasts=lasts)
        return [each.code for each in found]

    assert await codes(2, 0) == ["CI-3", "CI-2"]
    assert await codes(2, 2) == ["CI-1"]


async def test_sales_of_a_day_that_has_not_come_are_refused(
    store: RecordStore, clock: HandClock
) -> None:
    await keep_one_of_each(store)
    clock.move(12 * 3600)  # 17:00 UTC: the next day in Thailand
    ahead, today = date(2026, 11, 22), date(2026, 11, 21)

    assert await refusal(store, SALE, code="x", date=ahead) == [
        ("date", "future_day", "")
    ]
    kept = await store.create(SALE, values_of(SALE, code="x", date=today), WHO)
    assert kept.values["date"] == today


async def test_a_product_has_one_photograph_at_most(
    store: RecordStore, engine: AsyncEngine
) -> None:
    photos, seen = PhotoStore(engine), []

    async def witness(_connection: AsyncConnection) -> None:
        seen.append("seen")

    await keep_one_of_each(store)

    with pytest.raises(NotFound):
        await photos.put("PR-404", b"x", witness)
    first = await photos.put("PR-1", b"first", witness)
    second = await photos.put("PR-1", b"second", witness)
    assert await photos.get("PR-1") == second
    assert await photos.among(["PR-1", "PR-404"]) == {"PR-1": second.sha256}
    assert first.sha256 != second.sha256
    await photos.delete("PR-1", witness)
    with pytest.raises(NotFound):
        await photos.delete("PR-1", witness)
    with pytest.raises(NotFound):
        await photos.get("PR-1")
    assert seen == ["seen"] * 3
