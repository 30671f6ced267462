"""Where somebody goes who has signed in: back, else to what is theirs."""

from __future__ import annotations

from urllib.parse import quote

from netmon.access.policy import NATION, Principal, may
from netmon.access.roles import PERMISSIONS, Action, Role

LONGEST = 2_000
_NOT_BACK = ("/login", "/logout")


def to_own_path(text: str) -> str:
    r"""Return `text` if it is a path of ours, else nothing.

    A browser drops tabs and line ends and reads \ as /, so that /\t/evil.example and
    /\\evil.example lead away; what holds any such character is no path of ours.
    """
    is_path = text.startswith("/") and not text.startswith("//")
    is_plain = all(each >= "!" and each not in "\\\x7f" for each in text)
    if not is_path or not is_plain or len(text) > LONGEST:
        return ""
    return "" if text.startswith(_NOT_BACK) else text


def home_of(principal: Principal) -> str:
    """Return the page a caller's work begins with."""
    if may(principal, Action.READ, NATION).is_allowed:
        return "/"
    role, scope = principal.role, principal.scope
    if role is None or Action.READ not in PERMISSIONS[role]:
        return "/account"
    if role is Role.CENTRE and scope.sites:
        return f"/site/{quote(min(scope.sites), safe='')}/centre"
    for kind, named in (
        ("/site/", scope.sites),
        ("/province/", scope.provinces),
        ("/incidents?contract=", scope.contracts),
    ):
        if named:
            return kind + quote(min(named), safe="")
    return "/account"
