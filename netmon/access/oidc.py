"""Signing in by a provider of OpenID Connect: the code flow, with PKCE.

Sources: OpenID Connect Core 1.0, 3.1 (the flow; 3.1.3.7 what of an ID token is
checked), Discovery 1.0, 4; RFC 7636 (PKCE); RFC 9207 (the issuer in the answer);
RFC 9700 (best practice).

Nothing is kept here between the two halves of the flow. State, nonce and PKCE's
verifier are derived from the secret of a cookie that is made for this one attempt, so
they fit this browser alone, and nobody can fill our memory with attempts.

What speaks to the provider is imported when it is needed first.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from netmon.access.oidc_documents import Documents, NotVouched
from netmon.access.oidc_token import read_id_token

if TYPE_CHECKING:
    import httpx

    from netmon.core.ports import Clock

SCOPE = "openid email"
LONGEST_ANSWER = 4_000
"""Characters of a code or a state; providers send some hundred."""


@dataclass(frozen=True, slots=True)
class ProviderWish:
    """A provider that is set up.

    Attributes:
        issuer: Its name and address.
        client_id: Ours, there.
        client_secret: Ours, empty for a public client.
        name: What people call it.
    """

    issuer: str
    client_id: str
    client_secret: str
    name: str

    def __repr__(self) -> str:
        """Return it without the secret."""
        return f"ProviderWish({self.issuer!r})"


@dataclass(frozen=True, slots=True)
class Vouched:
    """Somebody a provider vouches for.

    Attributes:
        issuer, subject: Who it is there.
        email: Verified there, else empty.
        way_back: As given to Provider.begin.
    """

    issuer: str
    subject: str
    email: str
    way_back: str


class Provider:
    """Sends people to a provider, and reads what it says of them.

    Args:
        wish: Which one.
        clock: Judges what has expired.
        make_client: Returns what speaks HTTP, for tests with a provider of their own.
    """

    def __init__(
        self,
        wish: ProviderWish,
        clock: Clock,
        make_client: Callable[[], httpx.AsyncClient] | None = None,
    ) -> None:
        self._wish = wish
        self._clock = clock
        self._documents = Documents(wish.issuer, clock, make_client)

    @property
    def name(self) -> str:
        """What people call it."""
        return self._wish.name

    async def begin(self, secret: str, here: str, way_back: str) -> str:
        """Return the address to send somebody to.

        Args:
            secret: Of the cookie their browser gets with the answer; 256 random bits.
            here: Where the provider sends them back to.
            way_back: Where they want to go then, a path of ours.

        Raises:
            NotVouched: The provider cannot be reached, or is not what it was.
        """
        from authlib.oauth2.rfc6749.parameters import (  # noqa: PLC0415
            prepare_grant_uri,
        )
        from authlib.oauth2.rfc7636 import (  # noqa: PLC0415
            create_s256_code_challenge,
        )

        found = await self._documents.metadata()
        address: str = prepare_grant_uri(
            found["authorization_endpoint"],
            client_id=self._wish.client_id,
            response_type="code",
            redirect_uri=here,
            scope=SCOPE,
            state=_to_state(secret, way_back),
            nonce=_derive(secret, "nonce"),
            code_challenge=create_s256_code_challenge(_derive(secret, "verifier")),
            code_challenge_method="S256",
        )
        return address

    async def finish(
        self, secret: str, here: str, answer: Mapping[str, str]
    ) -> Vouched:
        """Return whom the provider vouches for.

        Args:
            secret: Of the cookie; see `begin`.
            here: As in `begin`.
            answer: What came back: `code` and `state`, or `error`.

        Raises:
            NotVouched: For nobody, or not in a way we believe.
        """
        way_back = self._read_answer(secret, answer)
        tokens = await self._exchange(secret, here, answer["code"])
        claims = await read_id_token(
            tokens,
            self._documents,
            client_id=self._wish.client_id,
            nonce=_derive(secret, "nonce"),
            now_s=int(self._clock.now().timestamp()),
        )
        email = claims.get("email")
        is_verified = claims.get("email_verified") is True and isinstance(email, str)
        return Vouched(
            self._wish.issuer,
            str(claims["sub"]),
            str(email) if is_verified else "",
            way_back,
        )

    def _read_answer(self, secret: str, answer: Mapping[str, str]) -> str:
        """Return the way back, if the answer is to this browser's own question."""
        state = answer.get("state", "")[:LONGEST_ANSWER]
        way_back = _to_way_back(state)
        is_ours = hmac.compare_digest(
            state.encode(), _to_state(secret, way_back).encode()
        )
        if not secret or not is_ours:
            raise NotVouched("the answer is to a question this browser did not ask")
        if answer.get("iss", self._wish.issuer) != self._wish.issuer:
            raise NotVouched("another provider answered")
        if "error" in answer or not 0 < len(answer.get("code", "")) <= LONGEST_ANSWER:
            raise NotVouched("the provider vouches for nobody")
        return way_back

    async def _exchange(self, secret: str, here: str, code: str) -> Mapping[str, Any]:
        found = await self._documents.metadata()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": here,
            "client_id": self._wish.client_id,
            "code_verifier": _derive(secret, "verifier"),
        }
        auth = None
        if self._wish.client_secret:
            auth = (self._wish.client_id, self._wish.client_secret)
        return await self._documents.post(found["token_endpoint"], form, auth)


def _derive(secret: str, purpose: str) -> str:
    key, text = secret.encode(), f"netmon oidc {purpose}".encode()
    return _to_text(hmac.digest(key, text, hashlib.sha256))


def _to_state(secret: str, way_back: str) -> str:
    return f"{_derive(secret, f'state {way_back}')}.{_to_text(way_back.encode())}"


def _to_way_back(state: str) -> str:
    """Return the path a state carries; what is no state of ours will not fit anyway."""
    text = state.partition(".")[2]
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except ValueError:
        return ""


def _to_text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
