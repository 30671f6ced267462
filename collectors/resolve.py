"""Names looked up apart from probing, kept, and their failure a signal of its own."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from ipaddress import ip_address

log = logging.getLogger(__name__)

Lookup = Callable[[str], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class ResolveSettings:
    """How names are kept fresh.

    Attributes:
        refresh_s: A name is looked up again after this many seconds.
        keep_s: An answer is used for this long while lookups fail, seconds: a broken
            name server must not look like a broken site.
        timeout_s: Time for one lookup, seconds.
        concurrency: Most lookups at once.
    """

    refresh_s: float = 300.0
    keep_s: float = 86_400.0
    timeout_s: float = 5.0
    concurrency: int = 16


async def system_lookup(name: str) -> str:
    """Return the first address the system's resolver gives for `name`.

    Raises:
        OSError: The name does not resolve.
    """
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(name, None, type=socket.SOCK_DGRAM)
    return str(found[0][4][0])


class NameCache:
    """Keeps the addresses of names; see Resolver.

    Attributes:
        failed: Names whose last lookup failed, with the reason.
    """

    def __init__(
        self, settings: ResolveSettings, lookup: Lookup = system_lookup
    ) -> None:
        self._settings = settings
        self._lookup = lookup
        self._names: set[str] = set()
        self._answers: dict[str, tuple[str, float]] = {}
        self.failed: dict[str, str] = {}

    def resolve(self, address: str) -> str | None:
        """See Resolver.resolve."""
        if address not in self._names:
            return address if is_literal(address) else None
        answer = self._answers.get(address)
        if answer is None:
            return None
        ip, answered_s = answer
        age_s = asyncio.get_running_loop().time() - answered_s
        return ip if age_s <= self._settings.keep_s else None

    def watch(self, addresses: Iterable[str]) -> None:
        """Keep exactly the names among `addresses`; forget the others."""
        self._names = {each for each in addresses if not is_literal(each)}
        for known in (self._answers, self.failed):
            for name in known.keys() - self._names:
                del known[name]

    async def refresh(self) -> None:
        """Look every watched name up once."""
        room = asyncio.Semaphore(self._settings.concurrency)

        async def one(name: str) -> None:
            async with room:
                await self._refresh_one(name)

        async with asyncio.TaskGroup() as group:
            for name in self._names:
                group.create_task(one(name), name=f"resolve:{name}")

    async def run(self) -> None:
        """Refresh for ever."""
        while True:
            await self.refresh()
            await asyncio.sleep(self._settings.refresh_s)

    async def _refresh_one(self, name: str) -> None:
        try:
            async with asyncio.timeout(self._settings.timeout_s):
                ip = await self._lookup(name)
        except (OSError, TimeoutError, UnicodeError) as error:
            if name not in self.failed:
                log.warning("%s does not resolve: %s", name, error)
            self.failed[name] = str(error) or type(error).__name__
            return
        if self.failed.pop(name, None):
            log.info("%s resolves again", name)
        self._answers[name] = (ip, asyncio.get_running_loop().time())


def is_literal(address: str) -> bool:
    """Return whether `address` is an IP literal and needs no lookup."""
    try:
        ip_address(address)
    except ValueError:
        return False
    return True
