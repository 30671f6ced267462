"""The 77 provinces and the tile-grid map."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

from inventory.model import Province
from inventory.provinces import load_provinces

PROVINCES = load_provinces()


def test_there_are_77_provinces_in_code_order_with_their_iso_codes() -> None:
    assert len(PROVINCES) == 77
    assert list(PROVINCES) == sorted(PROVINCES)
    assert all(one.iso == f"TH-{code}" for code, one in PROVINCES.items())


def test_six_regions_hold_the_provinces() -> None:
    assert Counter(one.region for one in PROVINCES.values()) == {
        "North": 9,
        "Northeast": 20,
        "Central": 22,
        "East": 7,
        "West": 5,
        "South": 14,
    }


def test_names_are_thai_and_latin_and_used_once() -> None:
    for one in PROVINCES.values():
        assert all("\u0e01" <= letter <= "\u0e5b" for letter in one.name_th)
        assert one.name_en.isascii()
    assert len({one.name_th for one in PROVINCES.values()}) == 77
    assert len({one.name_en for one in PROVINCES.values()}) == 77


def test_no_two_provinces_share_a_tile() -> None:
    tiles = {(one.tile_column, one.tile_row) for one in PROVINCES.values()}

    assert len(tiles) == 77
    assert min(column for column, _ in tiles) == 0
    assert min(row for _, row in tiles) == 0
    assert max(column for column, _ in tiles) < 12
    assert max(row for _, row in tiles) < 20


def test_the_tiles_look_like_the_country() -> None:
    """Of two provinces far apart, the northern is higher and the eastern is right."""
    for one, other in combinations(PROVINCES.values(), 2):
        assert agrees(one.lat - other.lat, other.tile_row - one.tile_row, 1.5)
        assert agrees(one.lon - other.lon, one.tile_column - other.tile_column, 2.0)


def agrees(degrees: float, tiles: int, far: float) -> bool:
    return abs(degrees) < far or degrees * tiles > 0


def test_tiles_that_touch_are_near_each_other() -> None:
    for one, other in combinations(PROVINCES.values(), 2):
        if distance_in_tiles(one, other) == 1:
            assert abs(one.lat - other.lat) < 2.5, (one.name_en, other.name_en)
            assert abs(one.lon - other.lon) < 2.5, (one.name_en, other.name_en)


def distance_in_tiles(one: Province, other: Province) -> int:
    columns = abs(one.tile_column - other.tile_column)
    return columns + abs(one.tile_row - other.tile_row)
