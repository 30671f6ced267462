"""A double of an OpenID provider with real keys, asked without a socket.

It speaks the code flow with PKCE as OpenID Connect Core 1.0 describes it, and can be
told to do each thing wrong. It proves our half of the protocol and no product's.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

from tests.live import HandClock

ISSUER = "http://127.0.0.1:9999/realms/netmon"
CLIENT, SECRET = "netmon", "a secret of the client"
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})

Claims = dict[str, Any]


@dataclass(slots=True)
class OpenIdDouble:
    """A provider.

    Attributes:
        clock: Its time.
        subject, email: Whom it vouches for.
        spoil: Changes the claims before they are signed.
        sign: Signs claims.
        metadata: Changes what it says of itself.
        keys: It publishes.
        asked: Paths it was asked for.
    """

    clock: HandClock
    subject: str = "u-1"
    email: str = ""
    spoil: Callable[[Claims], Claims] = lambda claims: claims
    sign: Callable[[Claims], str] = lambda claims: sign_with(KEY, claims)
    metadata: dict[str, Any] = field(default_factory=dict)
    keys: KeySet = field(default_factory=lambda: KeySet([KEY]))
    status: int = 200
    asked: list[str] = field(default_factory=list)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def client(self) -> httpx.AsyncClient:
        """Return what speaks to it, without a socket."""
        return httpx.AsyncClient(transport=httpx.MockTransport(self._answer))

    def authorise(self, address: str) -> dict[str, str]:
        """Do what a person does at the provider; return what comes back with them."""
        query = {name: v[0] for name, v in parse_qs(urlsplit(address).query).items()}
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        assert query["client_id"] == CLIENT
        assert "openid" in query["scope"].split()
        code = f"code-{len(self._codes)}"
        self._codes[code] = query
        return {"code": code, "state": query["state"], "iss": ISSUER}

    def _answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/realms/netmon")
        self.asked.append(path)
        if path == "/.well-known/openid-configuration":
            return httpx.Response(self.status, json=self._describe())
        if path == "/keys":
            return httpx.Response(200, json=self.keys.as_dict(private=False))
        if path == "/token":
            return self._give(request)
        return httpx.Response(404)

    def _describe(self) -> dict[str, Any]:
        return {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/auth",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
        } | self.metadata

    def _give(self, request: httpx.Request) -> httpx.Response:
        form = {name: v[0] for name, v in parse_qs(request.content.decode()).items()}
        asked = self._codes.pop(form["code"], None)
        user = httpx.BasicAuth(CLIENT, SECRET)._auth_header
        if asked is None or request.headers.get("authorization") != user:
            return httpx.Response(400, json={"error": "invalid_grant"})
        challenge = create_s256_code_challenge(form["code_verifier"])
        if challenge != asked["code_challenge"]:
            return httpx.Response(400, json={"error": "invalid_grant"})
        if form["redirect_uri"] != asked["redirect_uri"]:
            return httpx.Response(400, json={"error": "invalid_grant"})
        claims = self.spoil(self._claims(asked["nonce"]))
        token = {"access_token": "opaque", "token_type": "Bearer"}
        return httpx.Response(200, json=token | {"id_token": self.sign(claims)})

    def _claims(self, nonce: str) -> Claims:
        now_s = int(self.clock.now().timestamp())
        claims: Claims = {
            "iss": ISSUER,
            "aud": CLIENT,
            "sub": self.subject,
            "nonce": nonce,
            "iat": now_s,
            "exp": now_s + 300,
        }
        if self.email:
            claims |= {"email": self.email, "email_verified": True}
        return claims


def sign_with(key: RSAKey, claims: Claims, kid: str = "one") -> str:
    """Return an ID token signed by `key`, whatever name it claims."""
    return jwt.encode({"alg": "RS256", "kid": kid}, claims, key)


def sign_by_secret(claims: Claims) -> str:
    """Return one signed by the client's secret, which is no secret of the provider."""
    key = OctKey.import_key(SECRET * 2)
    return jwt.encode({"alg": "HS256", "kid": "one"}, claims, key)


def sign_by_public_key(claims: Claims) -> str:
    """Return one whose HMAC key is the provider's public key (RFC 8725, 2.1)."""
    key = OctKey.import_key(json.dumps(KEY.as_dict(private=False)))
    return jwt.encode({"alg": "HS256", "kid": "one"}, claims, key)


def sign_not_at_all(claims: Claims) -> str:
    """Return one of the algorithm `none`."""
    import base64

    def part(value: Claims) -> str:
        raw = json.dumps(value).encode()
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    return f"{part({'alg': 'none', 'kid': 'one'})}.{part(claims)}."
