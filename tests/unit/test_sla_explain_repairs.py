"""What `netmon sla explain` prints of repairs, in Thai time."""

from __future__ import annotations

from netmon.cli.sla_explain import explain_lines
from netmon.sla.desk import SiteMonth
from netmon.sla.explain import explain
from netmon.sla.facts import Down, Ticket
from tests.sla_months import SITE, at, default_rules, down, excluded, month_of, terms

HOUR_S = 3_600


def lines_of(rows: list[Down], told: list[Ticket]) -> list[str]:
    excuse = [excluded(at(3, "01:00"), 4 * HOUR_S)]
    facts = month_of(terms(), rows, tickets=told, exclusions=excuse)
    found = explain(facts, SITE, default_rules())
    return list(explain_lines(SiteMonth(found, None, None, {})))


def test_each_repair_stands_with_all_that_made_it_late() -> None:
    """30 h from the sending, of which 4 h are excluded: 26 h, 2 h beyond the term."""
    told = Ticket(at(3), at(3), at(3, "09:00"), at(3, "10:00"))
    (line,) = [
        each
        for each in lines_of([down(at(3), 30 * HOUR_S)], [told])
        if each.startswith("repair:")
    ]

    assert line == (
        "repair: outage 2026-11-03 00:00:00 - 2026-11-04 06:00:00, 30:00:00; sent "
        "2026-11-03 00:00:00, on site 2026-11-03 09:00:00, restored 2026-11-03 "
        "10:00:00, against what the watch saw: not counted; by the contract's clock "
        "30:00:00, charged of it (in service, observed, not excluded) 26:00:00, term "
        "24 h, late 2 h"
    )


def test_without_a_ticket_the_clock_never_began() -> None:
    found = lines_of([down(at(9), HOUR_S)], [])

    assert (
        "repair: outage 2026-11-09 00:00:00 - 2026-11-09 01:00:00, 1:00:00; sent -, "
        "on site -, restored -; the contract's clock never began"
    ) in found


def test_of_an_outage_past_the_end_no_more_is_said_than_is_known() -> None:
    found = lines_of([down(at(30, "23:00"), 2 * HOUR_S)], [])

    assert (
        "an outage since 2026-11-30 23:00:00 lasted past the end of these figures"
    ) in found


def test_a_cut_outage_says_so() -> None:
    found = lines_of([down(at(9), HOUR_S, is_cut=True)], [])

    assert any("cut: the site left the register, no repair" in line for line in found)
    assert not any(line.startswith("repair:") for line in found)
