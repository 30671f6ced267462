"""Opens the session of one reading; knows the engine id of last time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectors.snmp.credentials import SnmpCredential, SnmpUser
from collectors.snmp.session import GuardedSession, Unfinished, open_session

if TYPE_CHECKING:
    from collections.abc import Sequence


class Opener:
    """Gives a session that is ready to ask.

    The first is the one that was kept from last time, else it knows the engine id; a
    second is asked for when that was wrong, or the agent's clock was, and begins with
    discovery.

    Args:
        address: IP literal.
        port: UDP port.
        credential: Community or user.
        engine_id: From last time, None where there was none.
        timeouts_s: For each try of discovery.
        kept: A session that was used a moment ago with the same agent.

    Attributes:
        engine_id: As the agent told it now; None for v1, v2c and a kept session.
        session: The newest that was given.
    """

    def __init__(
        self,
        address: str,
        port: int,
        credential: SnmpCredential,
        engine_id: bytes | None,
        timeouts_s: Sequence[float],
        kept: GuardedSession | None = None,
    ) -> None:
        self._place = (address, port, credential)
        self._timeouts_s = tuple(timeouts_s)
        self._next_engine_id = engine_id
        self._kept = kept
        self.engine_id: bytes | None = None
        self.session: GuardedSession | None = None

    async def __call__(self) -> GuardedSession:
        """Return a session; see GuardedSession for what it may raise.

        Raises:
            OSError: No socket could be opened here.
            Unfinished: The agent answered the first message and no other.
        """
        known, self._next_engine_id = self._next_engine_id, None
        if self._kept is not None:
            # What time its silence takes, discovery does not have after it.
            self._timeouts_s = self._timeouts_s[1:] or self._timeouts_s
            self.session, self._kept = self._kept, None
            self.session.begin_again()
            return self.session
        self.session = await self._open(known)
        return self.session

    async def _open(self, known: bytes | None) -> GuardedSession:
        for number, timeout_s in enumerate(self._timeouts_s, 1):
            session = open_session(*self._place, engine_id=known, timeout_s=timeout_s)
            try:
                await session.refresh()
            except TimeoutError:
                known = None  # perhaps another box answers there now
                if number < len(self._timeouts_s):
                    continue
                if session.has_spoken:
                    raise Unfinished from None
                raise
            if isinstance(self._place[2], SnmpUser):
                self.engine_id = session.get_engine_id()
            return session
        raise TimeoutError
