"""Opens the session of one reading; knows the engine id of last time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collectors.snmp.credentials import SnmpCredential, SnmpUser
from collectors.snmp.session import GuardedSession, Unfinished, open_session

if TYPE_CHECKING:
    from collections.abc import Sequence


class Opener:
    """Gives a session that is ready to ask.

    The first knows the engine id; a second is asked for when that was wrong, or the
    agent's clock was, and begins with discovery.

    Args:
        address: IP literal.
        port: UDP port.
        credential: Community or user.
        engine_id: From last time, None where there was none.
        timeouts_s: For each try of discovery.

    Attributes:
        engine_id: Of the agent, None for v1 and v2c.
    """

    def __init__(
        self,
        address: str,
        port: int,
        credential: SnmpCredential,
        engine_id: bytes | None,
        timeouts_s: Sequence[float],
    ) -> None:
        self._place = (address, port, credential)
        self._timeouts_s = tuple(timeouts_s)
        self._next_engine_id = engine_id
        self.engine_id: bytes | None = None

    async def __call__(self) -> GuardedSession:
        """Return a session; see GuardedSession for what it may raise.

        Raises:
            OSError: No socket could be opened here.
            Unfinished: The agent answered the first message and no other.
        """
        known, self._next_engine_id = self._next_engine_id, None
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
