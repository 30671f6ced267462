"""Who may call what, written by hand: every route with everybody.

Each line tells who may where the scope covers what it is about, and who may where it
does not.
"""

from __future__ import annotations

from netmon.access.policy import Scope
from netmon.access.roles import Role

LETTERS = {
    Role.ADMIN: "A",
    Role.NOC: "N",
    Role.TECHNICIAN: "T",
    Role.CENTRE: "C",
    Role.VOLUNTEER: "V",
    Role.CONTRACTOR: "K",
    Role.MINISTRY: "M",
    Role.PROVINCIAL_OFFICE: "P",
    Role.LOG_OFFICER: "L",
    Role.GATEWAY: "G",
    Role.ALERT_SOURCE: "S",
}
NEAR, NOBODY = "@", "-"
"""Somebody on this machine without a token; somebody from afar without one."""

SETS = {
    "all": "ANTCVKMPLGS@-",
    "let-in": "ANTCVKMPLGS@",
    "belong": "ANTCVKMPL@",
    "way-in": "ANTCVKMPL@-",
    "read": "ANTCVKMP@",
    "area": "ANTMP@",
    "nation": "ANM@",
    "probe": "ANTC@",
    "take": "ANT@",
    "work": "AN@",
    "plan": "AN",
    "keep": "ACP",
    "terms": "ANKM@",
    "claim": "ANK",
    "judge": "AM",
    "admin": "A",
    "tell": "AS",
    "person": "",
}
"""`person`: whoever has signed in, whatever they are, and no token."""

TABLE = """
GET    /healthz                                         all      all
GET    /readyz                                          belong   belong
GET    /metrics                                         nation   nation
GET    /api/v1/openapi.json                             let-in   let-in
GET    /api/v1/summary                                  nation   nation
GET    /api/v1/sites                                    read     nation
GET    /api/v1/sites/{code}                             read     nation
POST   /api/v1/sites/{code}/probe                       probe    work
GET    /api/v1/sites/{code}/series                      read     nation
GET    /api/v1/sites/{code}/states                      read     nation
GET    /api/v1/fleet/series                             read     nation
GET    /api/v1/outages                                  read     nation
GET    /api/v1/outages/{outage_id}                      read     nation
GET    /api/v1/incidents                                read     nation
GET    /api/v1/incidents/{incident_id:path}             read     nation
POST   /api/v1/incidents/{incident_id:path}/acknowledge take     work
POST   /api/v1/incidents/{incident_id:path}/note        take     work
POST   /api/v1/incidents/{incident_id:path}/owner       take     work
GET    /api/v1/maintenance                              read     nation
POST   /api/v1/maintenance                              plan     plan
GET    /api/v1/maintenance/{window_id}                  read     nation
POST   /api/v1/maintenance/{window_id}/cancel           plan     plan
GET    /api/v1/events                                   nation   nation
GET    /api/v1/provinces                                nation   nation
GET    /api/v1/pollers                                  nation   nation
GET    /api/v1/commerce/products/{code}/photo           read     nation
PUT    /api/v1/commerce/products/{code}/photo           keep     admin
DELETE /api/v1/commerce/products/{code}/photo           keep     admin
GET    /api/v1/links/centres                            read     nation
GET    /api/v1/links/centres/{code}/card                read     nation
GET    /api/v1/links/training/disturbed                 read     nation
GET    /api/v1/links/training/at-risk                   read     nation
GET    /api/v1/links/commerce/dark-days                 read     nation
GET    /api/v1/links/priority                           read     nation
GET    /api/v1/links/sites/{code}/volunteers            read     nation
GET    /api/v1/programme                                read     nation
GET    /api/v1/outages/{outage_id}/ticket               read     nation
PUT    /api/v1/outages/{outage_id}/ticket               take     work
GET    /api/v1/sla/months                               read     read
GET    /api/v1/sla/statements/{month}                   terms    nation
GET    /api/v1/sla/statements/{month}/files/{form}      terms    nation
GET    /api/v1/sla/statements/{month}/sites             terms    nation
POST   /api/v1/sla/statements/{month}/freeze            judge    judge
POST   /api/v1/sla/statements/{month}/correction        judge    judge
POST   /api/v1/sla/statements/{month}/final             judge    judge
GET    /api/v1/sla/years/{year}                         terms    nation
GET    /api/v1/sla/contracts                            read     read
GET    /api/v1/sla/sites/{code}                         read     nation
GET    /api/v1/sla/exclusions                           read     read
POST   /api/v1/sla/exclusions                           claim    claim
GET    /api/v1/sla/exclusions/{exclusion_id}            read     nation
POST   /api/v1/sla/exclusions/{exclusion_id}/decide     judge    judge
POST   /api/v1/sla/exclusions/{exclusion_id}/revoke     judge    judge
POST   /api/v1/sla/exclusions/{exclusion_id}/withdraw   claim    plan
GET    /api/v1/sla/exclusions/{exclusion_id}/document   read     nation
PUT    /api/v1/sla/exclusions/{exclusion_id}/document   claim    plan
GET    /api/v1/sla/objections                           read     read
POST   /api/v1/sla/objections                           claim    plan
GET    /api/v1/sla/objections/{objection_id}            read     nation
POST   /api/v1/sla/objections/{objection_id}/answer     judge    judge
GET    /api/v1/sla/objections/{objection_id}/document   read     nation
PUT    /api/v1/sla/objections/{objection_id}/document   claim    plan
POST   /hooks/grafana                                   tell     tell
GET    /                                                nation   nation
GET    /province/{code}                                 area     nation
GET    /site/{code}                                     read     nation
POST   /site/{code}/check                               probe    work
GET    /site/{code}/centre                              read     nation
GET    /poller                                          nation   nation
GET    /incidents                                       read     nation
GET    /maintenance                                     read     nation
GET    /incident/{incident_id:path}                     read     nation
POST   /incident/{incident_id:path}/acknowledge         take     work
POST   /incident/{incident_id:path}/note                take     work
POST   /incident/{incident_id:path}/owner               take     work
GET    /centres                                         read     read
GET    /centre/{code}                                   read     nation
GET    /programme                                       read     nation
GET    /community                                       belong   belong
GET    /community/{code}                                belong   belong
GET    /record/{kind}/new/{code}                        keep     admin
POST   /record/{kind}/new/{code}                        keep     admin
GET    /record/{kind}/{code}                            keep     admin
POST   /record/{kind}/{code}                            keep     admin
POST   /record/{kind}/{code}/delete                     keep     admin
GET    /sla                                             terms    nation
GET    /sla/{month}                                     terms    nation
POST   /sla/{month}/freeze                              judge    judge
POST   /sla/{month}/correct                             judge    judge
POST   /sla/{month}/final                               judge    judge
GET    /sla/sites/{code}                                read     nation
GET    /sla/exclusions                                  read     read
GET    /sla/exclusions/new                              claim    claim
POST   /sla/exclusions/new                              claim    claim
GET    /sla/exclusions/{exclusion_id}                   read     nation
POST   /sla/exclusions/{exclusion_id}/decide            judge    judge
POST   /sla/exclusions/{exclusion_id}/revoke            judge    judge
POST   /sla/exclusions/{exclusion_id}/withdraw          claim    plan
GET    /sla/objections                                  read     read
GET    /sla/objections/new                              claim    claim
POST   /sla/objections/new                              claim    claim
GET    /sla/objections/{objection_id}                   read     nation
POST   /sla/objections/{objection_id}/answer            judge    judge
GET    /outage/{outage_id}                              read     nation
POST   /outage/{outage_id}/times                        take     work
GET    /web/incidents                                   nation   nation
GET    /web/sight                                       nation   nation
GET    /web/today                                       nation   nation
GET    /web/poller                                      nation   nation
GET    /web/positions.json                              nation   nation
GET    /web/states                                      nation   nation
GET    /login                                           all      all
POST   /login                                           all      all
GET    /login/oidc                                      all      all
GET    /login/oidc/callback                             all      all
POST   /logout                                          let-in   let-in
GET    /account                                         person   person
POST   /account/password                                person   person
POST   /account/sessions                                person   person
GET    /static/{digest}/{path:path}                     way-in   way-in
"""

