"""Tokens: what they look like, and how one is told from a forgery.

A secret has 256 random bits, and the database keeps its SHA-256. A fast hash is right
here: slow ones (argon2, bcrypt) make guessing dear where people choose the secret, but
2^256 equally likely ones cannot be guessed at any price, and a slow hash at every call
would let anybody tire the machine with wrong ones. For passwords it would be wrong.

Source: NIST SP 800-63B (2017), 5.1.2.2: look-up secrets with at least 112 bits of
entropy are hashed with an approved one-way function; fewer bits need salt and a slow
one.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from netmon.access.policy import EVERYWHERE, Principal, Scope
from netmon.access.roles import NARROWED_BY, ONE_ONLY, Role
from netmon.core.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "netmon"
"""Begins every token, so that programs that look for leaked ones find ours."""

SECRET_BYTES = 32
ID_BYTES = 5
LONGEST_TOKEN = 200
LONGEST_NAME = 80
LONGEST_CODE = 64
MOST_DAYS = 1_825
MOST_IN_SCOPE = 1_000


class Standing(StrEnum):
    """Whether a token is good."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept of a token.

    Attributes:
        id: Public; part of the token.
        sha256: Of the whole token.
        last_used_at: To the hour: enough to find tokens nobody uses, too little to
            follow a person.
    """

    id: str
    name: str
    role: Role
    scope: Scope
    sha256: bytes
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None

    def standing(self, now: datetime) -> Standing:
        """Return whether it is good at `now`."""
        if self.revoked_at is not None:
            return Standing.REVOKED
        return Standing.VALID if now < self.expires_at else Standing.EXPIRED

    def to_principal(self) -> Principal:
        """Return who holds it."""
        return Principal(f"token:{self.id}", self.role, self.scope)


class Verdict(NamedTuple):
    """What was found of a token somebody gave.

    Attributes:
        standing: Whether it is good.
        token: The row it belongs to, None for one that is unknown or forged.
    """

    standing: Standing
    token: Token | None


def make_secret() -> tuple[str, str]:
    """Return the id and the text of a new token: `netmon_<id>_<256 random bits>`."""
    identity = secrets.token_hex(ID_BYTES)
    return identity, f"{PREFIX}_{identity}_{secrets.token_urlsafe(SECRET_BYTES)}"


def to_sha256(text: str | bytes) -> bytes:
    """Return what is kept of a token."""
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).digest()


_NOBODY = bytes(32)


def judge(given: bytes, known: Mapping[str, Token], now: datetime) -> Verdict:
    """Return what `given` is, in a time that tells nothing of any secret.

    The row is found by the id, which is public; the secret is only compared as a
    whole, by its hash, and also where there is no such row.

    Args:
        given: What the caller sent, at most LONGEST_TOKEN bytes are looked at.
        known: Tokens keyed by id.
        now: Decides what is expired.
    """
    text = given[:LONGEST_TOKEN]
    token = known.get(_read_id(text))
    expected = token.sha256 if token else _NOBODY
    is_same = hmac.compare_digest(to_sha256(text), expected)
    if token is None or not is_same:
        return Verdict(Standing.UNKNOWN, None)
    return Verdict(token.standing(now), token)


def check_wish(name: str, role: Role, scope: Scope, days: int) -> None:
    """Return if a token may be made so.

    Raises:
        ConfigError: Each thing that is wrong.
    """
    problems = [*problems_of_name(name), *problems_of_scope(role, scope)]
    if not 1 <= days <= MOST_DAYS:
        problems.append(f"days: expected 1 to {MOST_DAYS}, got {days}")
    if problems:
        raise ConfigError(*problems)


def problems_of_name(name: str) -> list[str]:
    """Return why a token or an account cannot be called so."""
    if name.strip() and name.isprintable() and len(name) <= LONGEST_NAME:
        return []
    return [f"name: expected 1 to {LONGEST_NAME} printable characters"]


def problems_of_scope(role: Role, scope: Scope) -> list[str]:
    """Return why `role` cannot reach as far as `scope`, each thing a line."""
    problems = []
    for kind in ("provinces", "contracts", "sites"):
        listed = getattr(scope, kind)
        if listed is not None and not 1 <= len(listed) <= MOST_IN_SCOPE:
            problems.append(f"{kind}: expected 1 to {MOST_IN_SCOPE}, got {len(listed)}")
        bad = [each for each in listed or () if not _is_code(each)]
        if bad:
            problems.append(f"{kind}: {min(bad)[:LONGEST_NAME]!a} cannot be a code")
    if role is Role.ADMIN and scope != EVERYWHERE:
        problems.append("role admin: it reaches everywhere and cannot be narrowed")
    needed = NARROWED_BY.get(role)
    if needed is None:
        return problems
    listed = getattr(scope, needed)
    if listed is None:
        problems.append(f"role {role}: say for which {needed}")
    elif role in ONE_ONLY and len(listed) != 1:
        problems.append(f"role {role}: expected one of {needed}, got {len(listed)}")
    return problems


def _is_code(text: str) -> bool:
    return text.isprintable() and 1 <= len(text) <= LONGEST_CODE


def _read_id(text: bytes) -> str:
    prefix, _, rest = text.partition(b"_")
    if prefix != PREFIX.encode():
        return ""
    return rest.partition(b"_")[0].decode("latin-1")
