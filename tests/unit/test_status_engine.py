"""From devices to sites and services: what a step of the engine asks for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import pytest

from netmon.core.model import (
    DeviceId,
    Method,
    Outcome,
    Probe,
    Service,
    SiteState,
    Target,
)
from netmon.status.effects import (
    AgentSpokeAgain,
    CheckSight,
    Effect,
    ObservedAgain,
    OutageClosed,
    OutageOpened,
    Recheck,
    Seen,
    Transition,
    UnobservedFrom,
)
from netmon.status.engine import StatusEngine
from netmon.status.rules import StatusRules
from netmon.status.site_looks import Remembered
from tests.unit.looks import (
    AP1,
    AP2,
    ROUTER,
    SITE,
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

E = TypeVar("E", bound=Effect)

UP, DOWN, DEGRADED, NOT_OBSERVED = (
    SiteState.UP,
    SiteState.DOWN,
    SiteState.DEGRADED,
    SiteState.NOT_OBSERVED,
)


class Bench:
    """An engine with a clock that runs with the probes."""

    def __init__(self, *targets: Target, access_points: int = 0) -> None:
        self.engine = StatusEngine(StatusRules())
        self.effects: list[Effect] = []
        self.can_see = True
        self.engine.assign(targets or (router(),), {SITE: access_points}, 0.0)

    def hear(self, *probes: Probe) -> list[Effect]:
        new: list[Effect] = []
        for probe in probes:
            second = (probe.at - at(0)).total_seconds()
            new += self.engine.hear(probe, at(second + 2), second + 2)
            new += self.answer(new, second + 2)
        self.effects += new
        return new

    def answer(self, effects: list[Effect], second: float) -> list[Effect]:
        """Let the canary answer, if it was asked and the test lets us see."""
        if not any(isinstance(effect, CheckSight) for effect in effects):
            return []
        canary = answered(second) if self.can_see else silent(second)
        return self.engine.check_sight([[canary]], at(second), second)

    def judge(self, second: float, *rounds: list[Probe]) -> list[Effect]:
        by_device: dict[DeviceId, list[Probe]] = {
            probes[0].device: probes for probes in rounds
        }
        new = self.engine.judge(by_device, at(second), second)
        new += self.answer(new, second)
        self.effects += new
        return new

    def tick(self, second: float) -> list[Effect]:
        new = self.engine.tick(at(second), second)
        new += self.answer(new, second)
        self.effects += new
        return new

    def state(self, service: Service = Service.LINK) -> SiteState:
        return self.engine.sites[SITE].state(service)

    def bring_down(self) -> list[Effect]:
        self.hear(answered(0, uptime_s=1000.0, method=Method.SNMP), answered(1))
        self.hear(silent(31))
        self.judge(33, dead(33))
        return self.judge(37, dead(37))


def only(effects: Iterable[Effect], kind: type[E]) -> list[E]:
    return [effect for effect in effects if isinstance(effect, kind)]


def test_the_first_look_makes_a_site_up_and_seen() -> None:
    effects = Bench().hear(answered(5))

    [change] = only(effects, Transition)
    assert len(only(effects, Seen)) == 1
    assert (change.before, change.after, change.at) == (NOT_OBSERVED, UP, at(5))


def test_a_dead_line_opens_one_outage_with_its_evidence() -> None:
    effects = Bench().bring_down()

    [opened], [change] = only(effects, OutageOpened), only(effects, Transition)
    assert opened.started_at == change.at == at(31)
    assert opened.id == "PI-10-00001-link-20261120T080031.000000Z"
    assert change.outage == opened.id
    assert change.reason == "timeout"
    assert len(opened.evidence) == 7
    assert opened.agent_before is not None
    assert opened.agent_before.sys_uptime_s == 1000.0


def test_the_return_closes_it_at_the_first_good_probe() -> None:
    bench = Bench()
    [opened] = only(bench.bring_down(), OutageOpened)
    bench.hear(answered(91))

    effects = bench.judge(92, alive(92))

    [closed], [change] = only(effects, OutageClosed), only(effects, Transition)
    assert (closed.id, closed.ended_at) == (opened.id, at(91))
    assert (change.after, change.outage) == (UP, opened.id)


def test_an_agent_that_speaks_late_completes_the_evidence() -> None:
    bench = Bench()
    [opened] = only(bench.bring_down(), OutageOpened)
    bench.hear(answered(91))
    bench.judge(92, all_by(92, Outcome.ANSWERED, Outcome.SILENT, Outcome.SILENT))

    effects = bench.hear(answered(120, method=Method.SNMP, uptime_s=20.0))

    [spoken] = only(effects, AgentSpokeAgain)
    assert spoken.id == opened.id
    assert spoken.agent_after.sys_uptime_s == 20.0


def test_icmp_dead_and_snmp_alive_is_up_and_said_to_be_filtered() -> None:
    bench = Bench()
    bench.hear(answered(0), silent(30))

    bench.judge(32, all_by(32, Outcome.SILENT, Outcome.ANSWERED, Outcome.SILENT))

    device = bench.engine.device(ROUTER)
    assert device is not None
    assert bench.state() is UP
    assert device.is_icmp_filtered


def test_icmp_alive_and_snmp_dead_is_up_with_management_degraded() -> None:
    bench = Bench()
    bench.hear(answered(0))

    bench.hear(silent(10, method=Method.SNMP), silent(70, method=Method.SNMP))

    device = bench.engine.device(ROUTER)
    assert device is not None
    assert bench.state() is UP
    assert device.is_management_degraded


def test_nobody_looking_for_two_periods_is_not_observed_from_the_last_look() -> None:
    bench = Bench()
    bench.hear(answered(0))
    bench.hear(not_measured(30, reason="no_route"))

    assert bench.tick(60) == []
    effects = bench.tick(63)

    [lost], [change] = only(effects, UnobservedFrom), only(effects, Transition)
    assert (lost.since, lost.reason) == (at(0), "no_route")
    assert (change.after, change.at) == (NOT_OBSERVED, at(0))


def test_silence_that_cannot_be_confirmed_ends_as_not_observed_not_as_down() -> None:
    bench = Bench()
    bench.hear(answered(0), silent(30))
    for second in (32, 37, 47, 60):
        bench.judge(
            second, all_by(second, Outcome.SILENT, Outcome.NOT_MEASURED, Outcome.SILENT)
        )

    bench.tick(63)

    assert bench.state() is NOT_OBSERVED
    assert only(bench.effects, OutageOpened) == []


def test_looking_again_is_noticed_at_once() -> None:
    bench = Bench()
    bench.hear(answered(0))
    bench.tick(63)

    effects = bench.hear(answered(90))

    [found], [change] = only(effects, ObservedAgain), only(effects, Transition)
    assert found.at == at(90)
    assert (change.before, change.after, change.at) == (NOT_OBSERVED, UP, at(90))


def test_an_outage_that_spans_blindness_stays_one_outage() -> None:
    bench = Bench()
    bench.bring_down()
    bench.tick(200)
    assert bench.state() is NOT_OBSERVED

    bench.hear(silent(210))

    assert bench.state() is DOWN
    assert len(only(bench.effects, OutageOpened)) == 1
    assert only(bench.effects, OutageClosed) == []


def test_steady_loss_degrades_the_line() -> None:
    bench = Bench()
    for second in range(0, 180, 30):
        bench.hear(answered(second, rtts_s=(0.01, None, 0.01)))

    [_, change] = only(bench.effects, Transition)

    assert (change.after, change.reason) == (DEGRADED, "loss")


class TestWifi:
    """The Wi-Fi service stands on its access points, and behind the line."""

    def bench(self, *, total: int = 2) -> Bench:
        bench = Bench(
            router(), access_point(AP1), access_point(AP2), access_points=total
        )
        bench.hear(answered(0), answered(1, device=AP1), answered(1, device=AP2))
        return bench

    def lose(self, bench: Bench, device: DeviceId, second: float) -> list[Effect]:
        bench.hear(silent(second, device=device))
        for later in (second + 2, second + 6):
            bench.judge(later, alive(later), [silent(later, device=device)])
        return bench.effects

    def test_before_an_access_point_is_judged_its_router_is_looked_at(self) -> None:
        effects = self.bench().hear(silent(31, device=AP1))

        assert only(effects, Recheck) == [Recheck((ROUTER, AP1), 0.0)]

    def test_some_gone_is_degraded_and_all_gone_is_down(self) -> None:
        bench = self.bench()

        self.lose(bench, AP1, 31)
        some = bench.state(Service.WIFI)
        self.lose(bench, AP2, 45)

        [opened] = only(bench.effects, OutageOpened)
        assert some is DEGRADED
        assert bench.state(Service.WIFI) is DOWN
        assert (opened.service, opened.started_at) == (Service.WIFI, at(45))
        assert bench.state() is UP

    def test_all_that_can_be_seen_gone_is_not_down_while_others_are_unseen(
        self,
    ) -> None:
        bench = self.bench(total=3)

        self.lose(bench, AP1, 31)
        self.lose(bench, AP2, 45)

        assert bench.state(Service.WIFI) is DEGRADED

    def test_access_points_behind_a_dead_line_are_not_observed_and_not_down(
        self,
    ) -> None:
        bench = self.bench()
        bench.hear(silent(31, device=AP1), silent(32))
        bench.judge(34, dead(34), [silent(34, device=AP1)])
        bench.judge(38, dead(38), [silent(38, device=AP1)])

        bench.hear(silent(61, device=AP1), silent(61, device=AP2))

        assert bench.state() is DOWN
        assert bench.state(Service.WIFI) is NOT_OBSERVED
        [opened] = only(bench.effects, OutageOpened)
        assert opened.service is Service.LINK

    def test_the_wifi_is_back_with_the_line(self) -> None:
        bench = self.bench()
        bench.hear(silent(32))
        bench.judge(34, dead(34))
        bench.judge(38, dead(38))
        bench.hear(answered(62))

        bench.judge(63, alive(63))

        assert (bench.state(), bench.state(Service.WIFI)) == (UP, UP)


class TestRestart:
    """A new process takes up what the journal knows, and invents nothing."""

    def restored(self, state: SiteState, outage: str | None = None) -> Bench:
        bench = Bench()
        bench.engine.restore([Remembered(SITE, Service.LINK, state, at(-500), outage)])
        return bench

    def test_a_site_that_was_up_is_up_since_then(self) -> None:
        effects = self.restored(UP).hear(answered(5))

        assert only(effects, Transition) == []
        assert len(only(effects, Seen)) == 1

    def test_an_open_outage_goes_on(self) -> None:
        bench = self.restored(DOWN, "PI-10-00001-link-x")

        effects = bench.hear(silent(5))

        assert bench.state() is DOWN
        assert only(effects, OutageOpened) == []

    def test_an_open_outage_ends_with_the_first_good_probe(self) -> None:
        bench = self.restored(DOWN, "PI-10-00001-link-x")
        bench.hear(answered(5))

        [closed] = only(bench.judge(6, alive(6)), OutageClosed)

        assert (closed.id, closed.ended_at) == ("PI-10-00001-link-x", at(5))

    def test_a_site_that_went_dark_meanwhile_is_down_from_the_first_miss(self) -> None:
        bench = self.restored(UP)
        bench.hear(silent(5))
        bench.judge(7, dead(7))

        [opened] = only(bench.judge(11, dead(11)), OutageOpened)

        assert opened.started_at == at(5)


class TestRegister:
    """Running pollers follow the register."""

    def test_a_new_address_keeps_the_history(self) -> None:
        bench = Bench()
        bench.hear(answered(0))
        moved = Target(ROUTER, SITE, router().role, "198.18.9.9", router().methods)

        bench.engine.assign([moved], {}, 1.0)

        assert bench.state() is UP
        device = bench.engine.device(ROUTER)
        assert device is not None
        assert device.target.address == "198.18.9.9"

    def test_a_device_that_left_is_no_longer_judged(self) -> None:
        bench = Bench()
        bench.engine.assign([], {}, 1.0)

        assert bench.hear(answered(2)) == []


@pytest.mark.parametrize("step_s", [3600.0, -3600.0])
def test_a_step_of_the_wall_clock_ages_nothing(step_s: float) -> None:
    bench = Bench()
    bench.hear(answered(0))

    stepped = bench.engine.hear(answered(30 + step_s), at(32 + step_s), 32.0)
    later = bench.engine.tick(at(60 + step_s), 60.0)

    assert only([*stepped, *later], UnobservedFrom) == []
    assert bench.state() is UP
