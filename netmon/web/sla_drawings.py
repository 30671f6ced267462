"""Geometry of the SLA's drawings. Pure; every drawing is 1000 wide or in percent."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmon.sla.figures import Verdict

if TYPE_CHECKING:
    from netmon.sla.figures import Repair, Seconds
    from netmon.sla.statement import SiteLine

WIDTH = 1000
LEAST = 4.0
"""Width of what is there at all: one site of eight thousand must be seen."""
TOP = 86.0
"""Height of the tallest column, percent: its number stands above it."""
LEAST_HEIGHT = 1.5
_GAP = 0.14

BANDS_PPM = (900_000, 950_000, 980_000, 990_000, 995_000, 999_000, 1_000_000)
"""Where each band of availability begins; the first column is below all of them."""
BAND_WORDS = ("<90", "90", "95", "98", "99", "99.5", "99.9", "100")
REPAIR_HOURS = (1, 4, 8, 24)
"""Until when each band of repair times lasts; the last column is beyond all."""
REPAIR_WORDS = ("<1", "1–4", "4–8", "8–24", "≥24")


@dataclass(frozen=True, slots=True)
class Slice:
    """One part of a stacked bar, 1000 wide.

    Attributes:
        name: A machine word; the texts have its name, the style sheet its colour.
        amount: Sites or seconds.
    """

    name: str
    amount: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a chart, in percent of its width and height."""

    word: str
    count: int
    x: float
    width: float
    middle: float
    height: float

    @property
    def top(self) -> float:
        """Where it ends, from above."""
        return round(100 - self.height, 2)


def to_slices(amounts: Iterable[tuple[str, int]]) -> list[Slice]:
    """Return the parts that are there, side by side; each wide enough to be seen."""
    present = [(name, amount) for name, amount in amounts if amount > 0]
    whole = sum(amount for _, amount in present)
    wide = [max(amount * WIDTH / whole, LEAST) for _, amount in present]
    scale = WIDTH / sum(wide) if wide else 1.0
    found, x = [], 0.0
    for (name, amount), width in zip(present, wide, strict=True):
        found.append(Slice(name, amount, round(x, 2), round(width * scale, 2)))
        x += width * scale
    return found


def to_verdict_slices(verdicts: Mapping[Verdict, int]) -> list[Slice]:
    """Return sites by verdict."""
    return to_slices((each.value, verdicts.get(each, 0)) for each in Verdict)


def to_time_slices(seconds: Seconds) -> list[Slice]:
    """Return how a service window was spent."""
    return to_slices(
        (
            ("up", seconds.up_s),
            ("down", seconds.down_s),
            ("not_observed", seconds.not_observed_s),
            ("excluded", seconds.excluded_s),
        )
    )


def to_availability_columns(lines: Iterable[SiteLine]) -> list[Column]:
    """Return the sites by availability; those without any figure are left out."""
    counts = [0] * len(BAND_WORDS)
    for line in lines:
        seconds = line.figures.seconds
        if seconds.seen_s:
            # Cut, so that 99.4999 is no 99.5.
            ppm = seconds.up_s * 1_000_000 // seconds.seen_s
            counts[bisect_right(BANDS_PPM, ppm)] += 1
    return to_columns(BAND_WORDS, counts)


def to_repair_columns(repairs: Iterable[Repair]) -> list[Column]:
    """Return the repairs by how long they took, from down to up."""
    counts = [0] * len(REPAIR_WORDS)
    for each in repairs:
        counts[bisect_right(REPAIR_HOURS, each.service_s / 3600)] += 1
    return to_columns(REPAIR_WORDS, counts)


def to_columns(words: Sequence[str], counts: Sequence[int]) -> list[Column]:
    """Return the columns, the tallest TOP high."""
    step, most = 100 / len(words), max(counts, default=0)
    return [
        Column(
            word=word,
            count=count,
            x=round((place + _GAP) * step, 2),
            width=round((1 - 2 * _GAP) * step, 2),
            middle=round((place + 0.5) * step, 2),
            height=round(max(LEAST_HEIGHT, TOP * count / most), 2) if count else 0.0,
        )
        for place, (word, count) in enumerate(zip(words, counts, strict=True))
    ]
