"""What a service was over time, without a gap: from changes and unobserved times."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from netmon.core.model import SiteState

if TYPE_CHECKING:
    from netmon.status.effects import Transition
    from netmon.status.history import Unobserved


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time in one state, [start, end)."""

    start: datetime
    end: datetime
    state: SiteState

    @property
    def seconds(self) -> float:
        """Its length."""
        return (self.end - self.start).total_seconds()


def to_stretches(
    changes: Iterable[Transition], dark: Sequence[Unobserved], window: Stretch
) -> list[Stretch]:
    """Return what `window` was like, without a gap.

    Args:
        changes: Of one service, in any order; the last one before the window tells
            how it began.
        dark: Times without a look; they cover whatever was thought meanwhile.
        window: Its state holds where nothing is known.
    """
    known = _from_changes(sorted(changes, key=lambda each: each.at), window)
    for gap in dark:
        start = max(gap.started_at, window.start)
        end = min(gap.ended_at or window.end, window.end)
        if start < end:
            known = _cover(known, Stretch(start, end, SiteState.NOT_OBSERVED))
    return _merge(known)


def to_ratio(stretches: Sequence[Stretch]) -> float | None:
    """Return the share of the observed time it was not down, None without such time."""
    seen = [each for each in stretches if each.state is not SiteState.NOT_OBSERVED]
    total = sum(each.seconds for each in seen)
    down = sum(each.seconds for each in seen if each.state is SiteState.DOWN)
    return 1 - down / total if total else None


def _from_changes(changes: Sequence[Transition], window: Stretch) -> list[Stretch]:
    state, since = window.state, window.start
    found: list[Stretch] = []
    for number, change in enumerate(changes):
        if change.at >= window.end:
            break
        if change.at > since:
            before = change.before if number == 0 else state
            found.append(Stretch(since, change.at, before))
            since = change.at
        state = change.after
    if since < window.end:
        found.append(Stretch(since, window.end, state))
    return found


def _cover(stretches: Sequence[Stretch], over: Stretch) -> list[Stretch]:
    found: list[Stretch] = []
    for each in stretches:
        if each.start < over.start:
            found.append(Stretch(each.start, min(each.end, over.start), each.state))
        if each.end > over.end:
            found.append(Stretch(max(each.start, over.end), each.end, each.state))
    return sorted([*found, over], key=lambda each: each.start)


def _merge(stretches: Sequence[Stretch]) -> list[Stretch]:
    found: list[Stretch] = []
    for each in stretches:
        if found and found[-1].state is each.state and found[-1].end == each.start:
            found[-1] = Stretch(found[-1].start, each.end, each.state)
        else:
            found.append(each)
    return found
