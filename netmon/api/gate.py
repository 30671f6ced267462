"""Who may call: nobody off this machine without the token, no foreign page ever."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from netmon.api.problems import Problem, to_response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY_BYTES = 64 * 1024
"""No call of the API has a body worth more."""

OPEN_PATH = "/healthz"
"""Answers without a token: a load balancer asks it."""

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_CHALLENGES = (
    ("WWW-Authenticate", 'Bearer realm="netmon"'),
    ("WWW-Authenticate", 'Basic realm="netmon", charset="UTF-8"'),
)


class Reach(Enum):
    """From where calls can come."""

    LOOPBACK = "loopback"
    NETWORK = "network"
    CONTROL_SOCKET = "control_socket"


@dataclass(frozen=True, slots=True)
class Gate:
    """Decides which calls are let in.

    Attributes:
        reach: From where calls can come. On loopback the Host must be this machine's
            (DNS rebinding); over the control socket the file's mode is the guard.
        token_sha256: SHA-256 of the token every call must carry, None without one.

    Raises:
        ValueError: A gate to the network without a token, or a digest of wrong size.
    """

    reach: Reach
    token_sha256: bytes | None = None

    def __post_init__(self) -> None:
        if self.reach is Reach.NETWORK and self.token_sha256 is None:
            raise ValueError("a gate to the network needs a token")
        if self.token_sha256 is not None and len(self.token_sha256) != 32:
            raise ValueError("a SHA-256 digest has 32 bytes")

    @classmethod
    def loopback(cls, token_sha256: bytes | None = None) -> Gate:
        """Return the gate of a server on 127.0.0.1 or ::1."""
        return cls(Reach.LOOPBACK, token_sha256)

    @classmethod
    def network(cls, token_sha256: bytes) -> Gate:
        """Return the gate of a server others can reach."""
        return cls(Reach.NETWORK, token_sha256)

    @classmethod
    def control_socket(cls) -> Gate:
        """Return the gate of the Unix socket: its callers are trusted."""
        return cls(Reach.CONTROL_SOCKET)

    def refuse(self, scope: Scope) -> Problem | None:
        """Return why the call of `scope` is refused, None when it may pass."""
        headers = _Headers(scope)
        if self.reach is Reach.CONTROL_SOCKET:
            return _refuse_body(headers)
        if self.reach is Reach.LOOPBACK and not _is_local(headers.all("host")):
            return Problem(
                421, "the Host must be localhost, 127.0.0.1 or [::1] on this server"
            )
        if not self._is_token_given(scope, headers):
            detail = "a token is needed: Authorization: Bearer, or Basic with it as"
            return Problem(401, f"{detail} the password", headers=_CHALLENGES)
        if scope["method"] not in _SAFE_METHODS and _is_foreign(headers):
            return Problem(403, "another site's page may not do this")
        return _refuse_body(headers)

    def _is_token_given(self, scope: Scope, headers: _Headers) -> bool:
        if self.token_sha256 is None or scope["path"] == OPEN_PATH:
            return True
        given = _read_token(headers.one("authorization"))
        digest = hashlib.sha256(given).digest()
        return hmac.compare_digest(digest, self.token_sha256)


class GateKeeper:
    """ASGI middleware that stands at a gate and bounds what comes in.

    Args:
        app: What lies behind.
        gate: The rules.
    """

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self._app = app
        self._gate = gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the call pass, or answer it with a problem."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        problem = self._gate.refuse(scope) if scope["type"] == "http" else None
        if problem is not None:
            await to_response(problem)(scope, receive, send)
        else:
            await self._app(scope, _bounded(receive), send)


class _Headers:
    """The headers of a call; HTTP allows a name more than once."""

    def __init__(self, scope: Scope) -> None:
        self._raw: list[tuple[bytes, bytes]] = scope["headers"]

    def all(self, name: str) -> list[str]:
        wanted = name.encode()
        return [value.decode("latin-1") for key, value in self._raw if key == wanted]

    def one(self, name: str) -> str:
        """Return the only value, empty when there is none or more than one."""
        found = self.all(name)
        return found[0] if len(found) == 1 else ""


def _is_local(hosts: list[str]) -> bool:
    if len(hosts) != 1:
        return False
    host = hosts[0].lower()
    name, colon, port = host.rpartition(":")
    if not colon or host.endswith("]"):
        return host in LOCAL_NAMES
    return name in LOCAL_NAMES and port.isdigit()


def _is_foreign(headers: _Headers) -> bool:
    """Whether a browser says that another site's page makes this call."""
    if headers.one("sec-fetch-site") not in ("", "same-origin", "none"):
        return True
    origins = headers.all("origin")
    if not origins:
        return False
    return origins[0].partition("://")[2].lower() != headers.one("host").lower()


def _read_token(header: str) -> bytes:
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip().encode("latin-1")
    if scheme.lower() == "basic":
        try:
            pair = base64.b64decode(value.strip(), validate=True)
        except (binascii.Error, ValueError):
            return b""
        return pair.partition(b":")[2]
    return b""


def _refuse_body(headers: _Headers) -> Problem | None:
    length = headers.one("content-length")
    if length.isdigit() and len(length) < 16 and int(length) <= MAX_BODY_BYTES:
        return None
    return _too_large() if length else None


def _bounded(receive: Receive) -> Receive:
    """Return `receive` that refuses a body that grows past MAX_BODY_BYTES."""
    taken = 0

    async def take() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > MAX_BODY_BYTES:
            raise _too_large()
        return message

    return take


def _too_large() -> Problem:
    return Problem(413, f"a body has at most {MAX_BODY_BYTES} bytes")
