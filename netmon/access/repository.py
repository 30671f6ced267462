"""Tokens in the database; what changes them stands in the audit with the change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, insert, select, update

from netmon.access import tables
from netmon.access.audit import AuditLog, Deed
from netmon.access.policy import EVERYWHERE, Scope
from netmon.access.roles import Role
from netmon.access.tokens import Token, check_wish, make_secret, to_sha256
from netmon.core.errors import NotFound
from netmon.database import reading, writing

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from netmon.core.ports import Clock

_LISTS = ("provinces", "contracts", "sites")


@dataclass(frozen=True, slots=True)
class TokenWish:
    """The token somebody wants.

    Attributes:
        name: For people, as `Grafana`.
        days: Until it expires, 1-1825.
    """

    name: str
    role: Role
    scope: Scope = EVERYWHERE
    days: int = 365


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made.

    Attributes:
        secret: What its holder sends. Shown once: nobody can find it out again.
    """

    token: Token
    secret: str

    def __repr__(self) -> str:
        """Return it without the secret, for logs and tracebacks."""
        return f"NewToken({self.token.id})"


class TokenStore:
    """Tokens, kept in the database.

    Args:
        database: Migrated.
        clock: Says when.
    """

    def __init__(self, database: AsyncEngine, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._audit = AuditLog(database, clock)

    async def create(self, wish: TokenWish, who: str) -> NewToken:
        """Make a token.

        Args:
            wish: What it is for.
            who: Makes it, for the audit.

        Raises:
            ConfigError: Such a token cannot be made; each reason a line.
        """
        check_wish(wish.name, wish.role, wish.scope, wish.days)
        identity, secret = make_secret()
        now = self._clock.now()
        token = Token(
            id=identity,
            name=wish.name,
            role=wish.role,
            scope=wish.scope,
            sha256=to_sha256(secret),
            created_at=now,
            expires_at=now + timedelta(days=wish.days),
        )
        detail = {"name": wish.name, "role": wish.role, "scope": to_json(wish.scope)}
        deed = Deed(who, "token.create", f"token:{identity}", detail)
        async with writing(self._database) as connection:
            await connection.execute(insert(tables.token), [_to_row(token)])
            await self._audit.add(connection, deed)
        return NewToken(token, secret)

    async def revoke(self, identity: str, who: str) -> bool:
        """Let a token be good no longer; return False for one revoked before.

        Raises:
            NotFound: No such token.
        """
        table = tables.token
        deed = Deed(who, "token.revoke", f"token:{identity}", {})
        async with writing(self._database) as connection:
            is_mine = table.c.id == identity
            if not (await connection.execute(select(table.c.id).where(is_mine))).all():
                raise NotFound("token", identity)
            change = update(table).where(is_mine, table.c.revoked_at.is_(None))
            values = change.values(revoked_at=self._clock.now())
            is_changed = (await connection.execute(values)).rowcount == 1
            if is_changed:
                await self._audit.add(connection, deed)
        return is_changed

    async def all(self) -> list[Token]:
        """Return every token there ever was, oldest first.

        One whose role this version does not know is left out, and so opens nothing.
        """
        table = tables.token
        query = select(table).order_by(table.c.created_at, table.c.id)
        async with reading(self._database) as connection:
            found = (await connection.execute(query)).all()
        known = set(Role)
        return [_to_token(row) for row in found if row.role in known]

    async def touch(self, identities: Iterable[str], hour: datetime) -> None:
        """Note that these tokens were used in the hour that began at `hour`."""
        table = tables.token
        change = update(table).where(table.c.id.in_(sorted(identities)))
        async with writing(self._database) as connection:
            await connection.execute(change.values(last_used_at=hour))


def to_json(scope: Scope) -> dict[str, list[str]]:
    """Return the lists that narrow; empty for everywhere."""
    lists = {name: getattr(scope, name) for name in _LISTS}
    return {name: sorted(each) for name, each in lists.items() if each is not None}


def to_scope(kept: dict[str, list[str]]) -> Scope:
    """Return the scope of lists that were kept; see to_json."""
    unknown = kept.keys() - set(_LISTS)
    if unknown:  # A newer version narrowed by something we do not know.
        return Scope(frozenset(), frozenset(), frozenset())
    return Scope(**{name: frozenset(each) for name, each in kept.items()})


def _to_row(token: Token) -> dict[str, Any]:
    return {
        "id": token.id,
        "name": token.name,
        "role": token.role.value,
        "scope": to_json(token.scope),
        "sha256": token.sha256,
        "created_at": token.created_at,
        "expires_at": token.expires_at,
    }


def _to_token(row: Row[Any]) -> Token:
    return Token(
        id=row.id,
        name=row.name,
        role=Role(row.role),
        scope=to_scope(row.scope),
        sha256=row.sha256,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )
