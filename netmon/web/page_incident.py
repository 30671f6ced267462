"""One incident: cause, timeline, sites, and what people do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.responses import RedirectResponse, Response

from netmon.access.roles import Action
from netmon.api.desk import AtDesk, Desk
from netmon.api.incident_models import AcknowledgeWish, NoteWish, OwnerWish
from netmon.api.incident_queries import MembersQuery
from netmon.api.problems import Problem
from netmon.api.rights import AtCaller
from netmon.api.route_incidents import find_or_raise, page_of_members
from netmon.status.incident_notes import LONGEST_NOTE, LONGEST_OWNER
from netmon.status.incident_records import Member, TimelineLine
from netmon.web.form import read_form
from netmon.web.incident_words import to_entry, to_url, to_why
from netmon.web.render import AtReader, Reader
from netmon.web.texts import Language
from netmon.web.tiles import to_name

router = APIRouter(include_in_schema=False)

Wish = TypeVar("Wish", bound=BaseModel)

ONE = "/incident/{incident_id:path}"
MOST_FIELDS = 10
SAME_S = 60.0
"""Crowds that come or go within this long after each other are one line."""


class MembersPageQuery(MembersQuery):
    """The page of the list of sites; what else the address says is no wish."""

    model_config = ConfigDict(extra="ignore", frozen=True)


@router.get(ONE)
async def get_incident(
    incident_id: str,
    desk: AtDesk,
    reader: AtReader,
    query: Annotated[MembersPageQuery, Query()],
) -> Response:
    """Show an incident."""
    record = await find_or_raise(desk, incident_id)
    page, cursor = await page_of_members(desk, record, query)
    timeline = await desk.live.incidents.timeline(record.id)
    subject = (await desk.places.place(record)).to_subject()
    return reader.render(
        "incident.html",
        entry=await to_entry(desk, reader.texts, record),
        lines=[_to_line(desk, reader, each) for each in gather(timeline)],
        members=[_to_member(desk, reader, each) for each in page],
        query=query,
        may_act=reader.may(Action.ACKNOWLEDGE, subject),
        next_cursor=cursor or "",
        most_words=LONGEST_NOTE,
        most_owner=LONGEST_OWNER,
    )


@router.post(f"{ONE}/acknowledge")
async def acknowledge(
    incident_id: str, request: Request, desk: AtDesk, caller: AtCaller
) -> Response:
    """Take an incident on."""
    record = await find_or_raise(desk, incident_id)
    wish = _read(AcknowledgeWish, await read_form(request, MOST_FIELDS))
    await desk.live.notes.acknowledge(record.id, caller.name, wish.text)
    return _back(record.id)


@router.post(f"{ONE}/note")
async def note(
    incident_id: str, request: Request, desk: AtDesk, caller: AtCaller
) -> Response:
    """Add a note."""
    record = await find_or_raise(desk, incident_id)
    wish = _read(NoteWish, await read_form(request, MOST_FIELDS))
    await desk.live.notes.note(record.id, caller.name, wish.text)
    return _back(record.id)


@router.post(f"{ONE}/owner")
async def own(
    incident_id: str, request: Request, desk: AtDesk, caller: AtCaller
) -> Response:
    """Name who sees to it."""
    record = await find_or_raise(desk, incident_id)
    wish = _read(OwnerWish, await read_form(request, MOST_FIELDS))
    await desk.live.notes.own(record.id, caller.name, wish.owner)
    return _back(record.id)


def gather(timeline: list[TimelineLine]) -> list[TimelineLine]:
    """Return the timeline with crowds that come or go one after another as one."""
    found: list[TimelineLine] = []
    for line in timeline:
        last = found[-1] if found else None
        if last is not None and _is_same_crowd(last, line):
            count = last.count + line.count
            found[-1] = replace(last, count=count, site=None)
        else:
            found.append(line)
    return found


def _is_same_crowd(last: TimelineLine, line: TimelineLine) -> bool:
    is_crowd = line.kind.value in ("joined", "left") and not line.left_out_count
    near = (line.at - last.at).total_seconds() <= SAME_S
    return is_crowd and line.kind is last.kind and near


def _read(shape: type[Wish], fields: Mapping[str, str]) -> Wish:
    try:
        return shape.model_validate(fields)
    except ValidationError as error:
        raise Problem(400, error.errors()[0]["msg"]) from None


def _back(name: str) -> Response:
    return RedirectResponse(to_url(name), status_code=303)


def _to_line(desk: Desk, reader: Reader, line: TimelineLine) -> dict[str, Any]:
    is_machine_word = line.kind.value in ("opened", "found")
    text = to_why(reader.texts, line.text) if is_machine_word else line.text
    if line.kind.value == "merged":
        text = ""
    name = _site_name(desk, reader, line.site) if line.site else ""
    return {"line": line, "text": text, "name": name}


def _to_member(desk: Desk, reader: Reader, member: Member) -> dict[str, Any]:
    facts = desk.fleet.get(member.site)
    place = ""
    if facts is not None:
        province = desk.fleet.register.provinces[facts.site.province]
        place = to_name(province, reader.texts)
    return {
        "member": member,
        "name": _site_name(desk, reader, member.site),
        "place": place,
    }


def _site_name(desk: Desk, reader: Reader, code: str) -> str:
    facts = desk.fleet.get(code)
    if facts is None:
        return code
    is_thai = reader.texts.language is Language.THAI
    return facts.site.name_th if is_thai else facts.site.name_en
