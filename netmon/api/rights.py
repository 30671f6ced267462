"""Who may call what: every route of API and pages, in one table.

A route that is not listed answers nobody, so that a forgotten one is noticed and not
abused. The decision itself is made by netmon.access.policy.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, NamedTuple

from fastapi import Depends, Request

from inventory.records.catalogue import KINDS
from inventory.records.kinds import Kind
from netmon.access.policy import EVERYWHERE, NATION, Principal, Subject, may
from netmon.access.roles import Action
from netmon.api.cursor import LONGEST_PLACE
from netmon.api.desk import AtDesk, Desk
from netmon.api.page_rights import of_form, of_new
from netmon.api.problems import Denied, Problem
from netmon.api.record_rights import Finder, of_record, of_wish, within_scope
from netmon.api.site_subject import site_subject
from netmon.api.sla_claim_rights import (
    of_exclusion,
    of_objection,
    of_objection_wish,
    of_whole_exclusion,
)
from netmon.api.sla_rights import of_contract, of_contract_page, of_served_site
from netmon.core.errors import NotFound
from netmon.status.incident_records import IncidentRecord
from netmon.status.maintenance import Reach

LONGEST_NAME = 96
"""Characters of the longest name a database is asked for; an outage's id."""
LONGEST_INCIDENT = 224


async def _nation(_request: Request, _desk: Desk) -> Subject:
    return NATION


async def _site(request: Request, desk: Desk) -> Subject:
    return site_subject(desk, request.path_params["code"])


async def _province(request: Request, _desk: Desk) -> Subject:
    return Subject(province=request.path_params["code"])


async def _outage(request: Request, desk: Desk) -> Subject:
    name = request.path_params["outage_id"]
    if not name.isprintable() or len(name) > LONGEST_NAME:
        return NATION
    outage = await desk.live.history.outage(name)
    return site_subject(desk, outage.site) if outage else NATION


async def find_incident(desk: Desk, name: str) -> IncidentRecord | None:
    """Return one incident; a database is not asked for what no id holds."""
    if not name.isprintable() or len(name) > LONGEST_INCIDENT:
        return None
    return await desk.live.incidents.incident(name)


async def _incident(request: Request, desk: Desk) -> Subject:
    record = await find_incident(desk, request.path_params["incident_id"])
    if record is None:
        return NATION
    return (await desk.places.place(record)).to_subject()


async def _window(request: Request, desk: Desk) -> Subject:
    name = request.path_params["window_id"]
    if not name.isascii() or not name.isdigit() or len(name) > LONGEST_PLACE:
        return NATION
    try:
        window = await desk.live.maintenance.store.get(int(name))
    except NotFound:
        return NATION
    return _declared(desk, {window.plan.reach.value: window.plan.subject})


async def _wish(request: Request, desk: Desk) -> Subject:
    """Return what a window in the body would be about; the nation where it is none."""
    try:
        body = await request.json()
    except (ValueError, RecursionError):
        return NATION
    named = body if isinstance(body, dict) else {}
    return _declared(desk, {name: text for name, text in named.items() if text})


def _declared(desk: Desk, named: Mapping[str, object]) -> Subject:
    """Return the subject of a window; a node may reach sites of any province."""
    about = named.keys() & {each.value for each in Reach}
    if len(about) != 1:
        return NATION
    (reach,) = about
    subject = named[reach]
    if not isinstance(subject, str) or reach == Reach.NODE:
        return NATION
    return (
        site_subject(desk, subject)
        if reach == Reach.SITE
        else Subject(**{reach: subject})
    )


async def _query(request: Request, desk: Desk) -> Subject:
    """Return what the parameters bound the answer to; said twice, it bounds nothing."""
    asked = {
        name: request.query_params.getlist(name)
        for name in ("province", "contract", "site")
    }
    named = {name: found[0] for name, found in asked.items() if len(found) == 1}
    if "site" in named:
        return site_subject(desk, named["site"])
    return Subject(**named)


class Right(NamedTuple):
    """What a route needs.

    Attributes:
        action: What its caller must be allowed; None lets everybody in.
        find: Returns what it is about.
        needs_session: Whether it is about whoever has signed in, and nobody else's.
    """

    action: Action | None
    find: Finder = _nation
    needs_session: bool = False


