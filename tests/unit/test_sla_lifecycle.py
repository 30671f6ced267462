"""When one version of a month takes objections, and when it may become final."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from netmon.core.clock import THAI_TIME
from netmon.core.intervals import Interval
from netmon.core.months import Month
from netmon.sla.statements.lifecycle import NotNow, Waiting, check_final, to_calendar
from netmon.sla.statements.statement_rows import Unanswered, Version
from tests.sla_months import default_rules

RULES = default_rules().rules
OCTOBER = Month(2026, 10)
VERSION = Version(
    OCTOBER,
    1,
    "r",
    "",
    "",
    "",
    datetime(2026, 11, 5, tzinfo=THAI_TIME),
    "",
    "",
    None,
    "",
)


def thai(day: int, hour: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=THAI_TIME)


def test_frozen_on_its_day_or_before_it_is_told_the_days_are_those_of_the_rules() -> (
    None
):
    for made_at in (None, thai(5), thai(5, 23)):
        found = to_calendar(OCTOBER, RULES, made_at)
        assert found.objections_until == thai(16)
        assert found.final_from == thai(20)


@pytest.mark.parametrize(
    ("made_at", "until", "final_from"),
    [
        (thai(6, 1), thai(17), thai(20)),
        (thai(12, 9), thai(23), thai(23)),
        (thai(20, 23), thai(1, month=12), thai(1, month=12)),
    ],
)
def test_a_version_made_late_leaves_as_many_days_for_objections(
    made_at: datetime, until: datetime, final_from: datetime
) -> None:
    """Ten days after that of the version, as from 5 to 15, and to their end."""
    found = to_calendar(OCTOBER, RULES, made_at)

    assert (found.objections_until, found.final_from) == (until, final_from)
    late = replace(VERSION, made_at=made_at)
    with pytest.raises(NotNow, match="can become final from"):
        check_final(late, final_from - timedelta(seconds=1), RULES, Waiting())
    check_final(late, final_from, RULES, Waiting())


def test_no_month_is_final_while_a_request_that_touches_it_waits() -> None:
    asked = [
        Interval(thai(30, month=9), thai(2, month=10)),
        Interval(thai(31, 23, month=10), thai(1, 1)),
        Interval(thai(1), thai(2)),
    ]
    unanswered = Unanswered({}, asked)

    assert unanswered.of(OCTOBER) == Waiting(0, 2)
    assert not unanswered.of(Month(2026, 12))
    with pytest.raises(NotNow, match="wait for a decision: 2") as refused:
        check_final(VERSION, thai(25), RULES, unanswered.of(OCTOBER))
    assert "2 รายการ" in refused.value.message_th
