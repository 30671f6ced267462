"""Tokens and audit in the database, on both kinds of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from netmon.access.audit import AuditLog, Deed
from netmon.access.doorman import AUDIT_S, Doorman
from netmon.access.policy import Scope
from netmon.access.repository import TokenStore, TokenWish
from netmon.access.roles import Role
from netmon.access.tokens import Standing, to_sha256
from netmon.core.errors import ConfigError, NotFound
from netmon.database import reading, writing
from tests.live import HandClock

pytestmark = pytest.mark.anyio

WHO = "local:tester"
WISH = TokenWish("Grafana", Role.TECHNICIAN, Scope(frozenset({"50", "10"})), 30)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def store(engine: AsyncEngine, clock: HandClock) -> TokenStore:
    return TokenStore(engine, clock)


@pytest.fixture
def audit(engine: AsyncEngine, clock: HandClock) -> AuditLog:
    return AuditLog(engine, clock)


async def test_a_token_comes_back_as_it_was_made(
    store: TokenStore, clock: HandClock
) -> None:
    made = await store.create(WISH, WHO)

    assert await store.all() == [made.token]
    assert made.token.scope == Scope(provinces=frozenset({"10", "50"}))
    assert made.token.expires_at == clock.now() + timedelta(days=30)


async def test_the_secret_is_nowhere_in_the_database(
    store: TokenStore, engine: AsyncEngine
) -> None:
    made = await store.create(WISH, WHO)

    async with reading(engine) as connection:
        rows = [
            *(await connection.execute(text("SELECT * FROM token"))).all(),
            *(await connection.execute(text("SELECT * FROM audit"))).all(),
        ]
    assert made.secret.rpartition("_")[2] not in str(rows)
    assert rows[0].sha256 == to_sha256(made.secret)


async def test_a_wish_that_makes_no_sense_changes_nothing(
    store: TokenStore, audit: AuditLog
) -> None:
    with pytest.raises(ConfigError):
        await store.create(TokenWish("x", Role.CENTRE), WHO)

    assert await store.all() == []
    assert await audit.newest(9) == []


async def test_what_is_done_to_tokens_stands_in_the_audit(
    store: TokenStore, audit: AuditLog, clock: HandClock
) -> None:
    made = await store.create(WISH, WHO)
    clock.move(60)
    first = await store.revoke(made.token.id, WHO)
    revoked_at = clock.now()
    clock.move(60)
    second = await store.revoke(made.token.id, WHO)

    assert (first, second) == (True, False)
    assert [each.revoked_at for each in await store.all()] == [revoked_at]
    rows = await audit.newest(9)
    subject = f"token:{made.token.id}"
    scope = {"provinces": ["10", "50"]}
    detail = {"name": "Grafana", "role": "technician", "scope": scope}
    assert [(row.at, row.deed) for row in rows] == [
        (revoked_at, Deed(WHO, "token.revoke", subject, {})),
        (made.token.created_at, Deed(WHO, "token.create", subject, detail)),
    ]


async def test_a_token_that_is_not_there_cannot_be_revoked(
    store: TokenStore, audit: AuditLog
) -> None:
    with pytest.raises(NotFound, match="no token is called 'nothing'"):
        await store.revoke("nothing", WHO)

    assert await audit.newest(9) == []


@pytest.mark.parametrize("change", ["UPDATE audit SET who = 'x'", "DELETE FROM audit"])
async def test_the_audit_only_grows(
    audit: AuditLog, engine: AsyncEngine, change: str
) -> None:
    await audit.write(Deed(WHO, "probe", "site:PI-1", {"n": 1}))

    with pytest.raises(DBAPIError, match="the audit only grows"):
        async with writing(engine) as connection:
            await connection.execute(text(change))

    assert [row.deed.who for row in await audit.newest(9)] == [WHO]


async def test_long_names_are_cut_rather_than_lost(audit: AuditLog) -> None:
    await audit.write(Deed("w" * 300, "probe", "s" * 300, {}), Deed(WHO, "x", "y", {}))

    newest = await audit.newest(1)
    rows = await audit.newest(9)

    assert [row.deed.action for row in newest] == ["x"]
    assert rows[1].deed.who == "w" * 96


async def test_a_role_of_a_newer_version_opens_nothing(
    store: TokenStore, engine: AsyncEngine
) -> None:
    await store.create(WISH, WHO)
    async with writing(engine) as connection:
        await connection.execute(text("UPDATE token SET role = 'emperor'"))

    assert await store.all() == []


async def test_the_doorman_learns_of_new_and_revoked_tokens(
    store: TokenStore, engine: AsyncEngine, clock: HandClock
) -> None:
    doorman = Doorman(engine, clock)
    made = await store.create(WISH, WHO)
    given = made.secret.encode()

    before = doorman.judge(given, "").standing
    await doorman.refresh()
    then = doorman.judge(given, "").standing
    await store.revoke(made.token.id, WHO)
    still = doorman.judge(given, "").standing
    await doorman.refresh()
    after = doorman.judge(given, "").standing

    assert [before, then, still, after] == [
        Standing.UNKNOWN,
        Standing.VALID,
        Standing.VALID,
        Standing.REVOKED,
    ]


async def test_use_is_noted_to_the_hour_and_once(
    store: TokenStore, engine: AsyncEngine, clock: HandClock
) -> None:
    doorman = Doorman(engine, clock)
    made = await store.create(WISH, WHO)
    await doorman.refresh()
    clock.move(1_234)
    doorman.judge(made.secret.encode(), "")
    await doorman.refresh()
    await doorman.refresh()

    used = [each.last_used_at for each in await store.all()]

    assert used == [clock.now().replace(minute=0, second=0)]
    doorman.judge(made.secret.encode(), "")
    assert doorman._used == {}


async def test_a_flood_of_forgeries_is_one_row(
    audit: AuditLog, engine: AsyncEngine, clock: HandClock
) -> None:
    doorman = Doorman(engine, clock)
    for number in range(1_000):
        doorman.judge(f"netmon_{number}_x".encode(), f"192.0.2.{number % 9}")
    await doorman._round()
    early = await audit.newest(9)
    clock.move(AUDIT_S)
    await doorman._round()

    rows = await audit.newest(9)

    assert early == []
    assert [row.deed.detail for row in rows] == [
        {
            "why": "unknown",
            "count": 1_000,
            "from": [f"192.0.2.{number}" for number in range(5)],
        }
    ]


async def test_a_database_that_is_gone_does_not_end_the_doorman(
    engine: AsyncEngine, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    doorman = Doorman(engine, clock)
    async with writing(engine) as connection:
        await connection.execute(text("ALTER TABLE token RENAME TO hidden"))

    await doorman._round()

    assert not doorman.is_current
    assert "tokens cannot be read" in caplog.text
