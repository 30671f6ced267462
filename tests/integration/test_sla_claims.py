"""Exclusions, objections and tickets on both kinds of database: who may, who wins.

One database of each kind for all of it: each test has sites of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from inventory.repository import replace_register
from netmon.access.audit import AuditLog, Deed
from netmon.core.clock import THAI_TIME
from netmon.core.errors import NotFound
from netmon.core.intervals import Interval
from netmon.core.model import SiteCode
from netmon.core.months import Month
from netmon.database import make_engine, reading, sqlite_url, writing
from netmon.migrations import upgrade
from netmon.sla.documents import accept
from netmon.sla.exclusion_list import ExclusionFilter, Reach
from netmon.sla.exclusion_store import ExclusionStore
from netmon.sla.exclusions import (
    ExclusionRequest,
    ExclusionWish,
    Standing,
    read_exclusions,
    to_facts,
)
from netmon.sla.facts import Exclusion, ExclusionStatus, ExclusionType, Ticket
from netmon.sla.objection_store import ObjectionFilter, ObjectionStore
from netmon.sla.objections import Answered
from netmon.sla.refusals import Conflict, Flawed, NotApprovable, Outdated
from netmon.sla.ruleset import load_ruleset
from netmon.sla.site_places import SitePlace, SitesWish
from netmon.sla.tables import sla_final
from netmon.sla.ticket_store import TicketStore
from netmon.sla.tickets import TicketTimes, read_tickets
from netmon.status.tables import outage
from tests.claims import (
    CONTRACT,
    HOUR,
    NIGHT,
    PDF,
    exclusion_wish,
    freeze,
    objection_wish,
)
from tests.integration.postgres import find_binaries
from tests.journals import write_outage
from tests.live import HandClock, hand_made_register

pytestmark = pytest.mark.anyio

ASKER, SECOND = "account:som", "account:lek"


@dataclass(frozen=True, slots=True)
class Office:
    """Everything that is kept about claims, over one database."""

    engine: AsyncEngine
    clock: HandClock
    exclusions: ExclusionStore
    objections: ObjectionStore
    tickets: TicketStore

    async def ask(
        self,
        *codes: str,
        kind: ExclusionType = ExclusionType.MAINTENANCE,
        start: datetime = NIGHT,
        length: timedelta = 2 * HOUR,
        who: str = ASKER,
    ) -> ExclusionRequest:
        wish = exclusion_wish(*codes, kind=kind, start=start, length=length)
        return await self.exclusions.request(wish, who)

    async def deeds(self, subject: str) -> list[Deed]:
        rows = await AuditLog(self.engine, self.clock).newest(1_000)
        return [row.deed for row in reversed(rows) if row.deed.subject == subject]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
async def office(
    request: pytest.FixtureRequest,
    anyio_backend: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Office]:
    if request.param == "sqlite":
        url = sqlite_url(tmp_path_factory.mktemp("claims") / "netmon.db")
    else:
        url = _new_postgres(request.getfixturevalue("postgres"))
    engine, clock = make_engine(url), HandClock()
    await upgrade(engine)
    await replace_register(engine, hand_made_register())
    audit, rules = AuditLog(engine, clock), load_ruleset(None)
    yield Office(
        engine,
        clock,
        ExclusionStore(engine, clock, audit, rules),
        ObjectionStore(engine, clock, audit, rules),
        TicketStore(engine, clock, audit),
    )
    await engine.dispose()


def _new_postgres(server: Path) -> str:
    import subprocess

    binaries = find_binaries()
    assert binaries is not None
    create = [str(binaries / "createdb"), "-h", str(server), "-U", "postgres"]
    subprocess.run([*create, "claims"], check=True)
    return f"postgresql+asyncpg://postgres@/claims?host={server}"


async def outcomes(*deeds: Coroutine[Any, Any, Any]) -> list[str]:
    """What became of deeds begun at once, sorted; who did it or why it was refused."""
    found = await asyncio.gather(*deeds, return_exceptions=True)
    return sorted(
        type(each).__name__ if isinstance(each, Exception) else "done" for each in found
    )


async def test_a_request_is_kept_as_it_was_made_and_stands_in_the_audit(
    office: Office,
) -> None:
    made = await office.ask("PI-00002", "PI-00001")

    assert await office.exclusions.get(made.id) == made
    assert list(made.wish.sites) == ["PI-00001", "PI-00002"]
    assert made.wish.reason == "เปลี่ยนสายไฟเบอร์"
    assert (made.standing, made.requested_by) == (Standing.REQUESTED, ASKER)
    (deed,) = await office.deeds(f"exclusion:{made.id}")
    assert (deed.who, deed.action) == (ASKER, "exclusion.request")
    assert deed.detail["contracts"] == [CONTRACT]


async def test_a_second_person_decides_and_nobody_decides_again(
    office: Office,
) -> None:
    made = await office.ask("PI-00003")
    with pytest.raises(Conflict) as own:
        await office.exclusions.approve(made.id, "", ASKER)

    done = await office.exclusions.approve(made.id, " ตามแผน ", SECOND)

    assert own.value.code == "own_request"
    assert (done.standing, done.decision.by) == (Standing.APPROVED, SECOND)
    assert (done.decision.at, done.decision.note) == (office.clock.now(), "ตามแผน")
    for again in (office.exclusions.approve, office.exclusions.reject):
        with pytest.raises(Conflict) as late:
            await again(made.id, "no", "account:third")
        assert late.value.code == "decided_already"
    with pytest.raises(Conflict):
        await office.exclusions.withdraw(made.id, ASKER)


async def test_people_without_a_name_are_no_second_person_to_each_other(
    office: Office,
) -> None:
    made = await office.ask("PI-00003", kind=ExclusionType.SITE_OWNER, who="token-file")

    for who in ("loopback", "local", "local:root", "token-file"):
        with pytest.raises(Conflict):
            await office.exclusions.approve(made.id, "", who)

    await office.exclusions.reject(made.id, "ไม่มีหลักฐาน", "token:1f00ba7e31")


async def test_a_rejection_says_why(office: Office) -> None:
    made = await office.ask("PI-00004")

    with pytest.raises(Flawed) as caught:
        await office.exclusions.reject(made.id, "  ", SECOND)

    assert (caught.value.field, caught.value.code) == ("note", "note_needed")
    assert (await office.exclusions.get(made.id)).standing is Standing.REQUESTED


async def test_what_breaks_a_rule_is_not_approved(office: Office) -> None:
    made = await office.ask("PI-00005", start=NIGHT + 4 * HOUR, length=2 * HOUR)

    with pytest.raises(NotApprovable) as caught:
        await office.exclusions.approve(made.id, "", SECOND)

    assert [each.code for each in caught.value.findings] == ["maintenance_hours"]
    review = await office.exclusions.review(made.id)
    assert review.breaches == list(caught.value.findings)
    assert review.request == made  # nothing was written


async def test_two_who_decide_at_once_decide_once(office: Office) -> None:
    made = await office.ask("PI-00006")

    found = await outcomes(
        office.exclusions.approve(made.id, "yes", SECOND),
        office.exclusions.reject(made.id, "no", "account:third"),
        office.exclusions.withdraw(made.id, ASKER),
    )

    assert found == ["Conflict", "Conflict", "done"]
    assert len(await office.deeds(f"exclusion:{made.id}")) == 2


async def test_two_approvals_at_once_do_not_go_over_the_cap_together(
    office: Office,
) -> None:
    """Three hours each, of different nights: one of them is within four."""
    first = await office.ask("PI-00007", length=3 * HOUR)
    other = await office.ask("PI-00007", start=NIGHT + 24 * HOUR, length=3 * HOUR)

    found = await outcomes(
        office.exclusions.approve(first.id, "", SECOND),
        office.exclusions.approve(other.id, "", "account:third"),
    )

    assert found == ["NotApprovable", "done"]


async def test_only_who_asked_takes_back_and_attaches(office: Office) -> None:
    made = await office.ask("PI-00008", kind=ExclusionType.MAINS_POWER)
    sent = accept("ใบแจ้งไฟดับ.PDF", PDF)
    for deed in (
        office.exclusions.withdraw(made.id, SECOND),
        office.exclusions.attach(made.id, sent, SECOND),
    ):
        with pytest.raises(Conflict) as caught:
            await deed
        assert caught.value.code == "not_yours"

    kept = await office.exclusions.attach(made.id, sent, ASKER)

    assert kept.document is not None
    assert (kept.document.name, kept.document.size_bytes) == (
        "ใบแจ้งไฟดับ.pdf",
        len(PDF),
    )
    assert await office.exclusions.document(made.id) == (kept.document, PDF)
    with pytest.raises(Conflict) as twice:  # somebody may have read the first
        await office.exclusions.attach(made.id, sent, ASKER)
    assert twice.value.code == "document_there"
    done = await office.exclusions.withdraw(made.id, ASKER)
    assert done.standing is Standing.WITHDRAWN


async def test_a_power_cut_is_shown_beside_what_the_routers_say(
    office: Office,
) -> None:
    start = NIGHT - 30 * 24 * HOUR
    await write_outage(office.engine, "PI-00009", start, start + HOUR)
    await write_outage(office.engine, "PI-00010", start, None)
    async with writing(office.engine) as connection:
        agents = {
            "agent_before": {"sys_uptime_s": 90_000.0},
            "agent_after": {"sys_uptime_s": 40.0},
        }
        mine = outage.c.site == "PI-00009"
        await connection.execute(update(outage).where(mine).values(agents))
    kind = ExclusionType.MAINS_POWER
    made = await office.ask("PI-00009", "PI-00010", kind=kind, start=start)

    review = await office.exclusions.review(made.id)

    assert [each.code for each in review.breaches] == ["mains_power_document"]
    assert [(each.code, each.sites) for each in review.notes] == [
        ("mains_power_rebooted", ["PI-00009"]),
        ("mains_power_silent", ["PI-00010"]),
    ]


async def test_the_month_reads_what_reaches_into_it_but_nothing_taken_back(
    office: Office,
) -> None:
    start = datetime(2026, 3, 1, 0, 0, tzinfo=THAI_TIME)
    kind, site = ExclusionType.SITE_OWNER, SiteCode("PI-00011")
    across = await office.ask(site, kind=kind, start=start - HOUR, length=2 * HOUR)
    await office.ask(site, kind=kind, start=start - HOUR, length=HOUR)  # ends with it
    gone = await office.ask(site, kind=kind, start=start)
    refused = await office.ask(site, kind=kind, start=start)
    await office.exclusions.withdraw(gone.id, ASKER)
    await office.exclusions.reject(refused.id, "no", SECOND)
    await office.exclusions.approve(across.id, "", SECOND)

    async with reading(office.engine) as connection:
        found = await read_exclusions(connection, Month(2026, 3).span)

    assert [each.id for each in found] == [across.id, refused.id]
    approved, rejected = ExclusionStatus.APPROVED, ExclusionStatus.REJECTED
    assert to_facts(found) == {
        site: [
            Exclusion(kind, across.wish.span, approved),
            Exclusion(kind, refused.wish.span, rejected),
        ]
    }


async def test_a_list_shows_as_much_as_its_reader_reaches(office: Office) -> None:
    span = Interval(NIGHT, NIGHT + HOUR)
    sites = {SiteCode("PI-00012"): CONTRACT, SiteCode("PI-00013"): "C-other"}
    kind = ExclusionType.MINISTRY_INSTRUCTION
    wish = ExclusionWish(kind, span, "x", sites)
    made = await office.exclusions.request(wish, ASKER)

    async def seen(**reach: Any) -> list[tuple[int, list[str]]]:
        which = ExclusionFilter(Reach(**reach), kind=kind)
        page = await office.exclusions.page(which, 10)
        assert all(each.request.id == made.id for each in page)
        return [(each.site_count, each.contracts) for each in page]

    assert await seen() == [(2, [CONTRACT, "C-other"])]
    assert await seen(contracts=["C-other"]) == [(1, ["C-other"])]
    assert await seen(contracts=["C-other"], sites=["PI-00012"]) == []
    assert await seen(contracts=[]) == []


async def test_sites_are_named_or_found_by_contract_and_province(
    office: Office,
) -> None:
    found = await office.exclusions.sites(SitesWish(contract=CONTRACT, province="10"))

    assert len(found) == 20
    assert found[SiteCode("PI-00003")] == SitePlace("10", CONTRACT)
    named = await office.exclusions.sites(SitesWish(["PI-00002", "PI-00001"]))
    assert list(named) == ["PI-00001", "PI-00002"]
    for wish, field in (
        (SitesWish(), "sites"),
        (SitesWish([]), "sites"),
        (SitesWish(["PI-00001", "nowhere"]), "sites"),
        (SitesWish(["PI-00001"], contract=CONTRACT), "sites"),
        (SitesWish(contract="C-none"), "contract"),
        (SitesWish(province="99"), "province"),
        (SitesWish(["PI\u0000"]), "sites"),
        (SitesWish(["x"] * 4_001), "sites"),
        (SitesWish(contract="\u0000"), "contract"),
    ):
        with pytest.raises(Flawed) as caught:
            await office.exclusions.sites(wish)
        assert caught.value.field == field


async def test_an_objection_is_made_in_time_against_the_newest_statement(
    office: Office,
) -> None:
    """Of October until the end of 15 November in Bangkok: 17:00 UTC."""
    await freeze(office.engine, "2026-10")
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
        office.clock.at = end - timedelta(days=2)
        await freeze(office.engine, "2026-10", 2)
        with pytest.raises(Conflict) as old:
            await store.make(objection_wish("2026-10"), "account:firm")
        assert old.value.code == "objection_superseded"
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


NOW = HandClock().at


@pytest.mark.parametrize(
    ("times", "field", "code"),
    [
        (TicketTimes(), "sent_at", "nothing_said"),
        (TicketTimes(NOW - HOUR, NOW - 2 * HOUR), "on_site_at", "ticket_order"),
        (TicketTimes(NOW - HOUR, None, NOW - 2 * HOUR), "restored_at", "ticket_order"),
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
