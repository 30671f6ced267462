"""The accounts of a demonstration."""

from __future__ import annotations

import pytest

from inventory.model import SiteType
from netmon.access.accounts import MACHINES
from netmon.access.demo_accounts import create_demo_accounts
from netmon.access.policy import Subject
from netmon.access.roles import NARROWED_BY, ONE_ONLY, Role
from netmon.core.errors import ConfigError
from tests.live import World
from tests.people import make_people

pytestmark = pytest.mark.anyio


async def test_each_role_of_a_person_has_an_account_that_opens(world: World) -> None:
    people = await make_people(world)
    register = world.live.board.register

    made = await create_demo_accounts(people.store, register)
    await people.reception.refresh()

    assert {each.role for each in made} == set(Role) - MACHINES
    for each in made:
        entry = await people.reception.sign_in(each.login, each.password, "127.0.0.1")
        assert entry.guest is not None
        principal = entry.guest.account.to_principal()
        assert principal.role is each.role
        assert bool(each.reach) is (each.role in NARROWED_BY)
    assert len({each.password for each in made}) == 1
    assert made[0].password not in str(await people.store.all())


async def test_their_places_belong_together(world: World) -> None:
    """Whoever tries one role after another sees the same centre from all sides."""
    people = await make_people(world)
    register = world.live.board.register
    await create_demo_accounts(people.store, register)
    scopes = {each.role: each.scope for each in await people.store.all()}

    (code,) = scopes[Role.CENTRE].sites or ()
    site = register.sites[code]  # type: ignore[index]
    subject = Subject(site.province, site.contract, site.code)

    assert site.site_type is SiteType.DIGITAL_CENTRE
    assert all(scope.covers(subject) for scope in scopes.values())
    for role in ONE_ONLY:
        assert len(getattr(scopes[role], NARROWED_BY[role])) == 1


async def test_they_are_made_once(world: World) -> None:
    people = await make_people(world)
    await create_demo_accounts(people.store, world.live.board.register)

    with pytest.raises(ConfigError, match="there is an account admin already"):
        await create_demo_accounts(people.store, world.live.board.register)
