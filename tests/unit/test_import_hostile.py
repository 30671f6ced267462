"""Files made to hurt: each is refused in one line, in little memory."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from inventory.importer import limits
from inventory.importer.source import read_source
from inventory.importer.text import clean
from netmon.core.errors import ConfigError
from tests.register_files import good_row, judge_file, no_geography, to_csv

WORKBOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/{kind}" Target="{target}"/></Relationships>'
)
SHEET = "xl/worksheets/sheet1.xml"


def workbook(sheet: bytes) -> bytes:
    """Return a workbook whose one sheet is `sheet`, packed as tightly as may be."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        root = RELATIONS.format(kind="officeDocument", target="xl/workbook.xml")
        archive.writestr("_rels/.rels", root)
        archive.writestr("xl/workbook.xml", WORKBOOK)
        inner = RELATIONS.format(kind="worksheet", target="worksheets/sheet1.xml")
        archive.writestr("xl/_rels/workbook.xml.rels", inner)
        archive.writestr(SHEET, sheet)
    return packed.getvalue()


def sheet(rows: bytes, head: bytes = b"") -> bytes:
    return (
        head
        + b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/'
        + b'main"><sheetData>'
        + rows
        + b"</sheetData></worksheet>"
    )


def cell(text: bytes, place: bytes = b"A1") -> bytes:
    return b'<c r="' + place + b'" t="inlineStr"><is><t>' + text + b"</t></is></c>"


def lying_about_its_size() -> bytes:
    """Return a bomb whose directory says that it unpacks to 10 bytes."""
    data = bytearray(workbook(sheet(b"<row/>      " * (40 * 2**20))))
    at = data.rindex(b"PK\x01\x02" + data[data.rindex(b"PK\x01\x02") + 4 :][:20])
    struct.pack_into("<I", data, at + 24, 10)
    return bytes(data)


def many_parts() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(limits.PART_COUNT + 1):
            archive.writestr(f"{number}", "")
    return packed.getvalue()


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a bomb of rows": (
        lambda: workbook(sheet(b"<row/>      " * (40 * 2**20))),
        "refused, it unpacks to over|tags",
    ),
    "a bomb that lies": (lying_about_its_size, "cannot unpack it|refused"),
    "one huge cell": (
        lambda: workbook(sheet(b"<row>" + cell(b"A" * (60 * 2**20)) + b"</row>")),
        "refused, a cell has over",
    ),
    "a bomb of tags": (
        lambda: workbook(sheet(b"<row>" + b"<c/>" * 5_000_000 + b"</row>")),
        "has over 4000000 tags",
    ),
    "ten thousand cells in a row": (
        lambda: workbook(sheet(b"<row>" + b"<c/>" * 10_000 + b"</row>")),
        "over 1000 columns",
    ),
    "a cell far to the right": (
        lambda: workbook(sheet(b"<row>" + cell(b"x", b"XFD1") + b"</row>")),
        "over 1000 columns",
    ),
    "merged without end": (
        lambda: workbook(
            sheet(b"<row>" + cell(b"x") + b"</row>").replace(
                b"</sheetData>",
                b"</sheetData>" + b'<mergeCell ref="A1:A90000"/>' * 9,
            )
        ),
        "merged cells",
    ),
    "rows out of order": (
        lambda: workbook(sheet(b'<row r="2"/><row r="1"/>')),
        "expected a workbook",
    ),
    "entities": (
        lambda: workbook(sheet(b"", b'<!DOCTYPE x [<!ENTITY a "b">]>')),
        "declares entities",
    ),
    "many parts": (many_parts, "parts"),
    "a torn workbook": (lambda: workbook(sheet(b""))[:-40], "cannot unpack it"),
    "a zip that is no workbook": (
        lambda: b"PK\x03\x04" + b"\0" * 100,
        "cannot unpack it",
    ),
    "a part before the beginning": (
        lambda: workbook(sheet(b""))[30:],
        "found no header|cannot unpack it|no text|zero byte",
    ),
    "a workbook that lost some bytes": (
        lambda: (data := workbook(sheet(b"")))[:10] + data[40:],
        "cannot unpack it",
    ),
    "broken XML": (lambda: workbook(b"<worksheet><row>"), "expected a workbook"),
    "a sheet of a million rows": (
        lambda: workbook(
            sheet(b'<row r="1048576">' + cell(b"x", b"A1048576") + b"</row>")
        ),
        "over 100000 rows",
    ),
    "a workbook of 1997": (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600, "save it as"),
    "a million columns": (lambda: b"a," * 1_000_000, "over"),
    "a long line": (lambda: b"a" * 1_000_001, "over 1000000 characters"),
    "a long cell": (lambda: b'"' + b"a\n" * 60_000 + b'"', "characters|closed"),
    "an open quotation mark": (lambda: b'a,"b\nc,d\n', "row 1: expected quoted cells"),
    "too many rows": (lambda: b"\n" * 100_002, "at most 100000 rows"),
    "zero bytes": (lambda: b"a,b\n\x00\x01\x02\n\xff" + b"\x00" * 9, "zero byte|text"),
    "damaged UTF-8": (
        lambda: ("ลำดับ,ชื่อ\n" * 50).encode() + b"\xe0\xb8\n",
        "line 51: expected UTF-8",
    ),
    "nothing": (lambda: b"", "found no header"),
    "another table": (lambda: b"a,b,c,d,e\n1,2,3,4,5\n", "found no header"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_one_line(name: str, tmp_path: Path) -> None:
    make, why = HOSTILE[name]
    path = tmp_path / "register"
    path.write_bytes(make())

    with pytest.raises(ConfigError, match=why) as refused:
        judge_file(path, no_geography())

    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 300


def test_a_file_that_is_longer_than_it_was_is_refused() -> None:
    with pytest.raises(ConfigError, match="changed while it was read"):
        read_source(Path("/proc/self/stat"))


def test_a_sheet_that_claims_to_be_endless_is_read_as_it_is(tmp_path: Path) -> None:
    claim = b'<dimension ref="A1:XFD1048576"/><sheetData>'
    path = tmp_path / "register.xlsx"
    rows = sheet(b"<row>" + cell(b"x") + b"</row>").replace(b"<sheetData>", claim)
    path.write_bytes(workbook(rows))

    found = read_source(path)

    assert found.sheets[0].records == [["x"]]


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        (" " * 90_000 + "x\n", "x"),
        ("\n " * 45_000 + "x", "x"),
        ("a " * 45_000 + "\x07", "a " * 44_999 + "a"),
        ("x" + " " * 45_000 + "\n" + " " * 45_000 + "y", "x y"),
    ],
    ids=["spaces", "breaks", "words", "around a break"],
)
def test_no_cell_makes_cleaning_try_every_way(text: str, cleaned: str) -> None:
    assert clean(text)[0] == cleaned


def test_a_header_that_stands_twice_is_not_guessed_at(tmp_path: Path) -> None:
    text = to_csv(good_row(1)).replace('"โทรศัพท์"', '"รหัส"')
    path = tmp_path / "register.csv"
    path.write_text(text, "utf-8")

    judged = judge_file(path, no_geography())

    assert judged.is_unusable
    assert {one.code for one in judged.findings} == {
        "duplicate_column",
        "missing_column",
    }
