"""Objections and tickets on both kinds of database: in time, once, and of one's own."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select

from netmon.core.clock import THAI_TIME
from netmon.core.errors import NotFound
from netmon.core.model import SiteCode
from netmon.core.months import Month
from netmon.database import reading, writing
from netmon.sla.claims.documents import accept
from netmon.sla.claims.objection_store import ObjectionFilter
from netmon.sla.claims.objections import Answered
from netmon.sla.claims.refusals import Conflict, Flawed, Outdated
from netmon.sla.claims.tickets import TicketTimes, read_tickets
from netmon.sla.facts import Ticket
from netmon.sla.tables import sla_final
from netmon.status.tables import outage
from tests.claims import (
    CONTRACT,
    HOUR,
    PDF,
    freeze,
    objection_wish,
)
from tests.integration.claims_office import SECOND, Office, outcomes
from tests.journals import write_outage
from tests.live import HandClock

pytestmark = pytest.mark.anyio


async def test_an_objection_is_made_in_time_against_the_newest_statement(
    office: Office,
) -> None:
    """Of October until the end of 15 November in Bangkok: 17:00 UTC.

    Of its correction of 14 November until the end of the 24th.
    """
    day_5 = datetime(2026, 11, 5, 9, 0, tzinfo=THAI_TIME)
    await freeze(office.engine, "2026-10", made_at=day_5)
    noon, store = office.clock.at, office.objections
    end = datetime(2026, 11, 16, 0, 0, tzinfo=THAI_TIME)
    try:
        office.clock.at = end - timedelta(seconds=1)
        made = await store.make(objection_wish("2026-10"), "account:firm")
        assert await store.get(made.id) == made
        office.clock.at = end
        with pytest.raises(Conflict) as late:
            await store.make(objection_wish("2026-10"), "account:firm")
        assert late.value.code == "objection_closed"
        await freeze(office.engine, "2026-10", 2, end - timedelta(days=2))
        with pytest.raises(Conflict) as old:
            await store.make(objection_wish("2026-10"), "account:firm")
        assert old.value.code == "objection_superseded"
        office.clock.at = end + timedelta(days=9)
        with pytest.raises(Conflict) as late:
            await store.make(objection_wish("2026-10", version=2), "account:firm")
        assert "2026-11-25" in str(late.value)
        office.clock.at -= timedelta(seconds=1)
        await store.make(objection_wish("2026-10", version=2), "account:firm")
        with pytest.raises(NotFound):
            await store.make(objection_wish("2026-10", version=3), "account:firm")
        async with writing(office.engine) as connection:
            row = {"month": "2026-10", "version": 2, "at": end, "by": "account:min"}
            await connection.execute(insert(sla_final).values(row))
        with pytest.raises(Conflict) as final:
            await store.make(objection_wish("2026-10", version=2), "account:firm")
        assert final.value.code == "objection_final"
    finally:
        office.clock.at = noon


async def test_an_objection_is_about_what_is_the_contracts(office: Office) -> None:
    await freeze(office.engine, "2026-11")
    start = datetime(2026, 11, 5, 3, 0, tzinfo=THAI_TIME)
    await write_outage(office.engine, "PI-00014", start, start + HOUR)
    await write_outage(
        office.engine, "PI-00014", start - 240 * HOUR, start - 239 * HOUR
    )
    name = f"PI-00014/link/{start.isoformat()}"
    before = f"PI-00014/link/{(start - 240 * HOUR).isoformat()}"

    made = await office.objections.make(
        objection_wish("2026-11", site="PI-00014", outage=name), "account:firm"
    )

    alone = await office.objections.make(
        objection_wish("2026-11", outage=name), "account:firm"
    )

    for each in (made, alone):
        assert (each.wish.site, each.wish.outage) == ("PI-00014", name)
    for changes, field, code in (
        ({"contract": "C-none"}, "contract", "unknown_contract"),
        ({"site": "nowhere"}, "site", "foreign_site"),
        ({"outage": "nothing"}, "outage", "unknown_outage"),
        ({"site": "PI-00015", "outage": name}, "outage", "foreign_outage"),
        ({"outage": before}, "outage", "outage_elsewhen"),
        ({"text": " "}, "text", "nothing_said"),
        ({"text": "\u0000"}, "text", "unseen_character"),
        ({"site": "\u0000"}, "site", "unseen_character"),
        ({"outage": "\u0000"}, "outage", "unseen_character"),
        ({"contract": "\u0000"}, "contract", "unseen_character"),
    ):
        with pytest.raises(Flawed) as caught:
            await office.objections.make(
                objection_wish("2026-11", **changes), "account:f"
            )
        assert (caught.value.field, caught.value.code) == (field, code)


async def test_an_objection_is_answered_once_and_not_by_who_made_it(
    office: Office,
) -> None:
    await freeze(office.engine, "2026-12")
    store = office.objections
    made = await store.make(objection_wish("2026-12"), "account:firm")
    await store.attach(made.id, accept("", PDF), "account:firm")
    with pytest.raises(Conflict) as own:
        await store.answer(made.id, Answered.ACCEPTED, "yes", "account:firm")
    assert own.value.code == "own_objection"

    found = await outcomes(
        store.answer(made.id, Answered.ACCEPTED, "รับฟัง", SECOND),
        store.answer(made.id, Answered.REJECTED, "ไม่รับ", "account:third"),
    )

    assert found == ["Conflict", "done"]
    with pytest.raises(Conflict) as late:
        await store.attach(made.id, accept("", PDF), "account:firm")
    assert late.value.code == "answered_already"
    (listed,) = await store.page(
        ObjectionFilter(contracts=[CONTRACT], month=Month(2026, 12)), 10
    )
    assert listed == await store.get(made.id)
    assert listed.document is not None
    assert await store.page(ObjectionFilter(contracts=["C-other"]), 10) == []
    actions = [each.action for each in await office.deeds(f"objection:{made.id}")]
    assert actions == ["objection.make", "objection.attach", "objection.answer"]


async def open_outage(office: Office, site: str, service: str = "link") -> str:
    start = office.clock.now() - 5 * HOUR
    await write_outage(office.engine, site, start, None, service)
    return f"{site}/{service}/{start.isoformat()}"


async def test_the_times_of_a_ticket_are_kept_changed_and_read_by_the_month(
    office: Office,
) -> None:
    name, store, now = await open_outage(office, "PI-00016"), office.tickets, NOW
    assert (await store.get(name)).version == 0

    sent = await store.note(name, TicketTimes(now - 4 * HOUR), 0, "account:noc")
    full = TicketTimes(now - 4 * HOUR, now - 2 * HOUR, now - HOUR)
    kept = await store.note(name, full, sent.version, "account:noc2")

    assert (kept.times, kept.version, kept.contract) == (full, 2, CONTRACT)
    assert await store.get(name) == kept
    assert await store.among([name, "other"]) == {name: kept}
    async with reading(office.engine) as connection:
        found = await read_tickets(connection, Month(2026, 11).span)
        earlier = await read_tickets(connection, Month(2026, 10).span)
    assert found[SiteCode("PI-00016")] == [
        Ticket(now - 5 * HOUR, full.sent_at, full.on_site_at, full.restored_at)
    ]
    assert SiteCode("PI-00016") not in earlier
    deed = (await office.deeds(f"outage:{name}"))[-1]
    assert deed.detail["before"]["restored_at"] is None
    assert deed.detail["after"]["restored_at"] == "2026-11-20T04:00:00Z"


async def test_a_ticket_is_not_sent_after_the_outage_s_end(office: Office) -> None:
    start, end = NOW - 5 * HOUR, NOW - 3 * HOUR
    await write_outage(office.engine, "PI-00019", start, end)
    name = f"PI-00019/link/{start.isoformat()}"

    with pytest.raises(Flawed) as refused:
        await office.tickets.note(name, TicketTimes(end + 0.01 * HOUR), 0, "a")
    kept = await office.tickets.note(name, TicketTimes(end, None, NOW), 0, "a")

    assert (refused.value.field, refused.value.code) == ("sent_at", "ticket_after_end")
    assert kept.times.sent_at == end


NOW = HandClock().at


@pytest.mark.parametrize(
    ("times", "field", "code"),
    [
        (TicketTimes(), "sent_at", "nothing_said"),
        (
            TicketTimes(NOW - HOUR, NOW - 2 * HOUR),
            "on_site_at",
            "ticket_before_sent_at",
        ),
        (
            TicketTimes(NOW - HOUR, None, NOW - 2 * HOUR),
            "restored_at",
            "ticket_before_sent_at",
        ),
        (TicketTimes(NOW - 30 * HOUR), "sent_at", "ticket_too_early"),
        (TicketTimes(NOW - HOUR, NOW + 0.01 * HOUR), "on_site_at", "ticket_ahead"),
        (TicketTimes(NOW.replace(microsecond=1)), "sent_at", "not_whole_seconds"),
    ],
)
async def test_times_that_cannot_be_are_refused(
    office: Office, times: TicketTimes, field: str, code: str
) -> None:
    site = f"PI-000{20 + len(code)}"
    name = f"{site}/link/{(NOW - 5 * HOUR).isoformat()}"
    async with reading(office.engine) as connection:
        known = await connection.scalar(select(outage.c.id).where(outage.c.id == name))
    if known is None:
        await open_outage(office, site)

    with pytest.raises(Flawed) as caught:
        await office.tickets.note(name, times, 0, "account:noc")

    assert (caught.value.field, caught.value.code) == (field, code)


async def test_a_ticket_may_be_a_day_older_than_what_the_watch_saw(
    office: Office,
) -> None:
    name = await open_outage(office, "PI-00017")

    kept = await office.tickets.note(
        name, TicketTimes(NOW - 29 * HOUR), 0, "account:noc"
    )

    assert kept.version == 1


async def test_of_two_who_note_times_at_once_one_is_told(office: Office) -> None:
    name, times = await open_outage(office, "PI-00018"), TicketTimes(NOW - HOUR)

    first = await outcomes(
        office.tickets.note(name, times, 0, "account:a"),
        office.tickets.note(name, times, 0, "account:b"),
    )
    then = await outcomes(
        office.tickets.note(name, times, 1, "account:a"),
        office.tickets.note(name, TicketTimes(), 1, "account:b"),
    )

    assert first == then == ["Outdated", "done"]
    with pytest.raises(Outdated) as caught:
        await office.tickets.note(name, times, 1, "account:a")
    assert caught.value.current == 2


async def test_tickets_are_of_lines(office: Office) -> None:
    name = await open_outage(office, "PI-00019", "wifi")

    with pytest.raises(Conflict) as caught:
        await office.tickets.note(name, TicketTimes(NOW), 0, "account:noc")
    with pytest.raises(NotFound):
        await office.tickets.get("no such outage")

    assert caught.value.code == "ticket_not_of_line"
