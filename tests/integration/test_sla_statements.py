"""Statements on both kinds of database: facts, freezing, correcting, the same bytes.

One database of each kind for all of it, in the order a month goes.
"""

from __future__ import annotations

import asyncio
import gzip
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from inventory.model import Register
from inventory.repository import replace_register
from inventory.tables import site_left
from netmon.core.errors import DatabaseUnusable, NotFound
from netmon.core.months import Month
from netmon.database import make_engine, reading, sqlite_url, writing
from netmon.migrations import upgrade
from netmon.reports.csv_pack import write_csv_pack
from netmon.sla.claims.objections import Answered
from netmon.sla.desk import SlaDesk
from netmon.sla.facts import Down, Ticket
from netmon.sla.figures import Seconds, Verdict
from netmon.sla.statement import SiteChange, Stage
from netmon.sla.statements.apart import make_apart
from netmon.sla.statements.canonical import dump_statement
from netmon.sla.statements.check import check
from netmon.sla.statements.gather import Asked, gather
from netmon.sla.statements.ground import Ground
from netmon.sla.statements.kept import read_ground, read_statement
from netmon.sla.statements.lifecycle import NotNow
from netmon.sla.statements.make import Wish, make_here, remake
from netmon.sla.tables import sla_statement
from netmon.status.tables import outage
from tests.claims import objection_wish
from tests.integration.postgres import find_binaries
from tests.live import HandClock
from tests.sla_story import (
    BEGIN,
    BLIPPED,
    CHAIN,
    CONTRACT,
    DARK,
    DAY,
    END,
    HOUR,
    OCTOBER,
    OPEN,
    UNSEEN,
    WELL,
    WINDOW_S,
    open_desk,
    write_october,
)

pytestmark = pytest.mark.anyio

MINISTRY, SECOND = "account:min", "account:dep"


@dataclass(frozen=True, slots=True)
class Office:
    """A ministry's desk over one database."""

    engine: AsyncEngine
    clock: HandClock
    register: Register
    desk: SlaDesk

    async def ground(self) -> Ground:
        asked = Asked(OCTOBER, END, self.desk.ruleset)
        async with reading(self.engine) as connection:
            return await gather(connection, asked)

    async def deeds(self) -> list[tuple[str, str, str]]:
        rows = await self.desk.store._audit.newest(100)
        return [
            (each.deed.who, each.deed.action, each.deed.subject)
            for each in reversed(rows)
            if each.deed.subject.startswith("statement:")
        ]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
async def office(
    request: pytest.FixtureRequest,
    anyio_backend: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Office]:
    if request.param == "sqlite":
        url = sqlite_url(tmp_path_factory.mktemp("statements") / "netmon.db")
    else:
        url = _new_postgres(request.getfixturevalue("postgres"))
    engine, clock = make_engine(url), HandClock()
    await upgrade(engine)
    register = await write_october(engine)
    yield Office(engine, clock, register, open_desk(engine, clock, register))
    await engine.dispose()


def _new_postgres(server: Path) -> str:
    binaries = find_binaries()
    assert binaries is not None
    create = [str(binaries / "createdb"), "-h", str(server), "-U", "postgres"]
    subprocess.run([*create, "statements"], check=True)
    return f"postgresql+asyncpg://postgres@/statements?host={server}"


async def test_facts_are_whole_and_outages_not_clipped(office: Office) -> None:
    facts = (await office.ground()).facts

    assert facts.outages == {
        DARK: [Down(BEGIN + DAY, BEGIN + DAY + 10 * HOUR)],
        BLIPPED: [Down(BEGIN + DAY, BEGIN + DAY + timedelta(seconds=59))],
        OPEN: [Down(END - HOUR, None)],
        CHAIN: [
            Down(BEGIN - 2 * HOUR, BEGIN - HOUR),
            Down(BEGIN - HOUR, BEGIN),
            Down(BEGIN, BEGIN + HOUR),
        ],
    }
    assert facts.blind == [(BEGIN + 9 * DAY, BEGIN + 9 * DAY + 2 * HOUR)]
    assert facts.not_observed == {UNSEEN: [(BEGIN + 20 * DAY, BEGIN + 21 * DAY)]}
    told = Ticket(BEGIN - 2 * HOUR, BEGIN - HOUR, None, None)
    assert facts.tickets == {CHAIN: [told]}
    first = facts.sites[0]
    assert (first.code, first.contract, first.repair_target_h) == (WELL, CONTRACT, 24)
    assert first.monthly_fee_baht == Decimal(2000)
    assert first.availability_target_ratio == Decimal("0.995")


