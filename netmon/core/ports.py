"""The seams between parts. Each has a real side and a fake that passes its tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from netmon.core.model import Method, Probe, SiteCode, Target


class Clock(Protocol):
    """Where time comes from."""

    def now(self) -> datetime:
        """Return the wall time, aware and in UTC. It may step."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never step; only differences mean anything."""
        ...


class Collector(Protocol):
    """Looks at one target by one method."""

    @property
    def method(self) -> Method:
        """How it looks."""
        ...

    async def look(self, target: Target) -> Probe:
        """Look at `target` once.

        Silence, refusal and our own inability are outcomes, not errors. The caller
        may cancel at any await; nothing is left behind.
        """
        ...


class Prober(Protocol):
    """A live look at one site, now, for a person who asks."""

    async def probe(self, site: SiteCode) -> Sequence[Probe]:
        """Look at every device of `site` by every configured method.

        Returns:
            The probes, routers first, in the order of the register.

        Raises:
            NotFound: No such site.
        """
        ...


class Resolver(Protocol):
    """Turns what the register calls an address into an IP literal."""

    def resolve(self, address: str) -> str | None:
        """Return the IP literal for `address`, None while its name does not resolve.

        Never waits: names are looked up apart from probing and kept.
        """
        ...
