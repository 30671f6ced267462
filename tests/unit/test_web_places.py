"""The top line offers what its reader may open, and nothing else."""

from __future__ import annotations

import pytest

from netmon.access.policy import Principal, Scope, may, passer_by
from netmon.access.roles import Action, Role
from netmon.web.places import to_places

CODE = frozenset({"50"})
SOME: dict[str, tuple[Principal, list[str]]] = {
    "ministry": (
        Principal("a", Role.MINISTRY),
        [
            "/",
            "/incidents",
            "/centres",
            "/programme",
            "/sla",
            "/community",
            "/maintenance",
            "/poller",
        ],
    ),
    "office": (
        Principal("a", Role.PROVINCIAL_OFFICE, Scope(provinces=CODE)),
        ["/province/50", "/centres", "/programme?province=50", "/community"],
    ),
    "contractor": (
        Principal("a", Role.CONTRACTOR, Scope(contracts=frozenset({"C-1/2569"}))),
        [
            "/incidents?contract=C-1%2F2569",
            "/centres",
            "/programme?contract=C-1%2F2569",
            "/sla?contract=C-1%2F2569",
            "/community",
        ],
    ),
    "centre": (
        Principal("a", Role.CENTRE, Scope(sites=frozenset({"PI-1"}))),
        ["/site/PI-1/centre", "/centres", "/community"],
    ),
    "log officer": (Principal("a", Role.LOG_OFFICER), []),
    "nobody": (passer_by(frozenset()), []),
}


@pytest.mark.parametrize(("caller", "urls"), SOME.values(), ids=SOME.keys())
def test_somebody_is_offered_what_they_may_open(
    caller: Principal, urls: list[str]
) -> None:
    assert [each.url for each in to_places(caller)] == urls


def test_two_provinces_have_no_programme_of_their_own() -> None:
    two = Scope(provinces=frozenset({"50", "51"}))
    caller = Principal("a", Role.TECHNICIAN, two)

    assert not may(caller, Action.READ).is_allowed
    assert all("programme" not in each.url for each in to_places(caller))
