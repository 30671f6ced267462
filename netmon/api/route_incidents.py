"""Incidents: a page of them, one with its timeline, and what people do about it."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from netmon.api import incident_models as models
from netmon.api.cursor import (
    foreign_cursor,
    read_cursor,
    read_moment_cursor,
    to_cursor,
    to_row_number,
)
from netmon.api.desk import AtDesk, Desk
from netmon.api.encoding import fresh
from netmon.api.incident_queries import IncidentsQuery, MembersQuery
from netmon.api.incident_rows import to_incident_row, to_line_row, to_member_row
from netmon.api.paging import add_link
from netmon.api.rights import AtCaller, find_incident
from netmon.core.errors import NotFound
from netmon.core.model import SiteCode
from netmon.status.causes import Cause
from netmon.status.incident_records import IncidentRecord, Member, MemberPlace

router = APIRouter(tags=["incidents"])

ONE = "/incidents/{incident_id:path}"
LONGEST_SHOWN = 96


@router.get(
    "/incidents", response_model=models.IncidentPage, operation_id="listIncidents"
)
async def list_incidents(
    request: Request, desk: AtDesk, query: Annotated[IncidentsQuery, Query()]
) -> Response:
    """List incidents, newest first: one for each cause, however many sites it has."""
    page, cursor = await page_of_incidents(desk, query)
    rows = [await _row(desk, each) for each in page]
    return add_link(request, fresh({"items": rows, "next": cursor}), cursor)


@router.get(ONE, response_model=models.IncidentDetail, operation_id="getIncident")
async def get_incident(
    incident_id: str,
    request: Request,
    desk: AtDesk,
    query: Annotated[MembersQuery, Query()],
) -> Response:
    """Return one incident: its timeline, and a page of the outages it explains."""
    record = await find_or_raise(desk, incident_id)
    page, cursor = await page_of_members(desk, record, query)
    timeline = await desk.live.incidents.timeline(record.id)
    body = await _row(desk, record) | {
        "timeline": [to_line_row(each) for each in timeline],
        "members": {
            "items": [to_member_row(each, desk.fleet) for each in page],
            "next": cursor,
        },
    }
    return add_link(request, fresh(body), cursor)


@router.post(
    f"{ONE}/acknowledge",
    response_model=models.IncidentRow,
    operation_id="acknowledgeIncident",
)
async def acknowledge_incident(
    incident_id: str, desk: AtDesk, caller: AtCaller, wish: models.AcknowledgeWish
) -> Response:
    """Take an incident on. Whoever was first stays the one who did."""
    record = await find_or_raise(desk, incident_id)
    done = await desk.live.notes.acknowledge(record.id, caller.name, wish.text)
    return fresh(await _row(desk, done))


@router.post(
    f"{ONE}/note", response_model=models.IncidentRow, operation_id="noteIncident"
)
async def note_incident(
    incident_id: str, desk: AtDesk, caller: AtCaller, wish: models.NoteWish
) -> Response:
    """Add a note to an incident's timeline."""
    record = await find_or_raise(desk, incident_id)
    done = await desk.live.notes.note(record.id, caller.name, wish.text)
    return fresh(await _row(desk, done))


@router.post(
    f"{ONE}/owner", response_model=models.IncidentRow, operation_id="ownIncident"
)
async def own_incident(
    incident_id: str, desk: AtDesk, caller: AtCaller, wish: models.OwnerWish
) -> Response:
    """Name who sees to an incident."""
    record = await find_or_raise(desk, incident_id)
    done = await desk.live.notes.own(record.id, caller.name, wish.owner)
    return fresh(await _row(desk, done))


async def find_or_raise(desk: Desk, incident_id: str) -> IncidentRecord:
    """Return one incident.

    Raises:
        NotFound: No such incident.
    """
    record = await find_incident(desk, incident_id)
    if record is None:
        raise NotFound("incident", incident_id[:LONGEST_SHOWN])
    return record


async def page_of_incidents(
    desk: Desk, query: IncidentsQuery, but: Cause | None = None
) -> tuple[list[IncidentRecord], str | None]:
    """Return a page of incidents, none of cause `but`, and the next one's cursor."""
    which = replace(query.to_filter(desk.fleet, desk.letters), but=but)
    before = read_moment_cursor(query.cursor) if query.cursor else None
    incidents = desk.live.incidents
    found = await incidents.incidents(which, limit=query.limit + 1, before=before)
    page = found[: query.limit]
    if len(found) <= query.limit:
        return page, None
    return page, to_cursor(page[-1].opened_at.isoformat(), page[-1].id)


async def page_of_members(
    desk: Desk, record: IncidentRecord, query: MembersQuery
) -> tuple[list[Member], str | None]:
    """Return a page of members, and the cursor of the next one."""
    after = _read_member_place(query.cursor) if query.cursor else None
    members = desk.live.incidents.members
    found = await members(record.id, limit=query.limit + 1, after=after)
    page = found[: query.limit]
    is_more = len(found) > query.limit
    if not is_more:
        return page, None
    last = page[-1].place
    return page, to_cursor(str(int(last.is_over)), last.site, str(last.entry))


def _read_member_place(cursor: str) -> MemberPlace:
    is_over, site, entry = read_cursor(cursor, 3)
    if is_over not in ("0", "1"):
        raise foreign_cursor()
    return MemberPlace(is_over == "1", SiteCode(site), to_row_number(entry))


async def _row(desk: Desk, record: IncidentRecord) -> dict[str, Any]:
    place = await desk.places.place(record)
    return to_incident_row(record, place, desk.live.clock.now())
