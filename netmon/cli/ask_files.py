"""Answers from the database where no service runs, and by a look of our own.

Apart, since it takes the whole service; to ask a running one takes next to nothing.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

from netmon.api.gate import Gate
from netmon.home import make_home
from netmon.main import open_watch
from netmon.web.app import create_site

if TYPE_CHECKING:
    from netmon.core.settings import Settings


@dataclass(frozen=True, slots=True)
class Files:
    """A service of this process that looks at nothing by itself; see ask.Wire."""

    client: httpx.AsyncClient

    async def send(
        self, verb: str, target: str, body: bytes | None = None
    ) -> tuple[int, bytes]:
        """Send one request; return status and body of the answer."""
        headers = {"Content-Type": "application/json"} if body is not None else {}
        url = f"http://netmon{target}"
        answer = await self.client.request(verb, url, content=body, headers=headers)
        return answer.status_code, answer.content


@asynccontextmanager
async def open_files(settings: Settings) -> AsyncIterator[Files]:
    """Open the database; what is asked is answered from it."""
    make_home(settings.home)
    async with open_watch(settings) as watch, watch.collection.icmp:
        await watch.keeper.start()
        await watch.maintenance.refresh()
        site = create_site(watch.live, Gate.control_socket())
        async with httpx.AsyncClient(transport=httpx.ASGITransport(site)) as client:
            yield Files(client)
