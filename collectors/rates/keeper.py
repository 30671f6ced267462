"""The last reading of every line's port, and what it gives with the next one."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from collectors.rates.clock import AgentClock
from collectors.rates.counters import WRAP_32
from collectors.rates.outcome import Break, InterfaceDelta, Reason
from collectors.rates.rate import Counted, Limits, to_rate

if TYPE_CHECKING:
    from collections.abc import Collection

    from netmon.core.model import DeviceId
    from netmon.core.reading import DeviceReading, InterfaceReading

MOST_NAME_CHARACTERS = 255  # DisplayString, RFC 2579: an agent may send more


class RateKeeper:
    """Turns readings into figures; holds one port a device and nothing else.

    A restart loses it all, which costs the first interval: it begins anew with the next
    reading. A reading that gave no figures is still the one to count from.

    Attributes:
        breaks_count: Intervals without figures since the start, by reason.

    Args:
        step_s: How far apart readings are meant to be, seconds.
    """

    def __init__(self, step_s: float) -> None:
        self.breaks_count: Counter[Reason] = Counter()
        self._step_s = step_s
        self._last: dict[DeviceId, Counted] = {}
        self._narrow: set[DeviceId] = set()

    def __len__(self) -> int:
        """How many devices are held."""
        return len(self._last)

    def keep_only(self, devices: Collection[DeviceId]) -> None:
        """Forget every device that is not among `devices`."""
        self._last = {
            name: last for name, last in self._last.items() if name in devices
        }
        self._narrow &= self._last.keys()

    def take(
        self, reading: DeviceReading, contract_bps: int | None
    ) -> InterfaceDelta | Break:
        """Return what passed the port of the line since the reading before.

        Args:
            reading: Everything the device said.
            contract_bps: The faster direction of the line's contract, bits per second.
        """
        outcome = self._take(reading, contract_bps)
        if isinstance(outcome, Break):
            self.breaks_count[outcome.reason] += 1
        return outcome

    def _take(
        self, reading: DeviceReading, contract_bps: int | None
    ) -> InterfaceDelta | Break:
        port = to_wan_port(reading)
        if port is None:  # a partial answer: the next one counts from the one before
            return Break(Reason.NO_PORT)
        device = reading.device
        before, now = (
            self._last.get(device),
            Counted(_cut(port), AgentClock.of(reading)),
        )
        self._last[device] = now
        if before is None:
            return Break(Reason.FIRST)
        limits = Limits(self._step_s, contract_bps, device in self._narrow)
        outcome = to_rate(before, now, limits)
        self._suspect(device, before.port, now.port, outcome)
        return outcome

    def _suspect(
        self,
        device: DeviceId,
        before: InterfaceReading,
        now: InterfaceReading,
        outcome: InterfaceDelta | Break,
    ) -> None:
        """Remember who counts 64 bits in 32: what goes back below 2^32 may be that."""
        octets = [now.in_octets, now.out_octets, before.in_octets, before.out_octets]
        is_small = all(each is None or each < WRAP_32 for each in octets)
        if not is_small or outcome == Break(Reason.OTHER_PORT):
            self._narrow.discard(device)
        elif outcome == Break(Reason.COUNTER_BACK):
            self._narrow.add(device)


def to_wan_port(reading: DeviceReading) -> InterfaceReading | None:
    """Return the port of the line, None where it is not known or was not read."""
    for port in reading.interfaces:
        if port.if_index == reading.wan_if_index:
            return port
    return None


def _cut(port: InterfaceReading) -> InterfaceReading:
    """Keep no more of a name than a name may have: memory is ours."""
    name, alias = port.name, port.alias
    if len(name or "") <= MOST_NAME_CHARACTERS >= len(alias or ""):
        return port
    return replace(
        port,
        name=name and name[:MOST_NAME_CHARACTERS],
        alias=alias and alias[:MOST_NAME_CHARACTERS],
    )
