"""What can be wrong with an agent that answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from zlib import crc32

from netmon.twin import ber
from netmon.twin.faults import FaultKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netmon.twin.faults import Fault

SHARED_ENGINE_ID = b"\x80\0\x7e\xd9\x04one image for all"
"""Of an example enterprise (RFC 5612), format 4, text (RFC 3411 section 5)."""

NEVER_WRONG = (ber.oid_body((1, 3, 6, 1, 2, 1, 1)), ber.oid_body((1, 3, 6, 1, 6, 3)))
"""The system group and the engine stay as they are: a lying agent is known by them."""

NUMBERS = frozenset({ber.INTEGER, ber.COUNTER32, ber.GAUGE32, ber.COUNTER64})
LOOP_EVERY = 7
LOOP_BACK = 3


@dataclass(frozen=True, slots=True)
class Lies:
    """What is wrong with an agent.

    Attributes:
        is_32_bit: It has no ifXTable.
        is_renumbered: Its interfaces have other numbers.
        wrap_bits: Its counters count to this many bits and are close to their end,
            32 or 64; 0: as they should.
        delay_s: Its answers come later by this.
        varbinds_max: It answers tooBig above this many variables; 0: no limit.
        is_looping: Its OIDs do not increase while walked.
        is_mistyped: Some numbers are strings, some gauges negative.
        is_partial: A third of its instances is missing.
        engine_id: Engine id it shares with others, empty for its own.
    """

    is_32_bit: bool = False
    is_renumbered: bool = False
    wrap_bits: int = 0
    delay_s: float = 0.0
    varbinds_max: int = 0
    is_looping: bool = False
    is_mistyped: bool = False
    is_partial: bool = False
    engine_id: bytes = b""

    @classmethod
    def of(cls, faults: Iterable[Fault]) -> Self:
        """Return what all of `faults` together do."""
        amounts = {fault.kind: fault.amount for fault in faults}
        shared = FaultKind.DUPLICATE_ENGINE_ID in amounts
        return cls(
            is_32_bit=FaultKind.COUNTER32_ONLY in amounts,
            is_renumbered=FaultKind.PORT_RENUMBERED in amounts,
            wrap_bits=int(amounts.get(FaultKind.COUNTER_WRAP, 0)),
            delay_s=amounts.get(FaultKind.SLOW_AGENT, 0.0),
            varbinds_max=int(amounts.get(FaultKind.TOO_BIG, 0)),
            is_looping=FaultKind.WALK_LOOPS in amounts,
            is_mistyped=FaultKind.WRONG_TYPES in amounts,
            is_partial=FaultKind.PARTIAL_AGENT in amounts,
            engine_id=SHARED_ENGINE_ID if shared else b"",
        )

    def spoil(self, name: bytes, value: bytes) -> bytes:
        """Return what the agent says instead of `value`; the same for one name."""
        if not (self.is_mistyped or self.is_partial) or name.startswith(NEVER_WRONG):
            return value
        if self.is_partial and crc32(name) % 3 == 0:
            return ber.tlv(ber.NO_SUCH_INSTANCE, b"")
        if self.is_mistyped and value[0] in NUMBERS:
            return _mistype(value, crc32(name) % 3)
        return value

    def step(self, place: int) -> int:
        """Return which object follows instead of the one at `place`."""
        is_turn = self.is_looping and place % LOOP_EVERY == LOOP_EVERY - 1
        return place - LOOP_BACK if is_turn else place


HONEST = Lies()


def _mistype(value: bytes, draw: int) -> bytes:
    """Return a number as text, as a negative number, or as it is, by `draw`."""
    _, start, end = ber.read(value, 0)
    number = int.from_bytes(value[start:end], "big", signed=True)
    if draw == 0:
        return ber.text(f"{number} ")
    if draw == 1:
        return ber.integer(-(number & 0x7FFF_FFFF) - 1, value[0])
    return value
