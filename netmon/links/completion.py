"""Completion of disturbed beside undisturbed sessions: counts and an interval.

The sessions were not drawn by lot: where lines break, much else may differ. Nothing
here says that one causes the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from netmon.links.proportions import Bounds, newcombe
from netmon.links.training import SessionLook, Verdict

LEAST_SESSIONS = 10
"""Sessions of each kind below which counts are given and no interval: attendees of one
session share its day, so a few sessions are few observations, whatever their size."""


@dataclass(frozen=True, slots=True)
class Completion:
    """Sessions of one kind of which attendance and completion are written down.

    Attributes:
        attended_count, completed_count: People, over all of them.
        ratio: completed / attended, None where nobody attended.
        median_ratio: Of the sessions' own ratios, each session weighing the same.
    """

    session_count: int
    attended_count: int
    completed_count: int
    ratio: float | None
    median_ratio: float | None


@dataclass(frozen=True, slots=True)
class CompletionComparison:
    """Two kinds of sessions side by side.

    Attributes:
        difference: Ratio of the disturbed less that of the undisturbed, -1 to 1;
            None where there is too little.
        bounds: 95 % interval of it, None where there is too little.
        is_too_few: Fewer than LEAST_SESSIONS sessions of either kind.
    """

    disturbed: Completion
    undisturbed: Completion
    difference: float | None
    bounds: Bounds | None
    is_too_few: bool


def compare_completion(looks: Iterable[SessionLook]) -> CompletionComparison:
    """Return the comparison of all sessions that are over and were seen."""
    every = list(looks)
    disturbed = _add_up(every, Verdict.DISTURBED)
    undisturbed = _add_up(every, Verdict.UNDISTURBED)
    least = min(disturbed.session_count, undisturbed.session_count)
    if least < LEAST_SESSIONS:
        return CompletionComparison(disturbed, undisturbed, None, None, is_too_few=True)
    one = (disturbed.completed_count, disturbed.attended_count)
    two = (undisturbed.completed_count, undisturbed.attended_count)
    difference = one[0] / one[1] - two[0] / two[1]
    bounds = newcombe(one, two)
    return CompletionComparison(
        disturbed, undisturbed, difference, bounds, is_too_few=False
    )


def _add_up(looks: Iterable[SessionLook], verdict: Verdict) -> Completion:
    pairs = [
        (each.session.completed, each.session.attended)
        for each in looks
        if each.verdict is verdict
        and each.session.completed is not None
        and each.session.attended
    ]
    completed = sum(one for one, _ in pairs)
    attended = sum(all_ for _, all_ in pairs)
    return Completion(
        session_count=len(pairs),
        attended_count=attended,
        completed_count=completed,
        ratio=completed / attended if attended else None,
        median_ratio=median(one / all_ for one, all_ in pairs) if pairs else None,
    )
