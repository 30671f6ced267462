"""A statement as CSV and as a workbook: typed, the same again, and nothing runs."""

from __future__ import annotations

import csv
import hashlib
import json
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from inventory.fleet import make_fleet
from netmon.core.clock import to_thai
from netmon.core.errors import ConfigError
from netmon.core.intervals import Interval
from netmon.core.model import SiteCode
from netmon.core.months import Month
from netmon.reports.csv_pack import MANIFEST, TABLES, write_csv_pack
from netmon.reports.desk_tables import to_rule_name
from netmon.reports.evidence import EVIDENCE
from netmon.reports.formats import Format, to_file_name
from netmon.reports.sections import SECTIONS
from netmon.reports.site_tables import SITES
from netmon.reports.words import LANGUAGES, Language, load_words
from netmon.reports.write import write_statement, zip_folder
from netmon.reports.xlsx import write_xlsx
from netmon.reports.xlsx_columns import to_title
from netmon.sla.facts import MonthFacts
from netmon.sla.figures import Verdict, availability
from netmon.sla.statement import Group, SiteChange, Statement
from netmon.sla.statements.canonical import dump_statement
from tests.sla_statements import make_facts, make_statement

ROOT = Path(__file__).parents[2]
REGISTER = make_fleet(size=120)
FACTS = make_facts(REGISTER.sites.values())
RISKY = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x","ก")')


def hostile() -> Statement:
    """A statement whose texts were written by people who mean harm."""
    made = make_statement(REGISTER, FACTS)
    lines = [
        replace(line, name_th=name, name_en=f'a "quoted", {name}')
        for line, name in zip(made.sites, RISKY, strict=False)
    ]
    first = replace(made.exclusions[0], reason="=cmd|' /C calc'!A0\nสองบรรทัด")
    return replace(
        made,
        sites=(*lines, *made.sites[len(lines) :]),
        exclusions=(first, *made.exclusions[1:]),
        changes=(SiteChange(made.sites[0].figures.code, "excluded_s", "0", "=2"),),
    )


STATEMENT = hostile()
EMPTY = replace(
    STATEMENT,
    nation=replace(
        STATEMENT.nation,
        seconds=type(STATEMENT.nation.seconds)(),
        verdicts=dict.fromkeys(Verdict, 0),
        incidents=0,
        repair_s=0,
        late_repairs=0,
        blips=0,
        fee_baht=None,
        penalty_baht=None,
    ),
    regions=(),
    provinces=(),
    contracts=(),
    site_types=(),
    sites=(),
    worst=(),
    repairs=(),
    exclusions=(),
    poller_gaps=(),
    changes=(),
)
NO_FACTS = MonthFacts(FACTS.month, FACTS.until, ())


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("csv") / "pack"
    write_csv_pack(STATEMENT, FACTS, out)
    return out


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[Language, Path]:
    folder = tmp_path_factory.mktemp("xlsx")
    made = {}
    for language in LANGUAGES:
        made[language] = folder / f"{language}.xlsx"
        write_xlsx(STATEMENT, made[language], language)
    return made


def read(pack: Path, name: str) -> list[dict[str, str]]:
    path = pack / f"{name}.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def digests(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
    }


def test_the_same_statement_gives_the_same_files(pack: Path, tmp_path: Path) -> None:
    write_csv_pack(STATEMENT, FACTS, tmp_path / "again")
    assert digests(tmp_path / "again") == digests(pack)
    for number in (1, 2):
        zip_folder(pack, tmp_path / f"{number}.zip")
    first, second = (tmp_path / f"{n}.zip" for n in (1, 2))
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        assert sorted(archive.namelist()) == sorted(digests(pack))


def test_the_manifest_names_every_file_and_its_sum(pack: Path) -> None:
    manifest = json.loads((pack / MANIFEST).read_bytes())
    told = {each["name"]: each["sha256"] for each in manifest["files"]}
    assert told == {k: v for k, v in digests(pack).items() if k != MANIFEST}
    assert (manifest["month"], manifest["version"]) == ("2026-10", "v1")
    rows = {each["name"]: each.get("rows") for each in manifest["files"]}
    assert rows["sites.csv"] == len(STATEMENT.sites)
    assert rows["repairs.csv"] == len(STATEMENT.repairs) > 0