async def test_a_month_cannot_be_frozen_before_its_day(office: Office) -> None:
    for now, code in (
        (END - HOUR, "not_over"),
        (END, "too_early"),
        (END + 4 * DAY - timedelta(seconds=1), "too_early"),
    ):
        office.clock.at = now
        with pytest.raises(NotNow) as refused:
            await office.desk.freeze(OCTOBER, MINISTRY)
        assert refused.value.code == code
        assert "2026-11-05 00:00" in str(refused.value)
        assert "05/11/2569 00:00" in refused.value.message_th
    with pytest.raises(NotNow, match="nobody looked"):
        await office.desk.freeze(Month(2026, 3), MINISTRY)
    with pytest.raises(NotNow, match="has not begun"):
        await office.desk.freeze(Month(2026, 12), MINISTRY)
    office.clock.at = END + 4 * DAY
    with pytest.raises(NotNow, match="has not been frozen"):
        await office.desk.correct(OCTOBER, "x", MINISTRY)
    with pytest.raises(NotNow, match="has not been frozen"):
        await office.desk.finalise(OCTOBER, MINISTRY, None)


async def test_two_freeze_at_once_and_one_wins(office: Office) -> None:
    office.clock.at = END + 4 * DAY
    rival = open_desk(office.engine, office.clock, office.register)

    done = await asyncio.gather(
        office.desk.freeze(OCTOBER, MINISTRY),
        rival.freeze(OCTOBER, SECOND),
        return_exceptions=True,
    )

    (made,) = [each for each in done if not isinstance(each, BaseException)]
    (lost,) = [each for each in done if isinstance(each, BaseException)]
    assert isinstance(lost, NotNow)
    assert lost.code == "frozen_already"
    assert made.made_by in str(lost)
    assert "2026-11-05 00:00" in str(lost)
    assert await office.deeds() == [
        (made.made_by, "sla.freeze", "statement:2026-10:v1")
    ]


async def test_its_figures_are_those_worked_out_by_hand(office: Office) -> None:
    found = await office.desk.statement(OCTOBER)
    of = {line.figures.code: line.figures for line in found.sites}

    blind_s = 7_200
    assert of[WELL].seconds == Seconds(WINDOW_S - blind_s, 0, blind_s)
    assert of[DARK].seconds == Seconds(WINDOW_S - blind_s - 36_000, 36_000, blind_s)
    assert of[DARK].verdict is Verdict.NON_COMPLIANT
    # 2,678,400 s x 0.5 % = 13,392 s; 22,608 s more are 7 begun hours of 20 baht.
    penalty = of[DARK].penalty
    assert penalty is not None
    assert penalty.baht == Decimal(140)
    assert of[BLIPPED].seconds.down_s == 0
    assert len(of[BLIPPED].blips) == 1
    assert of[UNSEEN].seconds.not_observed_s == blind_s + 86_400
    # 2,584,800 of 2,678,400 s: seen for 96.5 %, and the rest could be either.
    assert of[UNSEEN].verdict is Verdict.INSUFFICIENT
    assert of[OPEN].open_since == END - HOUR
    assert of[OPEN].repairs == ()
    assert of[CHAIN].seconds.down_s == 3_600
    assert [each.service_s for each in of[CHAIN].repairs] == [3 * 3_600]
    assert found.nation.sites == 60
    assert found.worst == (DARK, OPEN, CHAIN)
    assert [each.span for each in found.poller_gaps] == [
        (BEGIN + 9 * DAY, BEGIN + 9 * DAY + 2 * HOUR)
    ]


