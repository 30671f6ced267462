"""The plan for InfluxDB 1.x: databases with a duration, users, grants."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from netmon.store.influx.faults import InfluxFault, InfluxHeld
from netmon.store.influx.influxql import identifier, string
from netmon.store.influx.setup import (
    Account,
    Plan,
    SetupFault,
    Step,
    Wish,
    make_secret,
)
from netmon.store.influx.transport import InfluxTransport, Series

_DURATION = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")
_SHARD_DAYS = {90: 1, 800: 30, 3650: 365}
"""How much is thrown away at once, by how long is kept: some hundredth of it."""


async def plan_one(transport: InfluxTransport, wish: Wish) -> Plan:
    """Return what is missing on a server of 1.x.

    Args:
        transport: With the rights of an administrator.
        wish: What ought to be there.

    Raises:
        SetupFault: The server does not let itself be set up.
        InfluxFault: It does not answer.
    """
    planned = _Planning(transport, wish)
    return await planned.plan()


class _Planning:
    def __init__(self, transport: InfluxTransport, wish: Wish) -> None:
        self._transport = transport
        self._wish = wish
        self._steps: list[Step] = []
        self._remarks: list[str] = []

    async def plan(self) -> Plan:
        known = {row["name"] for row in await self._rows("SHOW DATABASES")}
        for database, days in self._wish.databases.kept_days.items():
            if database in known:
                await self._lengthen(database, days)
            else:
                self._add(
                    f"CREATE DATABASE {identifier(database)} WITH DURATION {days}d "
                    f"REPLICATION 1 SHARD DURATION {_SHARD_DAYS[days]}d "
                    f'NAME "autogen"'
                )
        users = {row["user"] for row in await self._rows("SHOW USERS")}
        for account in self._wish.accounts:
            await self._account(account, is_known=account.name in users)
        await self._remark_open()
        return Plan(tuple(self._steps), tuple(self._remarks))

    async def _lengthen(self, database: str, days: int) -> None:
        """Have rows kept long enough; never shorter, that would delete some."""
        text = f"SHOW RETENTION POLICIES ON {identifier(database)}"
        for row in await self._rows(text):
            if not row["default"]:
                continue
            kept_days = _to_days(str(row["duration"]))
            if kept_days is not None and kept_days < days:
                self._add(
                    f"ALTER RETENTION POLICY {identifier(str(row['name']))} ON "
                    f"{identifier(database)} DURATION {days}d"
                )
            elif kept_days != days:
                kept = "for ever" if kept_days is None else f"{kept_days:g} days"
                self._remarks.append(
                    f"{database} keeps rows {kept}, {days} days are enough; left so, "
                    "since less would delete rows"
                )

    async def _account(self, account: Account, *, is_known: bool) -> None:
        user = identifier(account.name)
        if not is_known:
            self._add_secret(f"CREATE USER {user} WITH PASSWORD", account)
        elif not await self._may_enter(account):
            self._add_secret(f"SET PASSWORD FOR {user} =", account)
        granted: Mapping[str, str] = {}
        if is_known:
            rows = await self._rows(f"SHOW GRANTS FOR {user}")
            granted = {str(row["database"]): str(row["privilege"]) for row in rows}
        needed = account.right.value.upper()
        for database in self._wish.databases.kept_days:
            known = granted.get(database, "NO PRIVILEGES")
            if known == "NO PRIVILEGES":
                self._add(f"GRANT {needed} ON {identifier(database)} TO {user}")
            elif known != needed:
                self._remarks.append(
                    f"{account.name} has {known} on {database}; {needed} is enough"
                )

    async def _may_enter(self, account: Account) -> bool:
        """Whether the server takes the password in the file."""
        if not account.secret_file.exists():
            return False
        secret = make_secret(account.secret_file)
        access = replace(self._transport.access, user=account.name, password=secret)
        async with InfluxTransport(access) as transport:
            try:
                await transport.query("SHOW DATABASES")
            except InfluxHeld as held:
                if held.status == 401:
                    return False
                raise
        return True

    async def _remark_open(self) -> None:
        access = replace(self._transport.access, user="", password="")
        async with InfluxTransport(access) as transport:
            try:
                await transport.query("SHOW DATABASES")
            except InfluxFault:
                return
        self._remarks.append(
            "the server asks nobody who they are: set auth-enabled = true in the "
            "section [http] of influxdb.conf, or the rights above mean nothing"
        )

    async def _rows(self, text: str) -> list[dict[str, object]]:
        try:
            return _to_rows(await self._transport.query(text))
        except InfluxHeld as held:
            message = f"{text}: {held}"
            if "create admin user first" in held.reason:
                message = (
                    "the server has no administrator yet; make one with: influx "
                    "-execute \"CREATE USER admin WITH PASSWORD '...' WITH ALL "
                    'PRIVILEGES"'
                )
            raise SetupFault(message) from None

    def _add(self, statement: str) -> None:
        async def run() -> None:
            await self._transport.query(statement)

        self._steps.append(Step(statement, run))

    def _add_secret(self, statement: str, account: Account) -> None:
        async def run() -> None:
            secret = make_secret(account.secret_file)
            await self._transport.query(f"{statement} {string(secret)}")

        told = f"{statement} '...' (kept in {account.secret_file})"
        self._steps.append(Step(told, run))


def _to_rows(series: Sequence[Series]) -> list[dict[str, object]]:
    return [
        dict(zip(each.columns, row, strict=False))
        for each in series
        for row in each.values
    ]


def _to_days(duration: str) -> float | None:
    """Return a duration as 1.x tells it ("2160h0m0s") in days, None for ever.

    Raises:
        SetupFault: It is none.
    """
    found = _DURATION.fullmatch(duration)
    if found is None:
        message = f"the server tells a duration {duration!a}"
        raise SetupFault(message)
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    days = hours / 24 + minutes / 1440 + seconds / 86_400
    return days or None
