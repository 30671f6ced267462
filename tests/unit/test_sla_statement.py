"""A statement as it is built, narrowed, written and read again."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from netmon.access.audit import AuditLog
from netmon.core.errors import NotFound
from netmon.core.intervals import Interval
from netmon.core.model import SiteCode
from netmon.core.months import Month
from netmon.sla.desk import SlaDesk
from netmon.sla.evaluate import evaluate
from netmon.sla.facts import (
    Down,
    Exclusion,
    ExclusionStatus,
    ExclusionType,
    MonthFacts,
    SiteFacts,
    Ticket,
)
from netmon.sla.figures import Verdict
from netmon.sla.ruleset import load_ruleset
from netmon.sla.statement import (
    ExclusionLine,
    Head,
    PollerGap,
    SiteChange,
    Stage,
    Statement,
)
from netmon.sla.statements.build import build, narrow
from netmon.sla.statements.canonical import dump_statement
from netmon.sla.statements.canonical_read import load_statement
from netmon.sla.statements.changes import find_changes, narrow_changes, says_the_same
from netmon.sla.statements.contracts import count_months, to_standings
from netmon.sla.statements.gather_terms import Terms, share_fees
from netmon.sla.statements.ground import Ground, SiteAbout
from netmon.sla.statements.kept import (
    Kept,
    pick,
    read_ground,
    read_line,
    read_lines,
    read_site_facts,
    read_statement,
    to_kept,
)
from netmon.sla.statements.lifecycle import to_calendar
from netmon.sla.statements.make import Wish, make_here
from netmon.sla.statements.pack import SITES, Pack, pack
from netmon.sla.statements.reader import DRAFT_S
from tests.live import HandClock, hand_made_register
from tests.schema import new_database
from tests.sla_story import write_october

pytestmark = pytest.mark.anyio

OCTOBER = Month(2026, 10)
BEGIN, END = OCTOBER.span
BEGIN_TEXT = "2026-09-30T17:00:00Z"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RULES = load_ruleset(None)
NORTH, SOUTH = "C-01/2569", "C-02/2569"
ONE, TWO, THREE = (SiteCode(f"PI-{number:03}") for number in (1, 2, 3))
NIGHT = Interval(BEGIN + 2 * DAY, BEGIN + 2 * DAY + 4 * HOUR)


def _site(code: SiteCode, contract: str | None) -> SiteFacts:
    return SiteFacts(
        code,
        contract,
        BEGIN - 100 * DAY,
        None,
        Decimal("1000.50"),
        Decimal("0.0100"),
        Decimal("0.9950"),
        24,
    )


def _about(code: SiteCode, province: str) -> SiteAbout:
    return SiteAbout("ศูนย์", f"Centre {code}", province, "จ", "P", "North", "library")


def _ground() -> Ground:
    """Return a month of three sites: two of one contract, and of one without any."""
    approved = Exclusion(ExclusionType.MAINTENANCE, NIGHT, ExclusionStatus.APPROVED)
    start = BEGIN + 2 * DAY + 2 * HOUR
    facts = MonthFacts(
        OCTOBER,
        END,
        [_site(ONE, NORTH), _site(TWO, SOUTH), _site(THREE, None)],
        {
            ONE: [Down(start, start + 40 * HOUR), Down(END - HOUR, None)],
            THREE: [Down(BEGIN, BEGIN + timedelta(seconds=20))],
        },
        {TWO: [Interval(BEGIN, BEGIN + HOUR)]},
        [Interval(END - HOUR, END)],
        {ONE: [approved], TWO: [approved]},
        {ONE: [Ticket(start, start + HOUR, None, start + 41 * HOUR)]},
    )
    line = ExclusionLine(
        id="7",
        kind=ExclusionType.MAINTENANCE,
        status=ExclusionStatus.APPROVED,
        span=NIGHT,
        sites=(ONE, TWO),
        excluded_s=0,
        reason="เปลี่ยนสาย",
        requested_by="account:a",
        requested_at=BEGIN,
        decided_by="account:b",
        decided_at=BEGIN + HOUR,
        decision_note="ได้",
        document_sha256="ab" * 32,
    )
    about = {ONE: _about(ONE, "50"), TWO: _about(TWO, "10"), THREE: _about(THREE, "10")}
    gap = PollerGap("p", Interval(END - HOUR, END), "not_running")
    return Ground(facts, about, {NORTH: "ก", SOUTH: "ข"}, (line,), (gap,))


def _head(version: int = 1) -> Head:
    head = Head(OCTOBER, Stage.FROZEN, version, None, RULES.id, RULES.digest, "d", END)
    return replace(head, made_by="account:min")


def _statement(ground: Ground, version: int = 1) -> Statement:
    figures = evaluate(ground.facts, RULES)
    changes = [SiteChange(ONE, "down_s", "1", "2")]
    return build(ground, figures, RULES, _head(version), changes)


def test_what_is_written_is_read_again_and_written_alike() -> None:
    statement = _statement(_ground())
    body = dump_statement(statement)

    again = load_statement(body)

    assert dump_statement(again) == body
    assert again == load_statement(dump_statement(again))
    assert again.exclusions == statement.exclusions
    assert again.sites == statement.sites
    assert again.changes == statement.changes
    assert again.poller_gaps == statement.poller_gaps
    assert statement.sites[0].figures.repairs[0].sent_at is not None


def test_what_is_kept_gives_facts_statement_and_single_sites() -> None:
    ground = _ground()
    statement = _statement(ground)
    kept = to_kept(ground, RULES, statement)

    facts, rules = read_ground(kept.facts)

    assert rules.digest == RULES.digest
    assert dump_statement(_statement(facts)) == dump_statement(statement)
    assert dump_statement(read_statement(kept)) == dump_statement(statement)
    assert [each.figures.code for each in read_lines(kept.annex)] == [ONE, TWO, THREE]
    assert read_line(kept.annex, TWO) == statement.sites[1]
    assert read_line(kept.annex, "PI-0") is None
    assert read_line(kept.annex, "PI-9") is None
    found = read_site_facts(kept.facts, TWO)
    assert found is not None
    assert TWO in [each.code for each in found[0].sites]
    assert read_site_facts(kept.facts, "PI-004") is None
    assert to_kept(facts, RULES, statement) == kept


def test_of_many_sites_one_chunk_is_read() -> None:
    codes = [f"{number:04}" for number in range(0, 10 * SITES, SITES)]
    chunks = [(code, f"from {code}".encode()) for code in codes]
    found = Pack(pack(chunks, {"a": 1}, [2]))

    assert (found.head, found.about()) == ({"a": 1}, [2])
    assert list(found.chunks()) == [body for _, body in chunks]
    assert found.chunk_of("0000") == b"from 0000"
    assert found.chunk_of(f"{2 * SITES - 1:04}") == f"from {SITES:04}".encode()
    assert found.chunk_of("9999") == chunks[-1][1]
    assert found.chunk_of("") is None


def test_a_contract_s_statement_has_the_same_figures_and_its_own_sums() -> None:
    whole = _statement(_ground())

    mine = narrow(whole, NORTH)

    assert mine.sites == whole.sites[:1]
    assert mine.nation.seconds == whole.sites[0].figures.seconds
    assert [each.name_th for each in mine.contracts] == ["ก"]
    assert (mine.nation.sites, whole.nation.sites) == (1, 3)
    assert mine.repairs == whole.sites[0].figures.repairs
    assert mine.worst == (ONE,)
    assert sum(mine.matrix.values()) == 1
    # Four hours of each of two sites.
    assert [each.excluded_s for each in whole.exclusions] == [2 * 4 * 3_600]
    (exclusion,) = mine.exclusions
    assert (exclusion.sites, exclusion.excluded_s) == ((ONE,), 4 * 3_600)
    assert narrow(whole, SOUTH).changes == ()
    assert [each.key for each in whole.contracts] == ["", NORTH, SOUTH]
    with pytest.raises(NotFound):
        narrow(whole, "C-3")


def test_a_correction_says_what_changed_of_which_site() -> None:
    ground = _ground()
    before = _statement(ground)
    facts = replace(ground.facts, sites=ground.facts.sites[:2], outages={})
    after = _statement(replace(ground, facts=facts), 2)

    changes = list(find_changes(before, after, ground.facts, facts))

    assert {each.site for each in changes} == {ONE, THREE}
    by_what = {(each.site, each.what): each for each in changes}
    assert by_what[ONE, "verdict"].before == Verdict.NON_COMPLIANT
    assert by_what[ONE, "verdict"].after == Verdict.COMPLIANT
    assert by_what[ONE, "mttr_s"].after == "–"
    assert by_what[THREE, "site"] == SiteChange(THREE, "site", "compliant", "–")
    assert not says_the_same(before, after)
    assert says_the_same(before, _statement(ground, 2))


def _moved() -> tuple[Statement, Statement]:
    """Return a month, and a correction of it: ONE went to SOUTH with a higher fee."""
    ground = _ground()
    one, *others = ground.facts.sites
    gone = replace(one, contract=SOUTH, monthly_fee_baht=Decimal(20_000))
    facts = replace(ground.facts, sites=[gone, *others])
    before, after = _statement(ground), _statement(replace(ground, facts=facts), 2)
    changes = find_changes(before, after, ground.facts, facts)
    head = replace(after.head, why="ONE is another's")
    return before, replace(after, changes=tuple(changes), head=head)


def test_a_correction_lists_what_contracts_promise_where_it_is_different() -> None:
    _, after = _moved()

    found = {each.what: (each.before, each.after) for each in after.changes}

    assert found["contract"] == (NORTH, SOUTH)
    assert found["fee_baht"] == ("1000.5", "20000")
    ground = _ground()
    one, *others = ground.facts.sites
    later = replace(one, commissioned_at=BEGIN, penalty_rate_per_hour=None)
    facts = replace(ground.facts, sites=[later, *others])
    statement = _statement(ground)
    terms = list(find_changes(statement, statement, ground.facts, facts))
    assert terms == [
        SiteChange(ONE, "rate_per_hour", "0.01", "–"),
        SiteChange(ONE, "commissioned_at", "2026-06-22T17:00:00Z", BEGIN_TEXT),
    ]


def test_a_site_that_moved_is_told_of_to_both_but_not_what_the_other_pays() -> None:
    ground, (before, after) = _ground(), _moved()
    facts = replace(ground.facts, sites=ground.facts.sites[1:])
    after_it = _statement(replace(ground, facts=facts, exclusions=()), 2)
    left = find_changes(before, after_it, ground.facts, facts)

    for contract in (NORTH, SOUTH):
        found = narrow_changes(after.changes, contract, [])
        assert {each.site for each in found} == {ONE}
        assert "contract" in {each.what for each in found}
        assert "fee_baht" not in {each.what for each in found}
    assert narrow_changes(after.changes, "C-3", [TWO]) == ()
    gone = narrow_changes(left, NORTH, [])
    assert [each.what for each in gone] == ["site", "contract"]


def test_why_a_correction_was_made_is_told_to_those_it_is_about() -> None:
    _, after = _moved()
    only_two = [each for each in after.changes if each.site == TWO]

    assert narrow(after, SOUTH).head.why == "ONE is another's"
    assert narrow(replace(after, changes=only_two), SOUTH).head.why == ""


def test_a_contract_is_not_told_what_the_rules_are_for_others() -> None:
    whole = _statement(_ground())
    of = {code: {"blip_max_s": 1} for code in (NORTH, SOUTH)}
    whole = replace(whole, rules={**whole.rules, "contracts": of})

    rules = narrow(whole, NORTH).rules

    assert rules == {**whole.rules, "contracts": {NORTH: {"blip_max_s": 1}}}
    assert whole.rules["contracts"] == of


def test_facts_of_some_sites_hold_nothing_of_others() -> None:
    found = pick(_ground().facts, [TWO])

    assert [each.code for each in found.sites] == [TWO]
    assert (found.outages, found.tickets) == ({}, {})
    assert list(found.exclusions) == [TWO]
    assert found.blind == _ground().facts.blind


def test_a_contract_s_fee_is_shared_to_the_satang() -> None:
    terms = {NORTH: Terms(monthly_fee_baht=Decimal(1000)), SOUTH: Terms()}

    shared = share_fees(terms, [NORTH, NORTH, NORTH])

    assert shared[NORTH].monthly_fee_baht == Decimal("333.33")
    assert shared[SOUTH].monthly_fee_baht is None


@pytest.mark.parametrize(
    ("starts", "ends", "months"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), 12),
        (date(2026, 1, 15), date(2027, 1, 14), 12),
        (date(2026, 1, 15), date(2026, 2, 15), 2),
        (date(2026, 1, 31), date(2026, 1, 31), 1),
    ],
)
def test_begun_months_of_a_contract_count(
    starts: date, ends: date, months: int
) -> None:
    assert count_months(starts, ends) == months


@pytest.mark.parametrize(
    ("fee", "alerts"),
    [(3_300, []), (100, ["8"]), (80, ["8", "10"])],
)
def test_penalties_near_a_tenth_of_the_contract_are_warned_of(
    fee: int, alerts: list[str]
) -> None:
    register = hand_made_register(10)
    terms = Terms(
        monthly_fee_baht=Decimal(fee),
        starts_date=date(2026, 1, 1),
        ends_date=date(2026, 12, 31),
    )
    statement = _statement(_ground())
    charged = statement.contracts[1].penalty_baht
    # 38 h down, 3:42:00 allowed: 35 begun hours of 1 % of 1,000.50.
    assert charged == Decimal("350.18")

    standings = to_standings(
        register, {NORTH: terms}, RULES, statement.contracts, 3 * [statement.contracts]
    )
    (found,) = (each for each in standings if each.code == NORTH)

    assert found.charged_baht == 3 * charged
    assert found.value_baht == fee * 12 * 10
    assert [str(each) for each in found.alert_pct] == alerts


@pytest.mark.parametrize(
    ("month", "freeze", "objections", "final"),
    [
        ("2026-10", "2026-11-04T17:00", "2026-11-15T17:00", "2026-11-19T17:00"),
        ("2026-12", "2027-01-04T17:00", "2027-01-15T17:00", "2027-01-19T17:00"),
        ("2028-01", "2028-02-04T17:00", "2028-02-15T17:00", "2028-02-19T17:00"),
    ],
)
def test_the_days_of_a_statement_are_of_the_month_after(
    month: str, freeze: str, objections: str, final: str
) -> None:
    days = to_calendar(Month.parse(month), RULES.rules)

    found = (days.freeze_from, days.objections_until, days.final_from)
    assert [f"{each:%Y-%m-%dT%H:%M}" for each in found] == [freeze, objections, final]


async def test_a_draft_is_made_once_for_all_who_ask(tmp_path: Path) -> None:
    engine, clock, made = await new_database(tmp_path / "d.db"), HandClock(), []
    register = await write_october(engine)

    async def count(wish: Wish) -> tuple[Head, Kept]:
        made.append(wish.month)
        return await make_here(engine, wish)

    audit = AuditLog(engine, clock)
    desk = SlaDesk(engine, clock, audit, lambda: register, maker=count)
    several = [desk.statement(OCTOBER) for _ in range(3)]
    first, *others = await asyncio.gather(*several)
    clock.move(DRAFT_S)
    later = await desk.statement(OCTOBER)
    await engine.dispose()

    assert all(each == first for each in others)
    assert made == [OCTOBER, OCTOBER]
    assert later.head.data_digest == first.head.data_digest
