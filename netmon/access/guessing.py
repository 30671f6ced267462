"""Keeps passwords from being guessed, and writes down that somebody tried.

A login is judged by what came from the caller's own network, and, more loosely, by what
came from everywhere. A network from which the account signed in lately is judged by its
own count alone: whoever guesses from elsewhere, however often and from however many
addresses, does not keep the owner out of where they work. The price is that they are
kept out of places they have never signed in from, while it goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmon.access.audit import AuditLog, Deed
from netmon.access.lockout import (
    LOGIN_FAILURES,
    LOGIN_WINDOW_S,
    MOST_FAILURES,
    Familiar,
    Lockout,
    Window,
    to_neighbourhood,
    to_network,
)
from netmon.access.refusals import Refusals

if TYPE_CHECKING:
    from netmon.core.ports import Clock


class _Counts:
    """What was counted of logins: from one network, and from everywhere."""

    def __init__(self) -> None:
        self.there = Lockout()
        self.everywhere = Window(LOGIN_FAILURES, LOGIN_WINDOW_S)


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
        self._logins = {True: _Counts(), False: _Counts()}
        self._familiar = Familiar()
        self._changes = Lockout()
        self._places = Window()
        # Each way to the provider and back is two calls.
        self._ways = Window(2 * MOST_FAILURES)
        self._refusals: Refusals[tuple[str, str]] = Refusals()

    def begin(self, login: str, place: str, *, is_known: bool) -> float:
        """Count an attempt to sign in; return the seconds to wait where it may not be.

        An attempt that may not be made is not counted: waiting ends.
        """
        now_s, network = self._clock.monotonic(), to_network(place)
        counts, there = self._logins[is_known], _to_key(login, place)
        waits = [counts.there.wait_s(there, now_s), self._places.wait_s(network, now_s)]
        is_familiar = self._familiar.knows(there, now_s)
        if not is_familiar:
            waits.append(counts.everywhere.wait_s(login, now_s))
        if any(waits):
            self._note("wait", login if is_known else "", place)
            return max(waits)
        if counts.there.count(there, now_s) and is_known:
            self._note("lock", login, place)
        if not is_familiar:
            counts.everywhere.count(login, now_s)
        self._places.count(network, now_s)
        return 0.0

    def take_back(self, login: str, place: str, *, is_known: bool) -> None:
        """Forget an attempt that was begun and could not be judged."""
        counts, there = self._logins[is_known], _to_key(login, place)
        counts.there.take_back(there)
        if not self._familiar.knows(there, self._clock.monotonic()):
            counts.everywhere.forgive(login)
        self._places.forgive(to_network(place))

    def succeed(self, login: str, place: str) -> None:
        """Forgive: the password was right."""
        self.take_back(login, place, is_known=True)
        self._logins[True].there.forgive(_to_key(login, place))
        self.know(login, place)
        self._refusals.drop(("lock", login))

    def know(self, login: str, place: str) -> None:
        """Remember that the account signed in from `place`."""
        self._familiar.note(_to_key(login, place), self._clock.monotonic())

    def fail(self, login: str, place: str, *, is_known: bool) -> None:
        """Note that it was wrong.

        What nobody is called is not written: people type passwords there too.
        """
        self._note("wrong", login if is_known else "", place)

    def begin_elsewhere(self, place: str) -> float:
        """Count a call on the way by a provider; see `begin`."""
        now_s, network = self._clock.monotonic(), to_network(place)
        wait_s = self._ways.wait_s(network, now_s)
        if not wait_s:
            self._ways.count(network, now_s)
        return wait_s

    def succeed_elsewhere(self, place: str) -> None:
        """Forgive the way there and the way back."""
        for _ in range(2):
            self._ways.forgive(to_network(place))

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

    def take_back_change(self, session: int) -> None:
        """Forget an attempt that was begun and could not be judged."""
        self._changes.take_back(str(session))

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


def _to_key(login: str, place: str) -> str:
    return f"{to_neighbourhood(place)} {login}"
