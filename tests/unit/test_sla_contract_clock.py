"""What of a repair is charged as late, each worked out by hand. The term is 24 h."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from inventory.model import ServiceHours
from netmon.core.intervals import Interval
from netmon.sla.facts import Exclusion, SiteFacts, Ticket
from netmon.sla.figures import Repair
from netmon.sla.ruleset import RuleSet
from tests.sla_months import (
    at,
    down,
    excluded,
    judge,
    month_of,
    rules,
    site,
    span,
    terms,
)

HOUR_S = 3_600
TOLD = Ticket(at(3), at(3, "00:05"), None, None)


def repair_of(
    hours: int,
    one: SiteFacts | None = None,
    *,
    told: Ticket = TOLD,
    blind: Interval | None = None,
    excuse: Exclusion | None = None,
    ruleset: RuleSet | None = None,
) -> Repair:
    """Return the one repair of an outage that begins as day 3 does."""
    facts = month_of(
        one,
        [down(at(3), hours * HOUR_S)],
        tickets=[told],
        blind=[blind] if blind else (),
        exclusions=[excuse] if excuse else (),
    )
    (found,) = judge(facts, ruleset).repairs
    return found


def test_time_nobody_saw_is_not_charged() -> None:
    """Down 30 h, seen for one of them: 55 minutes from the ticket are charged."""
    found = repair_of(30, blind=span(at(3, "01:00"), 29 * HOUR_S))

    assert (found.service_s, found.contract_s) == (30 * HOUR_S, 30 * HOUR_S - 300)
    assert (found.charged_s, found.late_h) == (3_300, 0)


def test_excluded_time_is_not_charged() -> None:
    """Four days down, of which force majeure lets off all but 26 h: 2 h late."""
    found = repair_of(
        96,
        told=Ticket(at(3), at(3), None, None),
        excuse=excluded(at(4, "02:00"), 70 * HOUR_S),
    )

    assert (found.contract_s, found.charged_s) == (96 * HOUR_S, 26 * HOUR_S)
    assert found.late_h == 2


def test_time_both_unseen_and_excluded_is_taken_off_once() -> None:
    """30 h less 01:00-05:00: 26 h."""
    found = repair_of(
        30,
        told=Ticket(at(3), at(3), None, None),
        blind=span(at(3, "01:00"), 3 * HOUR_S),
        excuse=excluded(at(3, "02:00"), 3 * HOUR_S),
    )

    assert (found.charged_s, found.late_h) == (26 * HOUR_S, 2)


def test_time_before_the_acceptance_is_not_charged() -> None:
    """Accepted ten minutes before the end of five days."""
    late = site(commissioned_at=at(7, "23:50"))
    found = repair_of(120, late)

    assert (found.service_s, found.charged_s) == (120 * HOUR_S, 600)
    assert found.late_h == 0


def test_time_out_of_service_hours_is_not_charged() -> None:
    """Five days from Tuesday, 3 November 2026, 8 h each on four weekdays: 32 h."""
    hours = ServiceHours((1, 2, 3, 4, 5), time(8, 30), time(16, 30))
    found = repair_of(120, site(hours=hours), ruleset=rules(service_hours="register"))

    assert (found.charged_s, found.late_h) == (32 * HOUR_S, 8)


def test_the_clock_goes_on_over_the_month_s_begin() -> None:
    """From two days before the month until its second hour, less three hours unseen
    before it: 50 - 3 = 47 h, 23 h late."""
    begun = at(-1)
    facts = month_of(
        outages=[down(begun, 50 * HOUR_S)],
        tickets=[Ticket(begun, begun, None, None)],
        gaps=[span(at(0), 3 * HOUR_S)],
    )
    (found,) = judge(facts).repairs

    assert (found.charged_s, found.late_h) == (47 * HOUR_S, 23)


def test_what_is_charged_makes_the_penalty() -> None:
    """26 h charged of 30: 2 h at ten baht."""
    facts = month_of(
        terms(availability_target_ratio=None),
        [down(at(3), 30 * HOUR_S)],
        tickets=[Ticket(at(3), at(3), None, None)],
        exclusions=[excluded(at(3), 4 * HOUR_S)],
    )
    found = judge(facts, rules(availability_target_pct=1)).penalty

    assert found is not None
    assert (found.late_h, str(found.repair_baht)) == (2, "20.00")


@pytest.mark.parametrize(
    ("restored", "contract_h", "is_contradicted"),
    [
        (at(3, "01:00"), 48, True),  # seen down for 47 h after it
        (at(4, "19:59:59"), 48, True),  # seen down for a second after it
        (at(4, "20:00"), 44, False),  # nobody looked from then on
        (at(4, "22:00"), 46, False),
        (at(5), 48, False),
        (at(5, "01:00"), 48, False),
        (at(5, "01:00:01"), 48, True),
        (at(21), 48, True),
    ],
)
def test_the_watch_says_when_the_line_was_back(
    restored: datetime, contract_h: int, is_contradicted: bool
) -> None:
    """Down 48 h until day 5; nobody looked in its last four hours."""
    found = repair_of(
        48,
        told=Ticket(at(3), at(3), None, restored),
        blind=span(at(4, "20:00"), 4 * HOUR_S),
    )

    assert found.restored_at == restored
    assert found.contract_s == contract_h * HOUR_S
    assert found.is_contradicted is is_contradicted
    assert (found.charged_s, found.late_h) == (44 * HOUR_S, 20)
