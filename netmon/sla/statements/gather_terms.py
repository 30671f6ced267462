"""What contracts promise, as the arithmetic wants it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING

from sqlalchemy import select

from inventory.records.tables import contract_terms

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

_SATANG = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Terms:
    """What one contract says; None where it says nothing. See SiteFacts.

    Attributes:
        contractor: Who signed it.
        starts_date, ends_date: First and last day.
    """

    contractor: str | None = None
    monthly_fee_baht: Decimal | None = None
    penalty_rate_per_hour: Decimal | None = None
    availability_target_ratio: Decimal | None = None
    repair_target_h: int | None = None
    starts_date: date | None = None
    ends_date: date | None = None


NO_TERMS = Terms()


async def read_terms(connection: AsyncConnection) -> dict[str, Terms]:
    """Return the terms by contract. The fee is the contract's figure, as it stands."""
    return {
        row.contract: Terms(
            row.contractor,
            _to_decimal(row.monthly_fee_baht),
            _to_decimal(row.penalty_per_hour_ratio),
            _to_decimal(row.availability_min_ratio),
            row.repair_hours,
            row.starts_date,
            row.ends_date,
        )
        for row in await connection.execute(select(contract_terms))
    }


def share_fees(
    terms: Mapping[str, Terms], contracts: Iterable[str]
) -> dict[str, Terms]:
    """Return terms with the fee of one site, where a contract's is for all of them.

    Each site has the same share, rounded down to the satang.

    Args:
        terms: By contract.
        contracts: Of each site in service in the month.
    """
    sites = Counter(contracts)
    return {
        code: replace(each, monthly_fee_baht=_share(each, sites[code]))
        for code, each in terms.items()
    }


def _share(terms: Terms, sites: int) -> Decimal | None:
    fee = terms.monthly_fee_baht
    if fee is None or not sites:
        return fee
    return (fee / sites).quantize(_SATANG, ROUND_DOWN)


def _to_decimal(value: str | int | None) -> Decimal | None:
    return None if value is None else Decimal(value)
