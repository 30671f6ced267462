"""Incidents, repair times and blips: each booked once, whole, in the month it ended."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from netmon.core.intervals import Interval
from netmon.core.months import Month
from netmon.sla.facts import Down, Ticket
from tests.sla_months import (
    NOVEMBER,
    NOVEMBER_S,
    at,
    down,
    excluded,
    judge,
    month_of,
    rules,
    site,
    span,
)

OCTOBER, DECEMBER = Month(2026, 10), Month(2026, 12)
HOUR_S = 3_600


def ticket(
    outage: datetime,
    sent: datetime | None = None,
    on_site: datetime | None = None,
    restored: datetime | None = None,
) -> Ticket:
    return Ticket(outage, sent, on_site, restored)


def test_mean_times_are_rounded_down_and_mtbf_is_up_time_for_each_incident() -> None:
    """100 + 101 + 102 s down: mean 101; up 2,592,000 - 303 = 2,591,697 / 3."""
    rows = [down(at(day), 97 + day) for day in (3, 4, 5)]

    found = judge(month_of(outages=rows))

    assert len(found.repairs) == 3
    assert found.mttr_s == 101
    assert found.mtbf_s == 863_899


def test_rounding_of_mean_times_is_down() -> None:
    found = judge(month_of(outages=[down(at(3), 100), down(at(4), 101)]))

    assert found.mttr_s == 100  # 100.5
    assert found.mtbf_s == (NOVEMBER_S - 201) // 2 == 1_295_899  # .5


def test_without_incidents_there_is_no_mean_time() -> None:
    found = judge(month_of())

    assert (found.mttr_s, found.mtbf_s, found.repairs) == (None, None, ())


def test_an_outage_over_a_month_s_end_counts_in_both_and_is_booked_in_one() -> None:
    """From 31 October 22:00 until 1 November 03:00: 2 h and 3 h down, 5 h to repair."""
    row = [down(at(31, "22:00", OCTOBER), 5 * HOUR_S)]

    before = judge(month_of(outages=row, month=OCTOBER))
    after = judge(month_of(outages=row))

    assert (before.seconds.down_s, after.seconds.down_s) == (2 * HOUR_S, 3 * HOUR_S)
    assert (before.repairs, before.open_since) == ((), row[0].start)
    assert [each.service_s for each in after.repairs] == [5 * HOUR_S]
    assert after.open_since is None


def test_an_outage_that_ends_with_the_month_belongs_to_the_next() -> None:
    row = [down(at(30, "23:00"), HOUR_S)]

    november = judge(month_of(outages=row))
    assert (november.repairs, november.open_since) == ((), row[0].start)
    december = judge(month_of(outages=row, month=DECEMBER))
    assert len(december.repairs) == 1
    assert december.seconds.down_s == 0


def test_one_that_ends_as_the_month_begins_is_booked_in_it() -> None:
    found = judge(month_of(outages=[down(at(31, "23:00", OCTOBER), HOUR_S)]))

    assert [each.service_s for each in found.repairs] == [HOUR_S]
    assert found.seconds.down_s == 0


def test_an_outage_that_lasts_through_the_month_is_no_incident_of_it() -> None:
    row = [down(at(1, month=OCTOBER), 90 * 86_400)]
    found = judge(month_of(outages=row))

    assert found.seconds.down_s == NOVEMBER_S
    assert found.repairs == ()
    assert found.open_since == row[0].start
    assert found.mttr_s is None


def test_repair_time_is_not_shortened_by_exclusions_nor_by_blindness() -> None:
    found = judge(
        month_of(
            outages=[down(at(3), 4 * HOUR_S)],
            exclusions=[excluded(at(3), 2 * HOUR_S)],
            blind=[span(at(3, "02:00"), HOUR_S)],
        )
    )

    assert found.seconds.down_s == HOUR_S
    assert found.mttr_s == 4 * HOUR_S


def test_outages_of_a_time_the_site_was_not_in_service_are_not_booked() -> None:
    new = site(commissioned_at=at(11), decommissioned_at=at(21))
    rows = [down(at(9), HOUR_S), down(at(25), HOUR_S)]
    touching = [down(at(10, "23:00"), HOUR_S), down(at(21), HOUR_S)]

    assert judge(month_of(new, [*rows, *touching])).repairs == ()


def test_one_that_reaches_into_service_is_booked_whole() -> None:
    new = site(commissioned_at=at(11))
    found = judge(month_of(new, [down(at(10, "23:00"), HOUR_S + 1)]))

    assert [each.service_s for each in found.repairs] == [HOUR_S + 1]
    assert found.seconds.down_s == 1


def test_outages_that_overlap_or_touch_are_one() -> None:
    rows = [
        down(at(3, "00:00"), HOUR_S),
        down(at(3, "00:30"), HOUR_S),
        down(at(3, "01:30"), HOUR_S),  # touches
        down(at(3, "00:10"), 60),  # within
        down(at(3, "02:30:01"), 60),  # a second later: another
    ]

    found = judge(month_of(outages=rows))

    assert [each.service_s for each in found.repairs] == [9_000, 60]
    assert found.seconds.down_s == 9_060


@pytest.mark.parametrize(("length_s", "blips"), [(59, 1), (60, 0), (61, 0)])
def test_a_blip_is_strictly_shorter_than_a_minute(length_s: int, blips: int) -> None:
    found = judge(month_of(outages=[down(at(3), length_s)]))

    assert len(found.blips) == blips
    assert len(found.repairs) == 1 - blips
    assert found.seconds.down_s == (0 if blips else length_s)


def test_what_counts_as_a_blip_stands_in_the_rules() -> None:
    facts = month_of(outages=[down(at(3), 59), down(at(4), 299)])

    assert len(judge(facts, rules(blip_max_s=0)).repairs) == 2
    assert len(judge(facts, rules(blip_max_s=300)).blips) == 2


def test_a_blip_is_told_before_the_month_cuts_it() -> None:
    """50 s on either side of the month's end are an outage of 100 s."""
    row = [down(at(30, "23:59:10"), 100)]

    assert judge(month_of(outages=row)).seconds.down_s == 50
    assert judge(month_of(outages=row, month=DECEMBER)).seconds.down_s == 50


