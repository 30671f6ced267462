"""GET /programme: the programme against its targets."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from netmon.api import programme_models as models
from netmon.api.desk import AtDesk
from netmon.api.encoding import tagged
from netmon.api.links_models import AreaQuery
from netmon.api.links_rows import to_completion, to_sales

if TYPE_CHECKING:
    from netmon.links.goal import Progress
    from netmon.links.programme import Programme
    from netmon.links.standings import Standing

router = APIRouter(tags=["programme"])

_PRIVATE = "private, no-cache"


@router.get(
    "/programme", response_model=models.ProgrammeShape, operation_id="getProgramme"
)
async def get_programme(
    request: Request, desk: AtDesk, query: Annotated[AreaQuery, Query()]
) -> Response:
    """Return the programme, whole and by province, type, contract and phase."""
    found = await desk.live.links.programme(query.to_area(desk.fleet))
    tag, body = desk.programmes.press(found, to_programme)
    return tagged(request, tag, body, cache=_PRIVATE)


def to_programme(found: Programme) -> dict[str, Any]:
    """Return the programme as the API shows it."""
    return {
        "at": found.at,
        "standings": [_to_standing(each) for each in found.standings],
        "total": asdict(found.total),
        "groups": {
            division.value: [{"code": each.code} | asdict(each.sums) for each in groups]
            for division, groups in found.groups.items()
        },
        "completion": to_completion(found.completion),
        "sales": to_sales(found.sales),
        "goals": [_to_progress(each) for each in found.goals],
    }


def _to_standing(standing: Standing) -> dict[str, Any]:
    target = standing.target
    return {
        "key": target.key,
        "unit": target.unit,
        "title_en": target.title_en,
        "title_th": target.title_th,
        "target": target.amount,
        "actual": standing.actual,
        "ratio": standing.ratio,
        "counted": target.counted,
    }


def _to_progress(progress: Progress) -> dict[str, Any]:
    return {
        "year": progress.year.kind.value,
        "label_be": progress.year.label_be,
        "first_day": progress.year.first,
        "goal_baht": progress.goal_baht,
        "amount_baht": progress.amount_baht,
        "ratio": progress.ratio,
        "passed_days_count": progress.passed_days_count,
        "written_days_count": progress.written_days_count,
        "even_baht": progress.even_baht,
        "pace_ratio": progress.pace_ratio,
    }
