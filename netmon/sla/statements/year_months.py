"""Reads what frozen versions say of the months of a fiscal year."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from netmon.sla.years import Standing, YearMonth

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from netmon.core.fiscal_years import FiscalYear
    from netmon.core.months import Month
    from netmon.sla.statements.contract_sums import ContractSums
    from netmon.sla.statements.statement_rows import Version


async def read_year_months(
    connection: AsyncConnection,
    sums: ContractSums,
    year: FiscalYear,
    newest: Mapping[Month, Version],
    observed: Collection[Month],
) -> list[YearMonth]:
    """Return the twelve months of a year.

    Args:
        connection: To the database.
        sums: What was read of versions before.
        year: Which.
        newest: Version of every month that was frozen.
        observed: Months somebody looked in.
    """
    found = []
    for month in year.months:
        version = newest.get(month)
        if version is None:
            standing = Standing.DRAFT if month in observed else Standing.MISSING
            found.append(YearMonth(month, standing))
        else:
            standing = Standing(version.stage.value)
            contracts = await sums.read(connection, version)
            found.append(YearMonth(month, standing, version.label, contracts))
    return found
