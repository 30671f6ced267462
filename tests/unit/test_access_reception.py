"""Signing in, staying signed in, and being signed out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from netmon.access.account_tables import account, login_session
from netmon.access.accounts import LONGEST_LOGIN
from netmon.access.doorman import PATIENCE_S
from netmon.access.lockout import (
    FREE_COUNT,
    LOGIN_FAILURES,
    LOGIN_WINDOW_S,
    MOST_FAILURES,
)
from netmon.access.login_sessions import MOST_PER_ACCOUNT, SessionRules
from netmon.access.outcomes import Entry
from netmon.access.passwords import (
    MOST_AT_ONCE,
    MOST_WAITING,
    Busy,
    Cost,
    Fault,
    Passwords,
)
from netmon.access.policy import Scope
from netmon.access.reception import NotCurrent, Reception
from netmon.access.roles import Role
from netmon.access.tokens import to_sha256
from netmon.database import make_engine, reading
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
