"""A row's values as rows of the register's tables. Pure."""

from __future__ import annotations

from typing import Any

from inventory.importer import dates, kinds
from inventory.importer.columns import Field
from inventory.importer.current import BPS_PER_MBPS
from inventory.importer.places import province_code
from inventory.importer.row import Values
from inventory.model import Contract, Router
from netmon.core.model import DeviceId, SiteCode

Record = dict[str, Any]
"""One row, keyed by column."""


def to_site(values: Values) -> Record:
    """Return the columns of `site` that a hand-over fills, without the key.

    A hand-over has no English name; the Thai one stands in its place.
    """
    opened, lat, lon = (values[each] for each in (Field.OPENED, Field.LAT, Field.LON))
    return {
        "name_th": values[Field.NAME],
        "site_type": kinds.BY_NAME[values[Field.TYPE] or ""].value,
        "province": province_code(values[Field.PROVINCE] or ""),
        "district": values[Field.AMPHOE] or "",
        "subdistrict": values[Field.TAMBON] or "",
        "lat": None if lat is None else float(lat),
        "lon": None if lon is None else float(lon),
        "contract": values[Field.CONTRACT],
        "in_service_from": None if opened is None else dates.from_text(opened),
    }


def to_site_record(values: Values) -> Record:
    """Return the columns of `site_record`, without the key."""
    count = values[Field.POINT_COUNT]
    return {
        "tambon_code": values[Field.TAMBON_CODE],
        "down_bps": _to_bps(values[Field.DOWN]),
        "up_bps": _to_bps(values[Field.UP]),
        "point_count": None if count is None else int(count),
        "point_model": values[Field.POINT_MODEL],
        "caretaker": values[Field.CARETAKER],
        "telephone": values[Field.TELEPHONE],
    }


def to_router_columns(values: Values) -> Record:
    """Return the columns of `router` that a hand-over fills, without the keys."""
    vendor, _, model = (values[Field.ROUTER] or "").rpartition(" ")
    if vendor:
        vendor, _, model = (values[Field.ROUTER] or "").partition(" ")
    return {"vendor": vendor, "model": model, "address": values[Field.ADDRESS]}


def to_router(code: str, values: Values) -> Router | None:
    """Return a new site's router, None where nothing is said of it."""
    if values[Field.ROUTER] is None and values[Field.ADDRESS] is None:
        return None
    return Router(
        id=DeviceId(f"{code}/router"), site=SiteCode(code), **to_router_columns(values)
    )


def to_contract(code: str, provider: str | None) -> Contract:
    """Return a contract that the register did not know; its area has no name yet."""
    return Contract(code, provider or code, code)


def _to_bps(text: str | None) -> int | None:
    return None if text is None else round(float(text) * BPS_PER_MBPS)
