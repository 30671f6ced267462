"""Accounts in the database; what changes them stands in the audit with the change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from netmon.access.account_tables import account, login_session
from netmon.access.accounts import (
    Account,
    AccountWish,
    check_account,
    problems_of_reach,
)
from netmon.access.audit import AuditLog, Deed
from netmon.access.repository import to_json, to_scope
from netmon.access.roles import Role
from netmon.core.errors import ConfigError, NotFound
from netmon.database import reading, writing

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from netmon.access.policy import Scope
    from netmon.core.ports import Clock

Marker = tuple[int, int]
"""How many accounts there are, and how often they were changed in all."""


class AccountStore:
    """Accounts, kept in the database. They are disabled, never deleted.

    Args:
        database: Migrated.
        clock: Says when.
    """

    def __init__(self, database: AsyncEngine, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._audit = AuditLog(database, clock)

    async def add(
        self, wish: AccountWish, password_hash: str | None, who: str
    ) -> Account:
        """Make an account.

        Args:
            wish: Who may sign in.
            password_hash: See Account.
            who: Makes it, for the audit.

        Raises:
            ConfigError: Such an account cannot be made; each reason a line.
        """
        check_account(wish)
        made = Account(
            login=wish.login,
            display_name=wish.display_name,
            role=wish.role,
            scope=wish.scope,
            password_hash=password_hash,
            must_change=wish.must_change and password_hash is not None,
            is_disabled=False,
            oidc=None,
            version=1,
            created_at=self._clock.now(),
        )
        detail = {"role": wish.role, "scope": to_json(wish.scope)}
        deed = Deed(who, "account.add", _name(wish.login), detail)
        try:
            async with writing(self._database) as connection:
                await connection.execute(insert(account), [_to_row(made)])
                await self._audit.add(connection, deed)
        except IntegrityError:
            message = f"login: there is an account {wish.login} already"
            raise ConfigError(message) from None
        return made

    async def all(self, connection: AsyncConnection | None = None) -> list[Account]:
        """Return every account, by login; one whose role is unknown is left out.

        Args:
            connection: Of a transaction that reads already.
        """
        if connection is None:
            async with reading(self._database) as opened:
                return await self.all(opened)
        found = (await connection.execute(select(account))).all()
        known = set(Role)
        mine = [_to_account(row) for row in found if row.role in known]
        return sorted(mine, key=lambda each: each.login)

    async def marker(self, connection: AsyncConnection) -> Marker:
        """Return what differs after any change; costs little."""
        query = select(func.count(), func.coalesce(func.sum(account.c.version), 0))
        count, changes = (await connection.execute(query.select_from(account))).one()
        return int(count), int(changes)

    async def set_password(
        self,
        login: str,
        password_hash: str,
        who: str,
        *,
        must_change: bool,
        instead_of: str | None = None,
    ) -> None:
        """Give an account another password; everybody signed in as it is signed out.

        Args:
            login: Whose.
            password_hash: See Account.
            who: Gives it, for the audit.
            must_change: See Account.
            instead_of: What is kept must be this; None for whatever it is.

        Raises:
            NotFound: No such account, or with another password by now.
        """
        values = {"password_hash": password_hash, "must_change": must_change}
        deed = Deed(who, "account.password", "", {})
        if instead_of is None:
            await self._change(login, values, deed)
        else:
            as_it_was = account.c.password_hash == instead_of
            await self._change(login, values, deed, only_if=as_it_was)

    async def rehash(self, login: str, password_hash: str, *, instead_of: str) -> None:
        """Keep the same password at today's cost; nobody need know.

        Nothing is done where `instead_of` is no longer what is kept: somebody has given
        the account another password meanwhile.
        """
        where = (account.c.login == login) & (account.c.password_hash == instead_of)
        values = {"password_hash": password_hash, "version": account.c.version + 1}
        async with writing(self._database) as connection:
            await connection.execute(update(account).where(where).values(values))

    async def disable(self, login: str, who: str) -> None:
        """Let nobody sign in as it, and sign everybody out.

        Raises:
            NotFound: No such account.
        """
        deed = Deed(who, "account.disable", "", {})
        await self._change(login, {"is_disabled": True}, deed)

    async def enable(self, login: str, who: str) -> None:
        """Let somebody sign in as it again.

        Raises:
            NotFound: No such account.
        """
        deed = Deed(who, "account.enable", "", {})
        await self._change(login, {"is_disabled": False}, deed)

    async def set_reach(self, login: str, role: Role, scope: Scope, who: str) -> None:
        """Give an account another role or scope; it holds for who is signed in too.

        Raises:
            NotFound: No such account.
            ConfigError: Nobody can have this role over that scope.
        """
        if problems := problems_of_reach(role, scope):
            raise ConfigError(*problems)
        lists = to_json(scope)
        deed = Deed(who, "account.scope", "", {"role": role, "scope": lists})
        values = {"role": role.value, "scope": lists}
        await self._change(login, values, deed, is_ending=False)

    async def link(self, login: str, issuer: str, subject: str, who: str) -> None:
        """Note which account elsewhere is theirs.

        Raises:
            NotFound: No such account, or one that is linked already.
            ConfigError: That account is somebody else's already.
        """
        deed = Deed(who, "account.link", "", {"issuer": issuer})
        values = {"oidc_issuer": issuer, "oidc_subject": subject}
        try:
            is_free = account.c.oidc_subject.is_(None)
            await self._change(login, values, deed, is_ending=False, only_if=is_free)
        except IntegrityError:
            raise ConfigError("that account elsewhere is another login's") from None

    async def _change(
        self,
        login: str,
        values: dict[str, Any],
        deed: Deed,
        *,
        is_ending: bool = True,
        only_if: ColumnElement[bool] | None = None,
    ) -> None:
        table = account
        change = update(table).where(table.c.login == login)
        if only_if is not None:
            change = change.where(only_if)
        counted = {"version": table.c.version + 1, "changed_at": self._clock.now()}
        written = Deed(deed.who, deed.action, _name(login), deed.detail)
        async with writing(self._database) as connection:
            done = await connection.execute(change.values(values | counted))
            if done.rowcount != 1:
                raise NotFound("account", login)
            if is_ending:
                await end_all(connection, login)
            await self._audit.add(connection, written)


async def end_all(connection: AsyncConnection, login: str) -> None:
    """End every session of an account, within a transaction."""
    mine = login_session.c.login == login
    await connection.execute(delete(login_session).where(mine))


def _name(login: str) -> str:
    return f"account:{login}"


def _to_row(made: Account) -> dict[str, Any]:
    return {
        "login": made.login,
        "display_name": made.display_name,
        "role": made.role.value,
        "scope": to_json(made.scope),
        "password_hash": made.password_hash,
        "must_change": made.must_change,
        "is_disabled": made.is_disabled,
        "version": made.version,
        "created_at": made.created_at,
        "changed_at": made.created_at,
    }


def _to_account(row: Row[Any]) -> Account:
    is_linked = row.oidc_issuer is not None and row.oidc_subject is not None
    return Account(
        login=row.login,
        display_name=row.display_name,
        role=Role(row.role),
        scope=to_scope(row.scope),
        password_hash=row.password_hash,
        must_change=row.must_change,
        is_disabled=row.is_disabled,
        oidc=(row.oidc_issuer, row.oidc_subject) if is_linked else None,
        version=row.version,
        created_at=row.created_at,
        signed_in_at=row.signed_in_at,
    )
