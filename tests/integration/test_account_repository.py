"""Accounts and sessions in the database, on both kinds of it."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from netmon.access.account_store import AccountStore
from netmon.access.accounts import Account, AccountWish
from netmon.access.login_sessions import (
    MOST_PER_ACCOUNT,
    SessionRules,
    SessionStore,
)
from netmon.access.policy import Scope
from netmon.access.roles import Role
from netmon.core.errors import ConfigError, NotFound
from netmon.database import reading
from tests.live import HandClock

pytestmark = pytest.mark.anyio

WHO = "local:tester"
WISH = AccountWish(
    "somchai@example.go.th", "สมชาย ใจดี", Role.TECHNICIAN, Scope(frozenset({"50"}))
)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def store(engine: AsyncEngine, clock: HandClock) -> AccountStore:
    return AccountStore(engine, clock)


@pytest.fixture
def sessions(engine: AsyncEngine, clock: HandClock) -> SessionStore:
    return SessionStore(engine, clock, SessionRules())


async def _only(store: AccountStore) -> Account:
    (found,) = await store.all()
    return found


async def _mark(engine: AsyncEngine, kept: AccountStore | SessionStore) -> object:
    async with reading(engine) as connection:
        return await kept.marker(connection)


async def test_an_account_comes_back_as_it_was_made(store: AccountStore) -> None:
    made = await store.add(WISH, "a hash", WHO)

    assert await _only(store) == made
    assert made.scope == Scope(provinces=frozenset({"50"}))
    with pytest.raises(ConfigError, match="already"):
        await store.add(WISH, "another", WHO)


async def test_every_change_can_be_told_by_the_marker(
    engine: AsyncEngine, store: AccountStore
) -> None:
    seen = {await _mark(engine, store)}
    await store.add(WISH, "a hash", WHO)
    seen.add(await _mark(engine, store))
    for change in (
        store.disable(WISH.login, WHO),
        store.enable(WISH.login, WHO),
        store.set_password(WISH.login, "b", WHO, must_change=False),
        store.rehash(WISH.login, "c", instead_of="b"),
        store.set_reach(WISH.login, Role.NOC, Scope(), WHO),
        store.link(WISH.login, "https://id.example", "u-1", WHO),
    ):
        await change
        seen.add(await _mark(engine, store))

    assert len(seen) == 8
    found = await _only(store)
    assert (found.password_hash, found.role) == ("c", Role.NOC)
    assert found.oidc == ("https://id.example", "u-1")


async def test_an_account_elsewhere_is_one_persons(store: AccountStore) -> None:
    await store.add(WISH, None, WHO)
    await store.add(AccountWish("noc", "x", Role.NOC), None, WHO)
    await store.link(WISH.login, "https://id.example", "u-1", WHO)

    with pytest.raises(ConfigError, match="another login"):
        await store.link("noc", "https://id.example", "u-1", WHO)
    await store.link("noc", "https://other.example", "u-1", WHO)
    with pytest.raises(NotFound):
        await store.link("noc", "https://other.example", "u-2", WHO)


async def test_a_password_replaces_the_one_that_was_meant(store: AccountStore) -> None:
    await store.add(WISH, "a", WHO)
    await store.rehash(WISH.login, "x", instead_of="another")
    with pytest.raises(NotFound):
        await store.set_password(
            WISH.login, "x", WHO, must_change=False, instead_of="another"
        )
    assert (await _only(store)).password_hash == "a"

    await store.set_password(WISH.login, "b", WHO, must_change=False, instead_of="a")
    assert (await _only(store)).password_hash == "b"


async def test_a_session_begins_is_seen_and_ends(
    engine: AsyncEngine, store: AccountStore, sessions: SessionStore, clock: HandClock
) -> None:
    who = await store.add(WISH, "a hash", WHO)
    marks = [await _mark(engine, sessions)]
    begun = await sessions.begin(who, "192.0.2.7", "password")
    assert begun is not None
    secret, session = begun
    marks.append(await _mark(engine, sessions))

    clock.move(60)
    await sessions.touch({session.id: clock.now(), 999_999: clock.now()})
    marks.append(await _mark(engine, sessions))
    (found,) = await sessions.all()
    await sessions.end(found, WHO)
    marks.append(await _mark(engine, sessions))

    assert all(one != other for one, other in pairwise(marks))
    assert (found.sha256, found.seen_at) == (session.sha256, clock.now())
    assert secret.encode() not in found.sha256
    assert await sessions.all() == []
    assert (await _only(store)).signed_in_at == clock.now() - timedelta(seconds=60)


async def test_no_session_begins_for_who_has_changed_meanwhile(
    store: AccountStore, sessions: SessionStore
) -> None:
    who = await store.add(WISH, "a hash", WHO)
    await store.set_password(who.login, "another", WHO, must_change=False)
    assert await sessions.begin(who, "", "password") is None
    now = await _only(store)
    await store.disable(who.login, WHO)
    assert await sessions.begin(now, "", "password") is None
    assert await sessions.all() == []


async def test_changes_end_sessions_of_that_account_alone(
    store: AccountStore, sessions: SessionStore
) -> None:
    who = await store.add(WISH, "a hash", WHO)
    other = await store.add(AccountWish("noc", "x", Role.NOC), None, WHO)
    await sessions.begin(who, "", "password")
    await sessions.begin(other, "", "oidc")

    await store.disable(who.login, WHO)

    assert [each.login for each in await sessions.all()] == ["noc"]


async def test_sessions_are_bounded_and_swept(
    store: AccountStore, sessions: SessionStore, clock: HandClock
) -> None:
    who = await store.add(WISH, "a hash", WHO)
    for _ in range(MOST_PER_ACCOUNT + 3):
        clock.move(1)
        await sessions.begin(who, "", "password")
    assert len(await sessions.all()) == MOST_PER_ACCOUNT

    newest = (await sessions.all())[-1]
    clock.move(11 * 3600)
    await sessions.touch({newest.id: clock.now()})
    clock.move(3600)
    await sessions.sweep()

    assert [each.id for each in await sessions.all()] == [newest.id]
