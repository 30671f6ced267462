"""What belongs to a site beside its line: its centre, and what was handed over."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from inventory.importer.site_notes import SiteNote
from inventory.records.catalogue import CENTRE
from netmon.web.record_home import to_centre_url

if TYPE_CHECKING:
    from netmon.api.desk import Desk


async def to_ties(desk: Desk, site: str, *, sees_people: bool) -> dict[str, Any]:
    """Return the centre at a site, if there is one, and what its register row says.

    Args:
        desk: The running service.
        site: Its code.
        sees_people: Whether who can be reached there is shown.
    """
    live = desk.live
    centres = await live.records.page(CENTRE, {"site": site}, limit=1)
    code = centres[0].code if centres else ""
    note = await live.site_notes.of(site) if live.site_notes else SiteNote()
    if not sees_people:
        note = replace(note, caretaker=None, telephone=None)
    return {
        "centre": {"code": code, "url": to_centre_url(code)} if code else None,
        "note": note,
    }
