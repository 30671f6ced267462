"""Reads the files of `netmon inventory geography`: tambons (CSV), borders (GeoJSON)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from inventory.importer.geography import Geography, Ring, Tambon
from inventory.importer.limits import FILE_LIMIT_BYTES
from inventory.importer.text import clean
from inventory.provinces import load_provinces
from netmon.core.errors import ConfigError

_COLUMNS = ("tambon_code", "tambon_th", "amphoe_th", "lat", "lon")


def read_geography(paths: Sequence[Path]) -> Geography:
    """Return what the files say; the same kind of file may come several times.

    Raises:
        ConfigError: A file is neither, or a value in it is impossible; row or feature
            is named.
    """
    tambons: dict[str, Tambon] = {}
    borders: dict[str, Sequence[Ring]] = {}
    for path in paths:
        text = _read(path)
        if text.lstrip().startswith("{"):
            borders |= dict(_borders(path.name, text))
        else:
            tambons |= {one.code: one for one in _tambons(path.name, text)}
    return Geography(load_provinces(), tambons, borders)


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(FILE_LIMIT_BYTES + 1)
    except OSError as error:
        message = f"{path}: cannot read it: {error.strerror or type(error).__name__}"
        raise ConfigError(message) from None
    if len(data) > FILE_LIMIT_BYTES:
        message = f"{path}: expected at most {FILE_LIMIT_BYTES} bytes, got more"
        raise ConfigError(message)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        message = f"{path.name}: expected UTF-8"
        raise ConfigError(message) from None


def _tambons(name: str, text: str) -> Iterator[Tambon]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = set(_COLUMNS) - set(reader.fieldnames or ())
    if missing:
        message = f"{name}: expected columns {', '.join(_COLUMNS)}, or GeoJSON"
        raise ConfigError(message)
    for row, cells in enumerate(reader, start=2):
        try:
            yield _tambon(cells)
        except (ValueError, TypeError, AttributeError) as error:
            message = f"{name} row {row}: {error}"
            raise ConfigError(message) from None


def _tambon(cells: dict[str, str]) -> Tambon:
    code = cells["tambon_code"]
    lat, lon = float(cells["lat"]), float(cells["lon"])
    if len(code) != 6 or not code.isdecimal() or code[:2] not in load_provinces():
        message = f"expected a tambon code of six digits, got {code[:20]!r}"
        raise ValueError(message)
    _check_point(lon, lat)
    name, amphoe = clean(cells["tambon_th"])[0], clean(cells["amphoe_th"])[0]
    if not 0 < len(name) <= 200 or not 0 < len(amphoe) <= 200:
        raise ValueError("expected a name of tambon and amphoe")
    return Tambon(code, name, amphoe, lat, lon)


def _borders(name: str, text: str) -> Iterator[tuple[str, Sequence[Ring]]]:
    try:
        features = json.loads(text)["features"]
        for number, feature in enumerate(features, start=1):
            yield _border(number, feature)
    except (ValueError, TypeError, KeyError, RecursionError, AttributeError) as error:
        message = f"{name}: expected GeoJSON of the provinces: {error!r:.200}"
        raise ConfigError(message) from None


def _border(number: int, feature: dict[str, Any]) -> tuple[str, Sequence[Ring]]:
    code = feature["properties"]["code"]
    if code not in load_provinces():
        message = f"feature {number}: no province has the code {code!r:.20}"
        raise ValueError(message)
    geometry = feature["geometry"]
    parts = geometry["coordinates"]
    polygons = {"Polygon": [parts], "MultiPolygon": parts}[geometry["type"]]
    return code, [_ring(ring) for polygon in polygons for ring in polygon]


def _ring(points: Iterable[Sequence[float]]) -> Ring:
    ring = [(float(point[0]), float(point[1])) for point in points]
    for lon, lat in ring:
        _check_point(lon, lat)
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise ValueError("expected closed rings of four points or more")
    return ring


def _check_point(lon: float, lat: float) -> None:
    if not (90 < lon < 110 and 0 < lat < 30):
        message = f"expected a point in Thailand, got {lat}, {lon}"
        raise ValueError(message)
