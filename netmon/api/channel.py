"""How a call reached us, and which cookies are worth something on that way.

`__Host-` before a cookie's name lets a browser take it from this very host alone, over
TLS, for all paths (RFC 6265bis, 4.1.3.2): neither a sibling's page nor whoever tampers
with plain HTTP can set one. On plain HTTP such a cookie cannot be, so there it has
another name, which means nothing over TLS, and is read on loopback alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.responses import Response

    from netmon.api.credentials import Headers

SESSION = "netmon_session"
FORM = "netmon_form"
"""Holds the secret of the sign-in form's token, for there is no session yet."""

_SECURE_NAMES = {SESSION: "__Host-netmon", FORM: "__Host-netmon_form"}


@dataclass(frozen=True, slots=True)
class Channel:
    """The way of one call.

    Attributes:
        is_tls: The caller speaks TLS, with a proxy of ours.
        is_near: The caller is on this machine, and no proxy is between.
    """

    is_tls: bool
    is_near: bool

    @property
    def is_private(self) -> bool:
        """Whether a password may go this way."""
        return self.is_tls or self.is_near

    def cookie(self, headers: Headers, name: str) -> str:
        """Return a cookie's value; empty where it is missing, or there are two."""
        if not self.is_private:
            return ""
        wanted = self._name(name)
        found = [value for key, value in _cookies(headers) if key == wanted]
        return found[0] if len(found) == 1 else ""

    def set_cookie(self, response: Response, name: str, value: str, age_s: int) -> None:
        """Let a browser keep a cookie no script may read."""
        response.set_cookie(
            self._name(name),
            value,
            age_s,
            path="/",
            secure=self.is_tls,
            httponly=True,
            samesite="lax",
        )

    def drop_cookie(self, response: Response, name: str) -> None:
        """Let a browser forget a cookie."""
        self.set_cookie(response, name, "", 0)

    def _name(self, name: str) -> str:
        return _SECURE_NAMES[name] if self.is_tls else name


def _cookies(headers: Headers) -> Iterator[tuple[str, str]]:
    for line in headers.all("cookie"):
        for part in line.split(";"):
            name, _, value = part.partition("=")
            yield name.strip(), value.strip()
