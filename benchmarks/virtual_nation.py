"""A nation of numbers: looks with the noise of a day without faults, in virtual time.

No packet is sent: a look is a Probe as the collectors would make it.
"""

from __future__ import annotations

import asyncio
import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from benchmarks.naive_rules import NaiveRules
from collectors.schedule import to_phase
from netmon.core.model import (
    AgentReading,
    DeviceId,
    Echoes,
    Method,
    Outcome,
    Probe,
    Role,
    Target,
)
from netmon.core.ports import Clock
from netmon.core.settings import PollSettings

STEP_S = 0.5
BURST_S, SILENT_BURST_S = 1.02, 2.0
ASK_S, SILENT_ASK_S = 0.03, 2.5
SILENT_CONNECT_S = 2.0
CLASSES, VARIANTS = 64, 64
DARK = Echoes((None, None, None))


@dataclass(frozen=True, slots=True)
class Noise:
    """What a day without faults is like.

    Attributes:
        echo_loss_ratio: Echoes lost, each on its own, 0-1.
        ask_loss_ratio: SNMP tries lost, two packets each, 0-1; a look has two tries.
        hiccup_ratio: Bursts lost as a whole, 0-1: a line that is gone for two seconds.
        rtt_min_s, rtt_max_s: Every device has its own round trip between these.
        jitter_s: Each echo takes up to this much longer.
    """

    echo_loss_ratio: float = 0.003
    ask_loss_ratio: float = 0.006
    hiccup_ratio: float = 1 / 20_000
    rtt_min_s: float = 0.005
    rtt_max_s: float = 0.060
    jitter_s: float = 0.010