async def test_a_contract_s_statement_is_the_nation_s_narrowed(office: Office) -> None:
    whole = await office.desk.statement(OCTOBER)
    mine = await office.desk.statement(OCTOBER, contract=CONTRACT)

    assert mine.sites == whole.sites
    assert mine.nation == whole.nation
    assert mine.head.contract == CONTRACT
    with pytest.raises(NotFound):
        await office.desk.statement(OCTOBER, contract="C-99/2569")


async def test_nothing_new_is_no_correction(office: Office) -> None:
    with pytest.raises(NotNow, match="nothing would change"):
        await office.desk.correct(OCTOBER, "because", MINISTRY)
    with pytest.raises(NotNow, match="says why"):
        await office.desk.correct(OCTOBER, " ", MINISTRY)


async def test_inputs_that_change_leave_a_version_as_it_is(
    office: Office, tmp_path: Path
) -> None:
    """Promise 7: a frozen month is made again to the same bytes."""
    version = await office.desk.store.find(OCTOBER)
    assert version is not None
    kept = await office.desk.store.kept(OCTOBER, 1)
    before = read_statement(kept)
    async with writing(office.engine) as connection:
        longer = update(outage).where(outage.c.site == DARK)
        await connection.execute(longer.values(ended_at=BEGIN + DAY + 11 * HOUR))

    again = remake(kept)
    found = await check(office.engine, version, office.desk.ruleset)

    assert dump_statement(again.statement) == dump_statement(before)
    assert again.kept.result_digest == version.result_digest
    assert read_ground(again.kept.facts) == read_ground(kept.facts)
    remade = read_statement(again.kept)
    for name, statement in (("before", before), ("again", remade)):
        facts = read_ground(kept.facts)[0].facts
        write_csv_pack(statement, facts, tmp_path / name)
    files = sorted((tmp_path / "before").iterdir())
    assert len(files) > 5
    for each in files:
        other = tmp_path / "again" / each.name
        assert each.read_bytes() == other.read_bytes(), each.name
    assert found.is_same
    assert found.changed_sites == [DARK]
    assert found.data_digest_now != version.data_digest
    assert not found.has_other_gaps
    assert not found.has_other_rules
    assert SiteChange(DARK, "down_s", "36000", "39600") in found.changes


async def test_bytes_that_were_touched_are_found(office: Office) -> None:
    version = await office.desk.store.find(OCTOBER)
    assert version is not None
    table = sla_statement
    async with writing(office.engine) as connection:
        summary = (await connection.execute(select(table.c.summary))).scalar_one()
        await connection.execute(update(table).values(summary=_forge(summary)))

    found = await check(office.engine, version, office.desk.ruleset)

    assert not found.is_same
    desk = open_desk(office.engine, office.clock, office.register)
    for touched in (_forge(summary), summary[:-20], b"", b"x" * 50):
        async with writing(office.engine) as connection:
            await connection.execute(update(table).values(summary=touched))
        for asked in (desk.statement(OCTOBER), desk.finalise(OCTOBER, MINISTRY, 1)):
            with pytest.raises(NotNow, match="not what was frozen"):
                await asked
    async with writing(office.engine) as connection:
        await connection.execute(update(table).values(summary=summary))


def _forge(summary: bytes) -> bytes:
    text = gzip.decompress(summary)
    return gzip.compress(text.replace(b'"not_observed_s":', b'"not_observed_s":1', 1))


async def test_objections_hold_up_the_end_and_a_correction_says_what_changed(
    office: Office,
) -> None:
    objections = office.desk.objections
    made = await objections.make(objection_wish("2026-10", site=DARK), "account:isp")
    with pytest.raises(NotNow, match="can become final from 2026-11-20 00:00"):
        await office.desk.finalise(OCTOBER, MINISTRY, 1)
    office.clock.at = END + 19 * DAY
    with pytest.raises(NotNow, match="answer: 1"):
        await office.desk.finalise(OCTOBER, MINISTRY, 1)
    await objections.answer(made.id, Answered.ACCEPTED, "จริง", MINISTRY)

    corrected = await office.desk.correct(OCTOBER, " outage was longer ", MINISTRY)

    found = await office.desk.statement(OCTOBER)
    assert (corrected.label, found.head.supersedes) == ("v1.1", 1)
    assert found.head.why == "outage was longer"
    assert {each.site for each in found.changes} == {DARK}
    changed = {each.what: (each.before, each.after) for each in found.changes}
    assert changed["down_s"] == ("36000", "39600")
    assert changed["penalty_baht"] == ("140.00", "160.00")
    first = await office.desk.statement(OCTOBER, 1)
    assert {line.figures.code: line for line in first.sites}[
        DARK
    ].figures.seconds.down_s == 36_000
    checked = await check(office.engine, corrected, office.desk.ruleset)
    assert checked.is_same
    assert checked.changes == ()


