"""Whatever is seen, in whatever order: the journal stays a history that can be true."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netmon.core.model import Outcome, Service, SiteCode, SiteState
from netmon.status.effects import (
    BlindFrom,
    Effect,
    ObservedAgain,
    OutageClosed,
    OutageOpened,
    SightedAgain,
    Transition,
    UnobservedFrom,
)
from netmon.status.guard import Sight
from tests.unit.looks import (
    AP1,
    access_point,
    alive,
    all_by,
    answered,
    at,
    dead,
    not_measured,
    router,
    silent,
)
from tests.unit.test_status_engine import Bench, only

Step = Callable[[Bench, float], object]


def open_eyes(bench: Bench, _: float) -> None:
    bench.can_see = True


def shut_eyes(bench: Bench, _: float) -> None:
    bench.can_see = False


def go_dark(bench: Bench, s: float) -> None:
    bench.hear(silent(s))
    for second in (s + 2.2, s + 2.4):
        bench.judge(second, dead(second - 0.2))


def come_back(bench: Bench, s: float) -> None:
    bench.hear(answered(s))
    bench.judge(s + 2.2, alive(s + 2))


def lose_access_point(bench: Bench, s: float) -> None:
    bench.hear(silent(s, device=AP1))
    for second in (s + 2.2, s + 2.4):
        bench.judge(second, alive(second - 0.2), [silent(second - 0.2, device=AP1)])


UNCLEAR = (Outcome.SILENT, Outcome.NOT_MEASURED)
KINDS: dict[str, Step] = {
    "alive": lambda bench, s: bench.hear(answered(s)),
    "silent": lambda bench, s: bench.hear(silent(s)),
    "not measured": lambda bench, s: bench.hear(not_measured(s)),
    "round alive": lambda bench, s: bench.judge(s + 2, alive(s)),
    "round dead": lambda bench, s: bench.judge(s + 2, dead(s)),
    "round unclear": lambda bench, s: bench.judge(s + 2, all_by(s, *UNCLEAR)),
    "access point alive": lambda bench, s: bench.hear(answered(s, device=AP1)),
    "access point silent": lambda bench, s: bench.hear(silent(s, device=AP1)),
    "goes dark": go_dark,
    "comes back": come_back,
    "access point gone": lose_access_point,
    "tick": lambda bench, s: bench.tick(s),
    "eyes shut": shut_eyes,
    "eyes open": open_eyes,
}
STEPS = st.lists(
    st.tuples(st.sampled_from(sorted(KINDS)), st.floats(0.5, 70.0)), max_size=60
)


def lived(steps: list[tuple[str, float]]) -> tuple[Bench, float]:
    """Return a bench that went through `steps`, and the second they ended."""
    bench = Bench(router(), access_point(AP1), access_points=1)
    second = 0.0
    for kind, wait_s in steps:
        second += wait_s
        KINDS[kind](bench, second)
    return bench, second + 3


@settings(max_examples=300, deadline=None)
@given(STEPS)
def test_states_follow_each_other_without_a_gap(steps: list[tuple[str, float]]) -> None:
    bench, _ = lived(steps)

    for service in Service:
        changes = [
            each for each in only(bench.effects, Transition) if each.service is service
        ]
        for one, next_one in pairwise(changes):
            assert next_one.before is one.after
        assert all(each.before is not each.after for each in changes)
        assert all(each.at <= each.decided_at for each in changes)


@settings(max_examples=300, deadline=None)
@given(STEPS)
def test_outages_open_and_close_in_turn(steps: list[tuple[str, float]]) -> None:
    bench, _ = lived(steps)

    for service in Service:
        open_one: OutageOpened | None = None
        for effect in bench.effects:
            if isinstance(effect, OutageOpened) and effect.service is service:
                assert open_one is None
                open_one = effect
            elif open_one and effect_closes(effect, open_one):
                open_one = None
        assert (open_one is not None) == (
            service in bench.engine.sites[_site()].outages
        )


@settings(max_examples=300, deadline=None)
@given(STEPS)
def test_back_dating_never_reaches_behind_what_was_established(
    steps: list[tuple[str, float]],
) -> None:
    bench, end = lived(steps)
    changes = [
        each for each in only(bench.effects, Transition) if each.service is Service.LINK
    ]

    # So up, down and not observed are intervals that fill the time without overlap.
    moments = [*(each.at for each in changes), at(end)]
    assert moments == sorted(moments)


@settings(max_examples=300, deadline=None)
@given(STEPS)
def test_up_down_and_not_observed_fill_the_time_of_every_service(
    steps: list[tuple[str, float]],
) -> None:
    bench, end = lived(steps)

    for service in Service:
        spans = spans_of(bench, service, at(end))
        lengths = [(until - since).total_seconds() for _, since, until in spans]
        assert min(lengths) >= 0.0, spans
        assert sum(lengths) == pytest.approx(end)
        # The outages tell the same: whoever is down has one, whoever is well none.
        outages = outages_of(bench, service, at(end))
        for state, since, until in spans:
            middle = since + (until - since) / 2
            has_outage = any(began <= middle < ended for began, ended in outages)
            if since < until and state is not SiteState.NOT_OBSERVED:
                assert has_outage == (state is SiteState.DOWN)


Span = tuple[SiteState, datetime, datetime]


def spans_of(bench: Bench, service: Service, end: datetime) -> list[Span]:
    """Return the states of `service` from the beginning to `end`."""
    changes = [
        each for each in only(bench.effects, Transition) if each.service is service
    ]
    moments = [at(0), *(each.at for each in changes), end]
    states = [SiteState.NOT_OBSERVED, *(each.after for each in changes)]
    return list(zip(states, moments, moments[1:], strict=False))


def outages_of(
    bench: Bench, service: Service, end: datetime
) -> list[tuple[datetime, datetime]]:
    ends = {each.id: each.ended_at for each in only(bench.effects, OutageClosed)}
    return [
        (each.started_at, ends.get(each.id, end))
        for each in only(bench.effects, OutageOpened)
        if each.service is service
    ]


@settings(max_examples=300, deadline=None)
@given(STEPS)
def test_nobody_is_called_down_while_we_are_blind(
    steps: list[tuple[str, float]],
) -> None:
    bench, _ = lived(steps)
    is_blind = False

    for effect in bench.effects:
        if isinstance(effect, BlindFrom | SightedAgain):
            is_blind = isinstance(effect, BlindFrom)
        if isinstance(effect, OutageOpened):
            assert not is_blind
    assert is_blind == (bench.engine.guard.sight is Sight.BLIND)


@settings(max_examples=300, deadline=None)
@given(STEPS)
def test_what_is_lost_from_sight_is_found_again_in_turn(
    steps: list[tuple[str, float]],
) -> None:
    bench, _ = lived(steps)
    is_lost = False

    for effect in bench.effects:
        if isinstance(effect, UnobservedFrom):
            assert not is_lost
            is_lost = True
        elif isinstance(effect, ObservedAgain):
            assert is_lost
            is_lost = False
    assert is_lost == bench.engine.sites[_site()].is_stale


@settings(max_examples=300, deadline=None)
@given(STEPS)
def test_the_same_history_gives_the_same_journal(
    steps: list[tuple[str, float]],
) -> None:
    first, second = lived(steps)[0], lived(steps)[0]

    assert first.effects == second.effects
    assert first.state() in SiteState


def effect_closes(effect: Effect, outage: OutageOpened) -> bool:
    if not isinstance(effect, OutageClosed) or effect.id != outage.id:
        return False
    assert effect.ended_at >= outage.started_at
    return True


def _site() -> SiteCode:
    return router().site
