"""Sites: a page of them, one of them, and a live look at one."""

from __future__ import annotations

from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from netmon.api import models
from netmon.api.cursor import read_cursor, to_cursor
from netmon.api.desk import AtDesk, Desk
from netmon.api.encoding import fresh, is_known, not_modified, tagged, to_json_bytes
from netmon.api.fleet import SiteFacts
from netmon.api.paging import add_link
from netmon.api.queries import SitesQuery
from netmon.api.rights import AtCaller
from netmon.api.rows import to_site_row
from netmon.api.site_detail import to_site_detail
from netmon.core.errors import NotFound
from netmon.core.model import SiteCode

router = APIRouter(tags=["sites"])


@router.get("/sites", response_model=models.SitePage, operation_id="listSites")
async def list_sites(
    request: Request, desk: AtDesk, query: Annotated[SitesQuery, Query()]
) -> Response:
    """List sites in the order of their codes, a page at a time.

    Each page holds what is true when it is asked for; sites that come or go between
    two pages make no other site appear twice or get lost.
    """
    wish = query.to_wish(desk.fleet)
    after = read_cursor(query.cursor, 1)[0] if query.cursor else None
    tag = f'"{desk.live.board.version}"'
    if is_known(request, tag):
        return not_modified(tag)
    found = desk.fleet.select(wish, desk.letters, after)
    page = list(islice(found, query.limit + 1))
    cursor = to_cursor(page[query.limit - 1].site.code) if page[query.limit :] else None
    body = {"items": _to_rows(desk, page[: query.limit]), "next": cursor}
    return add_link(request, tagged(request, tag, to_json_bytes(body)), cursor)


@router.get("/sites/{code}", response_model=models.SiteDetail, operation_id="getSite")
async def get_site(code: str, desk: AtDesk) -> Response:
    """Return one site: its states, devices, evidence, recent changes and outages."""
    facts = desk.fleet.get(code)
    if facts is None:
        raise NotFound("site", code)
    return fresh(await to_site_detail(desk, facts))


@router.post(
    "/sites/{code}/probe", response_model=models.LiveCheck, operation_id="probeSite"
)
async def probe_site(code: str, desk: AtDesk, caller: AtCaller) -> Response:
    """Look at a site now by every configured method; takes up to some seconds.

    One look at a time per site, a few in all: 429 says when to ask again.
    """
    return fresh(await desk.checks.check(SiteCode(code), caller))


def _to_rows(desk: Desk, page: list[SiteFacts]) -> list[dict[str, object]]:
    status = desk.live.board.status
    return [to_site_row(facts, status(facts.site.code)) for facts in page]
