"""Errors this product raises on purpose.

NetmonError
    ConfigError         a setting, file or register row is wrong; fix it and try again
    AddressRefused      an address that must never be probed
    NotFound            no such site, province or outage
    ServiceUnreachable  the running service does not answer
    DatabaseUnusable    the database cannot be opened, read or written
    CapabilityMissing   this machine does not allow what was asked
"""

from __future__ import annotations


class NetmonError(Exception):
    """Anything this product says no to on purpose."""


class ConfigError(NetmonError):
    """A setting, file or row is wrong.

    Attributes:
        problems: One line per problem, each naming its place.
    """

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class AddressRefused(NetmonError):
    """The address must never be probed.

    Attributes:
        address: The address as given.
        reason: Why, in plain words.
    """

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(f"address {address!r} is refused as a target: {reason}")
        self.address = address
        self.reason = reason


class NotFound(NetmonError):
    """Nothing has this name.

    Attributes:
        kind: What was asked for, as `site`.
        name: The name that was given.
    """

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(f"no {kind} is called {name!r}")
        self.kind = kind
        self.name = name


class ServiceUnreachable(NetmonError):
    """The running service does not answer."""


class DatabaseUnusable(NetmonError):
    """The database cannot be opened, read or written; the text says why."""


class CapabilityMissing(NetmonError):
    """This machine does not allow what was asked; the text says what is missing."""
