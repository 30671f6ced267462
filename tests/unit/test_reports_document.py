"""What the template is handed: every figure, in both languages, nothing that harms."""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.fleet import make_fleet
from netmon.reports.blocks import MOST_CELL_TEXT, clean
from netmon.reports.document import to_document
from netmon.reports.dots import Dot, dots
from netmon.reports.months_shown import to_month_name
from netmon.reports.pages_sites import MOST_SITES
from netmon.reports.words import LANGUAGES, Language, load_words
from netmon.sla.figures import Seconds, Verdict
from netmon.sla.shown import (
    to_baht,
    to_count,
    to_hours,
    to_percent,
    to_share,
    to_target,
)
from netmon.sla.statement import SiteChange, Stage, Statement
from netmon.sla.statements.build import narrow
from tests.sla_statements import make_facts, make_statement
from tests.unit.test_reports_files import EMPTY

REGISTER = make_fleet(size=240)
STATEMENT = make_statement(REGISTER, make_facts(REGISTER.sites.values()))
DRAFT = make_statement(REGISTER, make_facts(REGISTER.sites.values()), stage=Stage.DRAFT)


def texts(node: Any) -> Iterator[str]:
    """Every text in a document, without the places where it may be broken."""
    if isinstance(node, str):
        yield node.replace("\u200b", "")
    elif isinstance(node, dict):
        for each in node.values():
            yield from texts(each)
    elif isinstance(node, list):
        for each in node:
            yield from texts(each)


def section(document: dict[str, Any], language: Language, name: str) -> dict[str, Any]:
    title = load_words(language)(f"section.{name}")
    (found,) = [each for each in document["sections"] if each["title"] == title]
    return dict(found)


@pytest.fixture(scope="module", params=LANGUAGES)
def drawn(request: pytest.FixtureRequest) -> tuple[Language, dict[str, Any]]:
    language: Language = request.param
    return language, to_document(STATEMENT, language)