V1 = "/api/v1"
_INCIDENT = f"{V1}/incidents/{{incident_id:path}}"
_WINDOW = f"{V1}/maintenance/{{window_id}}"
_PHOTO = f"{V1}/commerce/products/{{code}}/photo"
_TICKET = f"{V1}/outages/{{outage_id}}/ticket"
_STATEMENT = f"{V1}/sla/statements/{{month}}"
_EXCLUSIONS = f"{V1}/sla/exclusions"
_EXCLUSION = f"{_EXCLUSIONS}/{{exclusion_id}}"
_OBJECTIONS = f"{V1}/sla/objections"
_OBJECTION = f"{_OBJECTIONS}/{{objection_id}}"
_INCIDENT_PAGE = "/incident/{incident_id:path}"
_OUTAGE_PAGE = "/outage/{outage_id}"
_NEW_EXCLUSION = "/sla/exclusions/new"
_EXCLUSION_PAGE = "/sla/exclusions/{exclusion_id}"
_NEW_OBJECTION = "/sla/objections/new"
_OBJECTION_PAGE = "/sla/objections/{objection_id}"
_NEW_RECORD = "/record/{kind}/new/{code}"
_RECORD = "/record/{kind}/{code}"


def _of_kind(kind: Kind) -> Mapping[tuple[str, str], Right]:
    """Return what the routes of a kind of record need; see netmon.api.route_records."""
    all_of_them = f"{V1}/{kind.path}"
    one = f"{all_of_them}/{{code}}"
    record = of_record(kind.name) if kind.at else within_scope
    return {
        ("GET", all_of_them): Right(Action.READ, within_scope),
        ("POST", all_of_them): Right(Action.KEEP_RECORDS, of_wish(kind.name)),
        ("GET", one): Right(Action.READ, record),
        ("PUT", one): Right(Action.KEEP_RECORDS, of_record(kind.name)),
        ("DELETE", one): Right(Action.KEEP_RECORDS, of_record(kind.name)),
        ("GET", f"{one}/history"): Right(Action.READ, record),
    }


