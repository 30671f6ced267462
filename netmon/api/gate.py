"""Who may call: nobody off this machine without a token, no foreign page ever."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from netmon.access.policy import TOKEN_FILE, Principal, local, passer_by
from netmon.access.reception import NotCurrent
from netmon.access.roles import Action
from netmon.api.channel import SESSION, Channel
from netmon.api.credentials import Headers, is_foreign, is_local, read_token
from netmon.api.problems import Problem
from netmon.api.proxies import NOBODY, TrustedProxies
from netmon.sla.claims import documents

if TYPE_CHECKING:
    from starlette.types import Scope

    from netmon.access.doorman import Doorman
    from netmon.access.outcomes import Guest
    from netmon.access.reception import Reception

MAX_BODY_BYTES = 64 * 1024
"""No call of the API has a body worth more."""

MAX_HOOK_BYTES = 1024 * 1024
"""Under HOOKS: 500 alerts, each with its labels and links, are about as much."""

HOOKS = "/hooks/"

FORMS = "/record/"
MAX_FORM_BYTES = 128 * 1024
"""Under FORMS: a browser writes each of 10,000 Thai letters in nine."""

MAX_PHOTO_BYTES = 5 * 1024 * 1024
"""Under PHOTOS: a telephone's picture."""

PHOTOS = re.compile(r"/api/v1/commerce/products/[^/]+/photo")

DOCUMENTS = re.compile(r"/api/v1/sla/(?:exclusions|objections)/[0-9]+/document")
"""A letter of the electricity supplier, or pages that were scanned."""

OPEN_PATH = "/healthz"
"""Answers without a token: a load balancer asks it."""

WAY_IN = ("/login", "/static/")
"""Paths that begin so are open where people can sign in: the form and its looks."""

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


def _always() -> bool:
    return True


