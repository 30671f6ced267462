"""One site's month so that a person can add it up by hand. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from netmon.sla.explain import Because
from netmon.sla.figures import Reason, TimeClass, Verdict
from netmon.sla.shown import to_hours, to_percent, to_target
from netmon.web.sla_words import frame, to_second

if TYPE_CHECKING:
    from datetime import datetime

    from netmon.sla.explain import Cause, Explanation, Piece
    from netmon.web.texts import Texts

MOST_ROWS = 600
"""Rows of the table: a line that flaps for a month has thousands, the file has all."""
WIDTH = 1000
LEAST_WIDTH = 1.5
TOPS = {
    TimeClass.DOWN: 0,
    TimeClass.EXCLUDED: 14,
    TimeClass.UP: 24,
    TimeClass.NOT_OBSERVED: 18,
}
"""Where a class begins in a bar 40 high: colour alone says nothing to some."""


@dataclass(frozen=True, slots=True)
class TimeBar:
    """One piece in a drawing 1000 wide and 40 high."""

    counts_as: str
    x: float
    width: float
    top: int
    words: str

    @property
    def height(self) -> int:
        """From its top down to the foot."""
        return 40 - self.top


@dataclass(frozen=True, slots=True)
class CauseLine:
    """One thing that is said of some time.

    Attributes:
        url: Where its evidence is; empty where it has no page.
    """

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class PieceRow:
    """One row of the table.

    Attributes:
        length: As h:mm:ss.
        is_plain: Just up: nothing else is said of it.
    """

    number: int
    counts_as: str
    start: str
    end: str
    length: str
    length_s: int
    causes: Sequence[CauseLine]
    is_plain: bool


class Evidence(NamedTuple):
    """Where the evidence of a site's month is.

    Attributes:
        outages: Addresses by the outage's start in whole seconds.
        exclusions: Address of the requests about the site.
    """

    outages: Mapping[datetime, str]
    exclusions: str


def to_explain_page(
    texts: Texts, found: Explanation, evidence: Evidence
) -> dict[str, Any]:
    """Return what the template of a site's working is given.

    Args:
        texts: Of the page.
        found: What the arithmetic says.
        evidence: Where it is.
    """
    shown = found.pieces[:MOST_ROWS]
    rest = found.pieces[MOST_ROWS:]
    return frame(texts) | {
        "found": found,
        "figures": found.figures,
        "seconds": found.seconds,
        "rules": dict(found.rules),
        "because": say_verdict(texts, found),
        "bars": to_time_bars(texts, found),
        "rows": [
            _to_row(texts, number, each, evidence)
            for number, each in enumerate(shown, start=1)
        ],
        "rest_count": len(rest),
        "rest_s": sum(each.length_s for each in rest),
        "blips": [
            (each, int((each.end - each.start).total_seconds()))
            for each in found.figures.blips
        ],
        "repairs": [
            (each, evidence.outages.get(each.span.start, ""))
            for each in found.figures.repairs
        ],
    }


def say_verdict(texts: Texts, found: Explanation) -> str:
    """Return in one sentence why the verdict is what it is."""
    seconds, figures = found.seconds, found.figures
    judged = seconds.judged_s
    values = {
        "target": to_target(figures.target_ppm),
        "plain": to_percent(seconds.up_s, seconds.seen_s),
        "low": to_percent(seconds.up_s, judged),
        "high": to_percent(seconds.up_s + seconds.not_observed_s, judged),
        "coverage": to_percent(seconds.seen_s, judged),
        "least": f"{found.rules.min_coverage_pct.normalize():f}%",
        "days": found.rules.min_service_days,
    }
    return texts(f"sla_because.{_find_reason(found)}", **values)


def _find_reason(found: Explanation) -> str:
    """Return which rule decided: they are asked in the order of sla.md 2.1."""
    figures, seconds = found.figures, found.seconds
    if figures.reason is not None:
        return {
            Reason.SHORT_SERVICE: "short",
            Reason.ALL_EXCLUDED: "all_excluded",
            Reason.LOW_COVERAGE: "low_coverage",
        }[figures.reason]
    if figures.verdict is Verdict.NOT_IN_SERVICE:
        return "not_in_service"
    is_met = figures.verdict is Verdict.COMPLIANT
    if not seconds.not_observed_s:
        return "met" if is_met else "missed"
    best = seconds.up_s + (0 if is_met else seconds.not_observed_s)
    reaches = best * 1_000_000 >= figures.target_ppm * seconds.judged_s
    is_certain = reaches if is_met else not reaches
    word = "met" if is_met else "missed"
    return f"{word}_for_certain" if is_certain else f"{word}_by_coverage"


def to_time_bars(texts: Texts, found: Explanation) -> list[TimeBar]:
    """Return the window as bars; up comes first, so that the others lie over it."""
    if not found.pieces:
        return []
    start = found.month.span.start
    scale = WIDTH / (found.month.span.end - start).total_seconds()
    bars = [
        _to_bar(texts, each, (each.span.start - start).total_seconds() * scale, scale)
        for each in found.pieces
    ]
    return sorted(bars, key=lambda each: each.counts_as != TimeClass.UP.value)


def _to_bar(texts: Texts, piece: Piece, x: float, scale: float) -> TimeBar:
    width = piece.length_s * scale
    if piece.counts_as is not TimeClass.UP:
        width = max(width, LEAST_WIDTH)
    span = piece.span
    words = (
        f"{texts(f'sla_class.{piece.counts_as.value}')}: "
        f"{to_second(texts, span.start)} – {to_second(texts, span.end)}"
    )
    return TimeBar(
        counts_as=piece.counts_as.value,
        x=round(min(x, WIDTH - width), 2),
        width=round(width, 2),
        top=TOPS[piece.counts_as],
        words=words,
    )


def _to_row(texts: Texts, number: int, piece: Piece, evidence: Evidence) -> PieceRow:
    return PieceRow(
        number=number,
        counts_as=piece.counts_as.value,
        start=to_second(texts, piece.span.start),
        end=to_second(texts, piece.span.end),
        length=to_hours(piece.length_s),
        length_s=piece.length_s,
        causes=[
            line for each in piece.causes for line in to_lines(texts, each, evidence)
        ],
        is_plain=piece.counts_as is TimeClass.UP and not piece.causes,
    )


def to_lines(texts: Texts, cause: Cause, evidence: Evidence) -> list[CauseLine]:
    """Return what is said of some time: one line for each row of the journal."""
    if cause.because is Because.EXCLUSION and cause.kind is not None:
        kind = texts(f"sla_exclusion.{cause.kind.value}")
        words = texts("sla_cause.exclusion", kind=kind, span=_span(texts, cause))
        return [CauseLine(words, evidence.exclusions)]
    if cause.because is Because.POLLER_GAP:
        words = texts("sla_cause.poller_gap", span=_span(texts, cause))
        return [CauseLine(words, "")]
    if cause.because is Because.SITE_GAP:
        return [CauseLine(texts("sla_cause.site_gap", span=_span(texts, cause)), "")]
    key = "sla_cause.cut" if cause.is_cut else f"sla_cause.{cause.because.value}"
    united = [
        CauseLine(
            texts("sla_cause.row", span=_to_span(texts, each.start, each.end)),
            evidence.outages.get(each.start.replace(microsecond=0), ""),
        )
        for each in cause.rows
    ]
    whole = CauseLine(texts(key, span=_span(texts, cause)), "")
    if len(united) == 1:
        return [CauseLine(whole.words, united[0].url)]
    return [whole, *united]


def _span(texts: Texts, cause: Cause) -> str:
    return _to_span(texts, cause.start, cause.end)


def _to_span(texts: Texts, start: datetime, end: datetime | None) -> str:
    until = to_second(texts, end) if end else texts("sla_cause.open")
    return f"{to_second(texts, start)} – {until}"
