"""The geography in the database."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from inventory.importer.geography import Geography, Tambon
from inventory.importer.tables import province_border, tambon
from inventory.provinces import load_provinces
from netmon.database import writing


async def save_geography(engine: AsyncEngine, geography: Geography) -> None:
    """Put tambons and borders, each if there are any, in the place of the stored."""
    async with writing(engine) as connection:
        if geography.tambons:
            await connection.execute(delete(tambon))
            made = [asdict(one) for one in geography.tambons.values()]
            await connection.execute(insert(tambon), made)
        if geography.borders:
            await connection.execute(delete(province_border))
            rings = [
                {"province": code, "rings": list(border)}
                for code, border in geography.borders.items()
            ]
            await connection.execute(insert(province_border), rings)


async def load_geography(connection: AsyncConnection) -> Geography:
    """Return what is stored; without any, the provinces alone."""
    found = (await connection.execute(select(tambon))).all()
    borders = (await connection.execute(select(province_border))).all()
    return Geography(
        provinces=load_provinces(),
        tambons={row.code: Tambon(*row) for row in found},
        borders={row.province: row.rings for row in borders},
    )
