"""When the contractor was told of an outage, came, and had it repaired."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.responses import Response

from netmon.api import sla_claim_models as models
from netmon.api.desk import AtDesk
from netmon.api.encoding import fresh
from netmon.api.record_tags import read_if_match, to_tag
from netmon.api.rights import LONGEST_NAME, AtCaller
from netmon.api.route_records import IfMatch
from netmon.api.sla_claim_models import TicketBody
from netmon.api.sla_claim_rows import to_ticket_row
from netmon.core.errors import NotFound
from netmon.sla.claims.tickets import TicketTimes

if TYPE_CHECKING:
    from netmon.sla.claims.tickets import KeptTicket

router = APIRouter(tags=["sla"])

TICKET = "/outages/{outage_id}/ticket"


@router.get(TICKET, response_model=models.TicketShape, operation_id="getTicket")
async def get_ticket(outage_id: str, desk: AtDesk) -> Response:
    """Return the times of an outage of the line; version 0 where nobody noted any."""
    _require_possible(outage_id)
    return _show(await desk.live.sla.tickets.get(outage_id))


@router.put(TICKET, response_model=models.TicketShape, operation_id="putTicket")
async def put_ticket(
    outage_id: str,
    desk: AtDesk,
    caller: AtCaller,
    wish: TicketBody,
    if_match: IfMatch = None,
) -> Response:
    """Note the times, in the place of those that are kept."""
    version = read_if_match(if_match)
    _require_possible(outage_id)
    times = TicketTimes(wish.sent_at, wish.on_site_at, wish.restored_at)
    store = desk.live.sla.tickets
    return _show(await store.note(outage_id, times, version, caller.name))


def _show(ticket: KeptTicket) -> Response:
    answer = fresh(to_ticket_row(ticket))
    answer.headers["ETag"] = to_tag(ticket.version)
    return answer


def _require_possible(outage_id: str) -> None:
    """Ask no database for what no id holds, as NUL."""
    if not outage_id.isprintable() or len(outage_id) > LONGEST_NAME:
        raise NotFound("outage", outage_id[:LONGEST_NAME])
