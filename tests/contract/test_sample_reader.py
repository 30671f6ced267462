"""What any reader of samples answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from netmon.core.schema import MEASUREMENTS, Sample
from netmon.store.faults import QuestionRefused
from netmon.store.port import Aggregate, FleetQuestion, Point, RangeQuestion, Span
from tests.contract.conftest import NOW, Keep
from tests.samples import NOON, minutes, ping

pytestmark = pytest.mark.anyio
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
THREE_HOURS = Span(NOON - 2 * HOUR, NOON + HOUR)


async def test_the_newest_row_of_every_device_is_found(keep: Keep) -> None:
    old = [ping("A", NOW - 5 * MINUTE, 0.25), ping("B", NOW - 6 * MINUTE)]
    new = [ping("A", NOW - 2 * MINUTE, None), ping("A", NOW - MINUTE, device="ap")]
    reader = await keep(old, new)

    assert await reader.latest("ping") == [new[1], new[0], old[1]]
    assert await reader.latest("ping", ["B", "C"]) == [old[1]]
    assert await reader.latest("ping", []) == []
    assert await reader.latest("ping", within_s=90) == [new[1]]
    assert await reader.latest("wifi") == []


async def test_every_value_comes_back_as_it_was_given(keep: Keep) -> None:
    device = Sample("device", NOW - MINUTE, ("ก", "ก/r'1"), (8147070.25, *[None] * 7))
    state = Sample("site_state", NOW - MINUTE, ("A",), (4, True, None))
    reader = await keep([device, state])

    assert await reader.latest("device") == [device]
    assert await reader.latest("site_state") == [state]


async def test_rows_of_one_site_come_as_measured(keep: Keep) -> None:
    rows = minutes("A", NOON - HOUR, [0.5, 0.25, None])
    reader = await keep([*rows, ping("B", NOON - HOUR)])
    question = RangeQuestion("ping", ("rtt_avg_s",), THREE_HOURS, 0, site="A")

    assert await reader.range(question) == [
        Point(rows[0].at, (0.5,)),
        Point(rows[1].at, (0.25,)),
    ]


@pytest.mark.parametrize("step_s", [600, 3600])
@pytest.mark.parametrize(
    ("aggregate", "expected"),
    [
        (None, 0.5),
        (Aggregate.MEAN, 0.5),
        (Aggregate.MAX, 0.75),
        (Aggregate.MIN, 0.25),
        (Aggregate.SUM, 1.0),
        (Aggregate.COUNT, 2),
    ],
)
async def test_steps_are_made_as_asked(
    keep: Keep, step_s: int, aggregate: Aggregate | None, expected: float
) -> None:
    rows = minutes("A", NOON - HOUR, [0.25, None, 0.75])
    reader = await keep(rows, minutes("B", NOON - HOUR, [8.0]))
    question = RangeQuestion(
        "ping", ("rtt_avg_s",), THREE_HOURS, step_s, "A", aggregate=aggregate
    )

    assert await reader.range(question) == [Point(NOON - HOUR, (expected,))]


async def test_all_sites_together_weigh_by_their_rows(keep: Keep) -> None:
    start = NOON - HOUR
    reader = await keep(minutes("A", start, [0.25] * 3), minutes("B", start, [1.25]))
    question = RangeQuestion("ping", ("rtt_avg_s", "sent_count"), THREE_HOURS, 3600)

    assert await reader.range(question) == [Point(start, (0.5, 12))]


async def test_a_day_is_a_thai_day(keep: Keep) -> None:
    midnight = datetime(2026, 11, 19, 17, tzinfo=UTC)
    reader = await keep([ping("A", midnight - MINUTE, 0.25), ping("A", midnight, 0.5)])
    span = Span(midnight - 24 * HOUR, midnight + 24 * HOUR)
    question = RangeQuestion("ping", ("rtt_avg_s",), span, 86_400, "A")

    assert await reader.range(question) == [
        Point(midnight - 24 * HOUR, (0.25,)),
        Point(midnight, (0.5,)),
    ]


async def test_days_are_whole_cut_or_late_and_every_row_is_in_one(keep: Keep) -> None:
    midnight = datetime(2026, 11, 19, 17, tzinfo=UTC)
    hours = [midnight + number * HOUR for number in range(-72, 12)]
    late = [ping("A", midnight - 30 * HOUR + MINUTE, 1.0)]
    reader = await keep([ping("A", hour, 0.5) for hour in hours], late)
    span = Span(midnight - 60 * HOUR - 30 * MINUTE, midnight + 6 * HOUR)
    question = RangeQuestion("ping", ("sent_count", "rtt_max_s"), span, 86_400)

    assert await reader.range(question) == [
        Point(midnight - 72 * HOUR, (36, 0.5)),
        Point(midnight - 48 * HOUR, (75, 1.0)),
        Point(midnight - 24 * HOUR, (72, 0.5)),
        Point(midnight, (18, 0.5)),
    ]


async def test_a_span_cuts_hours_and_leaves_its_end_out(keep: Keep) -> None:
    reader = await keep(minutes("A", NOON - HOUR, [1.0] * 90))
    span = Span(NOON - HOUR + 30 * MINUTE, NOON + 15 * MINUTE)
    question = RangeQuestion("ping", ("sent_count",), span, 3600, "A")

    assert await reader.range(question) == [
        Point(NOON - HOUR, (90,)),
        Point(NOON, (45,)),
    ]


async def test_the_row_written_last_stands(keep: Keep) -> None:
    first = minutes("A", NOON - HOUR, [0.25, 0.5])
    reader = await keep(first, [ping("A", NOON - HOUR, 0.75)], first[1:])
    question = RangeQuestion("ping", ("rtt_avg_s", "sent_count"), THREE_HOURS, 3600)

    assert await reader.range(question) == [Point(NOON - HOUR, (0.625, 6))]


async def test_late_rows_are_counted_with_the_others(keep: Keep) -> None:
    early = NOON - 2 * HOUR
    late = minutes("A", early, [0.25]), minutes("B", early, [1.25])
    reader = await keep(minutes("A", NOON, [0.5]), *late)
    question = RangeQuestion("ping", ("rtt_avg_s",), THREE_HOURS, 3600)

    assert await reader.range(question) == [
        Point(NOON - 2 * HOUR, (0.75,)),
        Point(NOON, (0.5,)),
    ]


async def test_hours_of_a_site_say_what_was_in_them(keep: Keep) -> None:
    rows = minutes("A", NOON - HOUR, [number / 64 for number in range(1, 61)])
    reader = await keep(rows)
    (hour,) = await reader.hourly("ping", "rtt_avg_s", "A", THREE_HOURS)

    assert (hour.at, hour.device, hour.count) == (NOON - HOUR, "A/router", 60)
    assert (hour.minimum, hour.maximum, hour.p95) == (1 / 64, 60 / 64, 57 / 64)
    assert hour.mean == 30.5 / 64


async def test_a_percentile_is_of_rows_as_measured(keep: Keep) -> None:
    rows = minutes("A", NOON - HOUR, [number / 64 for number in range(1, 101)])
    reader = await keep(rows, minutes("B", NOON - HOUR, [9.0] * 9))

    assert (
        await reader.percentile("ping", "rtt_avg_s", 0.9, THREE_HOURS, "A") == 90 / 64
    )

    async def of(site: str) -> float | None:
        return await reader.percentile("ping", "rtt_avg_s", 0.9, THREE_HOURS, site)

    assert await of("A") == 90 / 64
    assert await of("C") is None


def fleet(at: datetime, province: str, sites: int, up: int, rtt_s: float) -> Sample:
    given = {"sites_count": sites, "up_count": up, "rtt_avg_s": rtt_s}
    values = tuple(given.get(name) for name in MEASUREMENTS["fleet"].fields)
    return Sample("fleet", at, (province, "library", "C1"), values)


async def test_groups_add_up_and_means_weigh_by_sites(keep: Keep) -> None:
    rows = [
        fleet(NOON - HOUR, "50", 3, 3, 0.25),
        fleet(NOON - HOUR, "30", 1, 1, 1.25),
        fleet(NOON - HOUR + MINUTE, "50", 3, 1, 0.25),
        fleet(NOON - HOUR + MINUTE, "30", 1, 1, 1.25),
    ]
    reader = await keep(rows)
    fields = ("up_count", "rtt_avg_s")

    together = FleetQuestion(fields, THREE_HOURS, 3600)
    assert await reader.fleet(together) == [Point(NOON - HOUR, (3.0, 0.5))]
    one = FleetQuestion(fields, THREE_HOURS, 60, province="50", site_type="library")
    assert await reader.fleet(one) == [
        Point(NOON - HOUR, (3.0, 0.25)),
        Point(NOON - HOUR + MINUTE, (1.0, 0.25)),
    ]
    assert await reader.fleet(FleetQuestion(fields, THREE_HOURS, 60, "51")) == []


async def test_hostile_codes_are_codes_or_are_refused(keep: Keep) -> None:
    odd = "A' OR 1=1 --"
    reader = await keep([ping("B", NOW - MINUTE), ping(odd, NOW - MINUTE)])

    assert [each.tags[0] for each in await reader.latest("ping", [odd])] == [odd]
    with pytest.raises(QuestionRefused):
        await reader.latest("ping", ["\0"])


async def test_what_cannot_be_asked_is_refused(keep: Keep) -> None:
    reader = await keep([ping("A", NOW - MINUTE)])

    with pytest.raises(QuestionRefused, match="no measurement"):
        await reader.latest("pings")
    with pytest.raises(QuestionRefused, match="no field"):
        await reader.hourly("ping", "in_bps", "A", THREE_HOURS)
    with pytest.raises(QuestionRefused, match="s old"):
        await reader.latest("ping", within_s=10**7)
    long = Span(NOON - timedelta(days=40), NOON)
    with pytest.raises(QuestionRefused, match="35 days"):
        await reader.percentile("ping", "rtt_avg_s", 0.5, long, "A")
    with pytest.raises(QuestionRefused, match="no site"):
        await reader.percentile("fleet", "in_bps", 0.5, THREE_HOURS, "A")


def test_an_answer_that_would_be_too_long_is_refused_with_what_is_possible() -> None:
    span = Span(NOON - timedelta(days=30), NOON)

    with pytest.raises(QuestionRefused, match="130 s or more"):
        RangeQuestion("ping", ("rtt_avg_s",), span, 60, "A")
    with pytest.raises(QuestionRefused, match="one site at a time"):
        RangeQuestion("ping", ("rtt_avg_s",), span, 0)
    with pytest.raises(QuestionRefused, match="time zone"):
        Span(NOON.replace(tzinfo=None), NOON)
    with pytest.raises(QuestionRefused, match="after the start"):
        Span(NOON, NOON)
