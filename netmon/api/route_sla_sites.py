"""Why a site's month came to what it did, and how contracts stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from netmon.api import sla_models as models
from netmon.api.desk import AtDesk
from netmon.api.encoding import fresh
from netmon.api.rights import AtCaller
from netmon.api.sla_models import ContractsQuery, ExplainQuery
from netmon.api.sla_rights import sees_money
from netmon.core.model import SiteCode
from netmon.core.months import Month
from netmon.sla.explained import site_month_to_json
from netmon.sla.statements.canonical import group_to_json

if TYPE_CHECKING:
    from decimal import Decimal

    from netmon.sla.statements.contracts import ContractStanding

router = APIRouter(prefix="/sla", tags=["sla"])

_BILLION = 10**9


@router.get(
    "/sites/{code}", response_model=models.SiteMonthShape, operation_id="explainSite"
)
async def explain_site(
    desk: AtDesk, caller: AtCaller, code: str, query: Annotated[ExplainQuery, Query()]
) -> Response:
    """Return every interval of a site's month, what it counts as, and why.

    Penalties are told to who may see the contract's money, as in the list of contracts.
    """
    month = Month.parse(query.month)
    found = await desk.live.sla.explain(SiteCode(code), month, query.version)
    told = site_month_to_json(found)
    if not sees_money(caller.scope, found.explanation.site.contract):
        told["figures"] |= {"penalty": None, "penalty_baht": None}
    return fresh(told)


@router.get(
    "/contracts", response_model=models.ContractList, operation_id="listSlaContracts"
)
async def list_contracts(
    desk: AtDesk, caller: AtCaller, query: Annotated[ContractsQuery, Query()]
) -> Response:
    """List the contracts of the caller's scope: terms, verdicts, penalties."""
    month = None if query.month is None else Month.parse(query.month)
    found = await desk.live.sla.contracts(month)
    mine = (each for each in found.standings if sees_money(caller.scope, each.code))
    shown = str(found.month) if found.month else None
    return fresh({"items": [to_contract(each, shown) for each in mine]})


def to_contract(standing: ContractStanding, month: str | None) -> dict[str, Any]:
    """Return a contract as the API shows it.

    Args:
        standing: Which.
        month: Of its figures; None where no month was frozen.
    """
    terms, group = standing.terms, standing.group
    return {
        "code": standing.code,
        "provider": standing.provider,
        "contractor": terms.contractor,
        "sites": standing.sites,
        "starts_date": terms.starts_date,
        "ends_date": terms.ends_date,
        "availability_min_ratio": _plain(terms.availability_target_ratio),
        "repair_hours": terms.repair_target_h,
        "monthly_fee_baht": _baht(terms.monthly_fee_baht),
        "penalty_per_hour_ratio": _plain(terms.penalty_rate_per_hour),
        "value_baht": _baht(standing.value_baht),
        "charged_baht": _baht(standing.charged_baht),
        "charged_ratio": _ratio(standing.charged_ratio),
        "alerts_pct": [_plain(each) for each in standing.alert_pct],
        "month": month,
        "group": group_to_json(group) if group else None,
    }


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"


def _baht(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def _ratio(value: Decimal | None) -> str | None:
    """Return nine digits behind the point, cut."""
    if value is None:
        return None
    scaled = int(value * _BILLION)
    return f"{scaled // _BILLION}.{scaled % _BILLION:09}"
