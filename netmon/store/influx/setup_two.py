"""The plan for InfluxDB 2.x: buckets, their names as databases, scoped tokens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from netmon.store.influx.setup import (
    Account,
    Plan,
    SetupFault,
    Step,
    Wish,
    keep_secret,
)

if TYPE_CHECKING:
    from netmon.store.influx.transport import InfluxAccess

T = TypeVar("T")
_DAY_S = 86_400


async def plan_two(access: InfluxAccess, wish: Wish) -> Plan:
    """Return what is missing on a server of 2.x.

    Args:
        access: The password is a token that may make buckets and tokens.
        wish: What ought to be there.

    Raises:
        SetupFault: The server does not let itself be set up.
    """
    planned = _Planning(access, wish)
    return await asyncio.to_thread(_naming(planned.plan))


class _Planning:
    def __init__(self, access: InfluxAccess, wish: Wish) -> None:
        # Half a second; and its own types are few.
        self._api: Any = import_module("influxdb_client")
        timeout_ms = round(access.timeout_s * 1000)
        self._client = self._api.InfluxDBClient(
            access.url, access.password, timeout=timeout_ms
        )
        self._wish = wish
        self._org_id = ""
        self._bucket_ids: dict[str, str] = {}
        self._steps: list[Step] = []
        self._remarks: list[str] = []

    def plan(self) -> Plan:
        self._org_id = self._find_organisation()
        for database, days in self._wish.databases.kept_days.items():
            self._bucket(database, days)
            self._mapping(database)
        for account in self._wish.accounts:
            self._token(account)
        return Plan(tuple(self._steps), tuple(self._remarks))

    def _find_organisation(self) -> str:
        found = self._client.organizations_api().find_organizations()
        wanted = self._wish.organisation
        chosen = [each for each in found if wanted in (None, each.name)]
        if len(chosen) == 1:
            return str(chosen[0].id)
        names = ", ".join(sorted(each.name for each in found)) or "none"
        message = f"name the organisation with --org; the token sees: {names}"
        raise SetupFault(message)

    def _bucket(self, database: str, days: int) -> None:
        known = self._find_bucket(database)
        if known is not None:
            self._bucket_ids[database] = str(known.id)
            kept_s = [rule.every_seconds for rule in known.retention_rules or []]
            if kept_s != [days * _DAY_S]:
                kept = f"{kept_s[0] / _DAY_S:g} days" if kept_s else "for ever"
                self._remarks.append(
                    f"bucket {database} keeps rows {kept}, wanted are {days} days; "
                    "left so"
                )
            return
        self._add(
            f"make bucket {database}, kept {days} days",
            lambda: self._make_bucket(database, days),
        )

    def _find_bucket(self, database: str) -> Any:
        from influxdb_client.rest import ApiException  # noqa: PLC0415

        try:
            found = self._client.buckets_api().find_buckets(
                name=database, org_id=self._org_id
            )
        except ApiException as error:
            if error.status == 404:
                return None
            raise
        same = (each for each in found.buckets or [] if each.name == database)
        return next(same, None)

    def _make_bucket(self, database: str, days: int) -> None:
        rules = self._api.BucketRetentionRules(
            type="expire", every_seconds=days * _DAY_S
        )
        wanted = self._api.PostBucketRequest(
            name=database, retention_rules=[rules], org_id=self._org_id
        )
        made = self._client.buckets_api().create_bucket(bucket=wanted)
        self._bucket_ids[database] = str(made.id)

    def _mapping(self, database: str) -> None:
        service = self._api.DBRPsService(self._client.api_client)
        found = service.get_dbr_ps(org_id=self._org_id, db=database)
        if not found.content:
            self._add(
                f"map database {database} to its bucket (DBRP)",
                lambda: self._make_mapping(database),
            )

    def _make_mapping(self, database: str) -> None:
        wanted = self._api.DBRPCreate(
            org_id=self._org_id,
            bucket_id=self._bucket_ids[database],
            database=database,
            retention_policy="autogen",
            default=True,
        )
        self._api.DBRPsService(self._client.api_client).post_dbrp(wanted)

    def _token(self, account: Account) -> None:
        found = self._client.authorizations_api().find_authorizations(
            org_id=self._org_id
        )
        is_known = any(each.description == account.name for each in found)
        if is_known and account.secret_file.exists():
            return
        if is_known:
            self._remarks.append(
                f"a token called {account.name} is there, but not in "
                f"{account.secret_file}: delete the old one"
            )
        names = ", ".join(self._wish.databases.kept_days)
        self._add(
            f"make token {account.name}: {account.right} {names} "
            f"(kept in {account.secret_file})",
            lambda: self._make_token(account),
        )

    def _make_token(self, account: Account) -> None:
        permissions = [
            self._api.Permission(
                account.right.value,
                self._api.PermissionResource(
                    type="buckets", id=each, org_id=self._org_id
                ),
            )
            for each in self._bucket_ids.values()
        ]
        made = self._client.authorizations_api().create_authorization(
            authorization=self._api.Authorization(
                org_id=self._org_id, permissions=permissions, description=account.name
            )
        )
        keep_secret(account.secret_file, str(made.token))

    def _add(self, text: str, run: Callable[[], None]) -> None:
        async def run_apart() -> None:
            await asyncio.to_thread(_naming(run))

        self._steps.append(Step(text, run_apart))


def _naming(work: Callable[[], T]) -> Callable[[], T]:
    """Return `work`, with the client's errors told as ours."""
    from influxdb_client.rest import ApiException  # noqa: PLC0415
    from urllib3.exceptions import HTTPError  # noqa: PLC0415

    def named() -> T:
        try:
            return work()
        except ApiException as error:
            body = error.body
            told = body.decode(errors="replace") if isinstance(body, bytes) else body
            message = f"the server refuses (HTTP {error.status}): {str(told)[:300]}"
            raise SetupFault(message) from None
        except HTTPError as error:
            message = f"the server does not answer: {error}"
            raise SetupFault(message) from None

    return named
