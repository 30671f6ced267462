"""Accounts of a demonstration: one for each role, for anybody to try.

They are made in a simulated nation alone, with passwords that begin with `demo` and end
with the run: a page that shows passwords must never show one that opens anything else.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inventory.model import SiteType
from netmon.access.accounts import MACHINES, AccountWish
from netmon.access.passwords import Passwords
from netmon.access.policy import EVERYWHERE, Scope
from netmon.access.roles import NARROWED_BY, Role

if TYPE_CHECKING:
    from inventory.model import Register, Site
    from netmon.access.account_store import AccountStore

WHO = "netmon-demo"
SAMPLE_COUNT = 3
"""Sites of a volunteer."""

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that look alike: people type them from a screen."""

_NAMES = {
    Role.ADMIN: "ผู้ดูแล สาธิต",
    Role.NOC: "เวรเฝ้าระวัง สาธิต",
    Role.TECHNICIAN: "ช่าง สาธิต",
    Role.CENTRE: "เจ้าหน้าที่ศูนย์ สาธิต",
    Role.VOLUNTEER: "อาสา สาธิต",
    Role.CONTRACTOR: "ผู้รับจ้าง สาธิต",
    Role.MINISTRY: "กระทรวง สาธิต",
    Role.PROVINCIAL_OFFICE: "สถิติจังหวัด สาธิต",
    Role.LOG_OFFICER: "เจ้าหน้าที่ข้อมูล สาธิต",
}


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of a demonstration.

    Attributes:
        login: The role, with hyphens.
        password: Of this run.
        reach: What it reaches, in words; empty for everywhere.
    """

    login: str
    password: str
    role: Role
    reach: str


async def create_demo_accounts(
    store: AccountStore, register: Register
) -> list[DemoAccount]:
    """Make an account for each role that signs in, in a database of a demonstration.

    Args:
        store: Of the demonstration's own database: it lists these passwords openly.
        register: Of the simulated nation; what reaches are taken from.

    Raises:
        ConfigError: There are such accounts already.
    """
    passwords, made = Passwords(), []
    # One for all, to be remembered over a role-play; the run makes it.
    tail = "".join(secrets.choice(_LETTERS) for _ in range(8))
    password = f"demo-{tail[:4]}-{tail[4:]}"
    kept = await passwords.hash(password)
    for role, (scope, reach) in _reaches(register):
        login = role.value.replace("_", "-")
        wish = AccountWish(login, _NAMES[role], role, scope, must_change=False)
        await store.add(wish, kept, WHO)
        made.append(DemoAccount(login, password, role, reach))
    return made


def _reaches(register: Register) -> Iterator[tuple[Role, tuple[Scope, str]]]:
    """Yield each role with its scope; one whose scope the register lacks is left out.

    A centre, its province and its contract belong together, so that trying one role
    after another shows the same work from all sides.
    """
    centre = _find_centre(register)
    for role in Role:
        if role in MACHINES:
            continue
        needed = NARROWED_BY.get(role)
        if needed is None:
            yield role, (EVERYWHERE, "")
        elif centre is not None:
            yield role, _reach_of(role, needed, centre, register)


def _reach_of(
    role: Role, needed: str, centre: Site, register: Register
) -> tuple[Scope, str]:
    if needed == "provinces":
        name = register.provinces[centre.province].name_th
        return Scope(provinces=frozenset({centre.province})), name
    if needed == "contracts":
        return Scope(contracts=frozenset({centre.contract})), centre.contract
    if role is Role.CENTRE:
        return Scope(sites=frozenset({centre.code})), centre.name_th
    near = [
        each
        for each in register.sites.values()
        if (each.province, each.district) == (centre.province, centre.district)
    ][:SAMPLE_COUNT]
    names = ", ".join(each.name_th for each in near)
    return Scope(sites=frozenset(each.code for each in near)), names


def _find_centre(register: Register) -> Site | None:
    """Return the first digital community centre in the register, else any site."""
    sites = list(register.sites.values())
    kind = SiteType.DIGITAL_CENTRE
    return next(
        (each for each in sites if each.site_type is kind), next(iter(sites), None)
    )
