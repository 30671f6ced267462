"""Figures as the JSON that people and programs compare."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from netmon.sla import figures as ratios
from netmon.sla.figures import SiteFigures

if TYPE_CHECKING:
    from netmon.core.months import Month
    from netmon.sla.ruleset import RuleSet


def to_answer(
    month: Month, figures: Iterable[SiteFigures], ruleset: RuleSet
) -> dict[str, Any]:
    """Return what `netmon sla evaluate --json` prints; see docs/sla.md."""
    return {
        "ruleset": ruleset.label,
        "month": str(month),
        "sites": [to_site_answer(each) for each in figures],
    }


def to_site_answer(found: SiteFigures) -> dict[str, Any]:
    """Return one site: seconds whole, ratios and baht as text, absent is None."""
    seconds, penalty = found.seconds, found.penalty
    return {
        "code": found.code,
        "window_s": seconds.window_s,
        "up_s": seconds.up_s,
        "down_s": seconds.down_s,
        "not_observed_s": seconds.not_observed_s,
        "excluded_s": seconds.excluded_s,
        "availability": ratios.availability(seconds),
        "availability_low": ratios.availability_low(seconds),
        "availability_high": ratios.availability_high(seconds),
        "coverage": ratios.coverage(seconds),
        "verdict": found.verdict.value,
        "reason": found.reason.value if found.reason else None,
        "incidents": len(found.repairs),
        "mttr_s": found.mttr_s,
        "mtbf_s": found.mtbf_s,
        "blips": len(found.blips),
        "penalty_baht": None if penalty is None else f"{penalty.baht:.2f}",
        "bandwidth": None,
    }
