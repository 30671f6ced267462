"""Why a site's month came to what it came to, second by second. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from netmon.core.errors import NotFound
from netmon.core.intervals import Interval
from netmon.sla.down_time import OPEN_S, unite_outages
from netmon.sla.evaluate import evaluate_site
from netmon.sla.facts import Exclusion, ExclusionStatus, ExclusionType
from netmon.sla.figures import Seconds, SiteFigures, TimeClass
from netmon.sla.seconds import Span, to_moment, to_s, unite
from netmon.sla.sweep import CLASSES, Claims, Run, add_up, sweep
from netmon.sla.window import find_window

if TYPE_CHECKING:
    from netmon.core.model import SiteCode
    from netmon.core.months import Month
    from netmon.sla.facts import Down, MonthFacts, SiteFacts
    from netmon.sla.parameters import Rules
    from netmon.sla.ruleset import RuleSet


class Because(StrEnum):
    """What is said of some time, in the order in which it decides."""

    EXCLUSION = "exclusion"
    POLLER_GAP = "poller_gap"
    SITE_GAP = "site_gap"
    OUTAGE = "outage"
    BLIP = "blip"


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that is said of some time of a site.

    Attributes:
        span: Whole, not clipped.
        end: Of the span; None while an outage lasts.
        kind: Of an exclusion.
        rows: Of an outage or blip: the journal's rows that were united, in order.
        is_cut: Of an outage: it ended with the watch, so it was not repaired.
    """

    because: Because
    start: datetime
    end: datetime | None
    kind: ExclusionType | None = None
    rows: tuple[Down, ...] = ()
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """Time of the window that counts as one thing for one reason.

    Attributes:
        causes: All that is said of it, the one that decides first; none: just up.
    """

    span: Interval
    counts_as: TimeClass
    causes: tuple[Cause, ...]

    @property
    def length_s(self) -> int:
        """How long it is."""
        return to_s(self.span.end) - to_s(self.span.start)


@dataclass(frozen=True, slots=True)
class Explanation:
    """One site's month, so that a person can check it by hand.

    Attributes:
        rules: Of the site's contract.
        figures: As evaluate gives them.
        window: When service was judged.
        pieces: All of the window, in order, without gaps.
        seconds: The sum of the pieces; the same as `figures.seconds`.
        not_counted: Exclusions that were asked for and not approved.
    """

    month: Month
    until: datetime
    site: SiteFacts
    rules: Rules
    figures: SiteFigures
    window: tuple[Interval, ...]
    pieces: tuple[Piece, ...]
    seconds: Seconds
    not_counted: tuple[Exclusion, ...]


def explain(facts: MonthFacts, site: SiteCode, ruleset: RuleSet) -> Explanation:
    """Return every interval of a site's window, what it counts as, and why.

    Raises:
        NotFound: The facts hold no such site.
    """
    one = next((each for each in facts.sites if each.code == site), None)
    if one is None:
        raise NotFound("site", site)
    rules = ruleset.for_contract(one.contract)
    blind = unite((to_s(each.start), to_s(each.end)) for each in facts.blind)
    causes = sorted(_find_causes(facts, one, rules, blind), key=lambda each: each[0])
    window = find_window(facts, one, rules)
    runs = list(sweep(window.spans, _to_claims(causes)))
    asked = facts.exclusions.get(site, ())
    return Explanation(
        month=facts.month,
        until=facts.until,
        site=one,
        rules=rules,
        figures=evaluate_site(facts, one, rules, blind),
        window=tuple(_to_interval(each) for each in window.spans),
        pieces=tuple(_to_pieces(runs, causes)),
        seconds=add_up(runs),
        not_counted=tuple(
            each for each in asked if each.status is not ExclusionStatus.APPROVED
        ),
    )


_Placed = tuple[Span, Cause]
_ORDER = list(Because)


def _find_causes(
    facts: MonthFacts, site: SiteFacts, rules: Rules, blind: Iterable[Span]
) -> Iterator[_Placed]:
    """Yield everything that is said of a site's time, and when."""
    for each in facts.exclusions.get(site.code, ()):
        if each.status is ExclusionStatus.APPROVED:
            span = to_s(each.span.start), to_s(each.span.end)
            yield _to_cause(Because.EXCLUSION, span, each.kind)
    for span in blind:
        yield _to_cause(Because.POLLER_GAP, span)
    own = facts.not_observed.get(site.code, ())
    for span in unite((to_s(start), to_s(end)) for start, end in own):
        yield _to_cause(Because.SITE_GAP, span)
    rows = facts.outages.get(site.code, ())
    down = unite_outages(rows, rules)
    for span, cause in _to_outages(Because.OUTAGE, down.outages, rows):
        yield span, replace(cause, is_cut=span in down.cut)
    yield from _to_outages(Because.BLIP, down.blips, rows)


def _to_outages(
    because: Because, spans: Sequence[Span], rows: Iterable[Down]
) -> Iterator[_Placed]:
    """Yield united outages, each with the rows it was made of."""
    starts = [start for start, _ in spans]
    parts: dict[int, list[Down]] = defaultdict(list)
    for row in sorted(rows, key=lambda each: each.start):
        which = bisect_right(starts, to_s(row.start)) - 1
        if which >= 0 and to_s(row.start) < spans[which][1]:
            parts[which].append(row)
    for which, span in enumerate(spans):
        yield _to_cause(because, span, rows=tuple(parts[which]))


def _to_cause(
    because: Because,
    span: Span,
    kind: ExclusionType | None = None,
    rows: tuple[Down, ...] = (),
) -> _Placed:
    start, end = span
    until = None if end == OPEN_S else to_moment(end)
    return span, Cause(because, to_moment(start), until, kind, rows)


def _to_claims(causes: Iterable[_Placed]) -> Claims:
    said: dict[Because, list[Span]] = {each: [] for each in Because}
    for span, cause in causes:
        said[cause.because].append(span)
    return Claims(
        excluded=said[Because.EXCLUSION],
        not_observed=[*said[Because.POLLER_GAP], *said[Because.SITE_GAP]],
        down=said[Because.OUTAGE],
        cuts=said[Because.BLIP],
    )


def _to_pieces(runs: Iterable[Run], causes: Sequence[_Placed]) -> Iterator[Piece]:
    """Yield runs with their causes; a run ends wherever a cause does."""
    waiting, held = 0, list[_Placed]()
    for start, end, which in runs:
        held = [each for each in held if each[0][1] > start]
        while waiting < len(causes) and causes[waiting][0][0] <= start:
            if causes[waiting][0][1] > start:
                held.append(causes[waiting])
            waiting += 1
        mine = sorted(
            (cause for _, cause in held), key=lambda each: _ORDER.index(each.because)
        )
        yield Piece(_to_interval((start, end)), CLASSES[which], tuple(mine))


def _to_interval(span: Span) -> Interval:
    return Interval(to_moment(span[0]), to_moment(span[1]))
