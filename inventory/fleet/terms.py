"""What the simulated contracts promise: round figures, invented."""

from __future__ import annotations

from datetime import date
from itertools import cycle
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inventory.model import Register

CONTRACTOR = "ผู้รับจ้างสมมุติ {number} (ตัวเลขในสัญญาสมมุติขึ้น)"
"""The name says that it and its figures are made up."""
STARTS, ENDS = date(2025, 10, 1), date(2030, 9, 30)
"""Five fiscal years."""
_PROMISES = (
    ("0.995", 24, 2_000, "0.005"),
    ("0.99", 24, 1_500, "0.002"),
    ("0.997", 8, 3_000, "0.005"),
)
"""Availability, repair hours, baht a month and site, share of it for an hour."""


def make_terms(register: Register) -> list[dict[str, Any]]:
    """Return rows of `contract_terms`, one a contract of a simulated nation."""
    contracts = sorted(register.contracts)
    return [
        {
            "contract": code,
            "contractor": CONTRACTOR.format(number=number),
            "availability_min_ratio": target,
            "repair_hours": repair_h,
            "monthly_fee_baht": fee,
            "penalty_per_hour_ratio": rate,
            "starts_date": STARTS,
            "ends_date": ENDS,
        }
        for number, (code, (target, repair_h, fee, rate)) in enumerate(
            zip(contracts, cycle(_PROMISES), strict=False), 1
        )
    ]