# Records of a place: whoever has that place. Lists show no more than the scope covers.
OF_A_PLACE = """
GET    /{kind}                 read     read
POST   /{kind}                 keep     admin
GET    /{kind}/{code}          read     nation
PUT    /{kind}/{code}          keep     admin
DELETE /{kind}/{code}          keep     admin
GET    /{kind}/{code}/history  read     nation
"""
# What belongs to no place is everybody's to read, and kept by the administrator.
OF_NO_PLACE = """
GET    /{kind}                 read     read
POST   /{kind}                 admin    admin
GET    /{kind}/{code}          read     read
PUT    /{kind}/{code}          admin    admin
DELETE /{kind}/{code}          admin    admin
GET    /{kind}/{code}/history  read     read
"""
RECORDS = {
    "centres": OF_A_PLACE,
    "training/sessions": OF_A_PLACE,
    "training/courses": OF_NO_PLACE,
    "training/trainers": OF_NO_PLACE,
    "commerce/shops": OF_A_PLACE,
    "commerce/products": OF_A_PLACE,
    "commerce/sales": OF_A_PLACE,
    "community": OF_A_PLACE,
    "volunteers": OF_A_PLACE,
    "news": OF_NO_PLACE,
}
CODES = {
    "/api/v1/training/sessions": "TS-0001",
    "/api/v1/training/courses": "C-9",
    "/api/v1/training/trainers": "TR-001",
    "/api/v1/commerce/shops": "SH-01",
    "/api/v1/commerce/products": "PR-1",
    "/api/v1/commerce/sales": "SH-01.2026-11-20",
    "/api/v1/community": "CI-1",
    "/community": "CI-1",
    "/api/v1/volunteers": "DV-1",
    "/api/v1/news": "N-1",
    "/api/v1/centres": "DC-001",
    "/api/v1/links/centres": "DC-001",
    "/centre": "DC-001",
    "/record": "DC-001",
    "/province": "50",
}
"""What `{code}` is under a path; the site PI-00001 elsewhere."""

BODY = {
    "site": "PI-00001",
    "site_code": "PI-00001",
    "centre_code": "DC-001",
    "shop_id": "SH-01",
    "contract": "C-01/2569",
}
"""Names the place whatever is asked for; as a whole it is no good wish for anything."""

ELSEWHERE = {
    Role.TECHNICIAN: Scope(provinces=frozenset({"10"})),
    Role.CENTRE: Scope(sites=frozenset({"PI-00003"})),
    Role.VOLUNTEER: Scope(sites=frozenset({"PI-00003", "PI-00006"})),
    Role.CONTRACTOR: Scope(contracts=frozenset({"C-02/2569"})),
    Role.PROVINCIAL_OFFICE: Scope(provinces=frozenset({"10"})),
}

Line = tuple[str, str]


def _read(text: str) -> dict[Line, tuple[str, str]]:
    rows = (line.split() for line in text.strip().splitlines())
    return {(way, path): (SETS[here], SETS[away]) for way, path, here, away in rows}


def _read_all() -> dict[Line, tuple[str, str]]:
    found = _read(TABLE)
    for kind, lines in RECORDS.items():
        found |= _read(lines.replace("/{kind}", f"/api/v1/{kind}"))
    return found


WHO = _read_all()
