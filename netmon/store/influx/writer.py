"""Brings lines to a database and finds the ones it will never take.

A point written twice leaves one copy, so whatever is in doubt is sent again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from netmon.store.influx.faults import InfluxRefused, InfluxTooLarge

if TYPE_CHECKING:
    from netmon.core.ports import Clock
    from netmon.store.influx.dead import DeadLetters

_UNREADABLE = re.compile(r"unable to parse '(.*?)': ", re.DOTALL)
_CONFLICT = re.compile(r'input field "([^"]+)" on measurement "([^"]+)"')

Lines = Sequence[bytes]


class Wire(Protocol):
    """What the writer needs of a transport."""

    async def write(self, database: str, body_lines: bytes) -> None:
        """See InfluxTransport.write."""


class LineWriter:
    """Writes lines; the bad ones end among the dead letters, the others are stored.

    Attributes:
        most_lines: In one request; fewer once a server found a request too long.
        lines_count: Lines brought to a server since the start.
    """

    def __init__(
        self, wire: Wire, dead: DeadLetters, clock: Clock, most_lines: int
    ) -> None:
        self._wire = wire
        self._dead = dead
        self._clock = clock
        self.most_lines = most_lines
        self.lines_count = 0

    async def write(self, database: str, lines: Lines) -> None:
        """Bring lines to `database`; when this returns each is there or a dead letter.

        Raises:
            InfluxHeld, InfluxLater: Some may be there; all may be given again.
            OSError: A dead letter could not be kept.
        """
        sent = 0
        while sent < len(lines):
            part = lines[sent : sent + self.most_lines]
            await self._deliver(database, part)
            sent += len(part)

    async def _deliver(self, database: str, lines: Lines) -> None:
        try:
            await self._wire.write(database, b"\n".join(lines))
        except InfluxTooLarge as fault:
            if len(lines) == 1:
                self._bury(database, str(fault), lines)
                return
            self.most_lines = max(1, min(self.most_lines, len(lines) // 2))
            await self._halve(database, lines)
        except InfluxRefused as fault:
            await self._sort_out(database, lines, fault)
        else:
            self.lines_count += len(lines)

    async def _sort_out(
        self, database: str, lines: Lines, fault: InfluxRefused
    ) -> None:
        """Bury what was refused; bring the others home."""
        named = named_in(fault, lines)
        if named:
            self._bury(database, fault.reason, [lines[i] for i in sorted(named)])
            rest = [line for i, line in enumerate(lines) if i not in named]
            # 1.x has stored them already, 2.x has not.
            if rest:
                await self._deliver(database, rest)
        elif len(lines) == 1 or fault.dropped_count == len(lines):
            self._bury(database, fault.reason, lines)
        else:
            suspects = suspects_of(fault, lines)
            others = [line for i, line in enumerate(lines) if i not in suspects]
            if suspects and others:
                await self._deliver(database, others)
                await self._deliver(database, [lines[i] for i in sorted(suspects)])
            else:
                await self._halve(database, lines)

    async def _halve(self, database: str, lines: Lines) -> None:
        middle = len(lines) // 2
        await self._deliver(database, lines[:middle])
        await self._deliver(database, lines[middle:])

    def _bury(self, database: str, reason: str, lines: Lines) -> None:
        self._dead.put(database, reason, lines, self._clock.now())


def named_in(fault: InfluxRefused, lines: Lines) -> set[int]:
    """Return which lines the answer names: by number (3), or by their text (1.x, 2.x).

    A text that is cut short or not ours names nothing.
    """
    numbers = {number - 1 for number in fault.line_numbers}
    found = {number for number in numbers if 0 <= number < len(lines)}
    texts = {text.encode() for text in _UNREADABLE.findall(fault.reason)}
    return found | {i for i, line in enumerate(lines) if line in texts}


def suspects_of(fault: InfluxRefused, lines: Lines) -> set[int]:
    """Return which lines hold the field whose type the answer finds wrong.

    1.x names one field of one measurement and counts the lines it dropped.
    """
    found = _CONFLICT.search(fault.reason)
    if found is None:
        return set()
    field, measurement = (part.encode() for part in found.groups())
    start = re.compile(rb"%b[, ]" % re.escape(measurement))
    holds = re.compile(rb"[ ,]%b=" % re.escape(field))
    return {
        i for i, line in enumerate(lines) if start.match(line) and holds.search(line)
    }
