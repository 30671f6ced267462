"""Accounts of people: what one is, and what it may be called."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime

from netmon.access.policy import EVERYWHERE, Principal, Scope
from netmon.access.roles import Action, Role
from netmon.access.tokens import problems_of_name, problems_of_scope
from netmon.core.errors import ConfigError

LONGEST_LOGIN = 64

MACHINES = frozenset({Role.GATEWAY, Role.ALERT_SOURCE})
"""Roles of programs: they hold tokens, and nobody signs in as one."""

_LOGIN = re.compile(rf"[a-z0-9][a-z0-9._@+-]{{0,{LONGEST_LOGIN - 1}}}")


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in.

    Attributes:
        login: What they type, in small letters; an e-mail address will do.
        display_name: For other people.
        password_hash: Argon2id, None for somebody who signs in elsewhere alone.
        must_change: Somebody else knows the password: nothing is open but changing it.
        oidc: Issuer and subject of an account elsewhere that is theirs.
        version: Counts changes.
        signed_in_at: Last time.
    """

    login: str
    display_name: str
    role: Role
    scope: Scope
    password_hash: str | None = field(repr=False)
    must_change: bool
    is_disabled: bool
    oidc: tuple[str, str] | None
    version: int
    created_at: datetime
    signed_in_at: datetime | None = None

    def to_principal(self) -> Principal:
        """Return who they are; with a password to change, nobody in particular."""
        name = f"account:{self.login}"
        if self.must_change:
            return Principal(name, None, actions=frozenset({Action.BELONG}))
        return Principal(name, self.role, self.scope)


@dataclass(frozen=True, slots=True)
class AccountWish:
    """The account somebody wants; see Account."""

    login: str
    display_name: str
    role: Role
    scope: Scope = EVERYWHERE
    must_change: bool = True


def to_login(text: str) -> str:
    """Return a login as it is kept, however it was typed.

    Cut to a letter more than any has, before and after: NFKC makes 18 of some letters.
    """
    most = LONGEST_LOGIN + 1
    plain = unicodedata.normalize("NFKC", text.strip()[:most])
    return plain.strip().lower()[:most]


def check_account(wish: AccountWish) -> None:
    """Return if an account may be made so.

    Raises:
        ConfigError: Each thing that is wrong.
    """
    problems = []
    if not _LOGIN.fullmatch(wish.login):
        problems.append(
            f"login: expected 1 to {LONGEST_LOGIN} of a-z, 0-9 and . _ @ + -, "
            "beginning with a letter or a figure"
        )
    problems += problems_of_name(wish.display_name)
    problems += problems_of_reach(wish.role, wish.scope)
    if problems:
        raise ConfigError(*problems)


def problems_of_reach(role: Role, scope: Scope) -> list[str]:
    """Return why nobody can have `role` over `scope`, each thing a line."""
    if role in MACHINES:
        return [f"role {role}: a program holds a token, it does not sign in"]
    return problems_of_scope(role, scope)
