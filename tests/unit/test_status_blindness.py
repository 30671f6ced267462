"""When we cannot see nobody is called down; parents are looked at before children."""

from __future__ import annotations

from netmon.core.model import DeviceId, Method, Role, SiteCode, SiteState, Target
from netmon.status.effects import (
    BlindBecause,
    BlindFrom,
    Effect,
    ObservedAgain,
    OutageOpened,
    Recheck,
    SightedAgain,
    Transition,
    UnobservedFrom,
)
from netmon.status.guard import Sight
from netmon.status.topology import Topology
from tests.unit.looks import (
    AP1,
    ROUTER,
    SITE,
    access_point,
    answered,
    at,
    dead,
    router,
    silent,
)
from tests.unit.test_status_engine import Bench, only

TRUNK = DeviceId("T1")


def node(device: DeviceId) -> Target:
    return Target(device, SiteCode(""), Role.NODE, "198.18.2.2", (Method.ICMP,))


def blind_bench() -> Bench:
    bench = Bench(router(), access_point(AP1), access_points=1)
    bench.hear(answered(0), answered(1, device=AP1))
    bench.can_see = False
    bench.hear(silent(31))
    return bench


def test_blind_we_open_no_outage_and_lose_every_site_from_its_last_good_look() -> None:
    bench = blind_bench()
    bench.judge(35, dead(35))
    bench.judge(39, dead(39))
    bench.hear(silent(61), silent(91))

    [blind], [lost] = (
        only(bench.effects, BlindFrom),
        only(bench.effects, UnobservedFrom),
    )
    assert blind.at == at(1), "the access point was the last to answer"
    assert (lost.since, lost.reason) == (at(0), "blind")
    assert bench.state() is SiteState.NOT_OBSERVED
    assert only(bench.effects, OutageOpened) == []


def test_any_answer_gives_us_our_sight_back() -> None:
    bench = blind_bench()

    effects = bench.hear(answered(61))

    assert len(only(effects, SightedAgain)) == 1
    assert [each.at for each in only(effects, ObservedAgain)] == [at(61)]
    assert bench.state() is SiteState.UP


def test_a_late_answer_from_before_does_not() -> None:
    bench = blind_bench()

    effects = bench.hear(answered(1))

    assert only(effects, SightedAgain) == []


def test_a_canary_gives_us_our_sight_back() -> None:
    bench = blind_bench()
    bench.can_see = True

    effects = bench.tick(40)

    assert len(only(effects, SightedAgain)) == 1


def test_a_site_found_dark_after_blindness_is_down_from_what_was_seen_then() -> None:
    bench = blind_bench()
    bench.can_see = True
    bench.tick(40)

    bench.hear(silent(61))
    bench.judge(63, dead(63))
    [opened] = only(bench.judge(67, dead(67)), OutageOpened)

    assert opened.started_at == at(61)


def test_an_outage_open_before_blindness_goes_on_by_evidence() -> None:
    bench = Bench()
    bench.bring_down()
    bench.can_see = False
    for effect in bench.engine.check_sight([[silent(50)]], at(50), 50.0):
        bench.effects.append(effect)
    assert bench.state() is SiteState.NOT_OBSERVED

    bench.can_see = True
    bench.tick(60)
    bench.hear(silent(61))

    assert bench.state() is SiteState.DOWN
    assert len(only(bench.effects, OutageOpened)) == 1


class TestParents:
    """A parent is looked at freshly before its child is judged."""

    def bench(self) -> Bench:
        bench = Bench(router())
        topology = Topology({SITE: ("T1",)}, {"T1": ()})
        bench.engine.assign([node(TRUNK), router()], {}, 0.0, topology)
        bench.hear(answered(0))
        return bench

    def test_the_round_begins_with_the_parent(self) -> None:
        effects = self.bench().hear(silent(31))

        assert [each.devices for each in only(effects, Recheck)] == [(TRUNK, ROUTER)]

    def test_a_dead_parent_is_blamed(self) -> None:
        bench = self.bench()
        bench.hear(silent(31))
        bench.judge(33, [silent(33, device=TRUNK)], dead(33))

        effects = bench.judge(37, [silent(37, device=TRUNK)], dead(37))

        assert [each.parent for each in only(effects, OutageOpened)] == ["T1"]

    def test_a_parent_that_answers_is_not(self) -> None:
        bench = self.bench()
        bench.hear(silent(31))
        bench.judge(33, [answered(33, device=TRUNK)], dead(33))

        effects = bench.judge(37, [answered(37, device=TRUNK)], dead(37))

        assert [each.parent for each in only(effects, OutageOpened)] == [""]

    def test_a_silent_parent_of_children_that_answer_harms_nobody(self) -> None:
        bench = self.bench()

        bench.hear(silent(31, device=TRUNK), silent(61, device=TRUNK), answered(62))

        assert bench.state() is SiteState.UP
        assert len(only(bench.effects, Transition)) == 1

    def test_an_old_look_at_a_parent_explains_nothing(self) -> None:
        bench = self.bench()
        bench.hear(silent(5, device=TRUNK), silent(31))
        bench.judge(33, dead(33))

        effects = bench.judge(37, dead(37))

        assert [each.parent for each in only(effects, OutageOpened)] == [""]


class TestReason:
    """Our own way out names the reason of blindness, and never proves sight."""

    def bench(self) -> Bench:
        bench = Bench()
        bench.hear(answered(0))
        return bench

    def check(self, bench: Bench, second: float, *, why: str) -> list[Effect]:
        return bench.engine.check_sight([[silent(second)]], at(second), second, why=why)

    def test_it_is_told_with_the_blindness(self) -> None:
        bench = self.bench()

        [blind] = only(self.check(bench, 30, why="gateway_silent"), BlindFrom)

        assert blind.reason == "gateway_silent"
        assert bench.engine.blind_reason == "gateway_silent"

    def test_a_gateway_that_answers_is_no_sight(self) -> None:
        bench = self.bench()
        self.check(bench, 30, why="beyond_gateway")

        effects = self.check(bench, 40, why="beyond_gateway")

        assert effects == []
        assert bench.engine.guard.sight is Sight.BLIND

    def test_it_may_become_clearer_while_it_lasts(self) -> None:
        bench = self.bench()
        self.check(bench, 30, why="")

        first = self.check(bench, 40, why="gateway_silent")
        again = self.check(bench, 42, why="gateway_silent")
        unknown = self.check(bench, 44, why="")

        assert first == [BlindBecause(at(40), "gateway_silent")]
        assert (again, unknown) == ([], [])

    def test_it_is_over_with_the_blindness(self) -> None:
        bench = self.bench()
        self.check(bench, 30, why="no_route")

        bench.hear(answered(61))

        assert bench.engine.blind_reason == ""
