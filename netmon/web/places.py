"""The pages everybody finds in the top line, as far as they may see them."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote

from netmon.access.policy import NATION, Principal, may
from netmon.access.roles import PERMISSIONS, Action
from netmon.web.way_back import home_of


class PlaceLink(NamedTuple):
    """One entry: where it leads, and the key of its words."""

    url: str
    word: str


_NATION = (
    PlaceLink("/", "page.home"),
    PlaceLink("/incidents", "page.incidents"),
    PlaceLink("/centres", "page.centres"),
    PlaceLink("/programme", "page.programme"),
    PlaceLink("/sla", "sla.menu"),
    PlaceLink("/community", "page.community"),
    PlaceLink("/maintenance", "maintenance.title"),
    PlaceLink("/poller", "poller.title"),
)
_COMMUNITY = PlaceLink("/community", "page.community")


def to_places(caller: Principal) -> tuple[PlaceLink, ...]:
    """Return the entries for `caller`; who sees part of the nation has that part."""
    if may(caller, Action.READ, NATION).is_allowed:
        return _NATION
    granted = PERMISSIONS[caller.role] if caller.role else caller.actions
    if Action.READ not in granted:
        return ()
    own = [
        PlaceLink(home_of(caller), "page.own"),
        PlaceLink("/centres", "page.centres"),
    ]
    scope = caller.scope
    for kind, named in (("province", scope.provinces), ("contract", scope.contracts)):
        if named is not None and len(named) == 1:
            (code,) = named
            url = f"/programme?{kind}={quote(code, safe='')}"
            own.append(PlaceLink(url, "page.programme"))
            if kind == "contract":
                own.append(PlaceLink(f"/sla?{kind}={quote(code, safe='')}", "sla.menu"))
    return (*own, _COMMUNITY)