class Caller(NamedTuple):
    """Who makes a call.

    Attributes:
        principal: Whose rights it has.
        channel: How it came.
        guest: Who has signed in, None for everybody else.
        secret: The id of their session.
        holds: Whether what lets them in is still good, for calls without end.
    """

    principal: Principal
    channel: Channel
    guest: Guest | None = None
    secret: str = ""
    holds: Callable[[], bool] = _always


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
        reception: Knows who has signed in; None where nobody can.
        loopback_actions: What a caller on loopback may do without a token. One who
            came through a proxy is not on loopback, wherever the proxy is.
        proxies: Whose word about a caller counts.

    Raises:
        ValueError: A gate to the network without a token, or a digest of wrong size.
    """

    reach: Reach
    token_sha256: bytes | None = None
    doorman: Doorman | None = None
    reception: Reception | None = None
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

    def knowing(self, doorman: Doorman, reception: Reception | None = None) -> Gate:
        """Return the gate that takes the tokens of the database, and people, too."""
        return replace(self, doorman=doorman, reception=reception)

    def admit(self, scope: Scope, *, is_handed_on: bool = False) -> Caller:
        """Return who makes the call of `scope`.

        Args:
            scope: As the caller made it; see TrustedProxies.unwrap.
            is_handed_on: A proxy handed it on: it comes from afar.

        Raises:
            Problem: The call may not pass.
        """
        headers = Headers(scope)
        channel = self.channel_of(scope, is_handed_on=is_handed_on)
        caller = self._identify(scope, headers, channel)
        if not self.is_harmless(scope) and is_foreign(headers, scope["scheme"]):
            raise Problem(403, "another site's page may not do this")
        _check_length(headers, most_bytes(scope))
        return caller

    def channel_of(self, scope: Scope, *, is_handed_on: bool) -> Channel:
        """Return how a call came; see `admit`."""
        is_near = self.reach is Reach.LOOPBACK and not is_handed_on
        return Channel(is_tls=scope["scheme"] == "https", is_near=is_near)

    def is_harmless(self, scope: Scope) -> bool:
        """Return whether a call changes nothing, or comes from whom we trust."""
        is_socket = self.reach is Reach.CONTROL_SOCKET
        return is_socket or scope["method"] in _SAFE_METHODS

    def _identify(self, scope: Scope, headers: Headers, channel: Channel) -> Caller:
        if self.reach is Reach.CONTROL_SOCKET:
            return Caller(local(), channel)
        if channel.is_near and not is_local(headers.all("host")):
            raise Problem(
                421, "the Host must be localhost, 127.0.0.1 or [::1] on this server"
            )
        path = scope["path"]
        if path == OPEN_PATH:
            return Caller(passer_by(frozenset()), channel)
        if headers.all("authorization"):
            return self._judge(headers.one("authorization"), scope, channel)
        if guest := self._find_guest(channel.cookie(headers, SESSION), channel):
            return guest
        is_trusted = channel.is_near and self.token_sha256 is None
        if is_trusted and self.loopback_actions:
            return Caller(passer_by(self.loopback_actions), channel)
        if self.reception is not None and path.startswith(WAY_IN):
            return Caller(passer_by(frozenset()), channel)
        raise _challenge()

    def _find_guest(self, secret: str, channel: Channel) -> Caller | None:
        """Return whose session it is; a cookie that is no good is as none."""
        reception = self.reception
        if reception is None:
            return None
        try:
            guest = reception.judge(secret)
        except NotCurrent:
            raise _not_current("accounts") from None
        if guest is None:
            return None
        principal = guest.account.to_principal()
        return Caller(principal, channel, guest, secret, lambda: reception.holds(guest))

    def offers_sign_in(self, channel: Channel) -> bool:
        """Return whether somebody without rights could get them by signing in."""
        return (
            self.reception is not None
            and self.reception.has_accounts
            and channel.is_private
        )

    def _judge(self, header: str, scope: Scope, channel: Channel) -> Caller:
        """Return whose token `header` holds; why one is refused is for the audit."""
        given, doorman = read_token(header), self.doorman
        if self._is_from_file(given):
            return Caller(TOKEN_FILE, channel)
        if doorman is None or not given:
            raise _challenge()
        if not doorman.is_current:
            raise _not_current("tokens")
        token = doorman.judge(given, place_of(scope)).token
        if token is None or not doorman.holds(token):
            raise _challenge()
        return Caller(token.to_principal(), channel, holds=lambda: doorman.holds(token))

    def _is_from_file(self, given: bytes) -> bool:
        if self.token_sha256 is None:
            return False
        digest = hashlib.sha256(given).digest()
        return hmac.compare_digest(digest, self.token_sha256)


def _challenge() -> Problem:
    detail = "a token is needed: Authorization: Bearer, or Basic with it as"
    return Problem(401, f"{detail} the password", headers=_CHALLENGES)


def _not_current(what: str) -> Problem:
    detail = f"the list of {what} cannot be read now"
    return Problem(503, detail, headers=[("Retry-After", "5")])


def place_of(scope: Scope) -> str:
    """Return the address a call comes from."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def most_bytes(scope: Scope) -> int:
    """Return how much a call may bring."""
    path = scope["path"]
    if scope["method"] == "PUT" and PHOTOS.fullmatch(path):
        return MAX_PHOTO_BYTES
    if scope["method"] == "PUT" and DOCUMENTS.fullmatch(path):
        return documents.MOST_BYTES
    if path.startswith(FORMS):
        return MAX_FORM_BYTES
    return MAX_HOOK_BYTES if path.startswith(HOOKS) else MAX_BODY_BYTES


def _check_length(headers: Headers, most_bytes: int) -> None:
    length = headers.one("content-length")
    if length.isdigit() and len(length) < 16 and int(length) <= most_bytes:
        return
    if length:
        raise too_large(most_bytes)


def too_large(most_bytes: int) -> Problem:
    """Return the problem of a body that is longer."""
    return Problem(413, f"a body has at most {most_bytes} bytes")
