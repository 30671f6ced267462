"""What becomes of single cells, one row a case."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from inventory.importer.columns import Field
from inventory.importer.dates import NoDate, read_date
from inventory.importer.geography import Geography, Tambon
from inventory.importer.sheet_judge import Judged
from inventory.provinces import load_provinces
from tests.register_files import TODAY, good_row, judge_file, no_geography, to_csv

TAMBONS = (
    Tambon("100101", "พระบรมมหาราชวัง", "พระนคร", 13.75, 100.49),
    Tambon("100102", "วังบูรพาภิรมย์", "พระนคร", 13.74, 100.50),
    Tambon("100201", "ดุสิต", "ดุสิต", 13.78, 100.52),
    Tambon("120101", "สวนใหญ่", "เมืองนนทบุรี", 13.84, 100.49),
)
NEAR_BANGKOK = Geography(load_provinces(), {one.code: one for one in TAMBONS}, {})
IN_NONTHABURI = {
    "PROVINCE": "นนทบุรี",
    "AMPHOE": "เมืองนนทบุรี",
    "TAMBON": "สวนใหญ่",
    "TAMBON_CODE": "120101",
    "CODE": "PI-12-00001",
    "LAT": "13.84",
    "LON": "100.49",
}

REPAIRS = [
    ("CODE", "PI-๑๐-๐๐๐๐๑", "thai_digits", "PI-10-00001"),
    ("CODE", "\u200bPI-10-00001", "invisible_text", "PI-10-00001"),
    ("NAME", "กศน.\tตำบล", "control_character", "กศน. ตำบล"),
    ("NAME", "เเพร่", "invisible_text", "แพร่"),
    ("NAME", "กศน.ตำบล\r\nท่าผา", "newline_in_cell", "กศน.ตำบล ท่าผา"),
    ("TYPE", "รพ.", "type_abbreviated", "โรงพยาบาล"),
    ("TYPE", "hospital", "type_abbreviated", "โรงพยาบาล"),
    ("PROVINCE", "จังหวัดกรุงเทพมหานคร", "province_alias", "กรุงเทพมหานคร"),
    ("PROVINCE", "BANGKOK", "province_alias", "กรุงเทพมหานคร"),
    ("PROVINCE", "", "province_from_tambon_code", "กรุงเทพมหานคร"),
    ("AMPHOE", "เขตพระนคร", "amphoe_alias", "พระนคร"),
    ("TAMBON", "แขวงพระบรมมหาราชวัง", "tambon_alias", "พระบรมมหาราชวัง"),
    ("TAMBON_CODE", "๑๐๐๑๐๑", "thai_digits", "100101"),
    ("LAT", "13,752934", "number_text", "13.752934"),
    ("ADDRESS", "๑๙๘.๑๘.๐.๒", "thai_digits", "198.18.0.2"),
    ("DOWN", "1 Gbps", "number_text", "1000"),
    ("DOWN", "1,000 Mbps", "number_text", "1000"),
    ("POINT_COUNT", "2 เครื่อง", "number_text", "2"),
    ("OPENED", "18 กุมภาพันธ์ 2564", "date_form", "18/02/2564"),
    ("OPENED", "1/5/2564", "date_form", "01/05/2564"),
    ("OPENED", "02/18/2564", "date_form", "18/02/2564"),
    ("OPENED", "2021-02-18 00:00:00", "date_form", "18/02/2564"),
]
REJECTS = [
    ("CODE", "-", "missing_code"),
    ("CODE", "PI 10 00001", "malformed_code"),
    ("NAME", "", "missing_value"),
    ("NAME", "ก" * 201, "overlong_name"),
    ("CARETAKER", "ก" * 201, "overlong_text"),
    ("TYPE", "วัด", "unknown_type"),
    ("TYPE", "n/a", "missing_value"),
    ("PROVINCE", "กรุงเก่า", "unknown_province"),
    ("CONTRACT", "", "missing_value"),
    ("TAMBON_CODE", "10010", "malformed_tambon_code"),
    ("TAMBON_CODE", "120101", "tambon_code_contradicts_province"),
    ("TAMBON_CODE", "100201", "tambon_code_contradicts_amphoe"),
    ("TAMBON_CODE", "100102", "tambon_code_contradicts_tambon"),
    ("AMPHOE", "เมืองนนทบุรี", "amphoe_not_in_province"),
    ("LAT", "48.85", "latlon_impossible"),
    ("LAT", "13°45'10\"N", "malformed_number"),
    ("ADDRESS", "198.018.0.2", "address_unclear"),
    ("ADDRESS", "3323068418", "malformed_ip"),
    ("ADDRESS", "198.18.0.2/19", "malformed_ip"),
    ("ADDRESS", "site.example.org", "malformed_ip"),
    ("ADDRESS", "100.64.0.1", "unroutable_ip"),
    ("ADDRESS", "169.254.0.1", "unroutable_ip"),
    ("ADDRESS", "255.255.255.255", "unroutable_ip"),
    ("ADDRESS", "192.0.2.1", "unroutable_ip"),
    ("ADDRESS", "0.0.0.0", "unroutable_ip"),
    ("ADDRESS", "::1", "unroutable_ip"),
    ("ADDRESS", "fe80::1%eth0", "unroutable_ip"),
    ("ADDRESS", "::ffff:8.8.8.8", "unroutable_ip"),
    ("DOWN", "0", "malformed_number"),
    ("DOWN", "-200", "malformed_number"),
    ("DOWN", "200/100", "malformed_number"),
    ("DOWN", "1,00", "malformed_number"),
    ("DOWN", "9" * 40, "malformed_number"),
    ("POINT_COUNT", "1.5", "malformed_number"),
    ("OPENED", "05/03/2021", "date_form"),
    ("OPENED", "มีนาคม 2564", "date_form"),
    ("OPENED", "29/02/2565", "date_form"),
    ("OPENED", "01/01/3021", "date_form"),
    ("OPENED", "41000", "date_form"),
]
WARNINGS = [
    ("CODE", "PI-12-00001", "code_names_other_province"),
    ("AMPHOE", "พระนครร", "unknown_amphoe"),
    ("TAMBON", "พระบรม", "unknown_tambon"),
    ("TAMBON_CODE", "109999", "unknown_tambon_code"),
    ("LAT", "", "latlon_blank"),
    ("LAT", "18.79", "latlon_outside_province"),
    ("ADDRESS", "n/a", "missing_marker"),
    ("UP", "99.9", "speed_below_contract"),
    ("OPENED", "21/11/2569", "future_date"),
    ("CARETAKER", "-1+1", "formula_injection"),
    ("NAME", "=1+1", "formula_injection"),
]


def judge_one(folder: Path, row: list[str], geography: Geography) -> Judged:
    path = folder / "register.csv"
    path.write_text(to_csv(row), "utf-8-sig", newline="")
    return judge_file(path, geography)


def told(judged: Judged) -> list[tuple[str, str, str]]:
    return [(one.column, one.code, one.outcome.value) for one in judged.findings]


@pytest.mark.parametrize(("column", "text", "code", "repaired"), REPAIRS)
def test_what_has_one_reading_is_repaired(
    column: str, text: str, code: str, repaired: str, tmp_path: Path
) -> None:
    judged = judge_one(tmp_path, good_row(1, **{column: text}), NEAR_BANGKOK)

    (values,) = judged.rows.values()
    assert told(judged) == [(Field[column], code, "repair")]
    assert (values[Field[column]], judged.findings[0].repaired) == (repaired, repaired)


@pytest.mark.parametrize(("column", "text", "code"), REJECTS)
def test_what_is_wrong_or_unclear_is_rejected(
    column: str, text: str, code: str, tmp_path: Path
) -> None:
    judged = judge_one(tmp_path, good_row(1, **{column: text}), NEAR_BANGKOK)

    named = "TAMBON_CODE" if code.startswith("tambon_code") else column
    assert told(judged) == [(Field[named], code, "reject-row")]
    assert (judged.rows, judged.rejected, judged.rows_read) == ({}, 1, 1)


@pytest.mark.parametrize(("column", "text", "code"), WARNINGS)
def test_what_is_odd_is_accepted_with_a_warning(
    column: str, text: str, code: str, tmp_path: Path
) -> None:
    judged = judge_one(tmp_path, good_row(1, **{column: text}), NEAR_BANGKOK)

    assert told(judged) == [(Field[column], code, "warn")]
    assert (len(judged.rows), judged.warned) == (1, 1)


def test_the_capital_district_has_a_short_name(tmp_path: Path) -> None:
    row = good_row(1, **IN_NONTHABURI | {"AMPHOE": "เมือง"})

    judged = judge_one(tmp_path, row, NEAR_BANGKOK)

    assert judged.rows["PI-12-00001"][Field.AMPHOE] == "เมืองนนทบุรี"


def test_a_telephone_of_abroad_is_no_formula(tmp_path: Path) -> None:
    row = good_row(1, TELEPHONE="+66 2 000 0000")

    assert judge_one(tmp_path, row, no_geography()).findings == ()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("25/11/2564", date(2021, 11, 25)),
        ("2021-11-05", date(2021, 11, 5)),
        ("05/05/2021", date(2021, 5, 5)),
        ("45533", date(2024, 8, 29)),
        ("18 ก.พ. 2564", date(2021, 2, 18)),
        ("18 Feb 2021", date(2021, 2, 18)),
    ],
)
def test_a_day_with_one_reading_is_read(text: str, day: date) -> None:
    assert read_date(text, TODAY) == day


@pytest.mark.parametrize("text", ["", "25/11/64", "25112564", "x" * 10_000, "00/00/0"])
def test_a_day_without_one_is_not(text: str) -> None:
    with pytest.raises(NoDate):
        read_date(text, TODAY)