async def test_the_newest_version_becomes_final_once(office: Office) -> None:
    with pytest.raises(NotNow, match="can become final from 2026-12-01 00:00"):
        await office.desk.finalise(OCTOBER, MINISTRY, 2)
    office.clock.at = END + 30 * DAY
    with pytest.raises(NotNow, match=r"only the newest, v1\.1"):
        await office.desk.finalise(OCTOBER, MINISTRY, 1)
    done = await asyncio.gather(
        office.desk.finalise(OCTOBER, MINISTRY, 2),
        office.desk.finalise(OCTOBER, SECOND, 2),
        return_exceptions=True,
    )

    (final,) = [each for each in done if not isinstance(each, BaseException)]
    (lost,) = [each for each in done if isinstance(each, BaseException)]
    assert isinstance(lost, NotNow)
    assert lost.code == "final_already"
    assert final.final_by in str(lost)
    head = (await office.desk.statement(OCTOBER)).head
    assert (head.stage, head.final_at) == (Stage.FINAL, office.clock.at)
    assert [each[1:] for each in await office.deeds()] == [
        ("sla.freeze", "statement:2026-10:v1"),
        ("sla.correct", "statement:2026-10:v1.1"),
        ("sla.final", "statement:2026-10:v1.1"),
    ]


async def test_a_month_is_explained_from_the_facts_of_its_version(
    office: Office,
) -> None:
    kept = await office.desk.explain(DARK, OCTOBER, 1)
    now = await office.desk.explain(DARK, OCTOBER, 0)

    assert kept.explanation.seconds.down_s == 36_000
    assert kept.line is not None
    assert kept.line.figures == kept.explanation.figures
    assert now.version is None
    assert now.explanation.seconds.down_s == 39_600
    assert list(now.outage_ids.values()) == [f"{DARK}/link/{(BEGIN + DAY).isoformat()}"]
    with pytest.raises(NotFound):
        await office.desk.explain(DARK, OCTOBER, 9)


async def test_a_site_that_left_is_told_of_until_then(office: Office) -> None:
    await replace_register(office.engine, _without(office.register, WELL))
    left_at = BEGIN + 10 * DAY
    async with writing(office.engine) as connection:
        await connection.execute(update(site_left).values(left_at=left_at))

    ground = await office.ground()

    first = ground.facts.sites[0]
    assert (first.code, first.decommissioned_at) == (WELL, left_at)
    assert ground.about[WELL].name_en == "Test Centre 1"
    async with writing(office.engine) as connection:
        await connection.execute(update(site_left).values(left_at=BEGIN))
    assert WELL not in (await office.ground()).about
    await replace_register(office.engine, office.register)


def _without(register: Register, code: str) -> Register:
    return replace(
        register,
        sites={key: each for key, each in register.sites.items() if key != code},
        routers={key: each for key, each in register.routers.items() if key != code},
    )


async def test_another_process_makes_the_same_bytes(office: Office) -> None:
    url = office.engine.url.render_as_string(hide_password=False)
    wish = Wish(OCTOBER, office.desk.ruleset, office.clock.at, is_draft=True)

    head, kept = await make_apart(url, wish)

    assert (head, kept) == await make_here(office.engine, wish)
    with pytest.raises(NotNow, match="frozen already"):
        await make_apart(url, Wish(OCTOBER, office.desk.ruleset, office.clock.at, "x"))
    with pytest.raises(DatabaseUnusable, match="within"):
        await make_apart(url, wish, most_s=0.0)
