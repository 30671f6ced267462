"""Asks the running service over its socket, or the files themselves where none runs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import httpx

from netmon.api.app import PREFIX
from netmon.api.gate import Gate
from netmon.core.errors import ConfigError, NotFound, ServiceUnreachable
from netmon.main import make_home, open_watch
from netmon.web.app import create_site

if TYPE_CHECKING:
    from pathlib import Path

    from netmon.core.settings import Settings

BASE = f"http://netmon{PREFIX}"
TIMEOUT_S = 15.0
PAGE = 200
DEMO_FOLDER = "demo"


@dataclass(frozen=True, slots=True)
class Desk:
    """Where questions go.

    Attributes:
        is_live: Whether a service answers; else only the journal is known.
        source: The home directory the answers come from.
    """

    client: httpx.AsyncClient
    is_live: bool
    source: Path

    async def get_site(self, code: str) -> Any:
        """Return what is known of the site `code`."""
        return await self.get(f"/sites/{_escape(code)}")

    async def get_incident(self, name: str) -> Any:
        """Return what is known of the incident `name`."""
        return await self.get(f"/incidents/{_escape(name)}")

    async def get_pages(
        self, path: str, most: int, query: Mapping[str, str]
    ) -> list[Any]:
        """Return the first `most` rows of the list at `path`."""
        found: list[Any] = []
        cursor: dict[str, str] = {}
        while len(found) < most:
            limit = min(PAGE, most - len(found))
            page = await self.get(path, limit=limit, **query, **cursor)
            found += page["items"]
            if not page["next"]:
                break
            cursor = {"cursor": page["next"]}
        return found

    async def probe_site(self, code: str) -> Any:
        """Have the site `code` looked at now."""
        return await self.post(f"/sites/{_escape(code)}/probe")

    async def get(self, path: str, **query: str | int) -> Any:
        """Return the JSON at `path`."""
        return _read(await self._send("GET", path, query))

    async def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Return the JSON that posting `body` to `path` gives."""
        return _read(await self._send("POST", path, {}, body))

    async def _send(
        self,
        verb: str,
        path: str,
        query: dict[str, str | int],
        body: Mapping[str, Any] | None = None,
    ) -> httpx.Response:
        url = f"{BASE}{path}"
        try:
            return await self.client.request(verb, url, params=query, json=body)
        except httpx.HTTPError as error:
            message = f"the service in {self.source} does not answer: {error}"
            raise ServiceUnreachable(message) from None


@asynccontextmanager
async def open_desk(settings: Settings) -> AsyncIterator[Desk]:
    """Find who can answer: the service, a running demo, or the files."""
    demo = settings.home / DEMO_FOLDER
    for home in (settings.home, demo):
        transport = httpx.AsyncHTTPTransport(uds=str(home / settings.socket_path.name))
        async with httpx.AsyncClient(transport=transport, timeout=TIMEOUT_S) as client:
            if await _answers(client, home):
                yield Desk(client, is_live=True, source=home)
                return
    async with _open_files(settings) as desk:
        yield desk


@asynccontextmanager
async def _open_files(settings: Settings) -> AsyncIterator[Desk]:
    """Answer from the database: what the journal knows, and a look of our own."""
    make_home(settings.home)
    async with open_watch(settings) as watch, watch.collection.icmp:
        await watch.keeper.start()
        await watch.maintenance.refresh()
        transport = httpx.ASGITransport(create_site(watch.live, Gate.control_socket()))
        async with httpx.AsyncClient(transport=transport, timeout=TIMEOUT_S) as client:
            yield Desk(client, is_live=False, source=settings.home)


async def _answers(client: httpx.AsyncClient, home: Path) -> bool:
    try:
        return (await client.get("http://netmon/healthz")).is_success
    except httpx.ConnectError:  # nobody listens there
        return False
    except httpx.TransportError as error:
        # Somebody does, and hangs: to open the files behind his back would mislead.
        message = f"the service in {home} does not answer: {error!r}"
        raise ServiceUnreachable(message) from None


def _escape(code: str) -> str:
    """Return `code` as one part of a path, which `..` must not leave."""
    return quote(code, safe="").replace(".", "%2E")


def _read(response: httpx.Response) -> Any:
    """Return the answer, or raise what its problem document says (RFC 9457)."""
    if response.is_success:
        return response.json()
    problem = response.json()
    detail = str(problem.get("detail", response.status_code))
    if response.status_code == httpx.codes.NOT_FOUND:
        path = response.url.raw_path.decode().removeprefix(f"{PREFIX}/")
        kind, name = path.partition("?")[0].split("/")[:2]
        raise NotFound(kind.removesuffix("s"), unquote(name))
    if response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise ServiceUnreachable(detail)
    details = [
        f"{each['where']}: {each['what']}" for each in problem.get("errors") or []
    ]
    raise ConfigError(*(details or [detail]))
