"""The 77 provinces, from the project's own data file."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from inventory.model import Province


@cache
def load_provinces() -> Mapping[str, Province]:
    """Return the provinces keyed by code, in code order; read from disk once."""
    text = files("inventory").joinpath("data/provinces.csv").read_text("utf-8")
    rows = (_to_province(row) for row in csv.DictReader(text.splitlines()))
    return MappingProxyType({province.code: province for province in rows})


def _to_province(row: dict[str, str]) -> Province:
    return Province(
        code=row["code"],
        iso=row["iso"],
        name_th=row["name_th"],
        name_en=row["name_en"],
        region=row["region"],
        lat=float(row["lat"]),
        lon=float(row["lon"]),
        tile_column=int(row["tile_column"]),
        tile_row=int(row["tile_row"]),
    )
