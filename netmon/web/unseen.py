"""Why it is not known how a site is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmon.core.model import Outcome, SiteState
from netmon.status.guard import Sight

if TYPE_CHECKING:
    from datetime import datetime

    from inventory.model import Site
    from netmon.api.context import Live
    from netmon.status.board import SiteStatus
    from netmon.status.site_track import SiteTrack

FIRST_S = 60.0
"""A process younger than this may still be on its first round."""


def why_unseen(live: Live, site: Site, status: SiteStatus, now: datetime) -> str:
    """Return why `site` is not observed, as a machine word.

    Empty where it is observed, and before the first look at it was due.
    """
    if status.state is not SiteState.NOT_OBSERVED:
        return ""
    if live.engine.guard.sight is Sight.BLIND:
        return live.engine.blind_reason or "blind"
    track = live.engine.sites.get(site.code)
    if status.is_seen or track is None:
        return status.link.reason
    is_young = (now - live.poller().started_at).total_seconds() < FIRST_S
    is_first = is_young and not track.is_stale and not _is_unmeasured(track)
    return "" if is_first else track.stale_reason


def _is_unmeasured(track: SiteTrack) -> bool:
    """Whether a look at the router failed on our side: a silence may yet be judged."""
    probes = track.router.last.values() if track.router else ()
    return any(each.outcome is Outcome.NOT_MEASURED for each in probes)
