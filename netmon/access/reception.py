"""Where people sign in; knows accounts and sessions by heart, as the doorman does."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from netmon.access.account_store import AccountStore
from netmon.access.account_store import Marker as AccountMarker
from netmon.access.accounts import Account, to_login
from netmon.access.audit import AuditLog
from netmon.access.doorman import PATIENCE_S, QUERY_S, REFRESH_S
from netmon.access.guessing import Guard
from netmon.access.login_sessions import LoginSession, SessionRules, SessionStore
from netmon.access.login_sessions import Marker as SessionMarker
from netmon.access.outcomes import Change, Entry, Guest
from netmon.access.passwords import Busy, Fault, Passwords, find_faults, is_same
from netmon.access.reading_log import ReadingLog
from netmon.access.tokens import to_sha256
from netmon.core.errors import ConfigError, NetmonError, NotFound
from netmon.database import reading

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncEngine

    from netmon.access.oidc import Provider
    from netmon.core.ports import Clock

log = logging.getLogger(__name__)

TOUCH_S = 60.0
"""How often it is written down which sessions were used, and what has run out goes."""
LONGEST_ID = 64
"""Characters of an id in a cookie that are looked at; ours have 43."""


class NotCurrent(NetmonError):
    """The database could not be read for too long: nobody can be relied on."""


class Reception:
    """Signs people in and out; `run` keeps its memory fresh.

    Args:
        database: Migrated.
        clock: Says when.
        rules: How long sessions last.
        passwords: Compares them.
        provider: Vouches for people, where one is set up.
    """

    def __init__(
        self,
        database: AsyncEngine,
        clock: Clock,
        rules: SessionRules | None = None,
        passwords: Passwords | None = None,
        provider: Provider | None = None,
    ) -> None:
        self.provider = provider
        self._clock = clock
        self._rules = rules or SessionRules()
        self._database = database
        self._accounts_kept = AccountStore(database, clock)
        self._sessions_kept = SessionStore(database, clock, self._rules)
        self._passwords = passwords or Passwords()
        self._guard = Guard(AuditLog(database, clock), clock)
        self._accounts: dict[str, Account] = {}
        self._sessions: dict[bytes, LoginSession] = {}
        self._used: dict[int, datetime] = {}
        self._marks: tuple[AccountMarker, SessionMarker] | None = None
        self._read_s: float | None = None
        self._written_s = clock.monotonic()
        self._told = ReadingLog(log, "accounts")
        # A refresh that began before a change must not undo it in memory.
        self._turn = asyncio.Lock()

    def judge(self, secret: str) -> Guest | None:
        """Return whose session has the id `secret`; never waits.

        Raises:
            NotCurrent: Somebody's, but whether it holds still is not known.
        """
        if not secret or len(secret) > LONGEST_ID:
            return None
        session = self._sessions.get(to_sha256(secret))
        account = self._accounts.get(session.login) if session else None
        if session is None or account is None or account.is_disabled:
            return None
        now = self._clock.now()
        if not session.is_good(now, self._rules):
            return None
        if not self.is_current:
            raise NotCurrent
        self._sessions[session.sha256] = replace(session, seen_at=now)
        self._used[session.id] = now
        return Guest(account, session)

    @property
    def is_current(self) -> bool:
        """Whether what is remembered is fresh enough to be relied on."""
        if self._read_s is None:
            return False
        return self._clock.monotonic() - self._read_s <= PATIENCE_S

    @property
    def most_s(self) -> int:
        """Seconds a session lasts at most."""
        return int(self._rules.most.total_seconds())

    @property
    def has_accounts(self) -> bool:
        """Whether anybody could sign in at all."""
        return bool(self._accounts)

    def holds(self, guest: Guest) -> bool:
        """Return whether a guest is still signed in, with the rights they came with."""
        account = self._accounts.get(guest.account.login)
        is_same = account is not None and account.version == guest.account.version
        return is_same and guest.session.sha256 in self._sessions

    async def sign_in(self, login: str, password: str, place: str) -> Entry:
        """Begin a session for whoever knows the password.

        A login nobody has, a wrong password and a disabled account answer the same,
        after the same work.

        Args:
            login: As it was typed.
            password: As it was typed.
            place: The caller's address.

        Raises:
            Busy: Too many sign in at once.
        """
        name = to_login(login)
        account = self._accounts.get(name)
        wait_s = self._guard.begin(name, place, is_known=account is not None)
        if wait_s:
            return Entry(None, wait_s=wait_s)
        kept = account.password_hash if account else None
        try:
            is_right = await self._passwords.matches(kept, password)
        except Busy:
            self._guard.take_back(name, place, is_known=account is not None)
            raise
        if account is None or not is_right or account.is_disabled:
            self._guard.fail(name, place, is_known=account is not None)
            return Entry(None)
        self._guard.succeed(name, place)
        entry = await self._begin(account, place, "password")
        if kept and self._passwords.is_outdated(kept):
            with suppress(Busy):  # signed in already; another time will do
                fresh = await self._passwords.hash(password)
                await self._accounts_kept.rehash(name, fresh, instead_of=kept)
        return entry

    def begin_elsewhere(self, place: str) -> float:
        """Count a call on the way by the provider; return the seconds to wait.

        Zero where it may be made.
        """
        return self._guard.begin_elsewhere(place)

    async def sign_in_known(
        self, issuer: str, subject: str, email: str, place: str
    ) -> Entry:
        """Begin a session for somebody an OpenID provider vouches for.

        Args:
            issuer: Who vouches.
            subject: Who it is there.
            email: Their address, verified there; empty where it is not.
            place: The caller's address.

        The account that is linked to them, else the one whose login is their address;
        none is ever made, and a linked one is never taken over by an address.
        """
        account = found = self._find_known(issuer, subject, _to_address(email))
        if account is not None and account.oidc is None and not account.is_disabled:
            account = await self._link(account.login, issuer, subject)
        if account is None or account.is_disabled:
            self._guard.refuse_elsewhere(found.login if found else "", place)
            return Entry(None)
        self._guard.succeed_elsewhere(place)
        return await self._begin(account, place, "oidc")

    async def sign_out(self, guest: Guest, *, everywhere: bool = False) -> None:
        """End this session, or all of the account."""
        mine = self.sessions_of(guest.account.login) if everywhere else [guest.session]
        for each in mine:
            await self.end(guest, each.id)

    def sessions_of(self, login: str) -> list[LoginSession]:
        """Return the sessions of an account that hold, newest first."""
        now = self._clock.now()
        mine = [each for each in self._sessions.values() if each.login == login]
        good = [each for each in mine if each.is_good(now, self._rules)]
        return sorted(good, key=lambda each: each.id, reverse=True)

    async def end(self, guest: Guest, identity: int) -> None:
        """End one of the guest's own sessions; another's is none of theirs."""
        login = guest.account.login
        for each in self.sessions_of(login):
            if each.id == identity:
                async with self._turn:
                    await self._sessions_kept.end(each, f"account:{login}")
                    self._sessions.pop(each.sha256, None)

    async def change_password(
        self, guest: Guest, present: str, new: str, place: str
    ) -> Change:
        """Give the guest's account another password; every session of it ends.

        Raises:
            Busy: Too many sign in at once.
        """
        account, session = guest.account, guest.session.id
        wait_s = self._guard.begin_change(session)
        if wait_s:
            return Change(wait_s=wait_s)
        try:
            is_right = await self._passwords.matches(account.password_hash, present)
        except Busy:
            self._guard.take_back_change(session)
            raise
        if not is_right:
            self._guard.fail(account.login, place, is_known=True)
            return Change(is_known=False)
        self._guard.succeed_change(session)
        if is_same(new, present):
            return Change(faults=(Fault.SAME,))
        faults = find_faults(new, account.login, account.display_name)
        if faults:
            return Change(faults=tuple(faults))
        return await self._set_password(account, await self._passwords.hash(new))

    async def begin_again(self, login: str, place: str) -> Entry:
        """Begin a session for somebody who has just proven who they are."""
        return await self._begin(self._accounts[login], place, "password")

    async def run(self) -> None:
        """Keep the memory fresh, for ever."""
        try:
            while True:
                await self._round()
                await asyncio.sleep(REFRESH_S)
        finally:
            await self._write_in_time()

    async def refresh(self) -> None:
        """Read what has changed."""
        async with self._turn:
            async with reading(self._database) as connection:
                marks = (
                    await self._accounts_kept.marker(connection),
                    await self._sessions_kept.marker(connection),
                )
            if marks != self._marks:
                await self._read()
                self._marks = marks
            self._read_s = self._clock.monotonic()

    async def write_down(self) -> None:
        """Write which sessions were used, and who was refused."""
        self._written_s = self._clock.monotonic()
        used = dict(self._used)
        await self._sessions_kept.touch(used)
        # What was used meanwhile, or could not be written, is for the next time.
        self._used = {k: at for k, at in self._used.items() if used.get(k) != at}
        await self._sessions_kept.sweep()
        await self._guard.write()

    async def _read(self) -> None:
        async with reading(self._database) as connection:
            accounts = await self._accounts_kept.all(connection)
            sessions = await self._sessions_kept.all(connection)
        self._accounts = {each.login: each for each in accounts}
        live = {each.sha256: each for each in sessions}
        for session in sessions:
            self._guard.know(session.login, session.place)
        for key in live.keys() & self._sessions.keys():
            seen_at = max(live[key].seen_at, self._sessions[key].seen_at)
            live[key] = replace(live[key], seen_at=seen_at)
        self._sessions = live

    async def _begin(self, account: Account, place: str, how: str) -> Entry:
        async with self._turn:
            begun = await self._sessions_kept.begin(account, place, how)
            if begun is None:
                return Entry(None)
            secret, session = begun
            self._sessions[session.sha256] = session
        return Entry(Guest(account, session), secret)

    async def _set_password(self, account: Account, fresh: str) -> Change:
        login = account.login
        async with self._turn:
            try:
                await self._accounts_kept.set_password(
                    login,
                    fresh,
                    f"account:{login}",
                    must_change=False,
                    instead_of=account.password_hash,
                )
            except NotFound:  # somebody gave it another one meanwhile
                return Change(is_known=False)
            await self._read()
        return Change()

    async def _link(self, login: str, issuer: str, subject: str) -> Account | None:
        """Return the account once it is linked to `subject`, None if to another."""
        async with self._turn:
            with suppress(NotFound, ConfigError):
                who = f"account:{login}"
                await self._accounts_kept.link(login, issuer, subject, who)
            await self._read()
        account = self._accounts.get(login)
        is_theirs = account is not None and account.oidc == (issuer, subject)
        return account if is_theirs else None

    def _find_known(self, issuer: str, subject: str, email: str) -> Account | None:
        linked = (issuer, subject)
        for account in self._accounts.values():
            if account.oidc == linked:
                return account
        named = self._accounts.get(email) if "@" in email else None
        return named if named is not None and named.oidc is None else None

    async def _round(self) -> None:
        try:
            async with asyncio.timeout(QUERY_S):
                await self.refresh()
            self._told.worked()
        except (SQLAlchemyError, OSError) as error:  # TimeoutError is an OSError
            self._told.failed(error)
            return
        if self._clock.monotonic() - self._written_s >= TOUCH_S:
            await self._write_in_time()

    async def _write_in_time(self) -> None:
        try:
            async with asyncio.timeout(QUERY_S):
                await self.write_down()
        except (SQLAlchemyError, OSError) as error:
            log.warning("sessions were not written: %s", type(error).__name__)


def _to_address(email: str) -> str:
    """Return a provider's e-mail address as a login, empty where it cannot be one.

    Nothing is made of other letters: a Kelvin sign is no `k`, and no address of ours.
    """
    return email.lower() if email.isascii() else ""
