"""A port that really counts, and everything that may happen to its counters."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from collectors.rates import AgentClock, Counted
from netmon.core.model import DeviceId
from netmon.core.reading import DeviceReading, InterfaceReading

START = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
GIGABIT = 1_000_000_000
PORT = InterfaceReading(
    if_index=2,
    name="ether1",
    alias="WAN",
    type_number=6,
    is_up=True,
    speed_bps=GIGABIT,
    in_octets=1_000,
    out_octets=2_000,
    counter_bits=64,
    in_errors_count=0,
    out_errors_count=0,
    in_discards_count=0,
    out_discards_count=0,
    discontinuity_ticks=0,
)


def counted(at_s: float, uptime_s: float | None = None, **changes: object) -> Counted:
    """A reading at `at_s`; its agent started 1,000 s before that unless told."""
    uptime_s = 1_000 + at_s if uptime_s is None else uptime_s
    clock = AgentClock(START + timedelta(seconds=at_s), uptime_s, 7, int(uptime_s))
    return Counted(replace(PORT, **changes), clock)  # type: ignore[arg-type]


def reading(of: Counted, device: str = "S/r") -> DeviceReading:
    return DeviceReading(
        DeviceId(device),
        of.clock.at,
        0.1,
        "generic",
        "",
        uptime_s=of.clock.uptime_s,
        engine_boots=of.clock.engine_boots,
        engine_time_s=of.clock.engine_time_s,
        host_uptime_s=of.clock.host_uptime_s,
        interfaces=(PORT, of.port) if of.port.if_index != 2 else (of.port,),
        wan_if_index=of.port.if_index,
    )


@dataclass
class Box:
    """A router with one counted port; `read` shows what its agent would say.

    Attributes:
        true_octets: What really passed, in and out, since the beginning.
        is_broken: Something that an agent shows happened since the last `read`.
    """

    bits: int = 64
    keeps_boots: bool = True
    now_s: float = 0.0
    started_s: float = -1_000.0
    boots: int = 1
    port: InterfaceReading = PORT
    true_octets: list[int] = field(default_factory=lambda: [0, 0])
    shown: list[int] = field(default_factory=lambda: [0, 0])
    is_broken: bool = True

    def run(self, span_s: float, share: float) -> None:
        """Let time pass with this share of the line used in both directions."""
        self.now_s += span_s
        passed = int(GIGABIT * share * span_s / 8)
        for way in (0, 1):
            self.true_octets[way] += passed
            self.shown[way] = (self.shown[way] + passed) % 2**self.bits

    def reboot(self) -> None:
        self.started_s = self.now_s
        self.boots += 1 if self.keeps_boots else 0
        self.shown = [0, 0]
        self.is_broken = True

    def clear_counters(self) -> None:
        """Reset as RFC 2863 asks for it: the time of it is told."""
        ticks = round((self.now_s - self.started_s) * 100)
        if self.port.discontinuity_ticks == ticks + 1 and self.shown == [0, 0]:
            return  # twice in one hundredth, and nothing was counted between
        self.port = replace(self.port, discontinuity_ticks=ticks + 1)
        self.shown = [0, 0]
        self.is_broken = True

    def swap_ports(self) -> None:
        """Another port takes the ifIndex."""
        self.port = replace(self.port, name=f"{self.port.name}'")
        self.shown = [octets + 5_000 for octets in self.shown]
        self.is_broken = True

    def read(self) -> Counted:
        self.is_broken = False
        uptime_s = round((self.now_s - self.started_s) * 100) % 2**32 / 100
        clock = AgentClock(
            START + timedelta(seconds=self.now_s),
            uptime_s,
            self.boots,
            int(self.now_s - self.started_s),
        )
        shown_in, shown_out = self.shown
        port = replace(
            self.port,
            in_octets=shown_in,
            out_octets=shown_out,
            counter_bits=self.bits,
        )
        return Counted(port, clock)
