"""The last day and week of a site's services, drawn and in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmon.core.model import Service, SiteCode, SiteState
from netmon.status.stretches import Stretch, to_ratio, to_stretches
from netmon.web.timeline import Bar, make_window, to_bars

if TYPE_CHECKING:
    from datetime import datetime

    from netmon.api.context import Live
    from netmon.status.board import SiteStatus
    from netmon.status.effects import Transition
    from netmon.status.history import Unobserved

DARK = SiteState.NOT_OBSERVED
DAY_H, WEEK_H = 24, 168
TELLING_S = 3600.0
"""Observed time below which a share alarms or calms without a reason; the same as in
static/chart_states.js."""
CHANGE_COUNT = 2_000
"""Changes read for a drawing; more within a week is a flapping line in any case."""


@dataclass(frozen=True, slots=True)
class ServiceHistory:
    """The past of one service over one length of time.

    Attributes:
        bars: To draw, 1000 wide.
        up_ratio: Share of the observed time it was not down, None without such time.
        seen_s: Seconds somebody looked.
        down_s: Seconds it was down.
    """

    service: Service
    hours: int
    window: Stretch
    bars: Sequence[Bar]
    up_ratio: float | None
    seen_s: float
    down_s: float

    @property
    def is_short(self) -> bool:
        """Whether too little was seen for a share of it to say anything."""
        return self.seen_s < TELLING_S


async def to_histories(
    live: Live, site: SiteCode, status: SiteStatus, now: datetime
) -> list[ServiceHistory]:
    """Return day and week of each service that is watched."""
    recorded = await live.history.transitions_of(site, CHANGE_COUNT)
    dark = await live.history.unobserved(site, make_window(now, WEEK_H).start)
    services = {Service.LINK: status.link, Service.WIFI: status.wifi}
    return [
        _to_history(
            service,
            [
                each.transition
                for each in recorded
                if each.transition.service is service
            ],
            dark,
            make_window(now, hours),
        )
        for service, state in services.items()
        if state.state is not SiteState.UNMONITORED
        for hours in (DAY_H, WEEK_H)
    ]


def _to_history(
    service: Service,
    changes: Sequence[Transition],
    dark: Sequence[Unobserved],
    window: Stretch,
) -> ServiceHistory:
    stretches = to_stretches(changes, dark, window)
    down = [each.seconds for each in stretches if each.state is SiteState.DOWN]
    return ServiceHistory(
        service=service,
        hours=round(window.seconds / 3600),
        window=window,
        bars=to_bars(stretches, window),
        up_ratio=to_ratio(stretches),
        seen_s=sum(each.seconds for each in stretches if each.state is not DARK),
        down_s=sum(down),
    )
