"""What the SLA's pages show: rows, bars and sentences made of figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

import netmon.web
from netmon.cli.sla_explain import explain_lines
from netmon.core.intervals import Interval
from netmon.core.model import SiteCode
from netmon.core.months import Month
from netmon.sla.desk import SiteMonth
from netmon.sla.explain import Explanation, explain
from netmon.sla.facts import (
    Down,
    Exclusion,
    ExclusionStatus,
    ExclusionType,
    MonthFacts,
    SiteFacts,
)
from netmon.sla.figures import Seconds
from netmon.sla.ruleset import load_ruleset
from netmon.sla.shown import to_baht, to_hours, to_target
from netmon.sla.statement import Stage, Statement
from netmon.sla.statements.contracts import to_standings
from netmon.sla.statements.gather_terms import Terms
from netmon.sla.statements.lifecycle import to_calendar
from netmon.web.sla_acts import say_due, to_acts
from netmon.web.sla_alerts import to_alerts
from netmon.web.sla_drawings import to_slices, to_time_slices
from netmon.web.sla_entry import NoMoment, read_moment, split_codes
from netmon.web.sla_explain_view import (
    MOST_ROWS,
    Evidence,
    say_verdict,
    to_explain_page,
)
from netmon.web.sla_groups import Division, Sort, groups_of, next_sort, to_group_rows
from netmon.web.sla_months import to_downloads
from netmon.web.sla_page import StatementWish, to_rule_rows, to_site_url
from netmon.web.sla_statement_view import to_names, to_penalties, to_repair_sums
from netmon.web.sla_words import to_month_name, to_second
from netmon.web.texts import Language, load_texts
from tests.live import hand_made_register
from tests.sla_statements import OCTOBER, make_facts, make_head, make_statement

TEMPLATES = Path(netmon.web.__file__).parent / "templates"
WORKING = "_sla_working.html"
ENGLISH, THAI = load_texts(Language.ENGLISH), load_texts(Language.THAI)
START = OCTOBER.span.start
HOUR = timedelta(hours=1)
SITE = SiteCode("PI-1")
RULES = load_ruleset(None)
REGISTER = hand_made_register()
FACTS = make_facts(REGISTER.sites.values())
OUTAGE, REQUESTS = "/outage/PI-1-link-x", "/sla/exclusions?site=PI-1"
NOWHERE = Evidence({}, "")
TERMS = SiteFacts(
    SITE,
    "C-1",
    None,
    monthly_fee_baht=Decimal(1500),
    penalty_rate_per_hour=Decimal("0.005"),
)


@pytest.fixture(scope="module")
def statement() -> Statement:
    return make_statement(REGISTER, FACTS)


def judged(
    *downs: Down,
    dark: list[Interval] | None = None,
    excluded: list[Interval] | None = None,
    commissioned_at: datetime | None = START,
) -> Explanation:
    """Explain October of one site."""
    kind, approved = ExclusionType.FORCE_MAJEURE, ExclusionStatus.APPROVED
    facts = MonthFacts(
        month=OCTOBER,
        until=OCTOBER.span.end,
        sites=[replace(TERMS, commissioned_at=commissioned_at)],
        outages={SITE: downs},
        not_observed={SITE: dark or []},
        exclusions={SITE: [Exclusion(kind, each, approved) for each in excluded or []]},
    )
    return explain(facts, SITE, RULES)


def at(hours: float, length: float) -> Interval:
    return Interval(START + hours * HOUR, START + (hours + length) * HOUR)


def down(hours: float, length: float) -> Down:
    return Down(*at(hours, length))


def test_months_have_the_year_of_their_readers_and_moments_thai_time() -> None:
    assert to_month_name(THAI, Month(2027, 1)) == "มกราคม 2570"
    assert to_month_name(ENGLISH, Month(2027, 1)) == "January 2027"
    assert to_second(ENGLISH, datetime(2026, 9, 30, 17, tzinfo=UTC)) == "1 Oct 00:00:00"


def test_the_rows_of_a_working_add_up_to_the_window() -> None:
    found = judged(down(0, 3), down(100, 2.5), dark=[at(50, 5)], excluded=[at(101, 1)])

    page = to_explain_page(ENGLISH, found, Evidence({START: OUTAGE}, REQUESTS))

    sums = dict.fromkeys(("up", "down", "not_observed", "excluded"), 0)
    for row in page["rows"]:
        sums[row.counts_as] += row.length_s
    # Down 3 h and 2.5 h, of which 1 h is excluded; 5 h nobody looked; 744 h in all.
    assert sums["down"] == int(4.5 * 3600)
    assert sums["excluded"] == 3600
    assert sums["not_observed"] == 5 * 3600
    assert sum(sums.values()) == 744 * 3600 == page["seconds"].window_s
    starts = [row.start for row in page["rows"]]
    assert starts[1:] == [row.end for row in page["rows"]][:-1]
    assert page["rows"][0].causes[0].url == OUTAGE
    (excluded,) = [row for row in page["rows"] if row.counts_as == "excluded"]
    # The request decides; that the line was down besides stands below it.
    assert [each.url for each in excluded.causes] == [REQUESTS, ""]


def test_rows_that_are_too_many_are_told_as_a_sum_of_their_own() -> None:
    found = judged(*(down(hour, 0.2) for hour in range(400)))

    page = to_explain_page(ENGLISH, found, NOWHERE)

    shown = sum(row.length_s for row in page["rows"])
    assert len(page["rows"]) == MOST_ROWS
    assert page["rest_count"] == len(found.pieces) - MOST_ROWS > 0
    assert shown + page["rest_s"] == 744 * 3600


def test_bars_lie_where_their_time_is_and_the_least_is_seen() -> None:
    page = to_explain_page(ENGLISH, judged(down(372, 1 / 30)), NOWHERE)

    (bar,) = [each for each in page["bars"] if each.counts_as == "down"]
    assert (bar.x, bar.width, bar.top) == (500.0, 1.5, 0)
    assert "16 Oct 12:00:00" in bar.words


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (judged(down(0, 3)), "observed all the time, and 99.596% available reaches"),
        (judged(down(0, 9)), "observed all the time, and 98.790% available does not"),
        (judged(dark=[at(0, 3)]), "for certain: even had all time not observed been"),
        (judged(down(0, 9), dark=[at(20, 3)]), "98.790% does not reach 99.5%"),
        (judged(down(0, 1), dark=[at(20, 10)]), "98.655% of the time was observed"),
        (judged(down(0, 3.71), dark=[at(20, 10)]), "and 99.494% does not reach"),
        (judged(dark=[at(0, 100)]), "only 86.559% of the time was observed, 98%"),
        (judged(excluded=[OCTOBER.span]), "all of its time is excluded"),
        (judged(commissioned_at=START + 26 * 24 * HOUR), "less than 7 days"),
        (judged(commissioned_at=None), "not in service"),
    ],
)
def test_a_verdict_is_told_with_the_rule_that_decided(
    found: Explanation, said: str
) -> None:
    assert said in say_verdict(ENGLISH, found)


def test_missing_the_target_within_the_allowance_is_told_and_not_charged() -> None:
    found = judged(down(0, 3.71), dark=[at(20, 10)])
    loader = FileSystemLoader(TEMPLATES)
    macro = Environment(loader=loader, autoescape=True).get_template(WORKING).module
    word = macro.working(  # type: ignore[attr-defined]
        ENGLISH, found.figures, to_hours, to_target, to_baht, {}
    )

    assert "Down for 13,356 s, which lies within the allowance of 13,392 s" in word
    assert "leaves out the 36,000 s not observed" in word
    told = list(explain_lines(SiteMonth(found, None, None, {})))
    assert told[-1].startswith("the target is missed, but the down time lies within")


def test_a_slice_of_one_among_thousands_is_wide_enough_to_see() -> None:
    slices = to_slices([("compliant", 8254), ("insufficient", 0), ("x", 1)])

    assert [each.name for each in slices] == ["compliant", "x"]
    assert slices[1].width >= 3.9
    assert sum(each.width for each in slices) == pytest.approx(1000, abs=0.1)
    assert to_time_slices(Seconds()) == []


def test_groups_are_sorted_by_what_a_heading_says_and_back(
    statement: Statement,
) -> None:
    groups = groups_of(statement, Division.SITE_TYPE)

    def names(wish: str) -> list[str]:
        rows = to_group_rows(ENGLISH, Division.SITE_TYPE, groups, wish)
        return [row.group.key for row in rows]

    worst = names("availability")
    assert worst == names("-availability")[::-1]
    assert sorted(worst) == sorted(names("no such column"))
    assert len(set(worst)) == 8
    assert next_sort(Sort.PENALTY, "") == "-penalty"
    assert next_sort(Sort.PENALTY, "-penalty") == "penalty"
    assert next_sort(Sort.AVAILABILITY, "name") == "availability"


def test_what_has_no_figure_stands_last_whichever_way(statement: Statement) -> None:
    first, *others = groups_of(statement, Division.SITE_TYPE)
    groups = [replace(first, incidents=0, repair_s=0), *others]
    for wish in ("repair", "-repair"):
        rows = to_group_rows(ENGLISH, Division.SITE_TYPE, groups, wish)
        assert rows[-1].group.key == first.key
        assert [row.mttr_s is None for row in rows].count(True) == 1


def test_penalties_of_a_contract_are_those_of_its_sites(statement: Statement) -> None:
    names = to_names(ENGLISH, statement)

    (found,) = to_penalties(ENGLISH, names, statement)

    charged = sum((penalty.baht for _, penalty in found.sites), Decimal(0))
    assert charged == found.baht == statement.nation.penalty_baht
    assert found.site_count == len(found.sites) > 0
    sums = to_repair_sums(statement.repairs)
    assert sums.kept + sums.late + sums.not_judged == len(statement.repairs)


def test_a_wish_keeps_what_it_is_not_about() -> None:
    wish = StatementWish("2026-10", 1, "C/1", Division.CONTRACT, "-penalty")

    assert (
        wish.to_url(sort="name")
        == "/sla/2026-10?contract=C%2F1&version=1&by=contract&sort=name"
    )
    assert wish.to_url(by="region", sort=None).endswith("&by=region")
    address = to_site_url("2026-10", "C/1", None, "PI 1/x")
    assert address == "/sla/sites/PI%201%2Fx?month=2026-10&contract=C%2F1"


def test_rules_of_a_contract_stand_under_its_name() -> None:
    rows = to_rule_rows({"a": 5, "b": True, "contracts": {"C": {"a": (8, 10)}}})

    assert rows == [("a", "5"), ("b", "true"), ("contracts.C.a", "8, 10")]


@pytest.mark.parametrize(
    ("stage", "day", "due", "acts"),
    [
        (Stage.DRAFT, 3, "freeze it from 5 Nov 2026", {"freeze": False}),
        (Stage.DRAFT, 6, "freeze it from 5 Nov 2026", {"freeze": True}),
        (Stage.FROZEN, 15, "until 15 Nov 2026", {"final": False, "correct": False}),
        (Stage.FROZEN, 21, "from 20 Nov 2026", {"final": True, "correct": False}),
        (Stage.FINAL, 25, "Final", {"correct": False}),
    ],
)
def test_what_is_due_follows_the_calendar(
    stage: Stage, day: int, due: str, acts: dict[str, bool]
) -> None:
    calendar = to_calendar(OCTOBER, RULES.rules)
    now = datetime(2026, 11, day, 5, tzinfo=UTC)
    head = make_head(FACTS, stage)

    offered = to_acts(ENGLISH, head, calendar, now)

    assert due in say_due(ENGLISH, stage, calendar, now)
    assert {each.name: each.is_due for each in offered} == acts


def test_files_are_offered_in_both_languages_and_data_once() -> None:
    found = to_downloads(ENGLISH, make_head(FACTS, Stage.FROZEN))

    assert [(name, [form for form, _ in files]) for name, files in found] == [
        ("ไทย", ["PDF", "XLSX"]),
        ("English", ["PDF", "XLSX"]),
        ("Data", ["CSV", "JSON", "SCENARIO"]),
    ]
    base = "/api/v1/sla/statements/2026-10/files"
    assert found[1][1][0][1] == f"{base}/pdf?version=1&language=en"
    assert found[2][1][1][1] == f"{base}/json?version=1"


@pytest.mark.parametrize(
    "text",
    ["2026-10-12T09:30", "12/10/2569 09:30", "๑๒/๑๐/๒๕๖๙ ๐๙.๓๐ น.", "2569-10-12T09:30"],
)
def test_a_moment_is_read_in_either_era_and_script(text: str) -> None:
    found = read_moment(text, date(2026, 11, 1))

    assert found == datetime(2026, 10, 12, 2, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["12/10/2569", "tomorrow 9:00", "2026-02-30T10:00", "9"]
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(NoMoment):
        read_moment(text, date(2026, 11, 1))


def test_nothing_written_is_no_moment_and_codes_come_once() -> None:
    assert read_moment("  ", date(2026, 11, 1)) is None
    assert split_codes("PI-1, PI-2\nPI-1;PI-3") == ["PI-1", "PI-2", "PI-3"]


@pytest.mark.parametrize(
    ("charged", "said"),
    [
        ("80", "8.00% of the contract's value, which reaches the mark of 8%"),
        ("100", "which reaches the mark of 10%: 100.00 of 1,000.00 baht"),
        ("100.06", "10.00% of the contract's value"),
    ],
)
def test_a_warning_says_how_far_penalties_have_come_and_what_may_be_due(
    charged: str, said: str
) -> None:
    sums = replace(make_statement(REGISTER, FACTS).contracts[0], key="C-01/2569")
    sums = replace(sums, penalty_baht=Decimal(charged))
    terms = Terms(
        monthly_fee_baht=Decimal("16.60"),
        starts_date=date(2026, 1, 1),
        ends_date=date(2026, 1, 31),
    )
    found = to_standings(REGISTER, {"C-01/2569": terms}, RULES, (), [[sums]])
    found = [replace(each, value_baht=Decimal(1_000)) for each in found]

    (alert,) = to_alerts(ENGLISH, found).values()

    assert said in alert.said
    # The law speaks of more than a tenth.
    is_over = Decimal(charged) > 100
    assert alert.step.startswith("A legal step may be due now") is is_over
