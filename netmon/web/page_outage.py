"""One outage with its evidence, and when the contractor was told, came and repaired."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from netmon.access.roles import Action
from netmon.api.desk import AtDesk, Desk
from netmon.api.rights import LONGEST_NAME, AtCaller
from netmon.api.site_subject import site_subject
from netmon.core.clock import to_thai
from netmon.core.errors import NotFound
from netmon.core.model import Service
from netmon.core.months import Month
from netmon.sla.claims.refusals import Flawed, Outdated
from netmon.sla.claims.tickets import TicketTimes
from netmon.web.because import explain
from netmon.web.cause import to_restart
from netmon.web.evidence_words import to_looks
from netmon.web.form import read_form
from netmon.web.render import AtReader, Reader
from netmon.web.sla_entry import Field, NoMoment, fill, read_moment, say, to_moment_text
from netmon.web.sla_words import frame
from netmon.web.texts import Language

if TYPE_CHECKING:
    from datetime import date, datetime

    from netmon.sla.claims.tickets import KeptTicket
    from netmon.status.history import Outage
    from netmon.web.texts import Texts

router = APIRouter(include_in_schema=False)

ONE = "/outage/{outage_id}"
TIMES = ("sent_at", "on_site_at", "restored_at")
MOST_FIELDS = 6


class Draft(NamedTuple):
    """What somebody wrote that was not kept.

    Attributes:
        faults: What is wrong, by field.
        is_stale: Somebody else noted times meanwhile.
    """

    typed: Mapping[str, str] = {}
    faults: Mapping[str, str] = {}
    is_stale: bool = False

    @property
    def status(self) -> int:
        """409 where somebody was faster, 400 where the form is wrong."""
        return 409 if self.is_stale else 400 if self.faults else 200


NOTHING = Draft()


@router.get(ONE)
async def get_outage(
    outage_id: str, desk: AtDesk, reader: AtReader, said: str = ""
) -> Response:
    """Show an outage."""
    outage = await _find(desk, outage_id)
    said = said if said == "noted" else ""
    return await _render(desk, reader, outage, said=said)


@router.post(f"{ONE}/times")
async def note_times(
    outage_id: str, request: Request, desk: AtDesk, reader: AtReader, caller: AtCaller
) -> Response:
    """Note the times of a ticket, or show what is wrong with them."""
    outage = await _find(desk, outage_id)
    typed = await read_form(request, MOST_FIELDS)
    times, faults = read_times(reader.texts, typed, to_thai(reader.now).date())
    if faults:
        return await _render(desk, reader, outage, Draft(typed, faults))
    version = _read_version(typed.get("version", ""))
    try:
        await desk.live.sla.tickets.note(outage_id, times, version, caller.name)
    except Flawed as error:
        faults = {error.field: say(reader.texts, error)}
        return await _render(desk, reader, outage, Draft(typed, faults))
    except Outdated:
        return await _render(desk, reader, outage, Draft(typed, is_stale=True))
    address = f"/outage/{quote(outage_id, safe='')}?said=noted"
    return RedirectResponse(address, status_code=303)


def read_times(
    texts: Texts, typed: Mapping[str, str], today: date
) -> tuple[TicketTimes, dict[str, str]]:
    """Return the times that were written, and what is wrong with those that are none.

    Args:
        texts: Say what is wrong.
        typed: The fields as they came.
        today: In Bangkok.
    """
    found: dict[str, datetime | None] = {}
    faults: dict[str, str] = {}
    for name in TIMES:
        try:
            found[name] = read_moment(typed.get(name, ""), today)
        except NoMoment:
            faults[name] = texts("sla_exclusions.no_moment")
    return TicketTimes(**found), faults


async def _find(desk: Desk, outage_id: str) -> Outage:
    """Return an outage; a database is not asked for what no id holds.

    Raises:
        NotFound: There is none.
    """
    if not outage_id.isprintable() or len(outage_id) > LONGEST_NAME:
        raise NotFound("outage", outage_id[:LONGEST_NAME])
    outage = await desk.live.history.outage(outage_id)
    if outage is None:
        raise NotFound("outage", outage_id)
    return outage


async def _render(
    desk: Desk,
    reader: Reader,
    outage: Outage,
    draft: Draft = NOTHING,
    said: str = "",
) -> Response:
    is_line = outage.service is Service.LINK
    ticket = await desk.live.sla.tickets.get(outage.id) if is_line else None
    subject = site_subject(desk, outage.site)
    because = await explain(desk, reader, [outage])
    texts = reader.texts
    fields = to_time_fields(texts, ticket, draft) if ticket else []
    return reader.render(
        "outage.html",
        draft.status,
        outage=outage,
        name=_to_name(desk, reader, outage),
        restart=to_restart(outage).value,
        looks=to_looks(texts, outage.evidence),
        return_looks=to_looks(texts, outage.return_evidence or []),
        because=because.get(outage.id),
        ticket=ticket,
        fields=fields,
        may_note=is_line and reader.may(Action.ACKNOWLEDGE, subject),
        is_stale=draft.is_stale,
        said=said,
        site_month=_to_month_url(outage),
        times=TIMES,
        **frame(texts),
    )


def to_time_fields(texts: Texts, ticket: KeptTicket, draft: Draft) -> list[Field]:
    """Return the three fields with what is kept, or what somebody wrote meanwhile."""
    hint = texts("sla_exclusions.moment_hint")
    fields = [
        Field(
            name,
            "moment",
            to_moment_text(getattr(ticket.times, name)),
            most=40,
            hint=hint if name == TIMES[0] else "",
        )
        for name in TIMES
    ]
    return fill(fields, draft.typed, draft.faults)


def _read_version(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _to_month_url(outage: Outage) -> str:
    """Return where the month that books this outage is explained."""
    month = Month.of(outage.ended_at or outage.started_at)
    return f"/sla/sites/{quote(outage.site, safe='')}?month={month}"


def _to_name(desk: Desk, reader: Reader, outage: Outage) -> str:
    facts = desk.fleet.get(outage.site)
    if facts is None:
        return str(outage.site)
    is_thai = reader.texts.language is Language.THAI
    return facts.site.name_th if is_thai else facts.site.name_en
