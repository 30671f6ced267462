"""The registers of the test data give exactly what their README says."""

from __future__ import annotations

import csv
import json
from functools import cache
from typing import Any

import pytest

from inventory.importer.columns import COMPARED
from inventory.importer.plan import make_plan
from inventory.importer.sheet_judge import Judged
from tests.register_files import data_file, judge_file, no_geography, real_geography

KINDS = ("csv", "xlsx")


@cache
def _geography() -> Any:
    return real_geography()


@cache
def _messy(kind: str) -> Judged:
    return judge_file(data_file(f"register/sites_messy.{kind}"), _geography())


def _expected() -> dict[str, Any]:
    path = data_file("register/sites_messy.expected.json")
    expected: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return expected


def _defects(kind: str) -> list[dict[str, Any]]:
    return [one for one in _expected()["defects"] if kind in one["files"]]


@pytest.mark.parametrize("name", ["sites_8255.csv", "sites_update.csv"])
@pytest.mark.parametrize("is_known", [True, False], ids=["geography", "none"])
def test_a_clean_register_gives_no_finding(name: str, *, is_known: bool) -> None:
    geography = _geography() if is_known else no_geography()

    judged = judge_file(data_file(f"register/{name}"), geography)

    assert judged.findings == ()
    assert judged.rows_read == len(judged.rows) == 8255


@pytest.mark.parametrize("kind", KINDS)
def test_the_messy_register_gives_exactly_its_findings(kind: str) -> None:
    wanted = [
        (one["row"], one["column"], one["class"], one["outcome"])
        for one in _defects(kind)
    ]

    found = [
        (one.row, str(one.column), one.code, one.outcome.value)
        for one in _messy(kind).findings
    ]

    assert sorted(found) == sorted(wanted)


@pytest.mark.parametrize("kind", KINDS)
def test_values_and_repairs_are_told_as_they_stand(kind: str) -> None:
    found = {(one.row, one.code, str(one.column)): one for one in _messy(kind).findings}
    compared = 0

    for one in _defects(kind):
        finding = found[one["row"], one["class"], one["column"]]
        values = one["value"] | (one.get("value_xlsx", {}) if kind == "xlsx" else {})
        value = str(values.get(one["column"], finding.value))
        if one["column"] == "ละติจูด" and value:
            assert float(finding.value) == float(value)  # a workbook keeps numbers
        else:
            assert finding.value == value
        repaired = one.get("repaired", {}).get(one["column"])
        if repaired is not None:
            assert finding.repaired == repaired
            compared += 1

    assert compared > 25


@pytest.mark.parametrize("kind", KINDS)
def test_the_counts_are_of_data_rows(kind: str) -> None:
    summary, judged = _expected()["summary"], _messy(kind)

    assert judged.rows_read == summary["data_rows"]
    assert judged.rejected == summary["rejected_data_rows"]
    assert len(judged.rows) == summary["accepted_rows"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_stored_is_what_the_readme_says(kind: str) -> None:
    path = data_file("register/sites_messy.accepted.csv")
    text = path.read_text("utf-8-sig")
    wanted = {int(row["row"]): row for row in csv.DictReader(text.splitlines())}
    if kind == "csv":  # Windows-874 has no zero-width space; the export wrote "?"
        wanted[373]["ชื่อหน่วยงาน"] = "กศน.?ตำบลอิปัน"
    judged = _messy(kind)

    stored = {
        judged.row_numbers[code]: {
            str(field): text or "" for field, text in values.items()
        }
        for code, values in judged.rows.items()
    }

    assert stored == {
        row: {field: text for field, text in cells.items() if field != "row"}
        for row, cells in wanted.items()
    }


def test_the_later_hand_over_gives_exactly_its_changes() -> None:
    path = data_file("register/sites_update.expected.json")
    wanted = json.loads(path.read_text("utf-8"))
    before = judge_file(data_file("register/sites_8255.csv"), _geography()).rows
    after = judge_file(data_file("register/sites_update.csv"), _geography()).rows

    plan = make_plan(after, before, frozenset(), COMPARED, 1)

    assert set(plan.added) == {one["site_code"] for one in wanted["added"]}
    assert set(plan.missing) == {one["site_code"] for one in wanted["missing"]}
    assert {
        (one.site, str(one.field), one.before, one.after) for one in plan.changed
    } == {
        (one["site_code"], one["column"], one["old"], one["new"])
        for one in wanted["changed"]
    }
    assert len(plan.changed) == wanted["summary"]["changed_cells"]


def test_the_same_register_again_changes_nothing() -> None:
    rows = judge_file(data_file("register/sites_8255.csv"), no_geography()).rows

    plan = make_plan(rows, rows, frozenset(), COMPARED, 1)

    assert plan.is_empty
    assert plan.missing == ()