class VirtualNation:
    """Makes every look of the schedule, and the rounds asked for.

    Args:
        targets: Nodes and devices.
        hear: Gets each routine look.
        rules: Told of the looks at routers.
        seed: Same seed, same losses.

    Attributes:
        is_wire_cut: While it holds, nothing answers.
        look_count: Routine looks made.
        skipped_count: Looks that were due while the loop was held up.
    """

    def __init__(
        self,
        targets: Sequence[Target],
        clock: Clock,
        hear: Callable[[Probe], None],
        rules: NaiveRules,
        seed: int,
    ) -> None:
        self._clock, self._hear, self._rules = clock, hear, rules
        self._noise = Noise()
        self._random = random.Random(seed)
        self._agent = AgentReading(8_640.0, "1.3.6.1.4.1.14988.1", 3, 8_640)
        self._bursts = [self._make_bursts() for _ in range(CLASSES)]
        poll = PollSettings()
        self._echoes = _to_steps(targets, Method.ICMP, poll.icmp_period_s)
        self._asks = _to_steps(targets, Method.SNMP, poll.snmp_period_s)
        self._routers = {x.device for x in targets if x.role is Role.ROUTER}
        burst_ratio = 1 - (1 - self._noise.echo_loss_ratio) ** 3
        self._bad_burst_ratio = burst_ratio + self._noise.hiccup_ratio
        self._until_bad_burst = self._draw_gap(self._bad_burst_ratio)
        self._bad_ask_ratio = self._noise.ask_loss_ratio**2
        self._until_bad_ask = self._draw_gap(self._bad_ask_ratio)
        self._turn = 0
        self.is_wire_cut = False
        self.look_count = self.skipped_count = 0

    def step(self, number: int) -> None:
        """Make the looks due in the step `number` since the epoch of the schedule."""
        echoes = self._echoes[number % len(self._echoes)]
        asks = self._asks[number % len(self._asks)]
        self.look_count += len(echoes) + len(asks)
        if self.is_wire_cut:
            self._miss_all(echoes, asks)
        else:
            self._burst_all(echoes)
            self._ask_all(asks)

    def skip(self, number: int) -> None:
        """Count the looks of the step `number` as skipped."""
        self.skipped_count += len(self._echoes[number % len(self._echoes)])
        self.skipped_count += len(self._asks[number % len(self._asks)])

    def sweep(self) -> None:
        """Look at everything once by ICMP."""
        for number in range(len(self._echoes)):
            self._burst_all(self._echoes[number])

    async def look_all(self, target: Target) -> Sequence[Probe]:
        """Make one round at `target` by its methods."""
        at, has_tcp = self._clock.now(), Method.TCP in target.methods
        probes = [self._round_burst(target.device)]
        if Method.SNMP in target.methods:
            probes.append(self._round_ask(target.device))
        if has_tcp and self.is_wire_cut:
            silent, took_s = Outcome.SILENT, SILENT_CONNECT_S
            probes.append(
                Probe(target.device, Method.TCP, at, silent, took_s, "timeout")
            )
        elif has_tcp:
            probes.append(Probe(target.device, Method.TCP, at, Outcome.ANSWERED, ASK_S))
        await asyncio.sleep(max(probe.took_s for probe in probes))
        return probes

    def _round_burst(self, device: DeviceId) -> Probe:
        ratio = self._noise.echo_loss_ratio
        rtts = tuple(
            None if self.is_wire_cut or self._random.random() < ratio else 0.02
            for _ in range(3)
        )
        return self._to_burst(device, Echoes(rtts))

    def _round_ask(self, device: DeviceId) -> Probe:
        at = self._clock.now()
        if self.is_wire_cut or self._random.random() < self._bad_ask_ratio:
            silent, took_s = Outcome.SILENT, SILENT_ASK_S
            return Probe(device, Method.SNMP, at, silent, took_s, "timeout")
        answered = Outcome.ANSWERED
        return Probe(device, Method.SNMP, at, answered, ASK_S, agent=self._agent)

    def _to_burst(self, device: DeviceId, echoes: Echoes) -> Probe:
        at = self._clock.now()
        if echoes.answered_s:
            answered = Outcome.ANSWERED
            return Probe(device, Method.ICMP, at, answered, BURST_S, "", echoes)
        silent, took_s = Outcome.SILENT, SILENT_BURST_S
        return Probe(device, Method.ICMP, at, silent, took_s, "timeout", echoes)

    def _burst_all(self, places: Sequence[tuple[DeviceId, int]]) -> None:
        """Let the bursts that end now be heard; all began one burst ago."""
        hear, answered, icmp = self._hear, Outcome.ANSWERED, Method.ICMP
        at = self._clock.now() - timedelta(seconds=BURST_S)
        for device, kind in places:
            self._until_bad_burst -= 1
            if self._until_bad_burst <= 0:
                self._until_bad_burst = self._draw_gap(self._bad_burst_ratio)
                self._spoil(device)
                continue
            self._turn += 1
            echoes = self._bursts[kind][self._turn % VARIANTS]
            hear(Probe(device, icmp, at, answered, BURST_S, "", echoes))

    def _ask_all(self, places: Sequence[tuple[DeviceId, int]]) -> None:
        hear, answered, snmp = self._hear, Outcome.ANSWERED, Method.SNMP
        at, now_s = self._clock.now(), self._clock.monotonic()
        told, agent = self._rules.told, self._agent
        for device, _ in places:
            self._until_bad_ask -= 1
            if self._until_bad_ask <= 0:
                self._until_bad_ask = self._draw_gap(self._bad_ask_ratio)
                self._hear_later(
                    Probe(device, snmp, at, Outcome.SILENT, SILENT_ASK_S, "timeout")
                )
                continue
            told[device] = now_s
            hear(Probe(device, snmp, at, answered, ASK_S, "", None, agent))

    def _spoil(self, device: DeviceId) -> None:
        """Make a burst that loses something: all of it, or each echo on its own."""
        hiccups = self._noise.hiccup_ratio / self._bad_burst_ratio
        echoes = DARK
        if self._random.random() >= hiccups:
            ratio = self._noise.echo_loss_ratio
            rtts: tuple[float | None, ...] = (0.02, 0.02, 0.02)
            while None not in rtts:
                rtts = tuple(
                    None if self._random.random() < ratio else 0.02 for _ in range(3)
                )
            echoes = Echoes(rtts)
        self._miss(device, echoes)

    def _miss(self, device: DeviceId, echoes: Echoes) -> None:
        now_s = self._clock.monotonic()
        if device in self._routers:
            self._rules.miss(device, echoes.rtts_s.count(None), now_s)
        self._hear_later(self._to_burst(device, echoes))

    def _miss_all(
        self,
        echoes: Sequence[tuple[DeviceId, int]],
        asks: Sequence[tuple[DeviceId, int]],
    ) -> None:
        at, silent, snmp = self._clock.now(), Outcome.SILENT, Method.SNMP
        for device, _ in echoes:
            self._miss(device, DARK)
        for device, _ in asks:
            self._hear_later(Probe(device, snmp, at, silent, SILENT_ASK_S, "timeout"))

    def _hear_later(self, probe: Probe) -> None:
        """Let a look that begins now be heard when it ends."""
        asyncio.get_running_loop().call_later(probe.took_s, self._hear, probe)

    def _make_bursts(self) -> list[Echoes]:
        """Return the bursts of devices that share a round trip."""
        noise, draw = self._noise, self._random
        rtt_s = draw.uniform(noise.rtt_min_s, noise.rtt_max_s)
        return [
            Echoes(tuple(rtt_s + draw.uniform(0, noise.jitter_s) for _ in range(3)))
            for _ in range(VARIANTS)
        ]

    def _draw_gap(self, ratio: float) -> int:
        """Return how many looks until the next one that happens at `ratio`."""
        return 1 + int(math.log(1 - self._random.random()) / math.log(1 - ratio))


def _to_steps(
    targets: Sequence[Target], method: Method, period_s: float
) -> list[list[tuple[DeviceId, int]]]:
    """Return who is looked at in each step of a period, by the product's phases."""
    steps: list[list[tuple[DeviceId, int]]] = [
        [] for _ in range(int(period_s / STEP_S))
    ]
    for number, target in enumerate(targets):
        if method in target.methods:
            phase_s = to_phase(target.device, method, period_s)
            steps[int(phase_s / STEP_S)].append((target.device, number % CLASSES))
    return steps
