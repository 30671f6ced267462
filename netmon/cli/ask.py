"""Asks the running service over its socket, or the files themselves where none runs."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote, unquote, urlencode

from netmon.api import PREFIX
from netmon.cli.control_socket import ControlSocket
from netmon.cli.sources import DEMO_FOLDER, is_listening
from netmon.core.errors import ConfigError, NotFound, ServiceUnreachable

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from netmon.core.settings import Settings

PAGE = 200


class Wire(Protocol):
    """What carries requests."""

    async def send(
        self, verb: str, target: str, body: bytes | None = None
    ) -> tuple[int, bytes]:
        """Send one request; return status and body of the answer.

        Args:
            verb: `GET` or `POST`.
            target: Path and query.
            body: JSON.
        """


@dataclass(frozen=True, slots=True)
class Desk:
    """Where questions go.

    Attributes:
        is_live: Whether a service answers; else only the journal is known.
        source: The home directory the answers come from.
    """

    wire: Wire
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
        target = f"{path}?{urlencode(query)}" if query else path
        return _read(path, *await self.wire.send("GET", f"{PREFIX}{target}"))

    async def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Return the JSON that posting `body` to `path` gives."""
        sent = None if body is None else json.dumps(body).encode()
        return _read(path, *await self.wire.send("POST", f"{PREFIX}{path}", sent))


@asynccontextmanager
async def open_desk(settings: Settings) -> AsyncIterator[Desk]:
    """Find who can answer: the service, a running demo, or the files.

    A service that hangs counts: to open the files behind its back would mislead.
    """
    for home in (settings.home, settings.home / DEMO_FOLDER):
        path = home / settings.socket_path.name
        if is_listening(path):
            yield Desk(ControlSocket(path), is_live=True, source=home)
            return
    # Here, since it takes the whole service and a second to load.
    from netmon.cli.ask_files import open_files  # noqa: PLC0415

    async with open_files(settings) as files:
        yield Desk(files, is_live=False, source=settings.home)


def to_query(options: Namespace, *names: str) -> dict[str, str]:
    """Return those of the options `names` that were given."""
    return {name: getattr(options, name) for name in names if getattr(options, name)}


def _escape(code: str) -> str:
    """Return `code` as one part of a path, which `..` must not leave."""
    return quote(code, safe="").replace(".", "%2E")


def _read(path: str, status: int, body: bytes) -> Any:
    """Return the answer, or raise what its problem document says (RFC 9457)."""
    try:
        answer = json.loads(body)
    except ValueError:
        message = f"the service answers {status} with what is no JSON"
        raise ServiceUnreachable(message) from None
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return answer
    detail = str(answer.get("detail", status))
    if status == HTTPStatus.NOT_FOUND:
        kind, name = path.removeprefix("/").split("/")[:2]
        raise NotFound(kind.removesuffix("s"), unquote(name))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise ServiceUnreachable(detail)
    details = [
        f"{each['where']}: {each['what']}" for each in answer.get("errors") or []
    ]
    raise ConfigError(*(details or [detail]))