def test_the_dictionary_says_what_every_column_is(pack: Path) -> None:
    told = {(each["table"], each["column"]) for each in read(pack, "dictionary")}
    for table in TABLES:
        header = (pack / f"{table.name}.csv").read_text("utf-8-sig").split("\n")[0]
        assert header.split(",") == [column.name for column in table.columns]
        assert {(table.name, column.name) for column in table.columns} <= told
    for column in (column for table in TABLES for column in table.columns):
        assert "" not in (column.title_th, column.title_en, column.meaning_th)


def test_every_figure_of_a_site_is_in_its_row(pack: Path) -> None:
    rows = {row["site_code"]: row for row in read(pack, "sites")}
    assert len(rows) == len(STATEMENT.sites)
    for line in STATEMENT.sites:
        row, found = rows[line.figures.code], line.figures
        spent = found.seconds
        whole = [row[name] for name in ("window_s", "up_s", "down_s", "excluded_s")]
        assert [int(each) for each in whole] == [
            *(spent.window_s, spent.up_s, spent.down_s, spent.excluded_s)
        ]
        assert row["availability"] == (availability(spent) or "")
        assert row["verdict"] == found.verdict
        assert row["mttr_s"] == ("" if found.mttr_s is None else str(found.mttr_s))
        assert row["bandwidth"] == "no-evidence"
        charged = found.penalty.baht if found.penalty else None
        assert row["penalty_baht"] == ("" if charged is None else str(charged))


def test_groups_sum_up_to_the_nation(pack: Path) -> None:
    (nation,) = read(pack, "nation")
    assert "ภาคกลาง" in {row["name_th"] for row in read(pack, "regions")}
    for name in ("regions", "provinces", "contracts", "site_types"):
        for column in ("sites", "up_s", "down_s", "not_observed_s", "incidents"):
            total = sum(int(row[column]) for row in read(pack, name))
            assert total == int(nation[column]), (name, column)


def test_moments_are_thai_time_and_ratios_decimal_text(pack: Path) -> None:
    first = read(pack, "repairs")[0]
    begun = datetime.fromisoformat(first["start"])
    assert begun.utcoffset() == timedelta(hours=7)
    assert begun == STATEMENT.repairs[0].span.start
    ratio = read(pack, "nation")[0]["availability"]
    assert len(ratio.partition(".")[2]) == 9


@pytest.mark.parametrize("risky", RISKY)
def test_no_text_is_a_formula_of_csv(pack: Path, risky: str) -> None:
    assert f"'{risky}" in {row["name_th"] for row in read(pack, "sites")}


def test_the_annex_has_the_journal_and_what_was_asked(pack: Path) -> None:
    rows = read(pack, EVIDENCE.name)
    kinds = [row["kind"] for row in rows]
    assert kinds.count("outage") == sum(map(len, FACTS.outages.values()))
    assert kinds.count("exclusion") == sum(map(len, FACTS.exclusions.values()))
    assert kinds.count("not-observed") == sum(map(len, FACTS.not_observed.values()))
    assert kinds.count("blind") == len(FACTS.blind)
    assert kinds.count("ticket") == sum(map(len, FACTS.tickets.values()))
    assert all(row["exclusion"] for row in rows if row["kind"] == "exclusion")
    known = {site.code: site for site in FACTS.sites}
    for row in read(pack, SITES.name):
        began = known[SiteCode(row["site_code"])].commissioned_at
        assert row["commissioned_at"] == (to_thai(began).isoformat() if began else "")
    assert [row["site_code"] for row in rows] == sorted(
        (row["site_code"] for row in rows), key=lambda code: (code == "", code)
    )


def test_without_facts_there_is_no_annex(tmp_path: Path) -> None:
    files = write_csv_pack(EMPTY, None, tmp_path / "pack")
    assert "evidence.csv" not in {each.name for each in files}
    assert all(
        row["table"] != "evidence" for row in read(tmp_path / "pack", "dictionary")
    )


