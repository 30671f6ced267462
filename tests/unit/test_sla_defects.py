"""Defects other systems had with availability, each as a month worked out by hand.

The links stand in docs/sla.md, in this order.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from netmon.core.months import Month
from netmon.sla import figures as ratios
from netmon.sla.answer import to_site_answer
from netmon.sla.evaluate import evaluate
from netmon.sla.facts import ExclusionStatus, MonthFacts
from netmon.sla.figures import Reason, Seconds, SiteFigures, Verdict
from netmon.sla.groups import Label, combine
from netmon.sla.scenario import read_scenario
from tests.sla_months import (
    NOVEMBER_S,
    SITE,
    at,
    default_rules,
    down,
    excluded,
    judge,
    month_of,
    rules,
    site,
    span,
)

HOUR_S, DAY_S = 3_600, 86_400


def shares(found: SiteFigures) -> tuple[str | None, ...]:
    spent = found.seconds
    return (
        ratios.availability(spent),
        ratios.availability_low(spent),
        ratios.availability_high(spent),
        ratios.coverage(spent),
    )


def test_icinga_core_1193_no_outage_is_longer_than_the_month_nor_negative() -> None:
    """`CRITICAL 1158050441d`, and negative percentages."""
    since_1970 = down(datetime(1970, 1, 1, tzinfo=UTC), None)
    ends_before_it_begins = down(at(9), -1_158_050_441)

    forever = judge(month_of(outages=[since_1970]))
    backwards = judge(month_of(outages=[ends_before_it_begins]))

    assert forever.seconds == Seconds(0, NOVEMBER_S, 0, 0)
    assert shares(forever) == (
        "0.000000000",
        "0.000000000",
        "0.000000000",
        "1.000000000",
    )
    assert backwards.seconds == Seconds(NOVEMBER_S, 0, 0, 0)


def test_icinga_reports_59_an_outage_that_outlasts_its_maintenance_is_split() -> None:
    """Maintenance 10:00 - 12:00, down 11:00 - 15:00: 2 h excluded, 3 h down.

    Of 718 h that are left 715 were up: 99.58 %.
    """
    found = judge(
        month_of(
            outages=[down(at(10, "11:00"), 4 * HOUR_S)],
            exclusions=[excluded(at(10, "10:00"), 2 * HOUR_S)],
        )
    )

    assert found.seconds == Seconds(715 * HOUR_S, 3 * HOUR_S, 0, 2 * HOUR_S)
    assert ratios.availability(found.seconds) == "0.995821727"


def test_idoreports_48_a_site_has_the_same_figure_alone_and_in_a_group() -> None:
    """22 h 19 min 12 s down of 30 days are 96.9 %, in a group of one as well."""
    found = judge(month_of(outages=[down(at(3), 80_352)]))

    alone = ratios.availability(found.seconds)
    group = combine(Label("10", "", ""), [found])

    assert alone == ratios.availability(group.seconds) == "0.969000000"
    assert group.verdicts[Verdict.NON_COMPLIANT] == 1


def test_idoreports_3_a_maintenance_that_lasts_counts_already() -> None:
    """At noon of the tenth, in a maintenance from 09:00 until 15:00: 3 h of it."""
    found = judge(
        month_of(
            outages=[down(at(10, "09:00"), None)],
            exclusions=[excluded(at(10, "09:00"), 6 * HOUR_S)],
            until=at(10, "12:00"),
        )
    )

    assert found.seconds == Seconds(9 * DAY_S + 9 * HOUR_S, 0, 0, 3 * HOUR_S)
    assert found.verdict is Verdict.COMPLIANT


def test_icingadb_834_a_site_made_in_mid_month_has_its_own_denominator() -> None:
    """From the 16th: 15 days of 1,296,000 s; 12,960 s down are 1 % of these."""
    new = site(commissioned_at=at(16))
    found = judge(month_of(new, [down(at(20), 12_960)]))

    assert found.seconds.window_s == 1_296_000
    assert ratios.availability(found.seconds) == "0.990000000"


def test_icingadb_sla_ok_no_history_is_not_100_percent() -> None:
    """Nobody looked all month: the journals say so, and no state is made up."""
    found = judge(month_of(gaps=[span(at(1), NOVEMBER_S)]))

    assert shares(found)[0] is None
    assert (found.verdict, found.reason) == (
        Verdict.INSUFFICIENT,
        Reason.LOW_COVERAGE,
    )


def test_icingadb_sla_ok_a_problem_within_downtime_leaves_the_denominator() -> None:
    """A day excluded with the line down: S = 29 days, all of it up, not 30."""
    found = judge(
        month_of(outages=[down(at(5), DAY_S)], exclusions=[excluded(at(5), DAY_S)])
    )

    assert found.seconds == Seconds(29 * DAY_S, 0, 0, DAY_S)
    assert found.seconds.judged_s == 2_505_600


def test_icingadb_sla_ok_no_time_at_all_divides_by_nothing() -> None:
    excluded_all = judge(month_of(exclusions=[excluded(at(1), NOVEMBER_S)]))
    never = judge(month_of(site(commissioned_at=None)))

    assert shares(excluded_all) == shares(never) == (None, None, None, None)


def test_uptime_kuma_2401_1644_our_own_outage_is_neither_up_nor_down() -> None:
    """A poller blind for 4 h: A stays 100 %, its bounds 99.444 and 100 %."""
    found = judge(month_of(blind=[span(at(5), 4 * HOUR_S)]))

    assert shares(found) == (
        "1.000000000",
        "0.994444444",
        "1.000000000",
        "0.994444444",
    )


def test_uptime_kuma_688_5401_what_shows_no_outage_lowers_nothing() -> None:
    """A hundred blips of 59 s: listed, and 100 %, not 99.77 %."""
    step = timedelta(hours=7)
    blips = [down(at(1, "01:00") + step * number, 59) for number in range(100)]

    found = judge(month_of(outages=blips))

    assert len(found.blips) == 100
    assert shares(found)[0] == "1.000000000"


def test_uptime_kuma_4549_a_pause_is_not_counted_as_down() -> None:
    """Half the month paused by approval: S is the other half, and all of it up."""
    found = judge(month_of(exclusions=[excluded(at(1), NOVEMBER_S // 2)]))

    assert shares(found)[0] == "1.000000000"
    assert found.seconds.judged_s == 1_296_000


def test_uptime_kuma_919_kuvasz_235_seconds_weigh_not_looks() -> None:
    """20 s down in the first hour are 20 / 3,600, however many rows tell of it."""
    whole = [down(at(1, "00:10"), 20)]
    in_pieces = [
        down(at(1, "00:10") + timedelta(seconds=each), 1) for each in range(20)
    ]
    strict = rules(blip_max_s=0, min_service_days=0)

    for rows in (whole, in_pieces):
        found = judge(month_of(outages=rows, until=at(1, "01:00")), strict)
        assert ratios.availability(found.seconds) == "0.994444444"


def test_fzaninotto_uptime_367_an_hour_over_noon_or_midnight_is_an_hour() -> None:
    rows = (
        ("2026-11-05T23:30:00Z", "2026-11-06T00:30:00Z"),
        (
            "2026-11-09T12:30:00+07:00",
            "2026-11-09T13:30:00+07:00",
        ),
    )
    journal = ",".join(
        f'{{"site":"A","service":"link","state":"down","start":"{start}","end":"{end}"}}'
        for start, end in rows
    )
    body = (
        '{"month":"2026-11","sites":[{"code":"A","contract":null,'
        f'"commissioned_at":"2026-01-01T00:00:00Z"}}],"journal":[{journal}]}}'
    )

    found = judge(read_scenario(body.encode()))

    assert [each.service_s for each in found.repairs] == [HOUR_S, HOUR_S]
    assert found.repairs[1].span.start == at(9, "12:30")


def test_librenms_15634_no_clock_makes_58_years_of_a_month() -> None:
    """Until the 7th, 07:00, and from 1968 on: 6 days and 7 hours of November.

    A device's clock is evidence beside an outage and never its length. How it wraps
    is tested in test_rates_clock.py, how it is read in test_service_power.py.
    """
    row = down(datetime(1968, 11, 21, tzinfo=UTC), 58 * 365 * DAY_S)
    found = judge(month_of(outages=[row]))

    assert row.end == at(7, "07:00")
    assert found.seconds.down_s == 6 * DAY_S + 7 * HOUR_S
    assert found.seconds.window_s == NOVEMBER_S


def test_librenms_11784_a_month_is_the_calendar_s_not_the_last_30_days() -> None:
    """Down on 31 October: November does not know of it, whenever it is asked."""
    rows = [down(at(31, month=Month(2026, 10)), DAY_S)]

    for day in (8, 15, 31):
        found = judge(month_of(outages=rows, until=at(day)))
        assert found.seconds == Seconds((day - 1) * DAY_S, 0, 0, 0)


def test_librenms_12218_approved_maintenance_always_counts() -> None:
    """There is no switch: approved is excluded, and nothing else is."""
    facts = month_of(
        outages=[down(at(5), HOUR_S)],
        exclusions=[excluded(at(5), HOUR_S), excluded(at(9), HOUR_S, ASKED)],
    )

    assert judge(facts).seconds == Seconds(NOVEMBER_S - HOUR_S, 0, 0, HOUR_S)


ASKED = ExclusionStatus.REQUESTED


def test_zabbix_getsli_there_is_a_column_for_what_is_not_known() -> None:
    """An hour of each: the columns sum up, and their names are fixed."""
    found = judge(
        month_of(
            outages=[down(at(3), HOUR_S)],
            gaps=[span(at(4), HOUR_S)],
            exclusions=[excluded(at(5), HOUR_S)],
        )
    )

    answer = to_site_answer(found)
    parts = [answer[key] for key in ("up_s", "down_s", "not_observed_s", "excluded_s")]
    assert parts == [NOVEMBER_S - 3 * HOUR_S, HOUR_S, HOUR_S, HOUR_S]
    assert sum(parts) == answer["window_s"]


@pytest.mark.parametrize("count", [101, 150])
def test_zabbix_getsli_no_number_of_sites_is_too_many(count: int) -> None:
    one = site()
    sites = [replace(one, code=f"{SITE}-{number:03}") for number in range(count)]
    facts = MonthFacts(month_of().month, at(31), sites)

    assert len(evaluate(facts, default_rules())) == count


def test_zabbix_sla_object_verdicts_have_one_spelling() -> None:
    assert [each.value for each in Verdict] == [
        "compliant",
        "non-compliant",
        "insufficient",
        "not-in-service",
    ]
    assert [each.value for each in Reason] == [
        "short-service",
        "all-excluded",
        "low-coverage",
    ]
