"""Moves the whole register between memory and the database, in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Row, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from inventory import rows, tables
from inventory.left_sites import keep_left
from inventory.model import Register
from inventory.ordering import Parts, to_register
from inventory.row_writing import insert_rows
from netmon.database import reading, writing


async def read_version(engine: AsyncEngine) -> int:
    """Return the register's version: 0 for one that was never filled."""
    async with reading(engine) as connection:
        return await _read_version(connection)


async def load_register(engine: AsyncEngine) -> Register:
    """Return the register as it is at one moment, ordered as Register says."""
    async with reading(engine) as connection:
        return await read_register(connection)


async def read_register(connection: AsyncConnection) -> Register:
    """Return the register within a transaction; see `load_register`."""
    version = await _read_version(connection)
    found = {
        table.name: (await connection.execute(select(table))).all()
        for table in tables.REGISTER_TABLES
    }
    return _to_register(version, found)


async def replace_register(engine: AsyncEngine, register: Register) -> int:
    """Put `register` in the place of the stored one; all of it or nothing.

    Args:
        engine: A database whose schema is up to date.
        register: What shall be stored; its own version is ignored.

    Returns:
        The new version.
    """
    async with writing(engine) as connection:
        # First, because it locks the row: two who replace wait for each other.
        version = await _raise_version(connection)
        await keep_left(connection, register.sites.keys())
        for table in reversed(tables.REGISTER_TABLES):
            await connection.execute(delete(table))
        for table, records in rows.to_rows(register):
            await insert_rows(connection, table, records)
    return version


async def _read_version(connection: AsyncConnection) -> int:
    found = await connection.scalars(select(tables.register_version.c.version))
    version: int = found.one()
    return version


async def _raise_version(connection: AsyncConnection) -> int:
    column = tables.register_version.c.version
    await connection.execute(update(tables.register_version).values(version=column + 1))
    return await _read_version(connection)


def _to_register(version: int, found: Mapping[str, Iterable[Row[Any]]]) -> Register:
    node_parents = _gather(found["node_parent"])
    site_parents = _gather(found["site_parent"])
    parts = Parts(
        provinces=map(rows.to_province, found["province"]),
        contracts=map(rows.to_contract, found["contract"]),
        nodes=(rows.to_node(row, node_parents[row.code]) for row in found["node"]),
        sites=(rows.to_site(row, site_parents[row.code]) for row in found["site"]),
        routers=map(rows.to_router, found["router"]),
        access_points=map(rows.to_access_point, found["access_point"]),
        controllers=map(rows.to_controller, found["controller"]),
    )
    return to_register(parts, version)


def _gather(found: Iterable[Row[Any]]) -> defaultdict[str, tuple[str, ...]]:
    """Return the parents keyed by child, in their order."""
    parents: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for child, _position, parent in sorted(map(tuple, found)):
        parents[child] += (parent,)
    return parents
