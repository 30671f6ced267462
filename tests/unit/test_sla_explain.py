"""Every interval of a month, what it counts as, and why."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from netmon.core.errors import NotFound
from netmon.core.intervals import Interval
from netmon.core.model import SiteCode
from netmon.sla.explain import Because, Explanation, Piece, explain
from netmon.sla.facts import ExclusionStatus, ExclusionType
from netmon.sla.figures import Seconds, TimeClass
from tests.sla_months import (
    NOVEMBER_S,
    SITE,
    at,
    default_rules,
    down,
    excluded,
    month_of,
    rules,
    site,
    span,
)

HOUR_S = 3_600
UP, DOWN = TimeClass.UP, TimeClass.DOWN
UNSEEN, EXCLUDED = TimeClass.NOT_OBSERVED, TimeClass.EXCLUDED


def told(found: Explanation) -> list[tuple[datetime, TimeClass, list[Because]]]:
    return [
        (each.span.start, each.counts_as, [cause.because for cause in each.causes])
        for each in found.pieces
    ]


def test_a_month_without_events_is_one_piece() -> None:
    found = explain(month_of(), SITE, default_rules())

    assert found.pieces == (Piece(Interval(at(1), at(31)), UP, ()),)
    assert found.seconds == Seconds(up_s=NOVEMBER_S)


def test_each_piece_names_all_that_is_said_of_it_and_first_what_decides() -> None:
    """Down 10-14, nobody looked 11-13, excluded 12-15: an hour of each, then up."""
    facts = month_of(
        outages=[down(at(5, "10:00"), 4 * HOUR_S)],
        gaps=[span(at(5, "11:00"), 2 * HOUR_S)],
        exclusions=[excluded(at(5, "12:00"), 3 * HOUR_S)],
    )

    found = explain(facts, SITE, default_rules())

    assert told(found) == [
        (at(1), UP, []),
        (at(5, "10:00"), DOWN, [Because.OUTAGE]),
        (at(5, "11:00"), UNSEEN, [Because.SITE_GAP, Because.OUTAGE]),
        (
            at(5, "12:00"),
            EXCLUDED,
            [Because.EXCLUSION, Because.SITE_GAP, Because.OUTAGE],
        ),
        (at(5, "13:00"), EXCLUDED, [Because.EXCLUSION, Because.OUTAGE]),
        (at(5, "14:00"), EXCLUDED, [Because.EXCLUSION]),
        (at(5, "15:00"), UP, []),
    ]
    assert found.seconds == found.figures.seconds
    assert found.seconds == Seconds(NOVEMBER_S - 5 * HOUR_S, HOUR_S, HOUR_S, 10_800)
    assert found.pieces[3].causes[0].kind is ExclusionType.MAINTENANCE


def test_an_outage_is_told_whole_with_the_rows_it_was_made_of() -> None:
    """Two rows that overlap from 31 October on are one outage of 3 h."""
    start = at(1) - timedelta(hours=1)
    rows = [down(at(1), 2 * HOUR_S), down(start, HOUR_S + 60)]

    found = explain(month_of(outages=rows), SITE, default_rules())

    first = found.pieces[0]
    (cause,) = first.causes
    assert first.span == Interval(at(1), at(1, "02:00"))
    assert (cause.start, cause.end) == (start, at(1, "02:00"))
    assert cause.rows == (rows[1], rows[0])
    assert first.length_s == 2 * HOUR_S


def test_a_blip_is_a_piece_that_counts_as_up() -> None:
    found = explain(month_of(outages=[down(at(5), 59)]), SITE, default_rules())

    assert told(found)[1] == (at(5), UP, [Because.BLIP])
    assert found.pieces[1].length_s == 59
    assert found.seconds.up_s == NOVEMBER_S


def test_an_outage_that_lasts_has_no_end() -> None:
    facts = month_of(outages=[down(at(9), None)], until=at(10))
    found = explain(facts, SITE, default_rules())

    (cause,) = found.pieces[-1].causes
    assert (cause.start, cause.end) == (at(9), None)
    assert found.pieces[-1].span == Interval(at(9), at(10))


def test_our_own_gap_is_told_from_the_site_s() -> None:
    facts = month_of(blind=[span(at(5), 60)], gaps=[span(at(5, "00:01"), 60)])
    found = explain(facts, SITE, default_rules())

    assert told(found)[1:3] == [
        (at(5), UNSEEN, [Because.POLLER_GAP]),
        (at(5, "00:01"), UNSEEN, [Because.SITE_GAP]),
    ]


def test_what_was_asked_and_not_approved_is_told_and_not_counted() -> None:
    asked = [
        excluded(at(5), HOUR_S, ExclusionStatus.REQUESTED),
        excluded(at(6), HOUR_S, ExclusionStatus.REJECTED),
        excluded(at(7), HOUR_S),
    ]
    found = explain(month_of(exclusions=asked), SITE, default_rules())

    assert found.not_counted == tuple(asked[:2])
    assert found.seconds.excluded_s == HOUR_S


def test_what_lies_outside_the_window_is_no_piece() -> None:
    """Service of two days with two hours down: before, within, after."""
    two_days = site(commissioned_at=at(10), decommissioned_at=at(12))
    rows = [down(at(each), HOUR_S) for each in (9, 11, 13)]
    found = explain(month_of(two_days, rows), SITE, default_rules())

    assert [each.span.start for each in found.pieces] == [
        at(10),
        at(11),
        at(11, "01:00"),
    ]
    assert found.window == (Interval(at(10), at(12)),)


def test_a_site_not_in_service_has_nothing_to_explain() -> None:
    found = explain(month_of(site(commissioned_at=None)), SITE, default_rules())

    assert (found.pieces, found.window, found.seconds) == ((), (), Seconds())


def test_the_rules_are_those_of_the_site_s_contract() -> None:
    mine = site(contract="C-1")
    ruleset = rules(contracts={"C-1": {"blip_max_s": 0}})
    found = explain(month_of(mine, [down(at(5), 59)]), SITE, ruleset)

    assert found.rules.blip_max_s == 0
    assert found.seconds.down_s == 59


def test_a_site_nobody_knows_is_refused() -> None:
    with pytest.raises(NotFound, match="no site is called 'XX'"):
        explain(month_of(), SiteCode("XX"), default_rules())
