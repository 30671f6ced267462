"""What becomes of a wish to sign in, or for another password."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from netmon.access.accounts import Account
from netmon.access.login_sessions import LoginSession
from netmon.access.passwords import Fault


class Guest(NamedTuple):
    """Somebody who has signed in."""

    account: Account
    session: LoginSession


class Entry(NamedTuple):
    """What became of an attempt to sign in.

    Attributes:
        guest: None where it failed; no word tells why.
        secret: The id for the cookie.
        wait_s: So long nobody may try this login, or this address may not try.
    """

    guest: Guest | None
    secret: str = ""
    wait_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a wish for another password.

    Attributes:
        is_known: The present password was right.
        faults: Of the new one.
        wait_s: See Entry.
    """

    is_known: bool = True
    faults: tuple[Fault, ...] = ()
    wait_s: float = 0.0

    @property
    def is_done(self) -> bool:
        """Whether the password is another now."""
        return self.is_known and not self.faults and not self.wait_s
