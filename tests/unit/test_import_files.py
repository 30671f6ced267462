"""Every form a clean register may arrive in gives the same rows."""

from __future__ import annotations

import codecs
import io
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from inventory.importer.columns import Field
from inventory.importer.csv_records import find_separator
from inventory.importer.findings import Outcome
from inventory.importer.source import read_source
from tests.register_files import good_row, judge_file, no_geography, to_csv

ROWS = [good_row(1), good_row(2), good_row(3, NAME='ห้องสมุด "เฉลิม; ราช, กุมารี"')]
ENCODED = {
    "utf-8": lambda text: text.encode(),
    "utf-8 with mark": lambda text: text.encode("utf-8-sig"),
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-16 the other way": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
}
GUESSED = {"windows-874": "cp874", "utf-16-le": "utf-16-le", "utf-16-be": "utf-16-be"}
CODES = ["PI-10-00001", "PI-10-00002", "PI-10-00003"]


def book(*sheets: tuple[str, list[list[str]]]) -> bytes:
    made = Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets:
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    packed = io.BytesIO()
    made.save(packed)
    return packed.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t"], ids=["comma", "semi", "tab"])
@pytest.mark.parametrize("encoding", ENCODED)
def test_marked_and_proven_encodings_give_no_finding(
    encoding: str, separator: str, tmp_path: Path
) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes(ENCODED[encoding](to_csv(*ROWS, separator=separator)))

    judged = judge_file(path, no_geography())

    assert judged.findings == ()
    assert list(judged.rows) == CODES
    assert judged.rows[CODES[2]][Field.NAME] == 'ห้องสมุด "เฉลิม; ราช, กุมารี"'