def test_a_blip_over_the_month_s_end_is_booked_where_it_ended() -> None:
    row = [down(at(30, "23:59:40"), 40)]
    here = judge(month_of(outages=row))
    there = judge(month_of(outages=row, month=DECEMBER))

    assert (here.blips, here.open_since, here.seconds.down_s) == ((), None, 0)
    assert there.blips == (span(at(30, "23:59:40"), 40),)


def test_two_blips_that_touch_are_an_outage() -> None:
    rows = [down(at(3), 40), down(at(3, "00:00:40"), 40)]
    found = judge(month_of(outages=rows))

    assert (len(found.blips), len(found.repairs)) == (0, 1)
    assert found.seconds.down_s == 80


def test_an_outage_that_lasts_is_no_blip_however_new() -> None:
    found = judge(month_of(outages=[down(at(10), None)], until=at(10, "00:00:05")))

    assert found.seconds.down_s == 5
    assert (found.blips, found.open_since) == ((), at(10))


def test_one_that_lasts_swallows_what_follows() -> None:
    rows = [down(at(29), None), down(at(30), 30), down(at(28, "23:59:30"), 30)]
    found = judge(month_of(outages=rows))

    assert found.seconds.down_s == 2 * 86_400 + 30
    assert (found.blips, found.repairs) == ((), ())
    assert found.open_since == at(28, "23:59:30")


@pytest.mark.parametrize("length_s", [0, -3_600])
def test_a_row_that_does_not_end_after_it_began_says_nothing(length_s: int) -> None:
    found = judge(month_of(outages=[down(at(3), length_s), down(at(3), 120)]))

    assert [each.service_s for each in found.repairs] == [120]


