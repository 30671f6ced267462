"""How many addresses of a register are never probed, said before it surprises."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING

from inventory.targets import to_targets
from netmon.cli.answers import say
from netmon.core.addresses import AddressGuard
from netmon.core.clock import SystemClock, to_thai
from netmon.core.errors import AddressRefused
from netmon.twin import namespace

if TYPE_CHECKING:
    from datetime import datetime

    from inventory.model import Register


def refused_words(register: Register, now: datetime) -> str:
    """Return how many addresses are not watched, and why one is; empty for none.

    Names are left out: what they lead to is asked when they are looked up.
    """
    targets = to_targets(register, to_thai(now).date())
    addresses = sorted({target.address for target in targets})
    guard, refusals = AddressGuard(in_twin=namespace.is_inside()), []
    for each in filter(is_literal, addresses):
        try:
            guard.check(each)
        except AddressRefused as error:
            refusals.append(str(error))
    if not refusals:
        return ""
    return f"{len(refusals):,} of {len(addresses):,} addresses: {refusals[0]}"


def note_refused(register: Register) -> None:
    """Remark which addresses of what is in force now are not watched."""
    if refused := refused_words(register, SystemClock().now()):
        say(f"not watched: {refused}")


def is_literal(address: str) -> bool:
    """Whether it is an IP address and no name."""
    try:
        ip_address(address)
    except ValueError:
        return False
    return True
