"""The one place that decides who may do what. Pure: no clock, no database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from netmon.access.roles import PERMISSIONS, Action, Role


@dataclass(frozen=True, slots=True)
class Subject:
    """What an action is about; None where it is not bounded that way.

    A site is named with its province and contract. With nothing named it is the
    nation.
    """

    province: str | None = None
    contract: str | None = None
    site: str | None = None

    def __str__(self) -> str:
        """Return it as the audit names it."""
        for kind in ("site", "province", "contract"):
            if getattr(self, kind) is not None:
                return f"{kind}:{getattr(self, kind)}"
        return "nation"


NATION = Subject()


@dataclass(frozen=True, slots=True)
class Scope:
    """How far rights reach. Each list narrows; None does not; two narrow together.

    Attributes:
        provinces: Province codes.
        contracts: Contract codes.
        sites: Site codes.
    """

    provinces: frozenset[str] | None = None
    contracts: frozenset[str] | None = None
    sites: frozenset[str] | None = None

    def covers(self, subject: Subject) -> bool:
        """Return whether all of `subject` lies within.

        What `subject` leaves open could lie anywhere, so a narrowed scope does not
        cover it.
        """
        return all(
            allowed is None or named in allowed
            for allowed, named in (
                (self.provinces, subject.province),
                (self.contracts, subject.contract),
                (self.sites, subject.site),
            )
        )


EVERYWHERE = Scope()


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who calls, and why they are believed.

    Attributes:
        name: As the audit names them: `token:1f00ba7e31`, `loopback`, `local:root`.
        role: None for a caller who is nobody in particular.
        scope: How far the rights reach.
        actions: What a caller without a role may do.
    """

    name: str
    role: Role | None
    scope: Scope = EVERYWHERE
    actions: frozenset[Action] = frozenset()


class Decision(NamedTuple):
    """Whether, and why.

    Attributes:
        is_allowed: Whether it may be done.
        reason: In plain words; tells the caller nothing but about themselves.
    """

    is_allowed: bool
    reason: str


def may(principal: Principal, action: Action, subject: Subject = NATION) -> Decision:
    """Return whether `principal` may do `action` to `subject`.

    First the role, then the scope. What belongs to no site needs no scope.
    """
    granted = PERMISSIONS[principal.role] if principal.role else principal.actions
    if action not in granted:
        who = (
            f"the role {principal.role}"
            if principal.role
            else "a caller without a role"
        )
        return Decision(is_allowed=False, reason=f"{who} may not {action}")
    if action is not Action.BELONG and not principal.scope.covers(subject):
        reason = f"these rights do not reach {subject}"
        return Decision(is_allowed=False, reason=reason)
    return Decision(is_allowed=True, reason="")


def local(user: str = "") -> Principal:
    """Return who speaks over the control socket: the file's mode has let them in."""
    return Principal(f"local:{user}" if user else "local", Role.ADMIN)


def passer_by(actions: frozenset[Action]) -> Principal:
    """Return somebody on this machine without a token, who may do `actions`."""
    return Principal("loopback", None, actions=actions | {Action.BELONG})


TOKEN_FILE = Principal("token-file", Role.ADMIN)
"""Who holds the token of NETMON_HTTP__TOKEN_FILE: the way in before there are more."""