@pytest.mark.parametrize("encoding", GUESSED)
def test_a_guessed_encoding_is_told(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes(to_csv(*ROWS).encode(GUESSED[encoding]))

    judged = judge_file(path, no_geography())

    (finding,) = judged.findings
    assert (finding.code, finding.outcome) == ("encoding", Outcome.REPAIR)
    assert (finding.row, finding.repaired) == (1, encoding)
    assert list(judged.rows) == CODES


def test_a_workbook_gives_the_same_rows(tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    path.write_bytes(book(("ทะเบียน", [list(Field), *ROWS])))

    judged = judge_file(path, no_geography())

    assert judged.findings == ()
    assert list(judged.rows) == CODES


def test_of_several_sheets_the_register_is_found(tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    path.write_bytes(book(("ปก", [["ปก"]]), ("ทะเบียน", [list(Field), *ROWS])))

    judged = judge_file(path, no_geography())

    assert [(one.code, one.value) for one in judged.findings] == [("other_sheet", "ปก")]
    assert list(judged.rows) == CODES


def test_a_merged_contract_holds_for_all_its_rows(tmp_path: Path) -> None:
    made = Workbook()
    sheet = made.worksheets[0]
    for row in ([*Field], good_row(1), good_row(2, CONTRACT=""), good_row(3)):
        sheet.append(row)
    place = list(Field).index(Field.CONTRACT) + 1
    sheet.merge_cells(start_row=2, end_row=3, start_column=place, end_column=place)
    path = tmp_path / "register.xlsx"
    made.save(path)

    judged = judge_file(path, no_geography())

    (finding,) = judged.findings
    assert (finding.row, finding.column) == (3, Field.CONTRACT)
    assert (finding.code, finding.repaired) == ("merged_cells", "SYN-06/2563")


def test_numbers_days_truths_and_formulas_are_read_as_text(tmp_path: Path) -> None:
    made = Workbook()
    sheet = made.worksheets[0]
    sheet.append([200, 13.752934, date(2021, 11, 25), True, "=1+1", None, "1"])
    sheet.append([44525.5])
    sheet["A2"].number_format = "yyyy-mm-dd"
    path = tmp_path / "register.xlsx"
    made.save(path)

    (found,) = read_source(path).sheets

    assert found.records == [
        ["200", "13.752934", "2021-11-25", "TRUE", "", "", "1"],
        ["2021-11-25 12:00:00"],
    ]


def test_english_headers_in_any_order_are_known(tmp_path: Path) -> None:
    names = {
        "site_code": Field.CODE,
        "Site Type": Field.TYPE,
        "Name": Field.NAME,
        "PROVINCE": Field.PROVINCE,
        "Contract No": Field.CONTRACT,
        "Latitude": Field.LAT,
        "Longitude": Field.LON,
    }
    cells = dict(zip(Field, good_row(1), strict=True))
    lines = [list(names), [cells[field] for field in names.values()]]
    path = tmp_path / "register.csv"
    path.write_text("\n".join(",".join(line) for line in lines), "utf-8")

    judged = judge_file(path, no_geography())

    assert {one.code for one in judged.findings} == {"column_order", "missing_column"}
    assert list(judged.rows) == ["PI-10-00001"]
    assert Field.ADDRESS not in judged.rows["PI-10-00001"]


def test_titles_headers_blanks_totals_and_remarks_are_no_rows(tmp_path: Path) -> None:
    width = len(Field)
    total = ["รวมทั้งสิ้น", *[""] * (width - 2), "2"]
    rows = [
        ["ทะเบียน", *[""] * (width - 1)],
        list(Field),
        good_row(1),
        [""] * width,
        list(Field),
        good_row(2, TAMBON="รวมไทยพัฒนา"),
        total,
        ["หมายเหตุ ปรับปรุงแล้ว", *[""] * (width - 1)],
    ]
    path = tmp_path / "register.csv"
    path.write_text("\n".join(",".join(row) for row in rows), "utf-8")

    judged = judge_file(path, no_geography())

    assert [(one.row, one.detail) for one in judged.findings] == [
        (1, "title"),
        (4, "blank row"),
        (5, "repeated header"),
        (7, "total"),
        (8, "remark"),
    ]
    assert (judged.rows_read, judged.rejected) == (2, 0)


def test_without_a_required_column_nothing_is_judged(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_text(to_csv(*ROWS).replace("เลขที่สัญญา", "อื่น"), "utf-8")

    judged = judge_file(path, no_geography())

    assert judged.is_unusable
    told = {(one.column, one.code, one.outcome.value) for one in judged.findings}
    assert (Field.CONTRACT, "missing_column", "reject-row") in told


def test_a_contract_of_two_providers_keeps_the_usual_one(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_text(to_csv(*ROWS, good_row(4, PROVIDER="ผู้ให้บริการ ก")), "utf-8")

    judged = judge_file(path, no_geography())

    (finding,) = judged.findings
    assert (finding.row, finding.code) == (5, "contract_providers_differ")
    assert finding.detail == "ผู้ให้บริการ ง"


def test_a_finding_speaks_both_languages(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_text(to_csv(good_row(1, UP="50")), "utf-8")

    (finding,) = judge_file(path, no_geography()).findings

    assert finding.to_json() == {
        "row": 2,
        "column": "ความเร็วอัปโหลด (Mbps)",
        "site": "PI-10-00001",
        "code": "speed_below_contract",
        "outcome": "warn",
        "value": "50",
        "repaired": None,
        "message_en": "below the contract's 200/100 Mbps",
        "message_th": "ต่ำกว่าสัญญา 200/100 Mbps",
    }


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("code,parents\nA,P;Q;R;S\nB,P;Q;R\nC,P;Q\n", ","),
        ("date;amount\n1;1,000\n2;2,000\n3;3,000\n", ";"),
        ('a\tb\n"x, y"\t"1, 2"\nx\ty, z, w\n', "\t"),
        ('a,b\n"x;y","1;2"\n', ","),
        ("one\ntwo\n", ","),
    ],
)
def test_the_separator_makes_the_rows_equally_long(text: str, separator: str) -> None:
    assert find_separator(text) == separator
