"""Writes steps into the register, within a transaction of somebody else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Table, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from inventory import rows, tables
from inventory.importer import records
from inventory.importer.columns import Field
from inventory.importer.plan import Step
from inventory.importer.row import Values
from inventory.importer.tables import site_record
from inventory.provinces import load_provinces
from inventory.row_writing import delete_rows, insert_rows, update_rows

_KEYS = {tables.site: "code", tables.router: "site", site_record: "site"}
"""The column that names the site."""


async def write_steps(connection: AsyncConnection, steps: Iterable[Step]) -> list[str]:
    """Write `steps`; return the codes of contracts that are new."""
    steps = list(steps)
    after = {step.site: step.after for step in steps if step.after is not None}
    await _add_provinces(connection)
    contracts = await _write_contracts(connection, after.values())
    fresh = {s.site: s.after for s in steps if s.before is None and s.after is not None}
    kept = {code: values for code, values in after.items() if code not in fresh}
    await _insert_sites(connection, fresh)
    await _update(connection, tables.site, kept)
    await _write_routers(connection, fresh, kept)
    await _write_records(connection, after)
    await _delete_sites(connection, [s.site for s in steps if s.after is None])
    return contracts


async def delete_unused_contracts(
    connection: AsyncConnection, codes: Iterable[str]
) -> None:
    """Delete the contracts of `codes` that no site is under any more."""
    used = select(tables.site.c.contract)
    contract = tables.contract
    await connection.execute(
        delete(contract).where(
            contract.c.code.in_(list(codes)), contract.c.code.not_in(used)
        )
    )


async def _add_provinces(connection: AsyncConnection) -> None:
    known = set(await connection.scalars(select(tables.province.c.code)))
    missing = [one for one in load_provinces().values() if one.code not in known]
    await insert_rows(connection, tables.province, [asdict(one) for one in missing])


async def _write_contracts(
    connection: AsyncConnection, after: Iterable[Values]
) -> list[str]:
    wanted: dict[str, str | None] = {}
    for values in after:
        code = values[Field.CONTRACT] or ""
        wanted[code] = values[Field.PROVIDER] or wanted.get(code)
    table = tables.contract
    found = await connection.execute(select(table.c.code, table.c.provider))
    known: dict[str, str] = {row.code: row.provider for row in found}
    new = [code for code in wanted if code not in known]
    made = [asdict(records.to_contract(code, wanted[code])) for code in new]
    await insert_rows(connection, table, made)
    for code, provider in wanted.items():
        if provider and code in known and known[code] != provider:
            change = update(table).where(table.c.code == code)
            await connection.execute(change.values(provider=provider))
    return new


async def _insert_sites(
    connection: AsyncConnection, fresh: Mapping[str, Values]
) -> None:
    made = [
        {"code": code, "name_en": values[Field.NAME], **records.to_site(values)}
        for code, values in fresh.items()
    ]
    await insert_rows(connection, tables.site, made)


async def _write_routers(
    connection: AsyncConnection, fresh: Mapping[str, Values], kept: Mapping[str, Values]
) -> None:
    have = set(await connection.scalars(select(tables.router.c.site)))
    lacking = {code: values for code, values in kept.items() if code not in have}
    made = [
        rows.from_router(router)
        for code, values in {**fresh, **lacking}.items()
        if (router := records.to_router(code, values)) is not None
    ]
    await insert_rows(connection, tables.router, made)
    changed = {code: values for code, values in kept.items() if code in have}
    await _update(connection, tables.router, changed)


async def _write_records(
    connection: AsyncConnection, after: Mapping[str, Values]
) -> None:
    have = set(await connection.scalars(select(site_record.c.site)))
    made = [
        {"site": code, **records.to_site_record(values)}
        for code, values in after.items()
        if code not in have
    ]
    await insert_rows(connection, site_record, made)
    changed = {code: values for code, values in after.items() if code in have}
    await _update(connection, site_record, changed)


async def _update(
    connection: AsyncConnection, table: Table, changed: Mapping[str, Values]
) -> None:
    """Write the columns that a hand-over fills; the others stay as they are."""
    key = _KEYS[table]
    made = [
        {key: code, **_to_columns(table, values)} for code, values in changed.items()
    ]
    await update_rows(connection, table, key, made)


def _to_columns(table: Table, values: Values) -> dict[str, Any]:
    if table is tables.site:
        return records.to_site(values)
    if table is tables.router:
        return records.to_router_columns(values)
    return records.to_site_record(values)


async def _delete_sites(connection: AsyncConnection, codes: list[str]) -> None:
    for table, column in (
        (tables.site_parent, "site"),
        (tables.access_point, "site"),
        (tables.router, "site"),
        (site_record, "site"),
        (tables.site, "code"),
    ):
        await delete_rows(connection, table, column, codes)
