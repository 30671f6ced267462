"""A chart of availabilities: dots on one axis, and the target as a line. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from netmon.sla.shown import to_percent, to_target

if TYPE_CHECKING:
    from netmon.reports.blocks import Block
    from netmon.sla.figures import Seconds

_PPM = 10**6
_PERMILLE = 1000
_STEPS_PPM = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000)
_MOST_STEPS = 6


class Dot(NamedTuple):
    """One line of the chart."""

    label: str
    seconds: Seconds


def dots(title: str, shown: Sequence[Dot], target_ppm: int | None) -> Block:
    """Return the chart; what was never seen has a line without a dot.

    The axis does not begin at zero, so these are dots: the length of a bar would lie.

    Args:
        title: Above it.
        shown: From top to bottom.
        target_ppm: Millionths; None where the sites have several targets.
    """
    values = [_to_ppm(each.seconds) for each in shown]
    known = [value for value in (*values, target_ppm) if value is not None]
    low, step = _axis(min(known, default=_PPM))
    return {
        "kind": "dots",
        "title": title,
        "ticks": [
            {"at": _place(at, low), "text": to_target(at)}
            for at in range(low, _PPM + 1, step)
        ],
        "target": None if target_ppm is None else _place(target_ppm, low),
        "rows": [
            {
                "label": each.label,
                "text": to_percent(each.seconds.up_s, each.seconds.seen_s),
                "at": None if value is None else _place(value, low),
                "is_met": _is_met(each.seconds, target_ppm),
            }
            for each, value in zip(shown, values, strict=True)
        ],
    }


def _to_ppm(seconds: Seconds) -> int | None:
    return seconds.up_s * _PPM // seconds.seen_s if seconds.seen_s else None


def _is_met(seconds: Seconds, target_ppm: int | None) -> bool:
    if target_ppm is None:
        return True
    return seconds.up_s * _PPM >= target_ppm * seconds.seen_s


def _axis(least_ppm: int) -> tuple[int, int]:
    """Return where the axis begins and its step: a little below the least value."""
    for step in _STEPS_PPM:
        low = max(0, least_ppm - 1) // step * step
        if _PPM - low <= _MOST_STEPS * step:
            return low, step
    return 0, _STEPS_PPM[-1]


def _place(ppm: int, low: int) -> int:
    return (ppm - low) * _PERMILLE // (_PPM - low)
