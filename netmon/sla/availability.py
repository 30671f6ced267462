"""The verdict on a site-month: sla.md 2.1, in whole numbers. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmon.sla.figures import Reason, Seconds, Verdict
from netmon.sla.parameters import PPM

if TYPE_CHECKING:
    from netmon.sla.parameters import Rules
    from netmon.sla.window import Window


def judge(
    window: Window, seconds: Seconds, target_ppm: int, rules: Rules
) -> tuple[Verdict, Reason | None]:
    """Return what is said of a month, and why where nothing can be said.

    Time nobody observed can neither convict nor acquit: only where the target is met
    though all of it were down, or missed though all of it were up, or where little
    of it is missing, is there a verdict.

    Args:
        window: Of the site.
        seconds: How it was spent.
        target_ppm: Availability asked for, millionths.
        rules: Of the site's contract.
    """
    if not window.spans:
        return Verdict.NOT_IN_SERVICE, None
    if window.is_short(rules):
        return Verdict.INSUFFICIENT, Reason.SHORT_SERVICE
    if seconds.judged_s == 0:
        return Verdict.INSUFFICIENT, Reason.ALL_EXCLUDED
    return _weigh(seconds, target_ppm, rules)


def _weigh(
    seconds: Seconds, target_ppm: int, rules: Rules
) -> tuple[Verdict, Reason | None]:
    judged = seconds.judged_s
    if _reaches(seconds.up_s, judged, target_ppm):
        return Verdict.COMPLIANT, None
    if not _reaches(seconds.up_s + seconds.not_observed_s, judged, target_ppm):
        return Verdict.NON_COMPLIANT, None
    if not _reaches(seconds.seen_s, judged, rules.min_coverage_ppm):
        return Verdict.INSUFFICIENT, Reason.LOW_COVERAGE
    is_met = _reaches(seconds.up_s, seconds.seen_s, target_ppm)
    return (Verdict.COMPLIANT if is_met else Verdict.NON_COMPLIANT), None


def _reaches(part: int, whole: int, ppm: int) -> bool:
    """Whether part / whole is at least ppm millionths; never rounded."""
    return part * PPM >= ppm * whole
