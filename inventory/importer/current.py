"""The register as a hand-over would write it, to be compared with one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from inventory import tables
from inventory.importer import dates, kinds
from inventory.importer.columns import Field
from inventory.importer.points import to_text
from inventory.importer.row import Values
from inventory.importer.tables import site_record
from inventory.model import SiteType
from inventory.provinces import load_provinces

BPS_PER_MBPS = 1_000_000


class Current(NamedTuple):
    """What the register holds.

    Attributes:
        sites: Every field of every site, keyed by code, in code order.
        minimum_mbps: Down and up, keyed by contract.
    """

    version: int
    sites: Mapping[str, Values]
    minimum_mbps: Mapping[str, tuple[float, float]]


_JOINED = (
    select(
        tables.site,
        tables.contract.c.provider,
        tables.router.c.vendor,
        tables.router.c.model,
        tables.router.c.address,
        site_record,
    )
    .join(tables.contract, tables.contract.c.code == tables.site.c.contract)
    .outerjoin(tables.router, tables.router.c.site == tables.site.c.code)
    .outerjoin(site_record, site_record.c.site == tables.site.c.code)
    .order_by(tables.site.c.code)
)


async def read_current(connection: AsyncConnection) -> Current:
    """Return the register within a transaction."""
    version = await connection.scalar(select(tables.register_version.c.version))
    found = (await connection.execute(_JOINED)).all()
    contract = tables.contract.c
    promised = await connection.execute(
        select(contract.code, contract.min_down_bps, contract.min_up_bps)
    )
    return Current(
        version=version or 0,
        sites={row.code: _to_values(row) for row in found},
        minimum_mbps={
            code: (down_bps / BPS_PER_MBPS, up_bps / BPS_PER_MBPS)
            for code, down_bps, up_bps in promised
        },
    )


def _to_values(row: Row[Any]) -> Values:
    opened = row.in_service_from
    return {
        Field.NUMBER: None,
        Field.CODE: row.code,
        Field.NAME: row.name_th,
        Field.TYPE: kinds.NAMES[SiteType(row.site_type)],
        Field.PROVINCE: load_provinces()[row.province].name_th,
        Field.AMPHOE: row.district or None,
        Field.TAMBON: row.subdistrict or None,
        Field.TAMBON_CODE: row.tambon_code,
        Field.LAT: None if row.lat is None else to_text(row.lat),
        Field.LON: None if row.lon is None else to_text(row.lon),
        Field.PROVIDER: row.provider or None,
        Field.CONTRACT: row.contract,
        Field.ADDRESS: row.address,
        Field.DOWN: to_mbps(row.down_bps),
        Field.UP: to_mbps(row.up_bps),
        Field.OPENED: None if opened is None else dates.to_text(opened),
        Field.ROUTER: f"{row.vendor or ''} {row.model or ''}".strip() or None,
        Field.POINT_COUNT: None if row.point_count is None else str(row.point_count),
        Field.POINT_MODEL: row.point_model,
        Field.CARETAKER: row.caretaker,
        Field.TELEPHONE: row.telephone,
    }


def to_mbps(rate_bps: int | None) -> str | None:
    """Return a rate in Mbps as canonical text."""
    if rate_bps is None:
        return None
    mbps = rate_bps / BPS_PER_MBPS
    return str(int(mbps)) if mbps.is_integer() else repr(round(mbps, 3))
