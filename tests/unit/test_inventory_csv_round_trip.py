"""What is dumped is loaded again, unchanged, by every kind of spreadsheet."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.fleet import make_fleet
from inventory.fleet.loopback import to_loopback
from inventory.sheets.cells import check_characters, escape_formula, parse_text
from inventory.sheets.dump import dump_csv
from inventory.sheets.load import load_csv
from netmon.core.errors import ConfigError
from tests.unit.small_register import SECOND, small_register

FILES = ("sites.csv", "devices.csv", "topology.csv", "contracts.csv")


def test_loading_a_dump_gives_the_same_register(tmp_path: Path) -> None:
    register = small_register()

    dump_csv(register, tmp_path)

    assert load_csv(tmp_path) == register


def test_a_whole_fleet_survives(tmp_path: Path) -> None:
    fleet = make_fleet(size=500)

    dump_csv(fleet, tmp_path / "new" / "directory")
    loaded = load_csv(tmp_path / "new" / "directory")

    assert loaded == fleet
    assert list(loaded.sites) == list(fleet.sites)
    assert list(loaded.access_points) == list(fleet.access_points)


def test_loopback_is_loaded_only_where_it_is_asked_for(tmp_path: Path) -> None:
    fleet = to_loopback(make_fleet(size=20), snmp_port=16100)
    dump_csv(fleet, tmp_path)

    assert load_csv(tmp_path, allow_loopback=True) == fleet
    with pytest.raises(ConfigError, match="not loopback"):
        load_csv(tmp_path)


def test_what_spreadsheets_do_to_a_file_does_not_matter(tmp_path: Path) -> None:
    register = small_register()
    dump_csv(register, tmp_path)
    for name in FILES:
        with (tmp_path / name).open(encoding="utf-8", newline="") as file:
            records = [[f" {cell} " for cell in row[::-1]] for row in csv.reader(file)]
        blank = ["" for _ in records[0]]
        with (tmp_path / name).open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
            writer.writerows([*records, blank])
            file.write("\r\n")

    assert load_csv(tmp_path) == register


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"], ids=repr)
def test_any_line_ending_will_do(tmp_path: Path, ending: str) -> None:
    dump_csv(small_register(), tmp_path)
    for name in FILES:
        path = tmp_path / name
        path.write_bytes(path.read_bytes().replace(b"\n", ending.encode()))

    assert load_csv(tmp_path) == small_register()


def test_a_formula_is_stored_as_text_and_dumped_harmless(tmp_path: Path) -> None:
    dump_csv(small_register(), tmp_path)

    text = (tmp_path / "sites.csv").read_text("utf-8")

    assert load_csv(tmp_path).sites[SECOND].name_en == "=HYPERLINK(x)"
    assert ",'=HYPERLINK(x)," in text
    assert ",=" not in text


def test_a_formula_typed_without_an_apostrophe_means_the_same(tmp_path: Path) -> None:
    dump_csv(small_register(), tmp_path)
    path = tmp_path / "sites.csv"
    path.write_text(path.read_text("utf-8").replace("'=HYPER", "=HYPER"), "utf-8")

    assert load_csv(tmp_path) == small_register()


@given(st.text(st.sampled_from("'=+-@aก"), max_size=6))
def test_escaping_a_formula_loses_nothing_and_leaves_none(text: str) -> None:
    escaped = escape_formula(text)

    assert parse_text(escaped) == text
    assert not escaped.startswith(("=", "+", "-", "@"))


def test_the_version_is_not_part_of_the_files(tmp_path: Path) -> None:
    dump_csv(replace(small_register(), version=41), tmp_path)

    assert load_csv(tmp_path).version == 0


def test_thai_text_with_spaces_and_numerals_is_printable() -> None:
    check_characters("กศน.ตำบล น้ำเกี๋ยน ๑๒ “ทดสอบ”")


def test_a_mac_address_is_kept_in_one_form(tmp_path: Path) -> None:
    dump_csv(small_register(), tmp_path)
    path = tmp_path / "devices.csv"
    text = path.read_text("utf-8").replace("02:00:5e:00:00:01", "02-00-5E-00-00-01")
    path.write_text(text, "utf-8")

    assert load_csv(tmp_path) == small_register()
