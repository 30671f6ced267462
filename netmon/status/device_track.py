"""What the engine keeps of one device."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from netmon.core.model import Method, Outcome
from netmon.status.machine import Machine, Reach
from netmon.status.quality import Quality

if TYPE_CHECKING:
    from netmon.core.model import AgentReading, Probe, Target
    from netmon.status.rules import StatusRules


@dataclass(slots=True)
class DeviceTrack:
    """One watched device.

    Attributes:
        last: The newest probe by each method.
        agent: The last the agent said while the device was up.
        management_misses: Silent SNMP looks in a row.
        is_icmp_filtered: The last round had an answer, and none to ICMP.
        doubted_s: Monotonic; when the look that raised the open doubt began.
    """

    target: Target
    machine: Machine
    quality: Quality
    last: dict[Method, Probe] = field(default_factory=dict)
    agent: AgentReading | None = None
    management_misses: int = 0
    is_icmp_filtered: bool = False
    doubted_s: float | None = None

    @classmethod
    def fresh(cls, target: Target, rules: StatusRules) -> DeviceTrack:
        """Return the track of a device nothing is known of."""
        return cls(target, Machine(rules, target.methods[0]), Quality(rules))

    def aim(self, target: Target) -> None:
        """Follow the register: address and methods may change, the history stays."""
        self.target = target
        self.machine.primary = target.methods[0]

    @property
    def is_management_degraded(self) -> bool:
        """Alive, and its agent has been silent for too long."""
        return self.management_misses >= self.machine.rules.management_misses

    def remember(self, probe: Probe) -> None:
        """Keep `probe` as the newest of its method."""
        self.last[probe.method] = probe

    def note_doubt(self, now_s: float, took_s: float) -> None:
        """Remember when the open doubt was raised, as long as there is one."""
        if self.machine.doubt is None:
            self.doubted_s = None
        elif self.doubted_s is None:
            self.doubted_s = now_s - took_s

    def weigh(self, probe: Probe) -> None:
        """Take what a routine probe says beside life and death."""
        self.weigh_management(probe)
        if probe.echoes is not None and probe.outcome is Outcome.ANSWERED:
            self.is_icmp_filtered = False
            if self.machine.reach is Reach.UP:
                self.quality.add(probe.echoes)

    def weigh_round(self, probes: Sequence[Probe]) -> None:
        """Take what a round says beside life and death."""
        for probe in probes:
            self.weigh_management(probe)
        by_icmp = [each for each in probes if each.method is Method.ICMP]
        if by_icmp and any(each.outcome.is_alive for each in probes):
            self.is_icmp_filtered = by_icmp[0].outcome is Outcome.SILENT

    def weigh_management(self, probe: Probe) -> None:
        """Count silent SNMP looks; a device that is down says nothing about it."""
        if probe.method is not Method.SNMP or Method.SNMP is self.machine.primary:
            return
        if probe.outcome is Outcome.ANSWERED:
            self.management_misses = 0
        elif (
            self.machine.reach is Reach.UP and probe.outcome is not Outcome.NOT_MEASURED
        ):
            self.management_misses += 1
