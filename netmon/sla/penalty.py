"""What a month costs the contractor, with every step. Pure; money is Decimal."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from netmon.sla.contract_clock import HOUR_S
from netmon.sla.figures import Penalty, Verdict
from netmon.sla.parameters import PPM

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netmon.sla.facts import SiteFacts
    from netmon.sla.figures import Repair, Seconds
    from netmon.sla.parameters import Rules

SATANG = Decimal("0.01")
_ROUNDING = {"half_up": ROUND_HALF_UP, "down": ROUND_DOWN}
_JUDGED = (Verdict.COMPLIANT, Verdict.NON_COMPLIANT)


def charge(
    site: SiteFacts,
    seconds: Seconds,
    target_ppm: int,
    verdict: Verdict,
    repairs: Iterable[Repair],
    rules: Rules,
) -> Penalty | None:
    """Return the penalty and how it came about; None without fee or rate.

    Nothing is charged for a month without a verdict, and nothing for availability
    unless it was missed.
    """
    fee, rate = site.monthly_fee_baht, site.penalty_rate_per_hour
    if fee is None or rate is None:
        return None
    over = excess_millionths(seconds, target_ppm) if verdict in _JUDGED else 0
    is_convicted = verdict is Verdict.NON_COMPLIANT
    excess_h = -(-over // (HOUR_S * PPM)) if is_convicted else 0
    late_h = sum(each.late_h or 0 for each in repairs) if verdict in _JUDGED else 0
    hourly = fee * rate
    due = _combine(hourly * excess_h, hourly * late_h, rules)
    cap = fee * rules.penalty_cap_pct / 100
    return Penalty(
        fee_baht=fee,
        rate_per_hour=rate,
        allowance_s=(PPM - target_ppm) * seconds.judged_s // PPM,
        excess_s=-(-over // PPM),
        excess_h=excess_h,
        availability_baht=to_satang(hourly * excess_h, rules),
        late_h=late_h,
        repair_baht=to_satang(hourly * late_h, rules),
        is_capped=due > cap,
        baht=to_satang(min(due, cap), rules),
    )


def excess_millionths(seconds: Seconds, target_ppm: int) -> int:
    """Return the down time beyond what the target allows, millionths of a second."""
    return max(0, seconds.down_s * PPM - (PPM - target_ppm) * seconds.judged_s)


def to_satang(baht: Decimal, rules: Rules) -> Decimal:
    """Return an amount in whole satang, rounded as the rules say."""
    return baht.quantize(SATANG, _ROUNDING[rules.satang_rounding])


def _combine(availability: Decimal, repair: Decimal, rules: Rules) -> Decimal:
    """Return what is due: an outage that breaches both is charged once, or twice."""
    if rules.penalty_mode == "both":
        return availability + repair
    return max(availability, repair)