def test_a_new_pack_takes_the_place_of_the_former_one(tmp_path: Path) -> None:
    write_csv_pack(STATEMENT, None, tmp_path / "pack")
    write_csv_pack(EMPTY, NO_FACTS, tmp_path / "pack")
    assert read(tmp_path / "pack", "sites") == []
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]


def test_workbooks_are_the_same_again(
    books: dict[Language, Path], tmp_path: Path
) -> None:
    write_xlsx(STATEMENT, tmp_path / "again.xlsx", "th")
    assert (tmp_path / "again.xlsx").read_bytes() == books["th"].read_bytes()
    assert books["th"].read_bytes() != books["en"].read_bytes()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_is_typed_named_and_can_be_filtered(
    books: dict[Language, Path], language: Language
) -> None:
    book = load_workbook(books[language])
    words = load_words(language)
    assert book.sheetnames == [
        *(words(f"sheet.{section.table.name}") for section in SECTIONS),
        words("sheet.dictionary"),
    ]
    assert book.properties.created == STATEMENT.head.made_at.replace(tzinfo=None)
    sheet = book[words("sheet.sites")]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref.startswith("A1:")
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == len(STATEMENT.sites) + 1
    row = as_row(rows[0], rows[1], language)
    line = STATEMENT.sites[0]
    assert row["site_code"] == line.figures.code
    assert row["province_code"] == line.province
    assert isinstance(row["province_code"], str)
    assert row["down_s"] == line.figures.seconds.down_s
    assert row["availability"] == float(availability(line.figures.seconds) or 0)


def as_row(
    header: Sequence[Any], values: Sequence[Any], language: Language
) -> dict[str, Any]:
    words = load_words(language)
    titles = {to_title(column, words): column.name for column in SITES.columns}
    return {
        titles[title]: value
        for title, value in zip(header, values, strict=True)
        if title in titles
    }


def test_a_sheet_has_words_for_codes_and_units_in_its_heads(
    books: dict[Language, Path],
) -> None:
    line, book = STATEMENT.sites[0], load_workbook(books["en"])
    rows = list(book["Sites"].iter_rows(values_only=True))
    site = dict(zip(rows[0], rows[1], strict=True))
    words = load_words("en")
    assert site["Type"] == words(f"type.{line.site_type}")
    assert site["Down (s)"] == line.figures.seconds.down_s
    assert "Penalty (baht)" in site
    thai = load_workbook(books["th"])
    first = next(thai["สิ่งที่แก้ไข"].iter_rows(min_row=2, values_only=True))
    assert first[1] == "ยกเว้น (วินาที)"
    gaps = next(book["Poller gaps"].iter_rows(min_row=2, values_only=True))
    assert gaps[-1] == "The poller could not see out"


