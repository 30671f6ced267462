"""Sessions of people who have signed in: the id in their cookie, and its row.

An id has 256 random bits and the database keeps its SHA-256, for the reason given in
netmon.access.tokens. Nothing about a session stands in the cookie but this id: what it
may do is looked up at every call, so that ending it here ends it.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, bindparam, delete, func, insert, select, update

from netmon.access.account_tables import account, login_session
from netmon.access.audit import AuditLog, Deed
from netmon.access.tokens import SECRET_BYTES, to_sha256
from netmon.database import reading, writing

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from netmon.access.accounts import Account
    from netmon.core.ports import Clock
    from netmon.core.settings import SessionSettings

MOST_PER_ACCOUNT = 20
"""Sessions of one account; the one least lately used makes room for the next."""

Marker = tuple[int, int, datetime | None]
"""How many sessions there are, the newest, and when one was seen last."""


@dataclass(frozen=True, slots=True)
class SessionRules:
    """How long somebody stays signed in.

    Attributes:
        idle: Without a call.
        most: In all.
    """

    idle: timedelta = timedelta(hours=12)
    most: timedelta = timedelta(days=7)


def to_rules(settings: SessionSettings) -> SessionRules:
    """Return the rules that are set up."""
    return SessionRules(
        timedelta(seconds=settings.idle_s), timedelta(seconds=settings.most_s)
    )


@dataclass(frozen=True, slots=True)
class LoginSession:
    """Somebody signed in on one device.

    Attributes:
        id: Names it to its owner; useless to anybody else.
        sha256: Of the id in the cookie.
        place: The address it was begun from.
    """

    id: int
    sha256: bytes
    login: str
    place: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime

    def is_good(self, now: datetime, rules: SessionRules) -> bool:
        """Return whether it still holds at `now`."""
        return now < self.expires_at and now - self.seen_at < rules.idle


def make_session_id() -> str:
    """Return the id of a new session, as the cookie holds it: 256 random bits."""
    return secrets.token_urlsafe(SECRET_BYTES)


class SessionStore:
    """Sessions, kept in the database.

    Args:
        database: Migrated.
        clock: Says when.
        rules: How long they last.
    """

    def __init__(
        self, database: AsyncEngine, clock: Clock, rules: SessionRules
    ) -> None:
        self._database = database
        self._clock = clock
        self._rules = rules
        self._audit = AuditLog(database, clock)

    async def begin(
        self, who: Account, place: str, how: str
    ) -> tuple[str, LoginSession] | None:
        """Begin a session; return the id for the cookie, and what is kept of it.

        None where the account is not as it was when its holder was recognised: another
        password would else be good for one session more.
        """
        login = who.login
        secret, now = make_session_id(), self._clock.now()
        row: dict[str, Any] = {
            "sha256": to_sha256(secret),
            "login": login,
            "place": place[:45],
            "created_at": now,
            "seen_at": now,
            "expires_at": now + self._rules.most,
        }
        name = f"account:{login}"
        deed = Deed(name, "login", name, {"from": place, "by": how})
        as_it_was = account.c.password_hash.is_not_distinct_from(who.password_hash)
        mine = (account.c.login == login) & ~account.c.is_disabled & as_it_was
        noted = update(account).where(mine).values(signed_in_at=now)
        async with writing(self._database) as connection:
            if (await connection.execute(noted)).rowcount != 1:
                return None
            await _make_room(connection, login)
            done = await connection.execute(insert(login_session).values(row))
            await self._audit.add(connection, deed)
        # What insert(...).values(...) returns for a table with a serial key.
        (identity,) = done.inserted_primary_key or (0,)
        return secret, LoginSession(id=identity, **row)

    async def end(self, which: LoginSession, who: str) -> None:
        """End one session."""
        deed = Deed(who, "logout", f"account:{which.login}", {"session": which.id})
        mine = login_session.c.id == which.id
        async with writing(self._database) as connection:
            done = await connection.execute(delete(login_session).where(mine))
            if done.rowcount:
                await self._audit.add(connection, deed)

    async def all(
        self, connection: AsyncConnection | None = None
    ) -> list[LoginSession]:
        """Return every session whose time is not over, idle or not.

        When one was seen last, a process may know better than its row.

        Args:
            connection: Of a transaction that reads already.
        """
        if connection is None:
            async with reading(self._database) as opened:
                return await self.all(opened)
        query = select(login_session).where(
            login_session.c.expires_at > self._clock.now()
        )
        return [_to_session(row) for row in await connection.execute(query)]

    async def marker(self, connection: AsyncConnection) -> Marker:
        """Return what differs after any change; costs little."""
        table = login_session
        query = select(
            func.count(),
            func.coalesce(func.max(table.c.id), 0),
            func.max(table.c.seen_at),
        ).select_from(table)
        count, newest, seen_at = (await connection.execute(query)).one()
        return int(count), int(newest), seen_at

    async def touch(self, seen: Mapping[int, datetime]) -> None:
        """Note when sessions were last used; keyed by id."""
        if not seen:
            return
        table = login_session
        change = update(table).where(table.c.id == bindparam("which"))
        rows = [{"which": each, "at": at} for each, at in seen.items()]
        async with writing(self._database) as connection:
            await connection.execute(change.values(seen_at=bindparam("at")), rows)

    async def sweep(self) -> None:
        """Remove what has run out."""
        now, table = self._clock.now(), login_session
        is_over = (table.c.expires_at <= now) | (
            table.c.seen_at <= now - self._rules.idle
        )
        async with writing(self._database) as connection:
            await connection.execute(delete(table).where(is_over))


async def _make_room(connection: AsyncConnection, login: str) -> None:
    table = login_session
    kept = (
        select(table.c.id)
        .where(table.c.login == login)
        .order_by(table.c.seen_at.desc(), table.c.id.desc())
        .limit(MOST_PER_ACCOUNT - 1)
    )
    mine = (table.c.login == login) & table.c.id.not_in(kept)
    await connection.execute(delete(table).where(mine))


def _to_session(row: Row[Any]) -> LoginSession:
    return LoginSession(
        id=row.id,
        sha256=row.sha256,
        login=row.login,
        place=row.place,
        created_at=row.created_at,
        seen_at=row.seen_at,
        expires_at=row.expires_at,
    )
