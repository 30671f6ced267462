"""How much a counter grew, where its width and the link's speed leave one answer.

Counter32 and Counter64: RFC 2578, sections 7.1.6 and 7.1.10. A Counter64 of octets
takes years to fill, so a lower value is a reset, never a wrap.
"""

from __future__ import annotations

from collectors.rates.outcome import Reason

Growth = int | Reason | None
"""None: not counted; a reason: nothing of the interval can be believed."""
WRAP_32 = 2**32
WRAP_64 = 2**64
TOLERANCE_RATIO = 1.05
"""How far above the speed of the port a rate may be before it is disbelieved."""
SHORTEST_FRAME_BITS = 672
"""64 octets, preamble and gap of Ethernet: no port carries more frames than this."""


def to_growth(
    old: int | None, new: int | None, *, bits: int, most: float, may_wrap: bool = True
) -> Growth:
    """Return by how much an octet counter grew; None where it was not counted.

    Args:
        old: The older value.
        new: The newer value.
        bits: 32 or 64, the width of the counter.
        most: As much as can have passed at the link's speed.
        may_wrap: Whether a lower 32-bit value can be read as one wrap.
    """
    if not _is_value(old, bits) or not _is_value(new, bits):
        return None
    assert old is not None
    assert new is not None
    if bits == 32 and most >= WRAP_32:  # it may have run round unseen
        return Reason.TOO_NARROW
    growth = new - old
    if growth < 0:
        if bits != 32 or not may_wrap:
            return Reason.COUNTER_BACK
        growth += WRAP_32
        return growth if growth <= most else Reason.COUNTER_BACK
    return growth if growth <= most else Reason.FASTER_THAN_LINK


def to_event_growth(old: int | None, new: int | None, *, most: float) -> Growth:
    """Return by how much a Counter32 of errors or discards grew.

    It may rise by anything: packets are discarded before they are sent. A lower value
    is a wrap where the link can carry so many frames, else a reset.

    Args:
        old: The older value.
        new: The newer value.
        most: As many octets as can have passed at the link's speed.
    """
    if not _is_value(old, 32) or not _is_value(new, 32):
        return None
    assert old is not None
    assert new is not None
    growth = new - old
    if growth >= 0:
        return growth
    frames = most * 8 / SHORTEST_FRAME_BITS
    return growth + WRAP_32 if growth + WRAP_32 <= frames else Reason.COUNTER_BACK


def _is_value(value: int | None, bits: int) -> bool:
    return value is not None and 0 <= value < (WRAP_32 if bits == 32 else WRAP_64)
