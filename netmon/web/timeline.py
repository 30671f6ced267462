"""The past of one service as a bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from netmon.core.model import SiteState
from netmon.status.stretches import Stretch


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch as part of a drawing that is 1000 wide.

    Attributes:
        x, width: Place in the drawing.
    """

    stretch: Stretch
    x: float
    width: float


LEAST_WIDTH = 1.5
"""An outage of a minute must still be seen in a week."""


def to_bars(stretches: Sequence[Stretch], window: Stretch) -> list[Bar]:
    """Return the drawing; good times come first, so that bad ones lie over them."""
    scale = 1000 / window.seconds
    bars = []
    for each in stretches:
        x = (each.start - window.start).total_seconds() * scale
        width = each.seconds * scale
        if each.state is not SiteState.UP:
            width = max(width, LEAST_WIDTH)
        x = min(x, 1000 - width)
        bars.append(Bar(each, round(x, 2), round(width, 2)))
    return sorted(bars, key=lambda bar: bar.stretch.state is not SiteState.UP)


def make_window(now: datetime, hours: int) -> Stretch:
    """Return the last `hours`; nothing is known of them yet."""
    return Stretch(now - timedelta(hours=hours), now, SiteState.NOT_OBSERVED)
