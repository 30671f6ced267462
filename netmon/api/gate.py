"""Who may call: nobody off this machine without a token, no foreign page ever."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from netmon.access.policy import TOKEN_FILE, Principal, local, passer_by
from netmon.access.roles import Action
from netmon.access.tokens import Standing
from netmon.api.credentials import Headers, is_foreign, is_local, read_token
from netmon.api.problems import Problem, to_response
from netmon.api.proxies import NOBODY, TrustedProxies

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from netmon.access.doorman import Doorman

MAX_BODY_BYTES = 64 * 1024
"""No call of the API has a body worth more."""

MAX_HOOK_BYTES = 1024 * 1024
"""Under HOOKS: 500 alerts, each with its labels and links, are about as much."""

HOOKS = "/hooks/"

OPEN_PATH = "/healthz"
"""Answers without a token: a load balancer asks it."""

LOOPBACK_ACTIONS = frozenset({Action.READ, Action.PROBE, Action.ACKNOWLEDGE})
"""What a caller on this machine may do without a token, unless settings say else."""

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
    """Decides who a caller is, and which calls are let in.

    What they may do once inside is for netmon.api.rights.

    Attributes:
        reach: From where calls can come. On loopback the Host must be this machine's
            (DNS rebinding); over the control socket the file's mode is the guard.
        token_sha256: SHA-256 of the token that opens everything, None without one.
            Where there is one, every call must carry it or a token of the database.
        doorman: Judges the tokens of the database; None where none are known.
        loopback_actions: What a caller on loopback may do without a token. One who
            came through a proxy is not on loopback, wherever the proxy is.
        proxies: Whose word about a caller counts.

    Raises:
        ValueError: A gate to the network without a token, or a digest of wrong size.
    """

    reach: Reach
    token_sha256: bytes | None = None
    doorman: Doorman | None = None
    loopback_actions: frozenset[Action] = LOOPBACK_ACTIONS
    proxies: TrustedProxies = NOBODY

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

    def knowing(self, doorman: Doorman) -> Gate:
        """Return the gate that takes the tokens of the database too."""
        return replace(self, doorman=doorman)

    def admit(self, scope: Scope, *, is_handed_on: bool = False) -> Principal:
        """Return who makes the call of `scope`.

        Args:
            scope: As the caller made it; see TrustedProxies.unwrap.
            is_handed_on: A proxy handed it on: it comes from afar.

        Raises:
            Problem: The call may not pass.
        """
        headers = Headers(scope)
        principal = self._identify(scope, headers, is_handed_on=is_handed_on)
        is_socket = self.reach is Reach.CONTROL_SOCKET
        is_safe = is_socket or scope["method"] in _SAFE_METHODS
        if not is_safe and is_foreign(headers, scope["scheme"]):
            raise Problem(403, "another site's page may not do this")
        _check_length(headers, _most_bytes(scope))
        return principal

    def _identify(
        self, scope: Scope, headers: Headers, *, is_handed_on: bool
    ) -> Principal:
        if self.reach is Reach.CONTROL_SOCKET:
            return local()
        is_near = self.reach is Reach.LOOPBACK and not is_handed_on
        if is_near and not is_local(headers.all("host")):
            raise Problem(
                421, "the Host must be localhost, 127.0.0.1 or [::1] on this server"
            )
        if scope["path"] == OPEN_PATH:
            return passer_by(frozenset())
        if headers.all("authorization"):
            return self._judge(headers.one("authorization"), scope)
        if self.token_sha256 is not None or not self.loopback_actions or not is_near:
            raise _challenge()
        return passer_by(self.loopback_actions)

    def _judge(self, header: str, scope: Scope) -> Principal:
        """Return whose token `header` holds; why one is refused is for the audit."""
        given = read_token(header)
        if self._is_from_file(given):
            return TOKEN_FILE
        if self.doorman is None or not given:
            raise _challenge()
        if not self.doorman.is_current:
            detail = "the list of tokens cannot be read now"
            raise Problem(503, detail, headers=[("Retry-After", "5")])
        verdict = self.doorman.judge(given, _place(scope))
        if verdict.standing is not Standing.VALID or verdict.token is None:
            raise _challenge()
        return verdict.token.to_principal()

    def _is_from_file(self, given: bytes) -> bool:
        if self.token_sha256 is None:
            return False
        digest = hashlib.sha256(given).digest()
        return hmac.compare_digest(digest, self.token_sha256)


class GateKeeper:
    """ASGI middleware that stands at a gate and bounds what comes in.

    Whom it lets in is `request.state.principal` from then on.

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
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            scope, is_handed_on = self._gate.proxies.unwrap(scope)
            principal = self._gate.admit(scope, is_handed_on=is_handed_on)
        except Problem as problem:
            await to_response(problem)(scope, receive, send)
            return
        scope.setdefault("state", {})["principal"] = principal
        await self._app(scope, _bounded(receive, _most_bytes(scope)), send)


def _challenge() -> Problem:
    detail = "a token is needed: Authorization: Bearer, or Basic with it as"
    return Problem(401, f"{detail} the password", headers=_CHALLENGES)


def _place(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""


def _most_bytes(scope: Scope) -> int:
    """Return how much a call may bring."""
    return MAX_HOOK_BYTES if scope["path"].startswith(HOOKS) else MAX_BODY_BYTES


def _check_length(headers: Headers, most_bytes: int) -> None:
    length = headers.one("content-length")
    if length.isdigit() and len(length) < 16 and int(length) <= most_bytes:
        return
    if length:
        raise _too_large(most_bytes)


def _bounded(receive: Receive, most_bytes: int) -> Receive:
    """Return `receive` that refuses a body that grows past `most_bytes`."""
    taken = 0

    async def take() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most_bytes:
            raise _too_large(most_bytes)
        return message

    return take


def _too_large(most_bytes: int) -> Problem:
    return Problem(413, f"a body has at most {most_bytes} bytes")
