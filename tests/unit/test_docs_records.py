"""docs/records.md says of every kind and column what the catalogue declares."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from inventory.records import checks, photo
from inventory.records.catalogue import KINDS
from inventory.records.flaws import WORDS
from inventory.records.kinds import Column, Kind, Shape
from inventory.records.news_feed import MOST_BYTES, MOST_ENTRIES
from netmon.access.roles import PERMISSIONS, Action, Role
from netmon.api.gate import MAX_PHOTO_BYTES

DOCUMENT = (Path(__file__).parents[2] / "docs/records.md").read_text("utf-8")


def to_row(column: Column) -> str:
    """Return the line of the table that a column must have."""
    holds = column.shape.value.replace("_", " ")
    if column.choices:
        holds = ", ".join(f"`{each}`" for each in column.choices)
    if column.refers:
        holds += f" of a {column.refers}"
    most = ""
    if column.shape in (Shape.COUNT, Shape.BAHT):
        most = f"0 to {column.most:,}"
    elif column.shape in (Shape.TEXT, Shape.LONG_TEXT, Shape.WEB_ADDRESS, Shape.CODES):
        most = f"{column.most:,} characters"
    elif column.shape is Shape.CODE:
        most = f"{min(column.most, 64)} characters"
    need = "required" if column.is_required else ""
    why = ""
    if column.personal:
        why = f"{column.personal.purpose_en}; {column.personal.keep_days} days"
    return f"| `{column.name}` | {holds} | {most} | {need} | {why} |"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_column_stands_there_as_it_is_declared(kind: Kind) -> None:
    section = DOCUMENT.partition(f"### `{kind.name}`")[2].partition("\n### ")[0]

    assert kind.title_en in section
    assert f"/api/v1/{kind.path}" in section
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    assert rows[: len(kind.columns)] == [to_row(column) for column in kind.columns]


def test_every_flaw_and_limit_is_described() -> None:
    section = DOCUMENT.partition("## What is refused")[2].partition("\n## ")[0]
    described = re.findall(r"^\| `(\w+)` \|", section, re.M)

    assert sorted(described) == sorted(WORDS)
    assert f"{checks.ABSURD_BAHT:,} baht" in section
    assert f"{checks.LONGEST_SESSION.days} days" in section


def test_the_bounds_of_photographs_and_feeds_are_the_real_ones() -> None:
    assert f"{MAX_PHOTO_BYTES // 2**20} MB" in DOCUMENT
    assert f"{photo.MOST_PIXELS // 1_000_000} million pixels" in DOCUMENT
    assert f"{photo.LONGEST_SIDE:,} pixels" in DOCUMENT
    assert f"{photo.MOST_MEMORY_BYTES // 2**20} MB of memory" in DOCUMENT
    assert f"{MOST_BYTES // 2**20} MB and {MOST_ENTRIES:,} items" in DOCUMENT


def test_the_table_of_rights_is_the_policy() -> None:
    section = DOCUMENT.partition("## Who may")[2].partition("\n## ")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", section, re.M))

    assert sorted(rows) == sorted(Role)
    actions = (Action.READ, Action.KEEP_RECORDS, Action.SEE_PEOPLE)
    for role in Role:
        cells = rows[role].split(" | ")[:3]
        has = [action in PERMISSIONS[role] for action in actions]
        assert [cell == "yes" for cell in cells] == has, role