RIGHTS: Mapping[tuple[str, str], Right] = {
    ("GET", "/healthz"): Right(None),
    ("GET", "/readyz"): Right(Action.BELONG),
    ("GET", "/metrics"): Right(Action.READ),
    ("GET", f"{V1}/openapi.json"): Right(Action.BELONG),
    ("GET", f"{V1}/summary"): Right(Action.READ),
    ("GET", f"{V1}/sites"): Right(Action.READ, _query),
    ("GET", f"{V1}/sites/{{code}}"): Right(Action.READ, _site),
    ("POST", f"{V1}/sites/{{code}}/probe"): Right(Action.PROBE, _site),
    ("GET", f"{V1}/sites/{{code}}/series"): Right(Action.READ, _site),
    ("GET", f"{V1}/sites/{{code}}/states"): Right(Action.READ, _site),
    ("GET", f"{V1}/fleet/series"): Right(Action.READ, _query),
    ("GET", f"{V1}/outages"): Right(Action.READ, _query),
    ("GET", f"{V1}/outages/{{outage_id}}"): Right(Action.READ, _outage),
    ("GET", f"{V1}/incidents"): Right(Action.READ, _query),
    ("GET", _INCIDENT): Right(Action.READ, _incident),
    ("POST", f"{_INCIDENT}/acknowledge"): Right(Action.ACKNOWLEDGE, _incident),
    ("POST", f"{_INCIDENT}/note"): Right(Action.ACKNOWLEDGE, _incident),
    ("POST", f"{_INCIDENT}/owner"): Right(Action.ACKNOWLEDGE, _incident),
    ("GET", f"{V1}/maintenance"): Right(Action.READ, _query),
    ("POST", f"{V1}/maintenance"): Right(Action.MAINTAIN, _wish),
    ("GET", _WINDOW): Right(Action.READ, _window),
    ("POST", f"{_WINDOW}/cancel"): Right(Action.MAINTAIN, _window),
    ("GET", f"{V1}/events"): Right(Action.READ),
    ("GET", f"{V1}/provinces"): Right(Action.READ),
    ("GET", f"{V1}/pollers"): Right(Action.READ),
    ("GET", _PHOTO): Right(Action.READ, of_record("product")),
    ("PUT", _PHOTO): Right(Action.KEEP_RECORDS, of_record("product")),
    ("DELETE", _PHOTO): Right(Action.KEEP_RECORDS, of_record("product")),
    **{at: right for kind in KINDS for at, right in _of_kind(kind).items()},
    ("GET", f"{V1}/links/centres"): Right(Action.READ, _query),
    ("GET", f"{V1}/links/centres/{{code}}/card"): Right(
        Action.READ, of_record("centre")
    ),
    ("GET", f"{V1}/links/training/disturbed"): Right(Action.READ, _query),
    ("GET", f"{V1}/links/training/at-risk"): Right(Action.READ, _query),
    ("GET", f"{V1}/links/commerce/dark-days"): Right(Action.READ, _query),
    ("GET", f"{V1}/links/priority"): Right(Action.READ, _query),
    ("GET", f"{V1}/links/sites/{{code}}/volunteers"): Right(Action.READ, _site),
    ("GET", f"{V1}/programme"): Right(Action.READ, _query),
    ("GET", _TICKET): Right(Action.READ, _outage),
    ("PUT", _TICKET): Right(Action.ACKNOWLEDGE, _outage),
    ("GET", f"{V1}/sla/months"): Right(Action.READ, within_scope),
    ("GET", _STATEMENT): Right(Action.READ, of_contract),
    ("GET", f"{_STATEMENT}/sites"): Right(Action.READ, of_contract),
    ("GET", f"{_STATEMENT}/files/{{form}}"): Right(Action.READ, of_contract),
    ("POST", f"{_STATEMENT}/freeze"): Right(Action.JUDGE),
    ("POST", f"{_STATEMENT}/correction"): Right(Action.JUDGE),
    ("POST", f"{_STATEMENT}/final"): Right(Action.JUDGE),
    # Lists contracts of the scope alone.
    ("GET", f"{V1}/sla/years/{{year}}"): Right(Action.READ, of_contract),
    ("GET", f"{V1}/sla/contracts"): Right(Action.READ, within_scope),
    ("GET", f"{V1}/sla/sites/{{code}}"): Right(Action.READ, of_served_site),
    ("GET", _EXCLUSIONS): Right(Action.READ, within_scope),
    # Which sites it is about is looked up by the route, and each one asked about.
    ("POST", _EXCLUSIONS): Right(Action.CLAIM, within_scope),
    ("GET", _EXCLUSION): Right(Action.READ, of_exclusion),
    ("POST", f"{_EXCLUSION}/decide"): Right(Action.JUDGE, of_whole_exclusion),
    ("POST", f"{_EXCLUSION}/revoke"): Right(Action.JUDGE, of_whole_exclusion),
    ("POST", f"{_EXCLUSION}/withdraw"): Right(Action.CLAIM, of_whole_exclusion),
    ("GET", f"{_EXCLUSION}/document"): Right(Action.READ, of_exclusion),
    ("PUT", f"{_EXCLUSION}/document"): Right(Action.CLAIM, of_whole_exclusion),
    ("GET", _OBJECTIONS): Right(Action.READ, within_scope),
    ("POST", _OBJECTIONS): Right(Action.CLAIM, of_objection_wish),
    ("GET", _OBJECTION): Right(Action.READ, of_objection),
    ("POST", f"{_OBJECTION}/answer"): Right(Action.JUDGE, of_objection),
    ("GET", f"{_OBJECTION}/document"): Right(Action.READ, of_objection),
    ("PUT", f"{_OBJECTION}/document"): Right(Action.CLAIM, of_objection),
    ("POST", "/hooks/grafana"): Right(Action.REPORT),
    ("GET", "/"): Right(Action.READ),
    ("GET", "/province/{code}"): Right(Action.READ, _province),
    ("GET", "/site/{code}"): Right(Action.READ, _site),
    ("POST", "/site/{code}/check"): Right(Action.PROBE, _site),
    ("GET", "/poller"): Right(Action.READ),
    ("GET", "/incidents"): Right(Action.READ, _query),
    ("GET", "/maintenance"): Right(Action.READ, _query),
    ("GET", _INCIDENT_PAGE): Right(Action.READ, _incident),
    ("POST", f"{_INCIDENT_PAGE}/acknowledge"): Right(Action.ACKNOWLEDGE, _incident),
    ("POST", f"{_INCIDENT_PAGE}/note"): Right(Action.ACKNOWLEDGE, _incident),
    ("POST", f"{_INCIDENT_PAGE}/owner"): Right(Action.ACKNOWLEDGE, _incident),
    ("GET", "/centres"): Right(Action.READ, within_scope),
    ("GET", "/centre/{code}"): Right(Action.READ, of_record("centre")),
    ("GET", "/site/{code}/centre"): Right(Action.READ, _site),
    ("GET", "/programme"): Right(Action.READ, _query),
    ("GET", "/community"): Right(Action.BELONG),
    ("GET", "/community/{code}"): Right(Action.BELONG),
    ("GET", _NEW_RECORD): Right(Action.KEEP_RECORDS, of_new),
    ("POST", _NEW_RECORD): Right(Action.KEEP_RECORDS, of_new),
    ("GET", _RECORD): Right(Action.KEEP_RECORDS, of_form),
    ("POST", _RECORD): Right(Action.KEEP_RECORDS, of_form),
    ("POST", f"{_RECORD}/delete"): Right(Action.KEEP_RECORDS, of_form),
    ("GET", "/sla"): Right(Action.READ, of_contract_page),
    ("GET", "/sla/{month}"): Right(Action.READ, of_contract_page),
    ("POST", "/sla/{month}/freeze"): Right(Action.JUDGE),
    ("POST", "/sla/{month}/correct"): Right(Action.JUDGE),
    ("POST", "/sla/{month}/final"): Right(Action.JUDGE),
    ("GET", "/sla/sites/{code}"): Right(Action.READ, of_served_site),
    ("GET", "/sla/exclusions"): Right(Action.READ, within_scope),
    ("GET", _NEW_EXCLUSION): Right(Action.CLAIM, within_scope),
    ("POST", _NEW_EXCLUSION): Right(Action.CLAIM, within_scope),
    ("GET", _EXCLUSION_PAGE): Right(Action.READ, of_exclusion),
    ("POST", f"{_EXCLUSION_PAGE}/decide"): Right(Action.JUDGE, of_whole_exclusion),
    ("POST", f"{_EXCLUSION_PAGE}/revoke"): Right(Action.JUDGE, of_whole_exclusion),
    ("POST", f"{_EXCLUSION_PAGE}/withdraw"): Right(Action.CLAIM, of_whole_exclusion),
    ("GET", "/sla/objections"): Right(Action.READ, within_scope),
    ("GET", _NEW_OBJECTION): Right(Action.CLAIM, within_scope),
    # The form names the contract: the page asks about it.
    ("POST", _NEW_OBJECTION): Right(Action.CLAIM, within_scope),
    ("GET", _OBJECTION_PAGE): Right(Action.READ, of_objection),
    ("POST", f"{_OBJECTION_PAGE}/answer"): Right(Action.JUDGE, of_objection),
    ("GET", _OUTAGE_PAGE): Right(Action.READ, _outage),
    ("POST", f"{_OUTAGE_PAGE}/times"): Right(Action.ACKNOWLEDGE, _outage),
    ("GET", "/web/incidents"): Right(Action.READ),
    ("GET", "/web/sight"): Right(Action.READ),
    ("GET", "/web/today"): Right(Action.READ),
    ("GET", "/web/poller"): Right(Action.READ),
    ("GET", "/web/positions.json"): Right(Action.READ),
    ("GET", "/web/states"): Right(Action.READ),
    ("GET", "/login"): Right(None),
    ("POST", "/login"): Right(None),
    ("GET", "/login/oidc"): Right(None),
    ("GET", "/login/oidc/callback"): Right(None),
    ("POST", "/logout"): Right(None),
    ("GET", "/account"): Right(None, needs_session=True),
    ("POST", "/account/password"): Right(None, needs_session=True),
    ("POST", "/account/sessions"): Right(None, needs_session=True),
    ("GET", "/static/{digest}/{path:path}"): Right(Action.BELONG),
}
"""Keyed by method and path. HEAD is answered as GET (see netmon.api.headers)."""


