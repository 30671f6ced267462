"""The registers of the test data, and small ones made by hand."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from inventory.importer.columns import Field
from inventory.importer.geography import Geography
from inventory.importer.geography_files import read_geography
from inventory.importer.judge import judge
from inventory.importer.row import Context
from inventory.importer.sheet_judge import Judged
from inventory.importer.source import read_source
from inventory.provinces import load_provinces
from tests.require import require

TEST_DATA = Path(__file__).parents[1].parent / "shared" / "data"
"""Where the shared test data lies unless NETMON_TEST_DATA says otherwise."""
TODAY = date(2026, 11, 20)
GOOD = (
    *("1", "PI-10-00001", "ห้องสมุดประชาชนเขตพระนคร", "ห้องสมุดประชาชน"),
    *("กรุงเทพมหานคร", "พระนคร", "พระบรมมหาราชวัง", "100101"),
    *("13.752934", "100.489585", "ผู้ให้บริการ ง", "SYN-06/2563"),
    *("198.18.173.248", "200", "100", "25/11/2564", "Juniper SRX300", "1"),
    *("TP-Link Omada EAP610", "ผู้ดูแล 00002", "000-550-0002"),
)
"""A row without any defect, in the order of the columns."""


def data_file(name: str) -> Path:
    """Return a file of the test data; skips the calling test where it is absent."""
    path = Path(os.environ.get("NETMON_TEST_DATA", TEST_DATA)) / name
    require(path.exists(), "registers", f"no test data {name}")
    return path


def real_geography() -> Geography:
    """Return the geography of the test data."""
    names = ("geography/tambons.csv", "geography/provinces.geojson")
    return read_geography([data_file(name) for name in names])


def no_geography() -> Geography:
    """Return what the product knows by itself: the provinces."""
    return Geography(load_provinces(), {}, {})


def judge_file(path: Path, geography: Geography) -> Judged:
    """Return what becomes of the file on the day the test data was made."""
    return judge(read_source(path), Context(geography, TODAY, {}))


def good_row(number: int = 1, **changed: str) -> list[str]:
    """Return row `number` without a defect, but for `changed`, keyed by Field name."""
    cells = dict(zip(Field, GOOD, strict=True))
    cells[Field.NUMBER] = str(number)
    cells[Field.CODE] = f"PI-10-{number:05}"
    cells[Field.NAME] += f" {number}"
    cells[Field.ADDRESS] = f"198.18.{number // 200}.{number % 200 + 1}"
    cells |= {Field[name]: text for name, text in changed.items()}
    return list(cells.values())


def to_csv(*rows: list[str], separator: str = ",") -> str:
    """Return the text of a file with a header; cells are quoted."""
    lines = [list(Field), *rows]
    return "".join(
        separator.join('"' + cell.replace('"', '""') + '"' for cell in line) + "\r\n"
        for line in lines
    )
