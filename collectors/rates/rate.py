"""Rates and volumes of a port from two readings; pure.

Every interval that a reset, a swap of ports or an impossible speed can have touched is
discarded whole. No rate is above 1.05 x the speed of the port, whatever counters do.

The speed of the port is what the agent says, and the lower of two if it changed: also
where it says too little, because nothing else is known of the link. A port that claims
10 Mbit/s and carries more gives `faster_than_link`, which is counted and can be seen. A
speed of 0, or none, or one of a port that has no medium of its own (PPP, tunnels: they
tell invented figures) is no speed: the contract's rate stands in for it. Without either
there are no figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from collectors.rates.clock import AgentClock, to_span_s
from collectors.rates.counters import (
    TOLERANCE_RATIO,
    Growth,
    to_event_growth,
    to_growth,
)
from collectors.rates.outcome import Break, InterfaceDelta, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netmon.core.reading import InterfaceReading

PEAK_STEPS = 2.5
"""A mean over a longer time hides its peak: the volume is kept, the rate is not."""
WITHOUT_MEDIUM = frozenset({1, 23, 53, 108, 131})
"""IANAifType other, ppp, propVirtual, pppMultilinkBundle, tunnel."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One reading of a port, and when it was made."""

    port: InterfaceReading
    clock: AgentClock


@dataclass(frozen=True, slots=True)
class Limits:
    """What is known beside the readings.

    Attributes:
        step_s: How far apart readings are meant to be, seconds.
        contract_bps: The faster direction of the contract, for a port that does not
            tell its speed; None where no contract is known.
        is_narrow: The 64-bit counters of this agent are suspected to run round at 2^32.
    """

    step_s: float = 60.0
    contract_bps: int | None = None
    is_narrow: bool = False


def to_rate(before: Counted, after: Counted, limits: Limits) -> InterfaceDelta | Break:
    """Return what passed the port from `before` to `after`, or why nobody knows."""
    changed = _to_change(before.port, after.port)
    if changed:
        return Break(changed)
    span_s = to_span_s(before.clock, after.clock, limits.step_s)
    if isinstance(span_s, Reason):
        return Break(span_s)
    speed_bps = to_cap_bps(before.port, after.port, limits.contract_bps)
    if speed_bps is None:
        return Break(Reason.SPEED_UNKNOWN)
    return _to_delta(before.port, after.port, span_s, speed_bps, limits)


def to_cap_bps(
    before: InterfaceReading, after: InterfaceReading, contract_bps: int | None
) -> int | None:
    """Return the speed that no rate may exceed by more than 5 %; None: not known."""
    speeds = [_to_speed_bps(port, contract_bps) for port in (before, after)]
    known = [speed for speed in speeds if speed]
    return min(known) if len(known) == len(speeds) else None


def _to_speed_bps(port: InterfaceReading, contract_bps: int | None) -> int | None:
    told = port.speed_bps
    if told is None or told <= 0 or port.type_number in WITHOUT_MEDIUM:
        return contract_bps
    return told


def _to_change(before: InterfaceReading, after: InterfaceReading) -> Reason | None:
    """Return why the two readings are not of the same counters, if they are not.

    What only one of them tells counts as changed: it may have.
    """
    if before.if_index != after.if_index:
        return Reason.OTHER_PORT
    if (before.name, before.alias) != (after.name, after.alias):
        return Reason.RENAMED
    if before.discontinuity_ticks != after.discontinuity_ticks:
        return Reason.DISCONTINUITY
    if before.counter_bits != after.counter_bits:
        return Reason.WIDTH_CHANGED
    return None


def _to_delta(
    before: InterfaceReading,
    after: InterfaceReading,
    span_s: float,
    speed_bps: int,
    limits: Limits,
) -> InterfaceDelta | Break:
    most = TOLERANCE_RATIO * speed_bps * span_s / 8
    growths = (
        *_octets(before, after, most, is_narrow=limits.is_narrow),
        *_events(before, after, most),
    )
    known: list[int | None] = []
    for growth in growths:
        if isinstance(growth, Reason):
            return Break(growth)
        known.append(growth)
    is_peak = span_s <= PEAK_STEPS * limits.step_s
    in_bps, out_bps = (
        growth * 8 / span_s if is_peak and growth is not None else None
        for growth in known[:2]
    )
    return InterfaceDelta(span_s, in_bps, out_bps, *known)


def _octets(
    before: InterfaceReading, after: InterfaceReading, most: float, *, is_narrow: bool
) -> Iterator[Growth]:
    bits = 64 if before.counter_bits == 64 and not is_narrow else 32
    may_wrap = before.counter_bits == 32
    for old, new in (
        (before.in_octets, after.in_octets),
        (before.out_octets, after.out_octets),
    ):
        yield to_growth(old, new, bits=bits, most=most, may_wrap=may_wrap)


def _events(
    before: InterfaceReading, after: InterfaceReading, most: float
) -> Iterator[Growth]:
    for old, new in (
        (before.in_errors_count, after.in_errors_count),
        (before.out_errors_count, after.out_errors_count),
        (before.in_discards_count, after.in_discards_count),
        (before.out_discards_count, after.out_discards_count),
    ):
        yield to_event_growth(old, new, most=most)
