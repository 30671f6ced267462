"""Fiscal years and their quarters, of the months that were frozen."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from netmon.api import sla_year_models as models
from netmon.api.desk import AtDesk
from netmon.api.encoding import fresh
from netmon.core.fiscal_years import FiscalYear
from netmon.sla.statements.years_json import year_to_json

router = APIRouter(prefix="/sla", tags=["sla"])


@router.get("/years/{year}", response_model=models.YearShape, operation_id="getSlaYear")
async def get_year(
    desk: AtDesk, year: models.YearText, query: Annotated[models.YearQuery, Query()]
) -> Response:
    """Return sums of a fiscal year and its quarters, and which months are in them."""
    found = await desk.live.sla.year(FiscalYear.parse(year), query.contract)
    return fresh(year_to_json(found))
