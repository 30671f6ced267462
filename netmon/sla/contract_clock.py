"""How long a repair took by the contract's clock, and how much of it is charged. Pure.

The length of a repair is told whole. What is charged for lateness is only time in which
the contractor owed a service that somebody watched: within the service window, observed
and not excluded. Otherwise our own blindness, approved force majeure, or days before
the acceptance would cost the contractor money.

The watch says when the line was back; what somebody noted as restored is heard only
where nobody looked from then on until the line was seen up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmon.sla.seconds import unite
from netmon.sla.sweep import Claims, spend
from netmon.sla.window import find_service

if TYPE_CHECKING:
    from netmon.sla.facts import SiteFacts
    from netmon.sla.parameters import Rules
    from netmon.sla.seconds import Span

HOUR_S = 3_600
LATER_S = HOUR_S
"""A restoration noted so long after the watch saw the line up is an ordinary delay of
paper work; one noted later still contradicts the watch."""


def find_stop(end: int, restored: int | None, claims: Claims) -> tuple[int, bool]:
    """Return when the contract's clock stops, and whether the ticket contradicts it.

    Args:
        end: When the watch saw the line up.
        restored: As the ticket says; None where nobody noted it.
        claims: When nobody looked; the rest is not read.
    """
    if restored is None:
        return end, False
    if restored >= end:
        return end, restored > end + LATER_S
    unseen = unite(claims.not_observed)
    is_unseen = any(start <= restored and end <= until for start, until in unseen)
    return (restored, False) if is_unseen else (end, True)


def find_charged_s(clock: Span, site: SiteFacts, rules: Rules, claims: Claims) -> int:
    """Return the seconds of a clock that are charged.

    Args:
        clock: From when until when it ran; empty where it ends before it begins. It may
            begin in an earlier month.
        site: Whose service.
        rules: Of the site's contract.
        claims: What is excluded and what was not observed; the rest is not read.
    """
    begin, end = clock
    window = find_service(site, rules, begin, end).spans
    lost = Claims(excluded=claims.excluded, not_observed=claims.not_observed)
    return spend(window, lost).up_s


def late_hours(charged_s: int, target_h: int) -> int:
    """Return the begun hours a repair took beyond its term."""
    return max(0, -(-(charged_s - target_h * HOUR_S) // HOUR_S))
