"""What others do meanwhile: resets, links, and a database that fails."""

from __future__ import annotations

import pytest

from netmon.access.outcomes import Entry
from netmon.access.passwords import (
    Busy,
    Cost,
    Fault,
    Passwords,
)
from netmon.access.reception import Reception
from netmon.access.roles import Role
from netmon.database import make_engine
from tests.live import World
from tests.people import CHEAP, PASSWORD, People, make_people

pytestmark = pytest.mark.anyio

HERE, NEXT_DOOR = "192.0.2.7", "192.0.2.200"
OTHER = "one more good sentence"


@pytest.fixture
async def people(world: World) -> People:
    return await make_people(world, Role.NOC, Role.CENTRE)


async def _in(people: People, login: str = "noc") -> Entry:
    entry = await people.reception.sign_in(login, PASSWORD, HERE)
    assert entry.guest is not None
    return entry


class Meanwhile(Passwords):
    """Somebody else resets the password while one is made."""

    def __init__(self, people: People, cost: Cost = CHEAP) -> None:
        super().__init__(cost)
        self._people = people

    async def hash(self, password: str) -> str:
        if password in (PASSWORD, OTHER):
            fresh = await self._people.passwords.hash("the one of the reset")
            await self._people.store.set_password(
                "noc", fresh, "local:x", must_change=True
            )
        return await super().hash(password)


async def test_a_reset_is_not_undone_by_raising_the_cost_of_the_former(
    people: People,
) -> None:
    people.reception._passwords = Meanwhile(people, Cost(2, 64, 1))
    await people.reception.sign_in("noc", PASSWORD, HERE)
    await people.reception.refresh()

    assert (await people.reception.sign_in("noc", PASSWORD, HERE)).guest is None
    again = await people.reception.sign_in("noc", "the one of the reset", HERE)
    assert again.guest is not None


async def test_a_reset_is_not_undone_by_who_knew_the_former(people: People) -> None:
    entry = await _in(people)
    assert entry.guest is not None
    people.reception._passwords = Meanwhile(people)

    change = await people.reception.change_password(entry.guest, PASSWORD, OTHER, HERE)

    assert not change.is_done
    await people.reception.refresh()
    assert (await people.reception.sign_in("noc", OTHER, HERE)).guest is None


async def test_who_is_let_in_is_let_in_though_nobody_has_time_for_the_cost(
    people: People,
) -> None:
    class Hurried(Passwords):
        async def hash(self, password: str) -> str:
            if password == PASSWORD:
                raise Busy("no time")
            return await super().hash(password)

    people.reception._passwords = Hurried(Cost(2, 64, 1))

    assert (await people.reception.sign_in("noc", PASSWORD, HERE)).guest is not None


async def test_a_password_that_must_be_changed_is_not_changed_to_itself(
    people: People,
) -> None:
    await people.add("new", Role.ADMIN, must_change=True)
    guest = (await _in(people, "new")).guest
    assert guest is not None

    change = await people.reception.change_password(guest, PASSWORD, PASSWORD, HERE)

    assert change.faults == (Fault.SAME,)
    await people.reception.refresh()
    assert [each.must_change for each in await people.store.all()][1] is True


ADDRESS = "kan@example.org"


async def test_an_address_of_other_letters_is_nobodys(people: People) -> None:
    await people.add(ADDRESS, Role.ADMIN)
    vouched = people.reception.sign_in_known

    kelvin = await vouched("https://id", "evil", "\u212aan@example.org", HERE)
    wide = await vouched("https://id", "evil", "ｋan@example.org", HERE)
    capital = await vouched("https://id", "good", "Kan@Example.ORG", HERE)

    assert (kelvin.guest, wide.guest) == (None, None)
    assert capital.guest is not None


async def test_a_second_subject_does_not_take_an_account_over(
    world: World, people: People
) -> None:
    """Neither at once, nor where another process has linked it."""
    await people.add(ADDRESS, Role.ADMIN)
    other = Reception(world.live.history._engine, world.clock)
    await other.refresh()

    first = await people.reception.sign_in_known("https://id", "s1", ADDRESS, HERE)
    here = await people.reception.sign_in_known("https://id", "s2", ADDRESS, HERE)
    there = await other.sign_in_known("https://id", "s2", ADDRESS, HERE)
    again = await other.sign_in_known("https://id", "s1", ADDRESS, HERE)

    assert first.guest is not None
    assert (here.guest, there.guest) == (None, None)
    assert again.guest is not None
    assert people.reception.holds(first.guest)


async def test_a_subject_two_processes_link_at_once_is_let_in_by_both(
    world: World, people: People
) -> None:
    await people.add(ADDRESS, Role.ADMIN)
    other = Reception(world.live.history._engine, world.clock)
    await other.refresh()

    for reception in (people.reception, other):
        entry = await reception.sign_in_known("https://id", "s1", ADDRESS, HERE)
        assert entry.guest is not None


async def test_a_database_that_cannot_be_read_is_said_once(
    people: People, caplog: pytest.LogCaptureFixture
) -> None:
    reception = people.reception
    good, reception._database = (
        reception._database,
        make_engine("sqlite+aiosqlite:////nowhere/at/all.db"),
    )
    for _ in range(3):
        await reception._round()
    reception._database = good
    for _ in range(2):
        await reception._round()

    assert caplog.messages == [
        "accounts cannot be read: OperationalError",
        "accounts can be read again",
    ]


async def test_uses_that_could_not_be_written_are_written_later(
    world: World, people: People
) -> None:
    entry = await _in(people)
    world.clock.move(60)
    assert people.reception.judge(entry.secret) is not None
    kept = people.reception._sessions_kept
    good, kept._database = (
        kept._database,
        make_engine("sqlite+aiosqlite:////nowhere/at/all.db"),
    )
    await people.reception._write_in_time()
    kept._database = good
    await people.reception._write_in_time()

    (session,) = await kept.all()
    assert session.seen_at == world.clock.now()
