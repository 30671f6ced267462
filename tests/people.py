"""People with accounts, and how they sign in."""

from __future__ import annotations

import re
from dataclasses import dataclass

import httpx

from netmon.access.account_store import AccountStore
from netmon.access.accounts import AccountWish
from netmon.access.doorman import Doorman
from netmon.access.passwords import Cost, Passwords
from netmon.access.policy import EVERYWHERE, Scope
from netmon.access.reception import Reception
from netmon.access.roles import Role
from tests.live import World

PASSWORD = "ช้างสามเชือกเดินข้ามสะพาน"
CHEAP = Cost(passes=1, memory_kib=64, lanes=1)
"""What is tested is who is let in, not how dear a guess is."""

SCOPES = {
    Role.TECHNICIAN: Scope(provinces=frozenset({"50"})),
    Role.CENTRE: Scope(sites=frozenset({"PI-00001"})),
    Role.VOLUNTEER: Scope(sites=frozenset({"PI-00001", "PI-00002"})),
    Role.CONTRACTOR: Scope(contracts=frozenset({"C-01/2569"})),
    Role.PROVINCIAL_OFFICE: Scope(provinces=frozenset({"50"})),
}


@dataclass(slots=True)
class People:
    """Who may sign in.

    Attributes:
        store: Makes and changes accounts.
        reception: Signs people in.
        doorman: Judges tokens.
        passwords: Cheap ones.
    """

    store: AccountStore
    reception: Reception
    doorman: Doorman
    passwords: Passwords

    async def add(
        self,
        login: str,
        role: Role,
        scope: Scope | None = None,
        *,
        must_change: bool = False,
    ) -> None:
        """Make an account whose password is PASSWORD."""
        reach = scope or SCOPES.get(role, EVERYWHERE)
        wish = AccountWish(login, f"คุณ {login}", role, reach, must_change)
        await self.store.add(wish, await self.passwords.hash(PASSWORD), "local:test")
        await self.reception.refresh()


async def make_people(world: World, *roles: Role) -> People:
    """Return somebody of each of `roles`, called as the role is."""
    database, passwords = world.live.history._engine, Passwords(CHEAP)
    made = People(
        AccountStore(database, world.clock),
        Reception(database, world.clock, passwords=passwords),
        Doorman(database, world.clock),
        passwords,
    )
    for role in roles:
        await made.add(role.value, role)
    await made.doorman.refresh()
    await made.reception.refresh()
    return made


def read_token(page: str) -> str:
    """Return the token of the first form of a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None, page
    return found[1]


async def sign_in(
    client: httpx.AsyncClient, login: str, password: str = PASSWORD, way_back: str = ""
) -> httpx.Response:
    """Sign in as a browser does; return the answer to the form."""
    form = await client.get("/login", headers={"Accept": "text/html"})
    fields = {"login": login, "password": password, "next": way_back}
    fields["csrf_token"] = read_token(form.text)
    return await client.post("/login", data=fields, headers={"Accept": "text/html"})


async def page_token(client: httpx.AsyncClient) -> str:
    """Return the token a signed-in page's scripts send."""
    page = await client.get("/account", headers={"Accept": "text/html"})
    found = re.search(r'name="csrf-token" content="([^"]+)"', page.text)
    assert found is not None, page.text
    return found[1]
