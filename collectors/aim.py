"""From a target's register address to the IP literal a packet may be sent to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmon.core.errors import AddressRefused
from netmon.core.model import Method, Outcome, Probe, Target

if TYPE_CHECKING:
    from datetime import datetime

    from netmon.core.addresses import AddressGuard
    from netmon.core.ports import Resolver


class CannotLook(Exception):
    """We are not able to look at this target; says nothing about the target.

    Attributes:
        reason: Short machine word, as `name` or `address_refused`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Aim:
    """The one way from a target to an address; every collector asks it first."""

    resolver: Resolver
    guard: AddressGuard

    def at(self, target: Target) -> str:
        """Return the IP literal to send to.

        Raises:
            CannotLook: The name does not resolve, or the address must not be probed.
        """
        address = self.resolver.resolve(target.address)
        if address is None:
            raise CannotLook("name")
        if "%" in address:
            # Of this link alone: no site of the internet has it, and the cores
            # cannot parse it.
            raise CannotLook("address_refused")
        try:
            self.guard.check(address)
        except AddressRefused:
            raise CannotLook("address_refused") from None
        return address


def not_measured(target: Target, method: Method, at: datetime, reason: str) -> Probe:
    """Return the probe of a look that could not be made."""
    return Probe(target.device, method, at, Outcome.NOT_MEASURED, 0.0, reason)
