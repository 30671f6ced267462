"""Shapes of what is answered about fiscal years, and of what may be asked."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from netmon.api.models import Shape
from netmon.api.queries import Text
from netmon.api.sla_models import SpentShape
from netmon.sla.figures import Verdict
from netmon.sla.years import Standing

YearText = Annotated[
    str,
    Path(
        max_length=20,
        description="Fiscal year of the Buddhist Era: 2570 begins in October 2026",
        examples=["2570"],
    ),
]


class YearQuery(BaseModel):
    """Of whom."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    contract: Text | None = Field(None, description="Only what is said of its sites")


class YearSumShape(SpentShape):
    """Months together: ratios of summed time, never means of percentages."""

    key: str
    name_th: str
    name_en: str
    site_months: int
    verdicts: dict[Verdict, int] = Field(description="Site-months by verdict")
    incidents: int
    repair_s: int
    late_repairs: int
    blips: int
    fee_baht: str | None
    penalty_baht: str | None


class YearMonthShape(Shape):
    """A month of it; only final and frozen ones are in the sums."""

    month: str = Field(examples=["2026-10"])
    standing: Standing
    label: str | None = Field(description="Of the version that counts")


class PeriodShape(Shape):
    """A quarter, or the year."""

    quarter: int | None = Field(description="1 is October to December; null: the year")
    is_complete: bool = Field(description="All of its months are in the sums")
    months: list[YearMonthShape]
    total: YearSumShape
    contracts: list[YearSumShape]


class YearShape(Shape):
    """A fiscal year: sums of the newest versions of its frozen months."""

    fiscal_year: int = Field(description="In the Buddhist Era", examples=[2570])
    contract: str | None
    year: PeriodShape
    quarters: list[PeriodShape]