def test_the_worst_are_named_with_their_availability(pack: Path) -> None:
    lines = {line.figures.code: line for line in STATEMENT.sites}
    rows = read(pack, "worst")
    assert [row["site_code"] for row in rows] == list(STATEMENT.worst)
    for row in rows:
        line = lines[SiteCode(row["site_code"])]
        assert row["province_th"] == line.province_th
        assert row["availability"] == (availability(line.figures.seconds) or "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_a_name(pack: Path, language: Language) -> None:
    words = load_words(language)
    rules = STATEMENT.rules.keys() - {"contracts"}
    names = {name: words.word("rule", name) for name in rules}
    assert not {name for name, told in names.items() if name == told}
    for row in read(pack, "rules"):
        assert row[f"name_{language}"] == names[row["parameter"]]
    assert to_rule_name(words, "contracts.A.1/9.blip_max_s") == names["blip_max_s"]


def test_a_moment_is_a_date_and_has_the_buddhist_era_beside_it(
    books: dict[Language, Path],
) -> None:
    sheet = load_workbook(books["th"])[load_words("th")("sheet.repairs")]
    header, first = list(sheet.iter_rows(values_only=True))[:2]
    begun = STATEMENT.repairs[0].span.start + timedelta(hours=7)
    assert first[1] == begun.replace(tzinfo=None)
    assert header[2] == f"{header[1]} (พ.ศ.)"
    assert first[2] == f"{begun.day} ต.ค. 2569 {begun:%H:%M:%S}"


def test_no_cell_of_a_workbook_runs(books: dict[Language, Path]) -> None:
    for path in books.values():
        book = load_workbook(path)
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f"]
        assert not [cell for cell in cells if cell.hyperlink]
        texts = {cell.value for cell in cells if isinstance(cell.value, str)}
        assert set(RISKY) - {"\r=1"} <= texts


def test_a_sheet_that_would_be_too_long_keeps_the_longest_repairs(
    tmp_path: Path,
) -> None:
    write_xlsx(STATEMENT, tmp_path / "short.xlsx", "en", most_rows=5)
    sheet = load_workbook(tmp_path / "short.xlsx")["Repairs"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    lengths = sorted((each.service_s for each in STATEMENT.repairs), reverse=True)
    assert sorted((row[3] for row in rows[:5]), reverse=True) == lengths[:5]
    assert rows[-1][0].startswith(f"5 of {len(lengths)} rows are shown")


def test_a_month_without_anything_has_its_files(tmp_path: Path) -> None:
    for language in LANGUAGES:
        write_xlsx(EMPTY, tmp_path / f"{language}.xlsx", language)
        write_csv_pack(EMPTY, NO_FACTS, tmp_path / language)
        assert load_workbook(tmp_path / f"{language}.xlsx").sheetnames
        assert read(tmp_path / language, "regions") == []


def test_files_are_written_under_their_names(tmp_path: Path) -> None:
    mine = replace(STATEMENT, head=replace(STATEMENT.head, contract="ค.1/../x"))
    made = write_statement(mine, None, Format.JSON, tmp_path / "new")
    assert made.name == "sla-2026-10-v1-_.1_.._x.json"
    assert made.read_bytes() == dump_statement(mine)
    drawn: list[datetime] = []

    def draw(document: bytes, made_at: datetime) -> bytes:
        drawn.append(made_at)
        return document

    path = write_statement(STATEMENT, None, Format.PDF, tmp_path, "en", draw)
    assert path.name == "sla-2026-10-v1-en.pdf"
    assert drawn == [STATEMENT.head.made_at]
    assert json.loads(path.read_bytes())["language"] == "en"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["new", path.name]


def test_a_name_is_plain_whatever_a_contract_is_called() -> None:
    about = Month(2026, 10), "v1.1", "../../etc"
    assert to_file_name(about, Format.CSV, "th") == "sla-2026-10-v1.1-_.._etc"


def test_money_is_written_to_the_satang(tmp_path: Path) -> None:
    charged = replace(STATEMENT.nation, penalty_baht=Decimal("1234567.50"))
    groups: tuple[Group, ...] = (charged,)
    write_csv_pack(replace(EMPTY, regions=groups), None, tmp_path / "pack")
    assert read(tmp_path / "pack", "regions")[0]["penalty_baht"] == "1234567.50"


def test_an_open_outage_has_no_end(tmp_path: Path) -> None:
    line = STATEMENT.sites[0]
    since = datetime(2026, 10, 30, 17, tzinfo=UTC)
    blip = Interval(since, since + timedelta(seconds=31))
    figures = replace(line.figures, open_since=since, blips=(blip,))
    only = replace(EMPTY, sites=(replace(line, figures=figures),))
    write_csv_pack(only, None, tmp_path / "pack")
    assert read(tmp_path / "pack", "sites")[0]["open_since"].startswith("2026-10-31T00")
    assert read(tmp_path / "pack", "blips")[0]["lasted_s"] == "31"


def test_every_table_stands_in_the_docs() -> None:
    told = (ROOT / "docs" / "statement_files.md").read_text()
    assert not [table.name for table in TABLES if f"`{table.name}.csv`" not in told]


@pytest.mark.parametrize("form", [Format.JSON, Format.CSV, Format.XLSX])
def test_a_place_that_cannot_be_written_is_named(form: Format, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ConfigError, match="file/sla-2026-10-v1"):
        write_statement(EMPTY, None, form, tmp_path / "file")
