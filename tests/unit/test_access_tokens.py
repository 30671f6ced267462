"""Tokens: their form, and how one is told from a forgery."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from netmon.access.policy import EVERYWHERE, Scope
from netmon.access.repository import NewToken
from netmon.access.roles import Role
from netmon.access.tokens import (
    Standing,
    Token,
    check_wish,
    judge,
    make_secret,
    to_sha256,
)
from netmon.core.errors import ConfigError

NOW = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def _token(identity: str, secret: str, revoked_at: datetime | None = None) -> Token:
    return Token(
        identity,
        "a test",
        Role.NOC,
        EVERYWHERE,
        to_sha256(secret),
        NOW,
        NOW + DAY,
        revoked_at=revoked_at,
    )


def test_a_token_names_itself_and_holds_256_random_bits() -> None:
    made = {make_secret() for _ in range(100)}

    assert len({identity for identity, _ in made}) == 100
    for identity, secret in made:
        assert secret.startswith(f"netmon_{identity}_")
        assert len(secret.split("_", 2)[2]) == 43  # 32 bytes in base64 (RFC 4648)


def test_standing_is_told_to_the_moment() -> None:
    identity, secret = make_secret()
    known = {identity: _token(identity, secret)}
    given = secret.encode()

    standings = [
        judge(given, known, at).standing
        for at in (NOW, NOW + DAY - timedelta(microseconds=1), NOW + DAY)
    ]

    assert standings == [Standing.VALID, Standing.VALID, Standing.EXPIRED]
    gone = {identity: _token(identity, secret, NOW)}
    assert judge(given, gone, NOW).standing is Standing.REVOKED


def test_a_forgery_is_unknown_even_where_its_id_is_right() -> None:
    identity, secret = make_secret()
    known = {identity: _token(identity, secret, NOW)}
    forgeries = [
        b"",
        b"_",
        b"netmon",
        b"netmon__",
        f"netmon_{identity}_".encode(),
        f"netmon_{identity}_{'A' * 43}".encode(),
        secret[:-1].encode(),
        secret.encode() + b"x",
        secret.encode() + b"\0",
        secret.replace("netmon", "netmom").encode(),
        b"\xff" * 10_000,
        f"netmon_{identity}_".encode() + b"\xff" * 10_000,
    ]

    for given in forgeries:
        assert judge(given, known, NOW) == (Standing.UNKNOWN, None), given[:60]


def test_a_new_token_does_not_show_its_secret_by_accident() -> None:
    identity, secret = make_secret()
    made = NewToken(_token(identity, secret), secret)

    assert secret not in f"{made} {made!r} {[made]}"


NARROW = Scope(provinces=frozenset({"50"}))
WRONG = {
    "no name": ((" ", Role.NOC, EVERYWHERE, 1), "name: expected 1 to 80 printable"),
    "name with a line": (("a\nb", Role.NOC, EVERYWHERE, 1), "name: expected 1 to 80"),
    "no time": (("a", Role.NOC, EVERYWHERE, 0), "days: expected 1 to 1825, got 0"),
    "for ever": (("a", Role.NOC, EVERYWHERE, 9999), "days: expected 1 to 1825"),
    "narrow admin": (("a", Role.ADMIN, NARROW, 1), "role admin: it reaches everywhere"),
    "wide technician": (
        ("a", Role.TECHNICIAN, EVERYWHERE, 1),
        "role technician: say for which provinces",
    ),
    "two centres": (
        ("a", Role.CENTRE, Scope(sites=frozenset({"A", "B"})), 1),
        "role centre: expected one of sites, got 2",
    ),
    "no code": (
        ("a", Role.NOC, Scope(sites=frozenset({"A\x1b[2J"})), 1),
        r"sites: 'A\\x1b\[2J' cannot be a code",
    ),
    "empty list": (
        ("a", Role.NOC, Scope(sites=frozenset()), 1),
        "sites: expected 1 to 1000, got 0",
    ),
}


@pytest.mark.parametrize(("wish", "message"), WRONG.values(), ids=WRONG.keys())
def test_a_token_that_makes_no_sense_is_not_made(
    wish: tuple[str, Role, Scope, int], message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        check_wish(*wish)
