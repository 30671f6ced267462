"""The position of a row."""

from __future__ import annotations

from inventory.importer.columns import Field
from inventory.importer.numbers import NoNumber, read_degrees
from inventory.importer.places import province_code
from inventory.importer.row import Context, Draft

_SOUTH, _NORTH, _WEST, _EAST = 5.0, 21.0, 97.0, 106.0
"""Thailand lies within; what the register's own CSV files allow, too."""


def check_point(draft: Draft, context: Context) -> None:
    """Judge latitude and longitude together; the places have been judged before."""
    if Field.LAT not in draft.values or Field.LON not in draft.values:
        draft.values.pop(Field.LAT, None)
        draft.values.pop(Field.LON, None)
        return
    if draft.values[Field.LAT] is None or draft.values[Field.LON] is None:
        draft.warn(Field.LAT, "latlon_blank")
        draft.values[Field.LAT] = draft.values[Field.LON] = None
        return
    read = [_read(draft, Field.LAT), _read(draft, Field.LON)]
    if read[0] is not None and read[1] is not None:
        _check(draft, read[0], read[1], context)


def _read(draft: Draft, column: Field) -> float | None:
    text = draft.values[column] or ""
    try:
        value, kind = read_degrees(text)
    except NoNumber:
        draft.reject(column, "malformed_number", f": {column.value}")
        return None
    if kind:
        draft.repair(column, kind, to_text(value))
    draft.values[column] = to_text(value)
    return value


def _check(draft: Draft, lat: float, lon: float, context: Context) -> None:
    if not _is_thai(lat, lon):
        if not (_is_thai(lon, lat) and _fits(draft, lon, lat, context)):
            draft.reject(Field.LAT, "latlon_impossible")
            return
        draft.repair(Field.LAT, "latlon_swapped", to_text(lon), to_text(lat))
        draft.values[Field.LON] = to_text(lat)
    elif not _fits(draft, lat, lon, context):
        draft.warn(Field.LAT, "latlon_outside_province")


def _fits(draft: Draft, lat: float, lon: float, context: Context) -> bool:
    geography = context.geography
    tambon = draft.values.get(Field.TAMBON_CODE) or ""
    if geography.is_near_tambon(tambon, lat, lon):
        return True
    province = province_code(draft.values[Field.PROVINCE] or "")
    return geography.is_in_province(province, lat, lon)


def _is_thai(lat: float, lon: float) -> bool:
    return _SOUTH <= lat <= _NORTH and _WEST <= lon <= _EAST


def to_text(degrees: float) -> str:
    """Return degrees as they are compared and stored: six decimals, some 0.1 m."""
    return f"{degrees:.6f}"
