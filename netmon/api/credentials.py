"""What a call says of itself: where it comes from, and the token it brings."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import Scope

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


class Headers:
    """The headers of a call; HTTP allows a name more than once."""

    def __init__(self, scope: Scope) -> None:
        self._raw: list[tuple[bytes, bytes]] = scope["headers"]

    def all(self, name: str) -> list[str]:
        """Return every value of `name`."""
        wanted = name.encode()
        return [value.decode("latin-1") for key, value in self._raw if key == wanted]

    def one(self, name: str) -> str:
        """Return the only value, empty when there is none or more than one."""
        found = self.all(name)
        return found[0] if len(found) == 1 else ""


def is_local(hosts: list[str]) -> bool:
    """Return whether the Host headers name this machine."""
    if len(hosts) != 1:
        return False
    host = hosts[0].lower()
    name, colon, port = host.rpartition(":")
    if not colon or host.endswith("]"):
        return host in LOCAL_NAMES
    return name in LOCAL_NAMES and port.isdigit()


def is_foreign(headers: Headers, scheme: str) -> bool:
    """Return whether a browser says that another site's page makes this call.

    Args:
        headers: Of the call.
        scheme: `https` where we know that the caller speaks TLS, else `http`: whoever
            tampers with plain HTTP could make pages of our own name.
    """
    if headers.one("sec-fetch-site") not in ("", "same-origin", "none"):
        return True
    origins = headers.all("origin")
    if not origins:
        return False
    origin_scheme, _, origin_host = origins[0].lower().partition("://")
    if scheme == "https" and origin_scheme != "https":
        return True
    return origin_host != headers.one("host").lower()


def read_token(header: str) -> bytes:
    """Return the token of an Authorization header, empty where it holds none.

    Bearer (RFC 6750), or Basic (RFC 7617) with it as the password.
    """
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
