"""Names looked up apart from probing, kept, and their failure a signal of its own."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
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
        retry_s: A name without an answer is looked up again after this many seconds.
        timeout_s: Time for one lookup, seconds.
        concurrency: Most lookups at once.
    """

    refresh_s: float = 300.0
    keep_s: float = 86_400.0
    retry_s: float = 15.0
    timeout_s: float = 5.0
    concurrency: int = 16


async def system_lookup(name: str) -> str:
    """Return the first address the system's resolver gives for `name`.

    Raises:
        OSError: The name does not resolve.
    """
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(name, None, type=socket.SOCK_DGRAM)
    except UnicodeError as error:  # no name at all: too long, or empty between dots
        raise OSError(str(error)) from None
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
        self._news = asyncio.Event()
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
        if self._unanswered():
            self._news.set()

    async def refresh(self) -> None:
        """Look every watched name up once."""
        await self._look_up(self._names)

    async def run(self) -> None:
        """Refresh for ever; names that are new or failed do not wait for their turn."""
        loop = asyncio.get_running_loop()
        while True:
            await self.refresh()
            due_s = loop.time() + self._settings.refresh_s
            while (left_s := due_s - loop.time()) > 0:
                await self._wait_for_news(min(left_s, self._settings.retry_s))
                await self._look_up(self._unanswered())

    async def _wait_for_news(self, most_s: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(most_s):
                await self._news.wait()
        self._news.clear()

    def _unanswered(self) -> set[str]:
        return {
            name
            for name in self._names
            if name in self.failed or name not in self._answers
        }

    async def _look_up(self, names: Iterable[str]) -> None:
        room = asyncio.Semaphore(self._settings.concurrency)

        async def one(name: str) -> None:
            async with room:
                await self._refresh_one(name)

        async with asyncio.TaskGroup() as group:
            for name in names:
                group.create_task(one(name), name=f"resolve:{name}")

    async def _refresh_one(self, name: str) -> None:
        try:
            async with asyncio.timeout(self._settings.timeout_s):
                ip = await self._lookup(name)
        except (OSError, ValueError) as error:  # ValueError: no name at all
            self._book_failure(name, str(error) or type(error).__name__)
            return
        if name not in self._names:  # forgotten meanwhile
            return
        if self.failed.pop(name, None):
            log.info("%s resolves again", name)
        self._answers[name] = (ip, asyncio.get_running_loop().time())

    def _book_failure(self, name: str, reason: str) -> None:
        if name not in self._names:  # forgotten meanwhile
            return
        if name not in self.failed:
            log.warning("%s does not resolve: %s", name, reason)
        self.failed[name] = reason


def is_literal(address: str) -> bool:
    """Return whether `address` is an IP literal and needs no lookup."""
    try:
        ip_address(address)
    except ValueError:
        return False
    return True
