"""Signing in, staying signed in, and being signed out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from netmon.access.account_tables import account, login_session
from netmon.access.doorman import PATIENCE_S
from netmon.access.lockout import (
    FREE_COUNT,
)
from netmon.access.login_sessions import MOST_PER_ACCOUNT, SessionRules
from netmon.access.outcomes import Entry
from netmon.access.passwords import (
    Cost,
    Fault,
    Passwords,
)
from netmon.access.policy import Scope
from netmon.access.reception import NotCurrent, Reception
from netmon.access.roles import Role
from netmon.access.tokens import to_sha256
from netmon.database import reading
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


async def _deeds(world: World, count: int) -> list[tuple[str, str, str]]:
    rows = await world.live.audit.newest(count)
    return [(row.deed.who, row.deed.action, row.deed.subject) for row in rows]


async def test_who_knows_the_password_is_let_in_at_once(
    world: World, people: People
) -> None:
    entry = await _in(people)
    guest = people.reception.judge(entry.secret)

    assert guest is not None
    assert guest.account.to_principal().name == "account:noc"
    assert guest.account.to_principal().role is Role.NOC
    assert (await _deeds(world, 1)) == [("account:noc", "login", "account:noc")]


async def test_a_login_is_the_same_however_it_is_typed(people: People) -> None:
    for login in ("NOC", " noc ", "ｎｏｃ"):
        assert (await people.reception.sign_in(login, PASSWORD, HERE)).guest is not None


async def test_neither_the_id_nor_the_password_is_kept(
    world: World, people: People
) -> None:
    entry = await _in(people)
    async with reading(world.live.history._engine) as connection:
        sessions = (await connection.execute(select(login_session))).all()
        accounts = (await connection.execute(select(account))).all()

    assert sessions[0].sha256 == to_sha256(entry.secret)
    kept = f"{sessions}{accounts}{entry}"
    assert PASSWORD not in kept
    assert entry.secret not in f"{sessions}{accounts}"
    assert accounts[0].password_hash not in repr(entry.guest)


async def test_unknown_wrong_and_disabled_are_answered_alike(
    world: World, people: People
) -> None:
    await people.store.disable("centre", "local:test")
    tries = [("nobody", PASSWORD), ("noc", "wrong"), ("centre", PASSWORD), ("", "")]

    entries = [await people.reception.sign_in(*each, HERE) for each in tries]

    assert entries == [Entry(None)] * 4


async def test_somebody_unknown_costs_as_much_work(people: People) -> None:
    """The same hash is computed, over a hash of the same cost."""
    seen: list[str] = []

    class Counting(Passwords):
        async def matches(self, kept: str | None, password: str) -> bool:
            found = await super().matches(kept, password)
            seen.append((kept or self._nobodys or "").split("$")[3])
            return found

    people.reception._passwords = Counting(CHEAP)
    await people.reception.sign_in("noc", "wrong", HERE)
    await people.reception.sign_in("nobody", "wrong", HERE)

    assert seen == ["m=64,t=1,p=1"] * 2


async def test_refusals_are_one_row_each_and_hold_no_unknown_login(
    world: World, people: People
) -> None:
    for place in ("192.0.2.1", "192.0.2.2", "192.0.2.2"):
        await people.reception.sign_in("noc", "wrong", place)
    for typed in ("my secret passphrase", "another of those"):
        await people.reception.sign_in(typed, "", HERE)
    await people.reception.write_down()

    rows = await world.live.audit.newest(2)
    assert {
        (r.deed.action, r.deed.subject, r.deed.detail["why"], r.deed.detail["count"])
        for r in rows
    } == {
        ("login.refuse", "account:noc", "wrong", 3),
        ("login.refuse", "account", "wrong", 2),
    }
    assert "secret passphrase" not in str(rows)


async def test_a_session_ends_when_idle_and_in_any_case(
    world: World, people: People
) -> None:
    rules = SessionRules(timedelta(hours=12), timedelta(days=7))
    idle = await _in(people)
    world.clock.move(12 * 3600 - 1)
    await people.reception.refresh()
    assert people.reception.judge(idle.secret) is not None
    world.clock.move(12 * 3600)
    await people.reception.refresh()
    assert people.reception.judge(idle.secret) is None

    busy = await _in(people)
    for _ in range(int(rules.most / timedelta(hours=6))):
        assert people.reception.judge(busy.secret) is not None
        world.clock.move(6 * 3600)
        await people.reception.refresh()
        await people.reception.write_down()
    assert people.reception.judge(busy.secret) is None
    async with reading(world.live.history._engine) as connection:
        count = await connection.scalar(select(func.count()).select_from(login_session))
    assert count == 0


async def test_sessions_outlive_a_restart_with_their_last_use(
    world: World, people: People
) -> None:
    entry = await _in(people)
    world.clock.move(3600)
    await people.reception.refresh()
    assert people.reception.judge(entry.secret) is not None
    await people.reception.write_down()
    again = Reception(
        world.live.history._engine, world.clock, passwords=people.passwords
    )
    await again.refresh()

    guest = again.judge(entry.secret)

    assert guest is not None
    assert guest.session.seen_at == world.clock.now()


CHANGES = {
    "disabled": lambda store: store.disable("noc", "local:test"),
    "another password": lambda store: store.set_password(
        "noc", "$argon2id$", "local:test", must_change=False
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
async def test_what_another_process_does_holds_after_a_refresh(
    people: People, change: object
) -> None:
    entry = await _in(people)
    await change(people.store)  # type: ignore[operator]
    await people.reception.refresh()

    assert people.reception.judge(entry.secret) is None
    assert entry.guest is not None
    assert not people.reception.holds(entry.guest)


async def test_a_scope_that_changes_holds_for_who_is_signed_in(people: People) -> None:
    entry = await _in(people)
    scope = Scope(provinces=frozenset({"50"}))
    await people.store.set_reach("noc", Role.TECHNICIAN, scope, "local:test")
    await people.reception.refresh()

    guest = people.reception.judge(entry.secret)

    assert guest is not None
    assert guest.account.to_principal().scope == scope


async def test_a_password_changed_while_it_is_compared_lets_nobody_in(
    people: People,
) -> None:
    """The old one is right when it is looked at, and not when the session begins."""

    class Slow(Passwords):
        async def matches(self, kept: str | None, password: str) -> bool:
            found = await super().matches(kept, password)
            fresh = await self.hash(OTHER)
            await people.store.set_password("noc", fresh, "local:x", must_change=False)
            return found

    people.reception._passwords = Slow(CHEAP)

    assert await people.reception.sign_in("noc", PASSWORD, HERE) == Entry(None)


async def test_a_former_cost_is_raised_when_the_password_is_known(
    people: People,
) -> None:
    people.reception._passwords = Passwords(Cost(2, 64, 1))
    await _in(people)

    kept = (await people.store.all())[1].password_hash
    assert kept is not None
    assert "t=2" in kept
    await people.reception.refresh()
    assert (await _in(people)).guest is not None


async def test_changing_the_password_ends_every_session(people: People) -> None:
    first, second = await _in(people), await _in(people)
    assert second.guest is not None

    wrong = await people.reception.change_password(second.guest, "no", OTHER, HERE)
    weak = await people.reception.change_password(second.guest, PASSWORD, "noc", HERE)
    right = await people.reception.change_password(second.guest, PASSWORD, OTHER, HERE)

    assert (wrong.is_known, weak.faults) == (False, (Fault.TOO_SHORT, Fault.IS_NAME))
    assert right.is_done
    assert people.reception.judge(first.secret) is None
    assert people.reception.judge(second.secret) is None
    assert (await people.reception.sign_in("noc", PASSWORD, HERE)).guest is None
    assert (await people.reception.sign_in("noc", OTHER, HERE)).guest is not None


async def test_the_present_password_cannot_be_guessed_from_a_session(
    people: People,
) -> None:
    entry = await _in(people)
    assert entry.guest is not None
    for _ in range(FREE_COUNT):
        await people.reception.change_password(entry.guest, "no", OTHER, HERE)

    change = await people.reception.change_password(entry.guest, PASSWORD, OTHER, HERE)

    assert change.wait_s == 60
    assert not change.is_done


async def test_one_ends_ones_own_sessions_and_nobody_elses(people: People) -> None:
    mine, mine_too, other = (
        await _in(people),
        await _in(people),
        await _in(people, "centre"),
    )
    assert mine.guest is not None
    assert mine_too.guest is not None
    assert other.guest is not None

    await people.reception.end(mine.guest, other.guest.session.id)
    assert people.reception.judge(other.secret) is not None
    await people.reception.end(mine.guest, mine_too.guest.session.id)
    assert people.reception.judge(mine_too.secret) is None
    await people.reception.sign_out(mine.guest, everywhere=True)
    assert people.reception.judge(mine.secret) is None
    assert people.reception.judge(other.secret) is not None


async def test_the_session_least_lately_used_makes_room(
    world: World, people: People
) -> None:
    entries = []
    for _ in range(MOST_PER_ACCOUNT + 1):
        entries.append(await _in(people))
        world.clock.move(1)
    await people.reception.refresh()

    good = [people.reception.judge(each.secret) is not None for each in entries]
    assert good == [False] + [True] * MOST_PER_ACCOUNT


FORGED = ["", "x", "x" * 43, "x" * 10_000, "ก" * 43]


async def test_a_forged_id_is_nobodys(people: People) -> None:
    await _in(people)

    assert [people.reception.judge(each) for each in FORGED] == [None] * len(FORGED)


async def test_the_sha_256_in_a_stolen_database_opens_nothing(people: People) -> None:
    entry = await _in(people)

    assert people.reception.judge(to_sha256(entry.secret).hex()) is None


async def test_who_is_signed_in_is_believed_for_a_minute_without_the_database(
    world: World, people: People
) -> None:
    entry = await _in(people)
    world.clock.move(PATIENCE_S)
    assert people.reception.judge(entry.secret) is not None
    world.clock.move(1)
    with pytest.raises(NotCurrent):
        people.reception.judge(entry.secret)
    assert people.reception.judge("x" * 43) is None


async def test_a_password_of_somebody_else_opens_nothing_but_changing_it(
    people: People,
) -> None:
    await people.add("new", Role.ADMIN, must_change=True)
    entry = await _in(people, "new")
    assert entry.guest is not None
    principal = entry.guest.account.to_principal()

    assert (principal.name, principal.role) == ("account:new", None)