def test_what_begins_after_the_end_of_figures_is_not_known_yet() -> None:
    rows = [down(at(12), HOUR_S), down(at(9), 3 * 86_400)]
    found = judge(month_of(outages=rows, until=at(11)))

    assert found.seconds.down_s == 2 * 86_400
    assert found.repairs == ()
    assert found.open_since == at(9)


def test_an_outage_that_ended_just_now_is_repaired() -> None:
    found = judge(month_of(outages=[down(at(9), HOUR_S)], until=at(9, "01:00")))

    assert len(found.repairs) == 1
    assert found.open_since is None


def test_the_contract_s_clock_begins_when_the_ticket_is_sent() -> None:
    """Down 00:00 to 26:00, ticket 01:30: 24 h 30 min, half an hour late: one hour."""
    told = ticket(at(3), sent=at(3, "01:30"), on_site=at(3, "09:00"))
    (found,) = judge(
        month_of(outages=[down(at(3), 26 * HOUR_S)], tickets=[told])
    ).repairs

    assert found.service_s == 26 * HOUR_S
    assert found.contract_s == 88_200
    assert (found.target_h, found.late_h) == (24, 1)
    assert found.on_site_at == at(3, "09:00")


@pytest.mark.parametrize(
    ("contract_s", "late_h"),
    [(86_400, 0), (86_401, 1), (90_000, 1), (90_001, 2), (0, 0)],
)
def test_a_begun_hour_beyond_the_term_is_a_late_hour(
    contract_s: int, late_h: int
) -> None:
    told = ticket(at(3), sent=at(5) - timedelta(seconds=contract_s))
    row = down(at(3), 48 * HOUR_S)
    (found,) = judge(month_of(outages=[row], tickets=[told])).repairs

    assert (found.contract_s, found.late_h) == (contract_s, late_h)


def test_the_term_of_the_contract_wins() -> None:
    quick = site(repair_target_h=4)
    told = ticket(at(3), sent=at(3))
    facts = month_of(quick, [down(at(3), 5 * HOUR_S)], tickets=[told])

    assert judge(facts).repairs[0].late_h == 1


def test_without_a_ticket_nothing_is_late() -> None:
    (found,) = judge(month_of(outages=[down(at(3), 99 * HOUR_S)])).repairs

    assert (found.contract_s, found.late_h) == (None, None)


def test_a_rule_may_let_the_clock_begin_with_the_outage() -> None:
    by_outage = rules(ttr_clock_start="outage_start")
    facts = month_of(outages=[down(at(3), 26 * HOUR_S)])
    (found,) = judge(facts, by_outage).repairs

    assert (found.contract_s, found.late_h) == (26 * HOUR_S, 2)


def test_a_ticket_of_any_united_row_is_the_outage_s() -> None:
    rows: list[Down] = [down(at(3), HOUR_S), down(at(3, "00:30"), HOUR_S)]
    tickets = [
        ticket(at(3, "00:30"), sent=at(3, "00:40"), restored=at(3, "02:00")),
        ticket(at(3), sent=at(3, "00:20"), restored=at(3, "01:00")),
        ticket(at(9), sent=at(9)),  # of no outage of this month
    ]
    (found,) = judge(month_of(outages=rows, tickets=tickets)).repairs

    assert found.span == Interval(at(3), at(3, "01:30"))
    assert (found.sent_at, found.restored_at) == (at(3, "00:20"), at(3, "02:00"))
    assert found.contract_s == 4_200  # 00:20 until the watch saw it up, 01:30


def test_a_ticket_sent_after_the_repair_costs_no_time() -> None:
    told = ticket(at(3), sent=at(4))
    (found,) = judge(month_of(outages=[down(at(3), HOUR_S)], tickets=[told])).repairs

    assert (found.contract_s, found.late_h) == (0, 0)


def test_the_month_is_that_of_bangkok() -> None:
    assert NOVEMBER.span == span(at(1), NOVEMBER_S)
