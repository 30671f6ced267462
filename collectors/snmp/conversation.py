"""One reading's talk with one agent: one request at a time, inside one deadline."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from gufo.snmp import SnmpAuthError
from gufo.snmp._fast import GetIter

from collectors.snmp.pdu_error import NO_SUCH_NAME, TOO_BIG, PduError
from collectors.snmp.session import (
    Garbled,
    PortClosed,
    Stale,
    Undelivered,
    Unfinished,
)

if TYPE_CHECKING:
    from collectors.snmp.session import GuardedSession, Row
    from collectors.snmp.values import Value
    from netmon.core.ports import Clock

T = TypeVar("T")

MAX_VARIABLES = 25
"""In one GET: fits the 1,472 bytes of one Ethernet frame with room for strings."""
MOST_REPETITIONS = 50
LEAST_WAIT_S = 0.05


@dataclass(frozen=True, slots=True)
class TalkSettings:
    """How long and how much.

    Attributes:
        deadline_s: For everything, from the first request, seconds.
        timeouts_s: For the answer to each try of one request; as many tries as entries.
        max_rows: Of one column of a table.
        max_silences: Requests in a row without an answer that end the talk.
    """

    deadline_s: float = 20.0
    timeouts_s: tuple[float, ...] = (1.0, 1.5, 2.5)
    max_rows: int = 4_096
    max_silences: int = 2


LOST = (OSError, PortClosed, Undelivered)
"""A request without an answer; TimeoutError is an OSError."""


class _TooMuch(Exception):
    """The agent cannot fit so many rows into one answer."""


class TalkOver(Exception):
    """No time, or no answers, are left; what has been read stands."""


class Conversation:
    """Asks one agent, and remembers what went wrong.

    Args:
        reopen: Gives a session; called again where the agent is another than we knew.
        clock: For the deadline.
        settings: Bounds.
        repetitions: Rows to ask for in one GETBULK at first.
        has_bulk: Whether the version has GETBULK.

    Attributes:
        sentinel: An object the agent is known to have; asked for with every GET where
            an error cannot be seen, so that an empty answer can be told from one.
        has_bulk: Whether the version has GETBULK, and answers a GET of which it lacks
            a part.
        repetitions: What suited the agent, for next time.
        notes: What a technician should know.
        is_partial: Whether something asked for did not come.
    """

    def __init__(
        self,
        reopen: Callable[[], Awaitable[GuardedSession]],
        clock: Clock,
        settings: TalkSettings,
        *,
        repetitions: int = 10,
        has_bulk: bool = True,
    ) -> None:
        self._reopen = reopen
        self._clock = clock
        self._settings = settings
        self.has_bulk = has_bulk
        self._session: GuardedSession | None = None
        self._ends_s = clock.monotonic() + settings.deadline_s
        self._silence_count = 0
        self._has_answered = False
        self._has_garbled = False
        self._has_resynchronised = False
        self.sentinel: str | None = None
        self.repetitions = repetitions
        self.notes: list[str] = []
        self.is_partial = False

    def renew(self, settings: TalkSettings) -> None:
        """Go on under other bounds, from now."""
        self._settings = settings
        self._ends_s = self._clock.monotonic() + settings.deadline_s

    async def get(self, oids: Sequence[str]) -> dict[str, Value]:
        """Return the values of `oids` that the agent has, in GETs of at most 25.

        Raises:
            Garbled: Not one answer so far could be read: what speaks is no agent.
            TalkOver: Nothing more can be asked; `is_partial` is set.
        """
        found: dict[str, Value] = {}
        try:
            for start in range(0, len(oids), MAX_VARIABLES):
                found |= await self._get_once(list(oids[start : start + MAX_VARIABLES]))
        except TalkOver:
            self._require_agent()
            raise
        self._require_agent()
        return found

    def _require_agent(self) -> None:
        if self._has_garbled and not self._has_answered:
            raise Garbled from None

    async def _get_once(self, oids: list[str]) -> dict[str, Value]:
        """Ask for `oids` in one request; take apart what the agent refuses whole."""
        if not oids:
            return {}
        is_guarded = self.sentinel is not None and self.sentinel not in oids
        asked = [*oids, str(self.sentinel)] if is_guarded else oids
        try:
            values = await self._ask(lambda session: session.get_many(asked))
        except Garbled:
            self._has_garbled = True
            return await self._halve(oids, "the answer could not be read")
        except LOST:
            return self._give_up(oids)
        error = self._error
        if error or (is_guarded and self.sentinel not in values):
            return await self._without(oids, error or PduError(0, 0))
        return {oid: values[oid] for oid in oids if values.get(oid) is not None}

    async def get_whole(self, oids: Sequence[str]) -> dict[str, Value]:
        """Return the answer to one GET; empty where it was not answered whole.

        Raises:
            TalkOver: Nothing more can be asked; `is_partial` is set.
        """
        try:
            values = await self._ask(lambda session: session.get_many(oids))
        except Garbled:
            return {}
        except LOST:
            self._count_silence()
            return {}
        return {} if self._error else values

    def _give_up(self, oids: list[str]) -> dict[str, Value]:
        """Go on without `oids`, if the agent has answered anything at all."""
        if not self._has_answered:
            if self._session and self._session.has_spoken:
                raise Unfinished from None
            raise  # noqa: PLE0704
        self._lose(f"no answer for {oids[0]} and {len(oids) - 1} more")
        self._count_silence()
        return {}

    async def _without(self, oids: list[str], error: PduError) -> dict[str, Value]:
        """Ask again without what the agent blames, else for half at a time."""
        if error.status == TOO_BIG or not 0 < error.index <= len(oids):
            return await self._halve(oids, f"error {error.status}")
        blamed = oids[error.index - 1]
        if error.status != NO_SUCH_NAME:
            self._lose(f"error {error.status} for {blamed}")
        return await self._get_once([oid for oid in oids if oid != blamed])

    async def _halve(self, oids: list[str], why: str) -> dict[str, Value]:
        if len(oids) == 1:
            if not (self._error and self._error.status == NO_SUCH_NAME):
                self._lose(f"{why} for {oids[0]}")
            return {}
        middle = len(oids) // 2
        first = await self._get_once(oids[:middle])
        return first | await self._get_once(oids[middle:])

    async def walk(self, column: str, max_rows: int | None = None) -> dict[str, Value]:
        """Return the rows of `column` keyed by instance, as `1` or `6.65.66`.

        A column that breaks off is returned as far as it came; `is_partial` is set.

        Raises:
            TalkOver: Nothing more can be asked; `is_partial` is set.
        """
        while True:
            rows: dict[str, Value] = {}
            try:
                await self._fill(rows, column, max_rows or self._settings.max_rows)
            except (*LOST, Garbled, _TooMuch) as error:
                if self.repetitions > 1 and self.has_bulk:
                    self.repetitions = max(1, self.repetitions // 4)
                    continue
                self._lose(f"{column}: broke off after {len(rows)} rows")
                if isinstance(error, LOST):
                    self._count_silence()
            except SnmpAuthError:
                self._resynchronise()
                continue
            if len(rows) > self.repetitions:
                self.repetitions = min(2 * self.repetitions, MOST_REPETITIONS)
            return rows

    async def _fill(self, rows: dict[str, Value], column: str, max_rows: int) -> None:
        last: tuple[int, ...] = ()
        at = len(column) + 1
        place = GetIter(column, self.repetitions)
        is_last = False
        while not is_last:
            found, is_last = await self._ask_on(place)
            for oid, value in found:
                suffix = oid[at:]
                order = tuple(map(int, filter(None, suffix.split("."))))
                if order <= last:
                    self._lose(f"{column}: OIDs do not increase")
                    return
                if len(rows) >= max_rows:
                    self._lose(f"{column}: more than {max_rows:,} rows")
                    return
                rows[suffix], last = value, order
        self._check_end(column)

    async def _ask_on(self, place: GetIter) -> tuple[list[Row], bool]:
        session = await self._open()
        return await self._patiently(
            lambda: session.next_rows(place, is_bulk=self.has_bulk)
        )

    def _check_end(self, column: str) -> None:
        """Tell a table that ends from an agent that gives up in the midst of it."""
        error = self._error
        if error is None or error.status == NO_SUCH_NAME:
            return
        if error.status == TOO_BIG:
            raise _TooMuch
        self._lose(f"{column}: error {error.status}")

    async def _ask(self, ask: Callable[[GuardedSession], Awaitable[T]]) -> T:
        """Return the answer to one request; the agent may have begun anew meanwhile."""
        while True:
            try:
                session = await self._open()
                return await self._patiently(lambda: ask(session))  # noqa: B023
            except SnmpAuthError:
                self._resynchronise()
            except Stale:
                self._session = None

    def _resynchronise(self) -> None:
        """Forget the engine's id and clock, once (RFC 3414, section 3.2, step 7).

        Raises:
            SnmpAuthError: That has been tried.
        """
        if self._has_resynchronised:
            raise  # noqa: PLE0704
        self._has_resynchronised, self._session = True, None

    async def _patiently(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Return the answer, asked for as often as the settings say."""
        session = await self._open()
        for timeout_s in self._settings.timeouts_s:
            left_s = self._ends_s - self._clock.monotonic()
            if left_s < LEAST_WAIT_S:
                self._lose("the time was over")
                raise TalkOver
            session.wait_for(min(timeout_s, left_s))
            try:
                answer = await ask()
            except TimeoutError:
                if session.is_kept and not session.has_spoken:
                    raise Stale from None
                continue
            self._silence_count, self._has_answered = 0, True
            return answer
        raise TimeoutError

    async def _open(self) -> GuardedSession:
        if self._session is None:
            self._session = await self._reopen()
        return self._session

    @property
    def _error(self) -> PduError | None:
        return self._session.error if self._session else None

    def _count_silence(self) -> None:
        self._silence_count += 1
        if self._silence_count >= self._settings.max_silences:
            raise TalkOver

    def _lose(self, why: str) -> None:
        self.is_partial = True
        self.notes.append(why)
