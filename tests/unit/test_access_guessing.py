"""Who guesses is slowed; whoever knows the password is not kept out."""

from __future__ import annotations

import pytest

from netmon.access.accounts import LONGEST_LOGIN
from netmon.access.lockout import (
    FREE_COUNT,
    LOGIN_FAILURES,
    LOGIN_WINDOW_S,
    MOST_FAILURES,
)
from netmon.access.outcomes import Entry
from netmon.access.passwords import (
    MOST_AT_ONCE,
    MOST_WAITING,
    Busy,
)
from netmon.access.reception import Reception
from netmon.access.roles import Role
from tests.live import World
from tests.people import PASSWORD, People, make_people

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


async def _deeds(world: World, count: int) -> list[tuple[str, str, str]]:
    rows = await world.live.audit.newest(count)
    return [(row.deed.who, row.deed.action, row.deed.subject) for row in rows]


@pytest.mark.parametrize("login", ["noc", "nobody"])
async def test_a_login_waits_after_five_whether_anybody_has_it_or_not(
    world: World, people: People, login: str
) -> None:
    for _ in range(FREE_COUNT):
        entry = await people.reception.sign_in(login, "wrong", HERE)
    assert entry == Entry(None)

    refused = await people.reception.sign_in(login, PASSWORD, NEXT_DOOR)
    world.clock.move(60)
    later = await people.reception.sign_in(login, PASSWORD, NEXT_DOOR)

    assert refused == Entry(None, wait_s=60.0)
    assert (later.guest is not None) is (login == "noc")


async def test_who_guesses_without_end_keeps_the_owner_out_of_nowhere_else(
    people: People, world: World
) -> None:
    """A guess at the end of each wait, from one address, for a day."""
    tries = kept_out = 0
    for minute in range(1, 24 * 60):
        world.clock.move(60)
        await people.reception.sign_in("noc", "wrong", "198.51.100.1")
        if minute % 37 == 0:
            tries += 1
            place = f"203.0.{tries}.9"
            entry = await people.reception.sign_in("noc", PASSWORD, place)
            kept_out += entry.guest is None

    assert (tries, kept_out) == (38, 0)


async def test_where_one_works_one_gets_in_whoever_guesses_from_everywhere(
    world: World, people: People
) -> None:
    """Also after a restart, as long as a session lasts."""
    await _in(people)
    for number in range(LOGIN_FAILURES):
        await people.reception.sign_in("noc", "wrong", f"198.51.{number}.1")
    again = Reception(
        world.live.history._engine, world.clock, passwords=people.passwords
    )
    await again.refresh()
    for number in range(LOGIN_FAILURES):
        await again.sign_in("noc", "wrong", f"198.51.{number}.1")

    for reception in (people.reception, again):
        new = await reception.sign_in("noc", PASSWORD, "203.0.113.9")
        here = await reception.sign_in("noc", PASSWORD, NEXT_DOOR)

        assert new == Entry(None, wait_s=LOGIN_WINDOW_S)
        assert here.guest is not None


@pytest.mark.parametrize("login", ["noc", "nobody"])
async def test_a_crowd_of_networks_is_slowed_whether_anybody_has_the_login_or_not(
    people: People, login: str
) -> None:
    waits = []
    for number in range(LOGIN_FAILURES + 1):
        entry = await people.reception.sign_in(login, "wrong", f"198.51.{number}.1")
        waits.append(entry.wait_s)

    assert waits == [0.0] * LOGIN_FAILURES + [LOGIN_WINDOW_S]


async def test_an_attempt_nobody_looked_at_does_not_count(people: People) -> None:
    passwords = people.reception._passwords
    entry = await _in(people)
    assert entry.guest is not None
    passwords._busy_count = MOST_AT_ONCE + MOST_WAITING
    for number in range(MOST_FAILURES + 1):
        place = HERE if number < FREE_COUNT else f"198.51.{number}.1"
        with pytest.raises(Busy):
            await people.reception.sign_in("noc", PASSWORD, place)
        with pytest.raises(Busy):
            await people.reception.change_password(entry.guest, PASSWORD, OTHER, HERE)
    passwords._busy_count = 0

    for place in (HERE, "203.0.113.9"):
        assert (await people.reception.sign_in("noc", PASSWORD, place)).guest
    change = await people.reception.change_password(entry.guest, PASSWORD, OTHER, HERE)
    assert change.is_done


async def test_a_long_invented_login_is_not_kept_as_it_came(people: People) -> None:
    await people.reception.sign_in("\ufdfa" * 1_000, "x", HERE)

    (kept,) = people.reception._guard._logins[False].everywhere._failures
    assert len(kept) <= LONGEST_LOGIN + 1


async def test_a_lock_is_audited_and_touches_no_session(
    world: World, people: People
) -> None:
    entry = await _in(people)
    for _ in range(FREE_COUNT):
        await people.reception.sign_in("noc", "wrong", "198.51.100.1")
    await people.reception.write_down()

    assert people.reception.judge(entry.secret) is not None
    assert ("nobody", "login.lock", "account:noc") in await _deeds(world, 3)
    change = await people.reception.change_password(
        entry.guest,  # type: ignore[arg-type]
        PASSWORD,
        OTHER,
        HERE,
    )
    assert change.is_done


async def test_an_address_that_tries_many_logins_waits(
    world: World, people: People
) -> None:
    for number in range(MOST_FAILURES):
        await people.reception.sign_in(f"name{number}", "x", "2001:db8::1")

    refused = await people.reception.sign_in("noc", PASSWORD, "2001:db8::2")
    elsewhere = await people.reception.sign_in("noc", PASSWORD, "2001:db8:0:1::1")

    assert refused.guest is None
    assert refused.wait_s > 0
    assert elsewhere.guest is not None


async def test_invented_logins_push_no_lock_out_of_memory(
    world: World, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("netmon.access.lockout.MOST_KEPT", 5)
    for _ in range(FREE_COUNT):
        await people.reception.sign_in("noc", "wrong", HERE)
    for number in range(20):
        await people.reception.sign_in(f"name{number}", "x", f"10.0.0.{number}")

    assert (await people.reception.sign_in("noc", PASSWORD, HERE)).wait_s > 0
