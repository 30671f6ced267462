"""History bars, tiles and the router's own clock: pure, so told by example."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netmon.core.model import DeviceId, Service, SiteCode, SiteState
from netmon.status.effects import Transition
from netmon.status.history import Outage, Unobserved
from netmon.status.stretches import to_ratio, to_stretches
from netmon.web.cause import to_restart
from netmon.web.history_view import ServiceHistory, to_histories
from netmon.web.tiles import to_level
from netmon.web.timeline import make_window, to_bars
from tests.live import NOON, World

pytestmark = pytest.mark.anyio

SITE = SiteCode("PI-00001")
WINDOW = make_window(NOON, 24)
UP, DOWN, DARK = SiteState.UP, SiteState.DOWN, SiteState.NOT_OBSERVED


def _change(hours_ago: float, before: SiteState, after: SiteState) -> Transition:
    at = NOON - timedelta(hours=hours_ago)
    return Transition(SITE, Service.LINK, before, after, at, at)


def _gap(start_h: float, end_h: float | None) -> Unobserved:
    end = None if end_h is None else NOON - timedelta(hours=end_h)
    return Unobserved("main", SITE, NOON - timedelta(hours=start_h), end, "no_look")


def _hours(
    changes: list[Transition], dark: list[Unobserved]
) -> list[tuple[str, float]]:
    found = to_stretches(changes, dark, WINDOW)
    return [(each.state.value, each.seconds / 3600) for each in found]


def test_a_change_before_the_window_tells_how_it_began() -> None:
    changes = [_change(30, DARK, UP), _change(6, UP, DOWN), _change(5, DOWN, UP)]

    assert _hours(changes, []) == [("up", 18), ("down", 1), ("up", 5)]


def test_without_an_earlier_change_it_began_as_the_first_one_found_it() -> None:
    assert _hours([_change(6, UP, DOWN)], []) == [("up", 18), ("down", 6)]


def test_nothing_known_is_not_observed() -> None:
    assert _hours([], []) == [("not_observed", 24)]


def test_time_without_a_look_covers_what_was_thought() -> None:
    changes = [_change(30, DARK, UP), _change(6, UP, DOWN)]
    expected = [("up", 16), ("not_observed", 4), ("down", 3), ("not_observed", 1)]

    assert _hours(changes, [_gap(8, 4), _gap(1, None)]) == expected


def test_availability_leaves_out_what_was_not_observed() -> None:
    changes = [_change(30, DARK, UP), _change(6, UP, DOWN), _change(3, DOWN, UP)]
    stretches = to_stretches(changes, [_gap(24, 12)], WINDOW)

    assert to_ratio(stretches) == pytest.approx(9 / 12)
    assert to_ratio(to_stretches([], [], WINDOW)) is None


hours = st.floats(0, 48, allow_nan=False)
gaps = st.tuples(hours, hours).map(lambda pair: _gap(max(pair), min(pair)))
states = st.sampled_from(list(SiteState))
changes = st.builds(_change, hours, states, states)


@given(st.lists(changes, max_size=12), st.lists(gaps, max_size=5))
def test_stretches_fill_the_window_without_gap_or_overlap(
    some: list[Transition], dark: list[Unobserved]
) -> None:
    found = to_stretches(some, dark, WINDOW)

    assert found[0].start == WINDOW.start
    assert found[-1].end == WINDOW.end
    for left, right in pairwise(found):
        assert left.end == right.start
        assert left.state is not right.state
    for bar in to_bars(found, WINDOW):
        assert bar.x >= 0
        assert bar.x + bar.width <= 1000.02


def _agent(uptime_s: float, boots: int | None = None) -> dict[str, Any]:
    return {"sys_uptime_s": uptime_s} | (
        {} if boots is None else {"engine_boots": boots}
    )


DAY = 86_400.0
RESTARTS = {
    "boots counted up": (_agent(DAY, 3), _agent(60, 4), "restarted"),
    "boots the same": (_agent(DAY, 3), _agent(DAY + 3700, 3), "ran_on"),
    "clock began anew": (_agent(DAY), _agent(60), "restarted"),
    "clock ran on": (_agent(DAY), _agent(DAY + 3600), "ran_on"),
    "young, restarted early": (_agent(60), _agent(3500), "unknown"),
    "near the wrap": (_agent(2**32 / 100 - 60), _agent(3600), "unknown"),
    "agent silent before": (None, _agent(60), "unknown"),
    "agent silent after": (_agent(DAY), None, "unknown"),
    "no clock": ({"sys_object_id": "1.3"}, _agent(60), "unknown"),
    "clock of another time": (_agent(DAY), _agent(DAY / 2), "unknown"),
}


@pytest.mark.parametrize(
    ("before", "after", "expected"), RESTARTS.values(), ids=RESTARTS.keys()
)
def test_the_routers_clock_tells_whether_it_went_dark(
    before: dict[str, Any] | None, after: dict[str, Any] | None, expected: str
) -> None:
    end = NOON + timedelta(hours=1)
    outage = Outage(
        "id", SITE, Service.LINK, DeviceId("r"), NOON, end, [], [], before, after
    )

    assert to_restart(outage) == expected


@pytest.mark.parametrize(
    ("down", "dark", "watched", "level"),
    [
        (0, 0, 100, "calm"),
        (4, 0, 100, "some"),
        (5, 0, 100, "many"),
        (25, 75, 100, "most"),
        (1, 50, 100, "blind"),
        (0, 49, 100, "calm"),
        (0, 0, 0, "empty"),
    ],
)
def test_a_tile_is_as_bad_as_its_province(
    down: int, dark: int, watched: int, level: str
) -> None:
    assert to_level(down, dark, watched) == level


@pytest.mark.parametrize(
    ("seen_s", "is_short"), [(0.0, True), (190.0, True), (3600.0, False)]
)
def test_a_share_of_a_few_minutes_is_not_told(seen_s: float, is_short: bool) -> None:
    history = ServiceHistory(Service.LINK, 24, WINDOW, (), 0.3308, seen_s, 60.0)

    assert history.is_short is is_short


async def test_a_site_seen_for_minutes_says_how_long_not_how_much(world: World) -> None:
    world.clock.move(190)
    await world.keeper.flush()
    status = world.live.board.status(SITE)

    found = await to_histories(world.live, SITE, status, world.clock.now())

    assert [each.is_short for each in found if each.service is Service.LINK] == [
        True,
        True,
    ]
    assert all(0 < each.seen_s < 400 for each in found)
