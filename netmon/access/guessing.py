"""Keeps passwords from being guessed, and writes down that somebody tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmon.access.audit import AuditLog, Deed
from netmon.access.lockout import Lockout, Window, to_network
from netmon.access.refusals import Refusals

if TYPE_CHECKING:
    from netmon.core.ports import Clock


class Guard:
    """Counts attempts by login and by address.

    Args:
        audit: Where refusals go, together.
        clock: Monotonic seconds.
    """

    def __init__(self, audit: AuditLog, clock: Clock) -> None:
        self._audit = audit
        self._clock = clock
        # Apart, so that thousands of invented logins push no real one out.
        self._logins = {True: Lockout(), False: Lockout()}
        self._changes = Lockout()
        self._places = Window()
        self._refusals: Refusals[tuple[str, str]] = Refusals()

    def begin(self, login: str, place: str, *, is_known: bool) -> float:
        """Count an attempt to sign in; return the seconds to wait where it may not be.

        An attempt that may not be made is not counted: waiting ends.
        """
        now_s, network = self._clock.monotonic(), to_network(place)
        locks = self._logins[is_known]
        wait_s = max(locks.wait_s(login, now_s), self._places.wait_s(network, now_s))
        if wait_s:
            self._note("wait", login if is_known else "", place)
            return wait_s
        if locks.count(login, now_s) and is_known:
            self._note("lock", login, place)
        self._places.count(network, now_s)
        return 0.0

    def succeed(self, login: str, place: str) -> None:
        """Forgive: the password was right."""
        self._logins[True].forgive(login)
        self._places.forgive(to_network(place))
        self._refusals.drop(("lock", login))

    def fail(self, login: str, place: str, *, is_known: bool) -> None:
        """Note that it was wrong.

        What nobody is called is not written: people type passwords there too.
        """
        self._note("wrong", login if is_known else "", place)

    def refuse_elsewhere(self, login: str, place: str) -> None:
        """Note that a provider vouched for somebody we do not let in."""
        self._note("elsewhere", login, place)

    def begin_change(self, session: int) -> float:
        """Count an attempt to change a password; see `begin`.

        Counted by session: who guesses at a login elsewhere keeps nobody from it.
        """
        now_s = self._clock.monotonic()
        wait_s = self._changes.wait_s(str(session), now_s)
        if not wait_s:
            self._changes.count(str(session), now_s)
        return wait_s

    def succeed_change(self, session: int) -> None:
        """Forgive: the present password was right."""
        self._changes.forgive(str(session))

    async def write(self) -> None:
        """Write what was refused since the last time, one row a kind and login."""
        deeds = [
            Deed(
                who="nobody",
                action="login.lock" if why == "lock" else "login.refuse",
                subject=f"account:{login}" if login else "account",
                detail={"why": why, **seen},
            )
            for (why, login), seen in self._refusals.take()
        ]
        await self._audit.write(*deeds)

    def _note(self, why: str, login: str, place: str) -> None:
        self._refusals.note((why, login), place)
