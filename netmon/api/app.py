"""Puts the API together."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Depends, FastAPI

from netmon.api import (
    PREFIX,
    route_events,
    route_health,
    route_hooks,
    route_incidents,
    route_links,
    route_maintenance,
    route_metrics,
    route_outages,
    route_pollers,
    route_programme,
    route_provinces,
    route_record_photo,
    route_records,
    route_series,
    route_sites,
    route_sla,
    route_sla_documents,
    route_sla_exclusions,
    route_sla_files,
    route_sla_objections,
    route_sla_sites,
    route_sla_tickets,
    route_sla_years,
    route_summary,
)
from netmon.api.desk import Desk
from netmon.api.gate_keeper import GateKeeper
from netmon.api.headers import SafetyHeaders
from netmon.api.models import PROBLEMS
from netmon.api.problems import PROBLEM_TYPE, handle_problems
from netmon.api.rights import authorise
from netmon.api.throttle import Throttle

if TYPE_CHECKING:
    from netmon.api.context import Live
    from netmon.api.gate import Gate
    from netmon.api.problems import ErrorPage

_DESCRIPTION = """\
Which of Thailand's public-internet sites are up, down, degraded or not observed.

Moments are UTC. Every number has its unit in its name. Errors are problem documents
(RFC 9457). Lists are paged by an opaque cursor; unknown parameters are refused.
"""

_RESOURCES = (
    route_summary.router,
    route_sites.router,
    route_series.router,
    route_incidents.router,
    route_maintenance.router,
    route_outages.router,
    route_events.router,
    route_provinces.router,
    route_pollers.router,
    route_records.router,
    route_record_photo.router,
    route_links.router,
    route_programme.router,
    route_sla.router,
    route_sla_sites.router,
    route_sla_files.router,
    route_sla_documents.router,
    route_sla_exclusions.router,
    route_sla_objections.router,
    route_sla_tickets.router,
    route_sla_years.router,
)

_PLAIN = (route_health.router, route_metrics.router, route_hooks.router)
"""Served beside the resources, at addresses others expect."""


class Api(FastAPI):
    """FastAPI that says in its description what media type a problem has."""

    def openapi(self) -> dict[str, Any]:
        """See FastAPI.openapi."""
        schema = super().openapi()
        for path in schema["paths"].values():
            for call in path.values():
                content = call["responses"]["4XX"]["content"]
                for name in set(content) - {PROBLEM_TYPE}:
                    content[PROBLEM_TYPE] = content.pop(name)
        return schema


def create_api(
    live: Live,
    gate: Gate,
    extra_routers: Iterable[APIRouter] = (),
    error_page: ErrorPage | None = None,
) -> FastAPI:
    """Return the application.

    Args:
        live: The running service.
        gate: Who may call.
        extra_routers: Pages served beside the API.
        error_page: Shows errors to people who use a browser.
    """
    app = Api(
        title="netmon",
        version=version("netmon"),
        description=_DESCRIPTION,
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        responses=PROBLEMS,
        dependencies=[Depends(authorise)],
    )
    app.state.desk = Desk(live)
    for resource in _RESOURCES:
        app.include_router(resource, prefix=PREFIX)
    for plain in (*_PLAIN, *extra_routers):
        app.include_router(plain)
    handle_problems(app, error_page)
    app.state.reception = gate.reception
    throttle = Throttle(live.clock.monotonic)
    app.add_middleware(GateKeeper, gate=gate, throttle=throttle, error_page=error_page)
    app.add_middleware(SafetyHeaders)
    return app