def test_both_languages_have_the_same_words_and_values() -> None:
    thai, english = (load_words(language).entries for language in LANGUAGES)
    assert thai.keys() == english.keys()

    def fields(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert {k: fields(v) for k, v in thai.items()} == {
        k: fields(v) for k, v in english.items()
    }


def test_the_cover_says_which_rules_which_data_and_when(
    drawn: tuple[Language, dict[str, Any]],
) -> None:
    language, document = drawn
    found, head = set(texts(document["cover"])), STATEMENT.head
    assert {head.ruleset_id, head.ruleset_digest, head.data_digest, "v1"} <= found
    assert (
        to_percent(STATEMENT.nation.seconds.seen_s, STATEMENT.nation.seconds.judged_s)
        in found
    )
    shown = {"th": "ตุลาคม พ.ศ. 2569", "en": "October 2026"}[language]
    assert shown in found
    assert shown == to_month_name(load_words(language), head.month)


def test_every_figure_of_the_nation_and_its_parts_is_there(
    drawn: tuple[Language, dict[str, Any]],
) -> None:
    language, document = drawn
    divisions = {
        "nation": [STATEMENT.nation],
        "regions": STATEMENT.regions,
        "provinces": STATEMENT.provinces,
        "contracts": STATEMENT.contracts,
        "site_types": STATEMENT.site_types,
    }
    for name, groups in divisions.items():
        found = set(texts(section(document, language, name)))
        for group in groups:
            met, missed = (group.verdicts[each] for each in list(Verdict)[:2])
            spent = group.seconds
            wanted = {
                to_percent(spent.up_s, spent.seen_s),
                to_percent(spent.seen_s, spent.judged_s),
                to_share(met, met + missed),
                to_count(group.incidents),
            }
            if name != "nation":
                wanted |= {to_count(group.sites), to_count(group.late_repairs)}
            assert wanted <= found, (name, group.key)


def test_sites_repairs_penalties_and_requests_are_there(
    drawn: tuple[Language, dict[str, Any]],
) -> None:
    language, document = drawn
    lines = {line.figures.code: line.figures for line in STATEMENT.sites}
    worst = set(texts(section(document, language, "worst")))
    assert {*STATEMENT.worst} <= worst
    assert {to_hours(lines[code].seconds.down_s) for code in STATEMENT.worst} <= worst
    longest = max(each.service_s for each in STATEMENT.repairs)
    assert to_hours(longest) in set(texts(section(document, language, "repairs")))
    charged = [each.penalty for each in lines.values() if each.penalty]
    found = set(texts(section(document, language, "penalties")))
    assert len(charged) > 10
    for each in charged:
        if each.baht:
            assert {to_hours(each.excess_s), to_baht(each.availability_baht)} <= found
    assert to_baht(STATEMENT.nation.penalty_baht) in found
    asked = set(texts(section(document, language, "exclusions")))
    assert {each.id for each in STATEMENT.exclusions} <= asked
    assert {to_hours(each.excluded_s) for each in STATEMENT.exclusions} <= asked


def test_bars_of_repairs_count_every_one(
    drawn: tuple[Language, dict[str, Any]],
) -> None:
    language, document = drawn
    blocks = section(document, language, "repairs")["blocks"]
    bands, _ = (each["bars"] for each in blocks if each["kind"] == "columns")
    counted = sum(int(bar["text"].replace(",", "") or 0) for bar in bands)
    assert counted == len(STATEMENT.repairs)


def test_what_is_not_measured_is_said_so(
    drawn: tuple[Language, dict[str, Any]],
) -> None:
    language, document = drawn
    words = load_words(language)
    assert words("bandwidth.no-evidence") in set(
        texts(section(document, language, "matrix"))
    )
    assert set(texts(section(document, language, "wifi"))) >= {words("text.wifi")}


def test_a_draft_is_marked_on_every_page_and_a_frozen_one_is_not() -> None:
    assert to_document(DRAFT, "en")["draft_mark"] == "DRAFT"
    assert to_document(DRAFT, "th")["draft_mark"] == "ร่าง"
    assert to_document(STATEMENT, "th")["draft_mark"] is None


def test_a_correction_says_what_changed_and_why() -> None:
    head = replace(STATEMENT.head, version=2, supersedes=1, why="หนังสือที่ 12")
    changes = (SiteChange("PI-X", "excluded_s", "0", "7200"),)
    corrected = replace(STATEMENT, head=head, changes=changes)
    found = section(to_document(corrected, "th"), "th", "changes")
    assert {"PI-X", "ยกเว้น (วินาที)", "0", "7200"} <= set(texts(found))
    assert any("v1" in each and "หนังสือที่ 12" in each for each in texts(found))


def test_a_contract_has_its_sites_and_a_nation_says_where_they_are() -> None:
    code = STATEMENT.contracts[0].key
    mine = narrow(STATEMENT, code)
    document = to_document(mine, "th")
    listed = set(texts(section(document, "th", "sites")))
    assert {line.figures.code for line in mine.sites} <= listed
    assert code in set(texts(document["cover"]))
    many = replace(STATEMENT, sites=STATEMENT.sites * (MOST_SITES // 240 + 1))
    (told,) = section(to_document(many, "en"), "en", "sites")["blocks"]
    assert "sites.csv" in told["text"]


def test_rows_that_are_left_out_are_told() -> None:
    found = [each for each in texts(to_document(STATEMENT, "en")) if "rows are" in each]
    assert f"40 of {len(STATEMENT.repairs)} rows are shown" in found[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_month_without_anything_has_pages(language: Language) -> None:
    found = set(texts(to_document(EMPTY, language)))
    words = load_words(language)
    for name in ("no_worst", "no_repairs", "no_exclusions", "no_gaps", "no_terms"):
        assert words(f"text.{name}") in found


def test_names_of_strangers_are_drawn_and_do_no_harm() -> None:
    evil = '#panic("x") *b* $x$ `r` <l> @r \\ \u202eกลับ\u2066 \x00\x07\n' + "W" * 900
    lines = [replace(line, name_th=evil, name_en=evil) for line in STATEMENT.sites]
    shown = [
        each
        for each in texts(to_document(replace(STATEMENT, sites=lines), "th"))
        if "#panic" in each
    ]
    assert shown
    for each in shown:
        assert '#panic("x") *b* $x$ `r` <l> @r \\' in each
        assert len(each) <= MOST_CELL_TEXT
        assert not {unicodedata.category(sign) for sign in each} & {"Cf", "Cc"}


@given(st.text(max_size=400))
def test_cleaning_keeps_what_people_see_and_lets_long_words_break(text: str) -> None:
    shown = clean(text)
    assert len(shown.replace("\u200b", "")) <= MOST_CELL_TEXT
    runs = shown.replace(" ", "\u200b").split("\u200b")
    plain = [run for run in runs if run.isascii()]
    assert max(map(len, plain), default=0) <= 18


def test_thai_is_left_to_the_typesetter() -> None:
    text = "ศูนย์การศึกษานอกระบบและการศึกษาตามอัธยาศัยอำเภอน้ำพอง" * 2
    assert clean(text) == text


@given(
    st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 10**6)), max_size=8),
    st.one_of(st.none(), st.integers(500_000, 1_000_000)),
)
def test_dots_lie_on_the_axis_in_order(
    spent: list[tuple[int, int]], target: int | None
) -> None:
    shown = [Dot(str(n), Seconds(up, down)) for n, (up, down) in enumerate(spent)]
    chart = dots("x", shown, target)
    places = [row["at"] for row in chart["rows"] if row["at"] is not None]
    assert all(0 <= at <= 1000 for at in places)
    assert chart["target"] is None or 0 <= chart["target"] <= 1000
    assert 1 <= len(chart["ticks"]) <= 8
    assert [tick["at"] for tick in chart["ticks"]] == sorted(
        tick["at"] for tick in chart["ticks"]
    )
    for row, (up, down) in zip(chart["rows"], spent, strict=True):
        if target is not None and up + down:
            assert row["is_met"] == (up * 10**6 >= target * (up + down))


def test_what_misses_its_target_never_prints_as_if_it_met_it() -> None:
    assert to_percent(994_999_999, 10**9) == "99.499%"
    assert to_percent(995, 1000) == "99.500%"
    assert to_target(995_000) == "99.5%"
    assert to_target(1_000_000) == "100%"
    assert to_share(999, 1000) == "99.9%"
    assert to_hours(183_729) == "51:02:09"
    assert (to_percent(0, 0), to_baht(None), to_hours(None)) == ("–", "–", "–")


def test_a_statement_is_told_in_order(drawn: tuple[Language, dict[str, Any]]) -> None:
    language, document = drawn
    words = load_words(language)
    names = (
        *("nation", "regions", "provinces", "contracts", "site_types", "matrix"),
        *("worst", "repairs", "exclusions", "penalties", "gaps", "wifi"),
        *("method", "sites"),
    )
    assert [each["title"] for each in document["sections"]] == [
        words(f"section.{name}") for name in names
    ]


def test_a_statement_of_another_kind_of_contract_has_no_penalties() -> None:
    bare: Statement = replace(
        STATEMENT, nation=replace(STATEMENT.nation, penalty_baht=None)
    )
    (told,) = section(to_document(bare, "en"), "en", "penalties")["blocks"]
    assert told["text"] == load_words("en")("text.no_terms")
