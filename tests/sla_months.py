"""Months to be judged, told by day and Thai time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from netmon.core.clock import THAI_TIME
from netmon.core.intervals import Interval
from netmon.core.model import SiteCode
from netmon.core.months import Month
from netmon.sla.evaluate import evaluate
from netmon.sla.facts import (
    Down,
    Exclusion,
    ExclusionStatus,
    ExclusionType,
    MonthFacts,
    SiteFacts,
    Ticket,
)
from netmon.sla.figures import SiteFigures
from netmon.sla.ruleset import RuleSet, load_ruleset, read_ruleset

NOVEMBER = Month(2026, 11)
NOVEMBER_S = 2_592_000
"""30 days."""
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
SITE = SiteCode("PI-00001")


def at(day: int, clock: str = "00:00", month: Month = NOVEMBER) -> datetime:
    """Return a Thai time of a day of a month, UTC; days beyond its end go on."""
    first = datetime.combine(date(*month, 1), time.fromisoformat(clock), THAI_TIME)
    return (first + timedelta(days=day - 1)).astimezone(UTC)


def down(start: datetime, length_s: float | None, *, is_cut: bool = False) -> Down:
    """Return an outage; without a length it lasts."""
    end = None if length_s is None else start + timedelta(seconds=length_s)
    return Down(start, end, is_cut)


def span(start: datetime, length_s: int) -> Interval:
    return Interval(start, start + timedelta(seconds=length_s))


def excluded(
    start: datetime, length_s: int, status: ExclusionStatus = ExclusionStatus.APPROVED
) -> Exclusion:
    return Exclusion(ExclusionType.MAINTENANCE, span(start, length_s), status)


def site(**known: Any) -> SiteFacts:
    """Return a site, in service for long, without a contract."""
    return SiteFacts(
        **{"code": SITE, "contract": None, "commissioned_at": LONG_AGO, **known}
    )


def terms(**known: Any) -> SiteFacts:
    """Return a site for 1,000 baht a month, of which an hour costs a hundredth."""
    promised = {
        "contract": "C-1",
        "monthly_fee_baht": Decimal(1000),
        "penalty_rate_per_hour": Decimal("0.01"),
    }
    return site(**{**promised, **known})


def month_of(
    one: SiteFacts | None = None,
    outages: Sequence[Down] = (),
    *,
    month: Month = NOVEMBER,
    until: datetime | None = None,
    gaps: Sequence[Interval] = (),
    blind: Sequence[Interval] = (),
    exclusions: Sequence[Exclusion] = (),
    tickets: Sequence[Ticket] = (),
) -> MonthFacts:
    """Return the facts of one site."""
    one = one or site()
    return MonthFacts(
        month=month,
        until=until or month.span.end,
        sites=[one],
        outages={one.code: outages},
        not_observed={one.code: gaps},
        blind=blind,
        exclusions={one.code: exclusions},
        tickets={one.code: tickets},
    )


@cache
def default_rules() -> RuleSet:
    return load_ruleset(None)


def rules(**changes: object) -> RuleSet:
    """Return the rule set that comes along, with other parameters."""
    return read_ruleset({**default_rules().to_json(), **changes})


def judge(facts: MonthFacts, ruleset: RuleSet | None = None) -> SiteFigures:
    """Return the figures of the one site of a month."""
    (found,) = evaluate(facts, ruleset or default_rules())
    return found
