"""Puts API and pages together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI, Request

from netmon.api import PREFIX
from netmon.api.app import create_api
from netmon.api.gate_keeper import sign_in_first
from netmon.api.problems import Denied
from netmon.web import (
    fleet_data,
    page_account,
    page_centre,
    page_centres,
    page_community,
    page_incident,
    page_incidents,
    page_login,
    page_maintenance,
    page_oidc,
    page_outage,
    page_poller,
    page_programme,
    page_province,
    page_record,
    page_site,
    page_sla,
    page_sla_exclusions,
    page_sla_objections,
    page_sla_site,
    page_wall,
    statics,
)
from netmon.web.fleet_data import PositionPress
from netmon.web.kept import Shared
from netmon.web.render import Reader, environment

if TYPE_CHECKING:
    from starlette.responses import Response

    from netmon.api.context import Live
    from netmon.api.gate import Gate
    from netmon.api.problems import Problem

_PAGES = (
    page_wall.router,
    page_province.router,
    page_site.router,
    page_incident.router,
    page_incidents.router,
    page_maintenance.router,
    page_poller.router,
    page_centres.router,
    page_centre.router,
    page_programme.router,
    page_community.router,
    page_record.router,
    # Before page_sla, whose months would take their addresses.
    page_sla_exclusions.router,
    page_sla_objections.router,
    page_sla_site.router,
    page_sla.router,
    page_outage.router,
    page_login.router,
    page_oidc.router,
    page_account.router,
    fleet_data.router,
    statics.router,
)
WORDED = (400, 403, 404)
"""Statuses with words of their own; the others share one sentence."""


def create_site(live: Live, gate: Gate) -> FastAPI:
    """Return the application with API and pages.

    Args:
        live: The running service.
        gate: Who may call.
    """
    app = create_api(live, gate, _PAGES, _to_error_page)
    app.state.position_press = PositionPress()
    app.state.shared = Shared(app.state.desk, environment())
    return app


def _to_error_page(request: Request, problem: Problem) -> Response | None:
    """Return the page of a problem for a browser; programs get the document."""
    if request.url.path.startswith(PREFIX):
        return None
    if "text/html" not in request.headers.get("accept", ""):
        return None
    if problem.status == 401:
        return sign_in_first(request.scope)
    reader = Reader(request, request.app.state.desk)
    name = str(problem.status) if problem.status in WORDED else "other"
    values = {"name": name, "problem": problem, "is_denied": type(problem) is Denied}
    return reader.render("error.html", problem.status, **values)
