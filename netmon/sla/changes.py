"""What a correction changed, site by site. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from netmon.sla.figures import SiteFigures, availability
from netmon.sla.statement import SiteChange, SiteLine, Statement

_COMPARED: Mapping[str, Callable[[SiteLine], object]] = {
    "contract": lambda line: line.contract,
    "verdict": lambda line: line.figures.verdict.value,
    "reason": lambda line: line.figures.reason and line.figures.reason.value,
    "availability": lambda line: availability(line.figures.seconds),
    "target_ppm": lambda line: line.figures.target_ppm,
    "window_s": lambda line: line.figures.seconds.window_s,
    "up_s": lambda line: line.figures.seconds.up_s,
    "down_s": lambda line: line.figures.seconds.down_s,
    "not_observed_s": lambda line: line.figures.seconds.not_observed_s,
    "excluded_s": lambda line: line.figures.seconds.excluded_s,
    "incidents": lambda line: len(line.figures.repairs),
    "mttr_s": lambda line: line.figures.mttr_s,
    "late_h": lambda line: sum(each.late_h or 0 for each in line.figures.repairs),
    "penalty_baht": lambda line: _to_baht(line.figures),
}
NOTHING = "–"
SITE = "site"
"""What changed where a site is in one of the versions alone."""


def find_changes(before: Statement, after: Statement) -> Iterator[SiteChange]:
    """Yield what changed of every site, in order of their codes.

    Args:
        before: The version that is corrected.
        after: The correction.
    """
    old = {line.figures.code: line for line in before.sites}
    new = {line.figures.code: line for line in after.sites}
    for code in sorted(old.keys() | new.keys()):
        was, now = old.get(code), new.get(code)
        if was is None or now is None:
            yield SiteChange(code, SITE, _to_there(was), _to_there(now))
            continue
        if was == now:
            continue
        for what, find in _COMPARED.items():
            one, other = find(was), find(now)
            if one != other:
                yield SiteChange(code, what, _to_text(one), _to_text(other))


def says_the_same(before: Statement, after: Statement) -> bool:
    """Return whether two versions differ in nothing but cover and changes."""
    return (
        before.rules == after.rules
        and before.sites == after.sites
        and list(before.exclusions) == list(after.exclusions)
        and list(before.poller_gaps) == list(after.poller_gaps)
        and [each.name_en for each in before.contracts]
        == [each.name_en for each in after.contracts]
    )


def _to_there(line: SiteLine | None) -> str:
    return NOTHING if line is None else line.figures.verdict.value


def _to_text(value: object) -> str:
    return NOTHING if value is None else str(value)


def _to_baht(figures: SiteFigures) -> str | None:
    return None if figures.penalty is None else f"{figures.penalty.baht:.2f}"
