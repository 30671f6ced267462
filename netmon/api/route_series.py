"""Numbers and states over time: of a site, and of many sites together."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response, StreamingResponse

from netmon.api import series_models as models
from netmon.api.desk import AtDesk, Desk
from netmon.api.encoding import pack, tagged, takes_gzip, to_json_bytes
from netmon.api.fleet import SiteFacts
from netmon.api.problems import Problem, bad_parameter, echo
from netmon.api.queries import PlaceQuery
from netmon.api.series_csv import to_csv
from netmon.api.series_query import (
    FleetSeriesQuery,
    RangeQuery,
    SeriesForm,
    SiteSeriesQuery,
    most_points,
)
from netmon.api.series_states import to_site_states
from netmon.api.series_table import SeriesTable, to_table
from netmon.core.errors import NotFound
from netmon.store.faults import AnswerLate, QuestionRefused
from netmon.store.port import FleetQuestion, Point, RangeQuestion

if TYPE_CHECKING:
    from inventory.model import Site
    from netmon.core.schema import Measurement
    from netmon.store.port import SampleReader

router = APIRouter(tags=["series"])

SHORT = "private, max-age=15"
"""Numbers come every half minute at most."""
_WORTH_PACKING = 1_000
_SOON = (("Retry-After", "5"),)
_AS_CSV: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}}
}


@router.get(
    "/sites/{code}/series",
    response_model=models.SiteSeries,
    operation_id="getSiteSeries",
    responses=_AS_CSV,
)
async def get_site_series(
    code: str,
    request: Request,
    desk: AtDesk,
    query: Annotated[SiteSeriesQuery, Query()],
) -> Response:
    """Return numbers of one site over time; null is "not measured", never 0.

    Up to 2,000 points as JSON, 20,000 as CSV.
    """
    site, measurement = _find(desk, code).site, query.checked()
    form = _to_form(request, query)
    frame = query.to_frame(desk.live.clock.now(), query.step, measurement.period_s)
    frame.require_most(most_points(form))
    _check_device(desk, site, measurement, query.device)
    question = RangeQuestion(
        measurement.name,
        tuple(query.field),
        frame.span,
        frame.step_s,
        site.code,
        query.device,
        query.aggregate,
    )
    points = await _ask(_reader(desk).range(question))
    if len(points) > most_points(form):
        raise bad_parameter("query step", f"{len(points):,} rows: give a step")
    about = {
        "site": site.code,
        "name_th": site.name_th,
        "name_en": site.name_en,
        "device": query.device,
    }
    table = to_table(about, measurement, frame, query.field, points, query.aggregate)
    return _answer(request, query, form, table, f"{site.code}-{measurement.name}")


@router.get(
    "/fleet/series",
    response_model=models.FleetSeries,
    operation_id="getFleetSeries",
    responses=_AS_CSV,
)
async def get_fleet_series(
    request: Request, desk: AtDesk, query: Annotated[FleetSeriesQuery, Query()]
) -> Response:
    """Return numbers of many sites together over time; null is "not measured".

    Counts and rates of the groups are added up, seconds and ratios are means weighted
    by sites; of moments in a step the mean is given.
    """
    measurement, form = query.checked(), _to_form(request, query)
    place = PlaceQuery(
        province=query.province, region=None, type=query.type, contract=query.contract
    )
    wish = place.to_wish(desk.fleet)
    frame = query.to_frame(desk.live.clock.now(), query.step, measurement.period_s)
    frame.require_most(most_points(form))
    question = FleetQuestion(
        tuple(query.field),
        frame.span,
        frame.step_s,
        wish.province,
        wish.site_type,
        wish.contract,
    )
    points = await _ask(_reader(desk).fleet(question))
    about = {
        "province": wish.province,
        "type": wish.site_type,
        "contract": wish.contract,
    }
    table = to_table(about, measurement, frame, query.field, points)
    return _answer(request, query, form, table, f"fleet-{wish.province or 'all'}")


@router.get(
    "/sites/{code}/states",
    response_model=models.SiteStates,
    operation_id="getSiteStates",
)
async def get_site_states(
    code: str, request: Request, desk: AtDesk, query: Annotated[RangeQuery, Query()]
) -> Response:
    """Return what the services of a site were over time, by the journals."""
    site = _find(desk, code).site
    if _to_form(request, query) is SeriesForm.CSV:
        raise bad_parameter("query format", "states are given as JSON only")
    span = query.to_frame(desk.live.clock.now(), 1, 0).span
    states = await to_site_states(desk.live, site.code, span.start, span.end)
    return _packed(request, to_json_bytes(states))


def _find(desk: Desk, code: str) -> SiteFacts:
    facts = desk.fleet.get(code)
    if facts is None:
        raise NotFound("site", code)
    return facts


def _check_device(
    desk: Desk, site: Site, measurement: Measurement, device: str | None
) -> None:
    if device is None:
        return
    if "device" not in measurement.tags:
        what = f"{measurement.name} is of the site, not of a device"
        raise bad_parameter("query device", what)
    register = desk.fleet.register
    points = register.access_points.get(site.code, ())
    known = [register.routers.get(site.code), *points]
    if device not in {each.id for each in known if each is not None}:
        what = f"{site.code} has no device {echo(device)}"
        raise bad_parameter("query device", what)


def _reader(desk: Desk) -> SampleReader:
    if desk.live.samples is None:
        raise Problem(503, "no sample log is kept here, so there are no numbers")
    return desk.live.samples


async def _ask(answer: Awaitable[Sequence[Point]]) -> Sequence[Point]:
    try:
        return await answer
    except QuestionRefused as refused:
        raise bad_parameter("query", str(refused)) from None
    except AnswerLate as late:
        raise Problem(503, str(late), headers=_SOON) from None


def _to_form(request: Request, query: RangeQuery) -> SeriesForm:
    """Return the form asked for; the parameter goes before the header."""
    if query.format is not None:
        return query.format
    accepted = request.headers.get("accept", "")
    kinds = [each.partition(";")[0].strip().lower() for each in accepted.split(",")]
    return SeriesForm.CSV if kinds[0] == "text/csv" else SeriesForm.JSON


def _answer(
    request: Request, query: RangeQuery, form: SeriesForm, table: SeriesTable, name: str
) -> Response:
    if form is SeriesForm.JSON:
        return _packed(request, to_json_bytes(table.to_json()))
    headers = {
        "Cache-Control": SHORT,
        "Content-Disposition": f'attachment; filename="{name}.csv"',
        "Vary": "Accept",
    }
    pieces = to_csv(table, has_bom=query.bom)
    kind = "text/csv; charset=utf-8; header=present"
    return StreamingResponse(pieces, headers=headers, media_type=kind)


def _packed(request: Request, body: bytes) -> Response:
    """Return JSON under a validator of its content, gzipped where that is read."""
    digest = hashlib.sha256(body).hexdigest()[:16]
    is_packed = len(body) >= _WORTH_PACKING and takes_gzip(request)
    content = pack(body) if is_packed else body
    tag = f'"{digest}{"-gz" if is_packed else ""}"'
    response = tagged(request, tag, content, cache=SHORT)
    response.headers["Vary"] = "Accept, Accept-Encoding"
    if is_packed and response.status_code == 200:
        response.headers["Content-Encoding"] = "gzip"
    return response
