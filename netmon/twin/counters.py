"""Counters of interfaces: what they stand at, and how an agent encodes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmon.twin import ber
from netmon.twin.life import DOWN_RATIO, UP_RATIO

if TYPE_CHECKING:
    from netmon.twin.device import Device
    from netmon.twin.layout import Value

WRAP_AFTER_S = 20.0
"""Counters close to their end reach it in about so long, at the mean rate."""

PACKET_BYTES = 900
BYTES_PER_ERROR = 40_000_000_000
BYTES_PER_DISCARD = 10_000_000_000
MASK32, MASK64 = 0xFFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF

Flows = tuple[int, ...]


def octets(device: Device, flows: Flows, ratio: float, now_s: float) -> int:
    """Return the octets of `flows` one way since the counters stood at 0.

    Args:
        device: Whose counters.
        flows: Numbers of flows of its site.
        ratio: Share of the flows that goes this way, 0-1.
        now_s: Monotonic time.
    """
    life, zero = device.life, device.zero
    curve, known = life.curve(now_s), life.flows
    both_ways = sum([known[n].volume(curve) - zero[n] for n in flows])
    count = int(both_ways * ratio)
    bits = device.lies.wrap_bits
    if bits:
        share = sum(known[n].share for n in flows) * ratio
        count -= int(life.load_bps / 8 * share * WRAP_AFTER_S)
        count &= (1 << bits) - 1
    return count


def octets64(flows: Flows, ratio: float) -> Value:
    """Return the value of ifHCInOctets and the like."""
    return lambda device, now_s: ber.integer(
        octets(device, flows, ratio, now_s) & MASK64, ber.COUNTER64
    )


def octets32(flows: Flows, ratio: float) -> Value:
    """Return the value of ifInOctets and the like."""
    return per_octets(flows, ratio, 1)


def packets64(flows: Flows, ratio: float) -> Value:
    """Return the value of ifHCInUcastPkts and the like."""
    return lambda device, now_s: ber.integer(
        octets(device, flows, ratio, now_s) // PACKET_BYTES & MASK64, ber.COUNTER64
    )


def per_octets(flows: Flows, ratio: float, size_bytes: int) -> Value:
    """Return a 32-bit counter of something that happens once in `size_bytes`."""
    return lambda device, now_s: ber.integer(
        octets(device, flows, ratio, now_s) // size_bytes & MASK32, ber.COUNTER32
    )


def ways(*, is_towards_site: bool) -> tuple[float, float]:
    """Return the ratios of what goes in and out at a port."""
    return (DOWN_RATIO, UP_RATIO) if is_towards_site else (UP_RATIO, DOWN_RATIO)
