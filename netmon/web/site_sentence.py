"""What is said of a site as it is now, on its own page and on its centre's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inventory.unmonitored import why_unmonitored
from netmon.core.clock import to_thai
from netmon.web.because import find_because
from netmon.web.sentence import Sentence, to_sentence
from netmon.web.unseen import why_unseen

if TYPE_CHECKING:
    from datetime import datetime

    from inventory.model import Site
    from netmon.api.desk import Desk
    from netmon.status.board import SiteStatus
    from netmon.status.incident_records import IncidentRecord


@dataclass(frozen=True, slots=True)
class SiteWord:
    """A site now, and what is said of it.

    Attributes:
        because: The incident that explains it, None where none does.
        unseen: Machine word; why it is not observed, "" where nothing is to be said.
    """

    status: SiteStatus
    sentence: Sentence
    because: IncidentRecord | None
    unseen: str


async def say_site(desk: Desk, site: Site, now: datetime) -> SiteWord:
    """Return what is said of `site`."""
    live = desk.live
    status = live.board.status(site.code)
    track = live.engine.sites.get(site.code)
    because = await find_because(desk, status)
    why = why_unmonitored(desk.fleet.register, site, to_thai(now).date())
    router = track.router if track else None
    unseen = why_unseen(live, site, status, now)
    sentence = to_sentence(status, router, because, why, unseen=unseen)
    return SiteWord(status, sentence, because, unseen)