async def authorise(request: Request, desk: AtDesk) -> None:
    """Let the call pass if its caller may make it.

    Raises:
        Problem: They may not, or nobody has said who may.
    """
    method, path = request.method, _to_template(request)
    right = RIGHTS.get((method, path))
    if right is None:
        detail = f"netmon.api.rights does not say who may call {method} {path}"
        raise Problem(403, detail)
    if right.needs_session and request.state.guest is None:
        raise Problem(401, "this is for people who have signed in, at /login")
    if right.action is None:
        return
    principal: Principal = request.state.principal
    # What a scope that reaches everywhere covers need not be looked up.
    is_narrowed = principal.scope != EVERYWHERE
    subject = await right.find(request, desk) if is_narrowed else NATION
    decision = may(principal, right.action, subject)
    if not decision.is_allowed:
        raise Denied(decision.reason)


def _to_template(request: Request) -> str:
    """Return the path of the route, with the prefix newer FastAPI leaves out of it."""
    path: str = request.scope["route"].path
    is_resource = request.scope["path"].startswith(f"{V1}/")
    return f"{V1}{path}" if is_resource and not path.startswith(V1) else path


async def _get_caller(request: Request) -> Principal:
    principal: Principal = request.state.principal
    return principal


AtCaller = Annotated[Principal, Depends(_get_caller)]
"""Annotates the parameter of an endpoint that is given who calls."""
