"""Who may do what: the table of roles, and how far rights reach."""

from __future__ import annotations

import pytest

from netmon.access.policy import (
    EVERYWHERE,
    NATION,
    TOKEN_FILE,
    Principal,
    Scope,
    Subject,
    local,
    may,
    passer_by,
)
from netmon.access.roles import PERMISSIONS, Action, Role

SITE = Subject("50", "C1", "PI-1")
LETTERS = {
    "b": Action.BELONG,
    "r": Action.READ,
    "p": Action.PROBE,
    "k": Action.ACKNOWLEDGE,
    "m": Action.MAINTAIN,
    "e": Action.KEEP_RECORDS,
    "s": Action.SEE_PEOPLE,
    "t": Action.REPORT,
    "c": Action.CLAIM,
    "j": Action.JUDGE,
    "a": Action.ADMINISTER,
}
MAY = {
    Role.ADMIN: "brpkmestcja",
    Role.NOC: "brpkmsc",
    Role.TECHNICIAN: "brpks",
    Role.CENTRE: "brpes",
    Role.VOLUNTEER: "br",
    Role.CONTRACTOR: "brc",
    Role.MINISTRY: "brj",
    Role.PROVINCIAL_OFFICE: "bres",
    Role.LOG_OFFICER: "b",
    Role.GATEWAY: "",
    Role.ALERT_SOURCE: "t",
}


def test_every_role_and_every_action_is_in_this_table() -> None:
    assert set(MAY) == set(Role) == set(PERMISSIONS)
    assert set(LETTERS.values()) == set(Action)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("letter", LETTERS)
def test_a_role_may_do_what_the_table_says(role: Role, letter: str) -> None:
    decision = may(Principal("somebody", role), LETTERS[letter], SITE)

    assert decision.is_allowed is (letter in MAY[role])
    assert bool(decision.reason) is not decision.is_allowed


def _only(**lists: str) -> Scope:
    return Scope(**{name: frozenset({code}) for name, code in lists.items()})


REACHES = {
    "everywhere, nation": (EVERYWHERE, NATION, True),
    "everywhere, site": (EVERYWHERE, SITE, True),
    "province, nation": (_only(provinces="50"), NATION, False),
    "province, itself": (_only(provinces="50"), Subject(province="50"), True),
    "province, another": (_only(provinces="10"), Subject(province="50"), False),
    "province, its site": (_only(provinces="50"), SITE, True),
    "province, another's site": (_only(provinces="10"), SITE, False),
    "province, a contract": (_only(provinces="50"), Subject(contract="C1"), False),
    "province, unknown site": (_only(provinces="50"), Subject(site="PI-1"), False),
    "contract, its site": (_only(contracts="C1"), SITE, True),
    "contract, itself": (_only(contracts="C1"), Subject(contract="C1"), True),
    "contract, a province": (_only(contracts="C1"), Subject(province="50"), False),
    "site, itself": (_only(sites="PI-1"), SITE, True),
    "site, another": (_only(sites="PI-2"), SITE, False),
    "both hold": (_only(provinces="50", contracts="C1"), SITE, True),
    "one of two holds": (_only(provinces="50", contracts="C2"), SITE, False),
    "nothing at all": (Scope(sites=frozenset()), SITE, False),
}


@pytest.mark.parametrize(
    ("scope", "subject", "is_covered"), REACHES.values(), ids=REACHES.keys()
)
def test_rights_reach_as_far_as_their_scope(
    scope: Scope, subject: Subject, *, is_covered: bool
) -> None:
    decision = may(Principal("somebody", Role.NOC, scope), Action.READ, subject)

    assert decision.is_allowed is is_covered
    if not is_covered:
        assert decision.reason == f"these rights do not reach {subject}"


def test_what_belongs_to_no_site_needs_no_scope() -> None:
    somebody = Principal("somebody", Role.CENTRE, _only(sites="PI-1"))

    assert may(somebody, Action.BELONG).is_allowed


def test_the_control_socket_and_the_token_file_open_everything() -> None:
    for principal in (local(), local("root"), TOKEN_FILE):
        assert all(may(principal, action).is_allowed for action in Action)
    assert local("root").name == "local:root"


def test_a_passer_by_may_what_settings_say_and_nothing_else() -> None:
    somebody = passer_by(frozenset({Action.READ, Action.PROBE}))
    allowed = {action for action in Action if may(somebody, action).is_allowed}

    assert allowed == {Action.BELONG, Action.READ, Action.PROBE}


def test_a_subject_is_named_by_what_is_narrowest_in_it() -> None:
    names = [str(each) for each in (SITE, Subject(province="50"), NATION)]

    assert names == ["site:PI-1", "province:50", "nation"]
