"""What a site was over time, from the journals, never from samples."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from netmon.core.model import Service, SiteCode, SiteState
from netmon.status.stretches import Stretch, to_stretches

if TYPE_CHECKING:
    from netmon.api.context import Live
    from netmon.status.journal import Recorded

MOST_CHANGES = 2_000
"""Read for one answer; a line that changes more often than that flaps in any case."""


async def to_site_states(
    live: Live, site: SiteCode, start: datetime, end: datetime
) -> dict[str, Any]:
    """Return the states of each watched service; see series_models.SiteStates.

    Nothing is known of time to come, so the answer ends now at the latest; before the
    oldest of MOST_CHANGES changes nothing is said.
    """
    recorded = await live.history.transitions_of(site, MOST_CHANGES)
    if len(recorded) == MOST_CHANGES:
        start = max(start, recorded[-1].transition.at)
    end = max(start, min(end, live.clock.now()))
    dark = await live.history.unobserved(site, start)
    window = Stretch(start, end, SiteState.NOT_OBSERVED)
    status = live.board.status(site)
    now = {Service.LINK: status.link, Service.WIFI: status.wifi}
    return {
        "site": site,
        "start": start,
        "end": end,
        "services": [
            {
                "service": service.value,
                "stretches": [
                    {"start": each.start, "end": each.end, "state": each.state.value}
                    for each in to_stretches(_of(service, recorded), dark, window)
                ],
            }
            for service, each in now.items()
            if each.state is not SiteState.UNMONITORED
        ],
    }


def _of(service: Service, recorded: list[Recorded]) -> list[Any]:
    changes = (each.transition for each in recorded)
    return [change for change in changes if change.service is service]
