"""Slots on a virtual clock: once each, at its phase, whatever else happens."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from collectors.prober import ROUND_DEADLINE_S, RoundOfLooks
from collectors.schedule import (
    SLOWEST_KEPT,
    TICK_S,
    SlotScheduler,
    SlotSettings,
    to_phase,
    within,
)
from netmon.core.model import DeviceId, Method, Outcome, Probe, Role, SiteCode, Target
from tests.clock import T0, VirtualClock, block, run_virtually
from tests.unit.scripted import ScriptedCollector, targets

PERIOD_S = 30.0
SLOT0 = int(T0.timestamp() // PERIOD_S)
SLACK_S = TICK_S + 1e-6


class Bench:
    """A scheduler with a scripted collector, inside a virtual loop."""

    def __init__(
        self,
        count: int = 60,
        *,
        took_s: Callable[[DeviceId], float] = lambda _: 0.01,
        starts_s: float = 0.0,
        deadline_s: float = 3.0,
        max_busy_count: int = 4_000,
    ) -> None:
        self.clock = VirtualClock(T0 + timedelta(seconds=starts_s))
        self.collector = ScriptedCollector(self.clock, took_s)
        self.probes: list[Probe] = []
        settings = SlotSettings(
            PERIOD_S, deadline_s, max_late_s=5.0, max_busy_count=max_busy_count
        )
        self.scheduler = SlotScheduler(
            self.collector, settings, self.clock, self.probes.append
        )
        self.targets = targets(count)
        self.devices = {target.device for target in self.targets}
        self.scheduler.assign(self.targets)

    async def run_for(
        self, *steps: float | Callable[[], None] | Callable[[], Awaitable[None]]
    ) -> None:
        """Run the schedule; numbers are seconds that pass, the rest is called."""
        task = asyncio.create_task(self.scheduler.run())
        for step in steps:
            if isinstance(step, int | float):
                await asyncio.sleep(step)
            elif (waiting := step()) is not None:
                await waiting
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    def once_each(self) -> Counter[DeviceId]:
        return Counter(self.devices)


def phase(device: DeviceId) -> float:
    return to_phase(device, Method.ICMP, PERIOD_S)


def test_phases_are_even_stable_and_differ_by_method() -> None:
    devices = [DeviceId(f"PI-{n:05}/router") for n in range(8_255)]
    seconds = Counter(int(phase(device)) for device in devices)

    assert min(seconds.values()) > 0.7 * 8_255 / PERIOD_S
    assert max(seconds.values()) < 1.3 * 8_255 / PERIOD_S
    assert all(0 <= phase(device) < PERIOD_S for device in devices)
    assert phase(DeviceId("S1/router")) == 21.603996406774968  # for ever
    for device in devices[:50]:
        assert len({to_phase(device, each, PERIOD_S) for each in Method}) == len(Method)


def test_each_device_is_looked_at_once_a_slot_at_its_phase() -> None:
    async def main() -> Bench:
        bench = Bench()
        await bench.run_for(3 * PERIOD_S)
        return bench

    bench = run_virtually(main())
    slots = bench.collector.per_slot(PERIOD_S)

    assert [slots[SLOT0 + n] for n in range(3)] == [bench.once_each()] * 3
    for at, _, device in bench.collector.starts:
        late_s = at.timestamp() % PERIOD_S - phase(device)
        assert 0 <= late_s <= SLACK_S


def test_a_start_in_the_middle_waits_for_what_has_passed() -> None:
    async def main() -> Bench:
        bench = Bench(starts_s=12.0)
        await bench.run_for(PERIOD_S - 12.0 + PERIOD_S)
        return bench

    bench = run_virtually(main())
    slots = bench.collector.per_slot(PERIOD_S)

    due = {device for device in bench.devices if phase(device) >= 12.0}
    assert set(slots[SLOT0]) == due
    assert slots[SLOT0 + 1] == bench.once_each()
    assert bench.scheduler.late_total == 0


def test_the_report_of_a_slot_begins_with_it_and_counts_all() -> None:
    async def main() -> Bench:
        bench = Bench()
        await bench.run_for(PERIOD_S + 1.0)
        return bench

    report = run_virtually(main()).scheduler.report

    assert report is not None
    assert report.started_at == T0
    assert (report.looked_count, report.alive_count) == (60, 60)
    assert (report.late_count, report.overrun_count, report.refused_count) == (0, 0, 0)
    assert 0 < report.lateness_s <= SLACK_S


def test_late_work_is_skipped_and_counted_never_queued() -> None:
    async def main() -> Bench:
        bench = Bench(200)
        await bench.run_for(10.0, lambda: block(8.0), PERIOD_S - 18.0 + 1.0)
        return bench

    bench = run_virtually(main())
    slot = bench.collector.per_slot(PERIOD_S)[SLOT0]

    late = {device for device in bench.devices if 10.0 < phase(device) < 13.0 - SLACK_S}
    missing = bench.devices - set(slot)
    assert late <= missing
    assert len(missing) == bench.scheduler.late_total
    assert bench.scheduler.report is not None
    assert bench.scheduler.report.late_count == len(missing) < len(late) + 3
    assert bench.scheduler.report.lateness_s > 5.0
    assert max(slot.values()) == 1


def test_the_end_of_a_slot_is_not_forgotten_when_a_tick_comes_after_it() -> None:
    async def main() -> Bench:
        bench = Bench(200)
        await bench.run_for(28.0, lambda: block(4.0), 2 * PERIOD_S - 32.0)
        return bench

    bench = run_virtually(main())

    assert Counter(each for *_, each in bench.collector.starts) == Counter(
        dict.fromkeys(bench.devices, 2)
    )
    assert bench.scheduler.late_total == 0


def test_a_device_whose_last_look_still_runs_is_skipped_and_counted() -> None:
    async def main() -> Bench:
        bench = Bench(
            took_s=lambda device: 40.0 if device == "D1" else 0.01, deadline_s=100.0
        )
        await bench.run_for(3 * PERIOD_S)
        return bench

    bench = run_virtually(main())

    looked = Counter(device for *_, device in bench.collector.starts)
    assert looked[DeviceId("D1")] == 2
    assert bench.scheduler.overrun_total == 1
    assert {looked[each] for each in bench.devices - {"D1"}} == {3}


def test_looks_at_once_are_bounded_and_the_rest_counted() -> None:
    async def main() -> Bench:
        bench = Bench(60, took_s=lambda _: 10.0, deadline_s=20.0, max_busy_count=5)
        await bench.run_for(PERIOD_S)
        return bench

    bench = run_virtually(main())

    assert bench.collector.most_busy == 5
    assert bench.scheduler.refused_total == 60 - len(bench.collector.starts)
    assert bench.scheduler.refused_total > 0


def test_a_sweep_looks_at_all_within_the_bound() -> None:
    async def main() -> Bench:
        bench = Bench(60, took_s=lambda _: 1.0, max_busy_count=7)
        await bench.scheduler.sweep()
        return bench

    bench = run_virtually(main())

    assert {probe.device for probe in bench.probes} == bench.devices
    assert bench.collector.most_busy == 7
    assert bench.scheduler.busy_count == 0


def test_a_look_ends_at_its_deadline_as_not_measured() -> None:
    async def main() -> Bench:
        bench = Bench(3, took_s=lambda _: 100.0, deadline_s=3.0)
        await bench.run_for(PERIOD_S + 5.0)
        return bench

    bench = run_virtually(main())

    assert len(bench.probes) >= 3
    for probe in bench.probes:
        assert (probe.outcome, probe.reason) == (Outcome.NOT_MEASURED, "deadline")
        assert probe.took_s == 3.0
        assert probe.at.timestamp() % PERIOD_S - phase(probe.device) <= SLACK_S
    assert bench.scheduler.report is not None
    report = bench.scheduler.report
    assert report.not_measured_count == report.looked_count > 0
    assert report.alive_count == 0
    assert bench.scheduler.report.slowest == []


def test_a_slow_device_delays_nobody_and_is_named() -> None:
    async def main() -> Bench:
        bench = Bench(took_s=lambda each: 2.9 if each == "D7" else int(each[1:]) / 1e3)
        await bench.run_for(PERIOD_S + 3.0)
        return bench

    bench = run_virtually(main())

    for at, _, device in bench.collector.starts:
        assert at.timestamp() % PERIOD_S - phase(device) <= SLACK_S
    assert bench.scheduler.report is not None
    slowest = bench.scheduler.report.slowest
    assert len(slowest) == SLOWEST_KEPT
    assert slowest[0] == (2.9, "D7")
    assert [device for _, device in slowest[1:]] == [f"D{n}" for n in range(59, 50, -1)]


@pytest.mark.parametrize("every_s", [0.013, 0.02, 0.5, 7.0])
def test_assigning_the_same_devices_again_moves_nothing(every_s: float) -> None:
    async def main() -> Bench:
        bench = Bench()

        async def assign_again() -> None:
            while True:
                await asyncio.sleep(every_s)
                bench.scheduler.assign(bench.targets)

        again = asyncio.create_task(assign_again())
        await bench.run_for(3 * PERIOD_S)
        again.cancel()
        return bench

    bench = run_virtually(main())
    slots = bench.collector.per_slot(PERIOD_S)

    assert [slots[SLOT0 + n] for n in range(3)] == [bench.once_each()] * 3
    assert bench.scheduler.late_total == 0


def test_assigning_between_the_end_of_a_slot_and_the_next_tick_is_harmless() -> None:
    async def main() -> Bench:
        bench = Bench()

        def late_register() -> None:
            block(0.5)  # the slot has ended, and no tick has said so yet
            bench.scheduler.assign(bench.targets)

        await bench.run_for(PERIOD_S - 0.25, late_register, PERIOD_S - 0.25)
        return bench

    bench = run_virtually(main())

    looked = Counter(device for *_, device in bench.collector.starts)
    assert looked == Counter(dict.fromkeys(bench.devices, 2))
    assert bench.scheduler.late_total == 0


def test_new_devices_start_at_their_phase_and_old_ones_end() -> None:
    async def main() -> Bench:
        bench = Bench()
        kept_and_new = targets(60, first=30)
        await bench.run_for(
            10.0, lambda: bench.scheduler.assign(kept_and_new), 2 * PERIOD_S - 10.0
        )
        return bench

    bench = run_virtually(main())
    slots = bench.collector.per_slot(PERIOD_S)

    old = {DeviceId(f"D{n}") for n in range(30)}
    kept = {DeviceId(f"D{n}") for n in range(30, 60)}
    new = {DeviceId(f"D{n}") for n in range(60, 90)}
    assert set(slots[SLOT0]) & kept == kept
    assert all(phase(each) <= 10.0 for each in set(slots[SLOT0]) & old)
    assert {each for each in new if phase(each) > 10.0} == set(slots[SLOT0]) & new
    assert slots[SLOT0 + 1] == Counter(kept | new)
    assert bench.scheduler.target_count == 60


def test_assigning_nothing_rests() -> None:
    async def main() -> Bench:
        bench = Bench()
        bench.scheduler.assign([])
        await bench.run_for(2 * PERIOD_S)
        return bench

    assert run_virtually(main()).probes == []


@pytest.mark.parametrize(
    "step_s",
    [3600.0, -3600.0, 3607.0, -3607.0, 3.0, -3.0, 7.0, -7.0, 30.0, -30.0, 86_400.5],
)
@pytest.mark.parametrize("at_s", [31.0, 45.0, 58.5])
def test_a_stepping_clock_costs_a_device_one_look_at_most(
    step_s: float, at_s: float
) -> None:
    async def main() -> Bench:
        bench = Bench()
        await bench.run_for(at_s, lambda: bench.clock.step(step_s), 5 * PERIOD_S)
        return bench

    bench = run_virtually(main())

    looks = defaultdict(list)
    for _, at, device in bench.collector.starts:
        looks[device].append(at - 1_000.0)
    assert set(looks) == bench.devices
    for times in looks.values():
        ends = [*times, at_s + 5 * PERIOD_S]
        gaps = [after - before for before, after in zip(times, ends[1:], strict=True)]
        assert max(gaps) <= 2 * PERIOD_S + SLACK_S
        assert len(times) >= 4
    later = bench.collector.per_slot(PERIOD_S)
    last = int(bench.collector.starts[-1][0].timestamp() // PERIOD_S)
    assert later[last - 1] == bench.once_each()


def test_an_hour_forward_is_no_late_work() -> None:
    async def main() -> Bench:
        bench = Bench()
        await bench.run_for(10.0, lambda: bench.clock.step(3600.0), PERIOD_S - 10.0)
        return bench

    bench = run_virtually(main())

    assert bench.scheduler.late_total == 0
    assert len(bench.collector.starts) == 60


def test_a_bug_in_a_collector_ends_the_round_loudly() -> None:
    def took_s(device: DeviceId) -> float:
        raise ZeroDivisionError(device)

    async def main() -> None:
        bench = Bench(1, took_s=took_s)
        async with asyncio.timeout(2 * PERIOD_S):
            await bench.scheduler.run()

    with pytest.raises(ExceptionGroup) as caught:
        run_virtually(main())

    assert caught.group_contains(ZeroDivisionError)


def test_a_bug_in_the_sink_ends_the_round_loudly() -> None:
    async def main() -> None:
        bench = Bench(1)
        bench.scheduler._sink = lambda _: 1 / 0
        async with asyncio.timeout(2 * PERIOD_S):
            await bench.scheduler.run()

    with pytest.raises(ExceptionGroup) as caught:
        run_virtually(main())

    assert caught.group_contains(ZeroDivisionError)


def test_a_cancelled_schedule_leaves_nothing_running() -> None:
    async def main() -> tuple[int, int]:
        bench = Bench(took_s=lambda _: 2.0)
        await bench.run_for(15.0)
        return bench.scheduler.busy_count, bench.collector.busy

    assert run_virtually(main()) == (0, 0)


def test_a_round_asks_every_method_at_once_in_the_targets_order() -> None:
    both = Target(
        DeviceId("D1"), SiteCode("S1"), Role.ROUTER, "127.0.0.1",
        (Method.TCP, Method.ICMP, Method.SNMP),
    )  # fmt: skip

    async def main() -> tuple[float, tuple[Probe, ...]]:
        clock = VirtualClock()
        took_s = {Method.ICMP: 2.0, Method.SNMP: 99.0, Method.TCP: 0.5}
        collectors = {
            method: ScriptedCollector(clock, lambda _, s=s: s, method)
            for method, s in took_s.items()
        }
        probes = await RoundOfLooks(collectors, clock).look(both)
        return clock.monotonic() - 1_000.0, probes

    took_s, probes = run_virtually(main())

    assert took_s == pytest.approx(ROUND_DEADLINE_S)
    assert [probe.method for probe in probes] == list(both.methods)
    assert [probe.outcome for probe in probes] == [
        Outcome.ANSWERED, Outcome.ANSWERED, Outcome.NOT_MEASURED,
    ]  # fmt: skip


def test_cancelling_a_look_from_outside_is_no_deadline() -> None:
    async def main() -> None:
        clock = VirtualClock()
        slow = ScriptedCollector(clock, lambda _: 10.0)
        task = asyncio.create_task(within(5.0, slow, targets(1)[0], clock))
        await asyncio.sleep(1.0)
        task.cancel()
        await task

    with pytest.raises(asyncio.CancelledError):
        run_virtually(main())
