"""Accounts: what can be one, and what the audit holds of changing one."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from netmon.access.account_tables import account
from netmon.access.accounts import AccountWish
from netmon.access.policy import Scope
from netmon.access.roles import Role
from netmon.core.errors import ConfigError, NotFound
from netmon.database import writing
from tests.live import World
from tests.people import PASSWORD, People, make_people

pytestmark = pytest.mark.anyio

HERE = "192.0.2.7"
OTHER = "one more good sentence"


@pytest.fixture
async def people(world: World) -> People:
    return await make_people(world, Role.NOC, Role.CENTRE)


async def _deeds(world: World, count: int) -> list[tuple[str, str, str]]:
    rows = await world.live.audit.newest(count)
    return [(row.deed.who, row.deed.action, row.deed.subject) for row in rows]


WRONG: dict[str, tuple[AccountWish, str]] = {
    "no login": (AccountWish("", "x", Role.NOC), "login: expected"),
    "capitals": (AccountWish("Noc", "x", Role.NOC), "login: expected"),
    "a newline": (AccountWish("noc\n", "x", Role.NOC), "login: expected"),
    "too long": (AccountWish("x" * 65, "x", Role.NOC), "login: expected"),
    "no name": (AccountWish("a", " ", Role.NOC), "name: expected"),
    "a machine": (AccountWish("a", "x", Role.GATEWAY), "holds a token"),
    "not narrowed": (AccountWish("a", "x", Role.CENTRE), "say for which sites"),
    "there already": (AccountWish("noc", "x", Role.NOC), "already"),
}


async def test_an_account_that_cannot_be_is_refused(people: People) -> None:
    for wish, words in WRONG.values():
        with pytest.raises(ConfigError, match=words):
            await people.store.add(wish, "hash", "local:test")
    assert [each.login for each in await people.store.all()] == ["centre", "noc"]


async def test_nobody_can_be_changed_who_is_not_there(people: People) -> None:
    with pytest.raises(NotFound):
        await people.store.disable("nobody", "local:test")


async def test_changes_of_accounts_stand_in_the_audit(
    world: World, people: People
) -> None:
    scope = Scope(provinces=frozenset({"50"}))
    await people.store.set_reach("noc", Role.TECHNICIAN, scope, "local:test")
    await people.store.set_password("noc", "h", "local:test", must_change=True)
    await people.store.disable("noc", "local:test")
    await people.store.enable("noc", "local:test")

    assert await _deeds(world, 5) == [
        ("local:test", "account.enable", "account:noc"),
        ("local:test", "account.disable", "account:noc"),
        ("local:test", "account.password", "account:noc"),
        ("local:test", "account.scope", "account:noc"),
        ("local:test", "account.add", "account:centre"),
    ]
    assert "argon2" not in str(await world.live.audit.newest(10))


async def test_an_account_of_a_role_of_a_newer_version_opens_nothing(
    world: World, people: People
) -> None:
    async with writing(world.live.history._engine) as connection:
        values = {"role": "archivist", "version": account.c.version + 1}
        await connection.execute(update(account).values(values))
    await people.reception.refresh()

    assert (await people.reception.sign_in("noc", PASSWORD, HERE)).guest is None
