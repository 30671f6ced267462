"""What an OpenID provider publishes and answers, fetched with bounds."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from netmon.core.errors import NetmonError

if TYPE_CHECKING:
    import httpx

    from netmon.core.ports import Clock

TIMEOUT_S = 10.0
MOST_BYTES = 1_000_000
KEPT_S = 3_600.0
"""How long the provider's description and keys are believed without looking again."""
LONGEST_S = 20.0
"""For one answer in all: a provider that drips holds up everybody who signs in."""
FAILED_S = 10.0
"""How long a provider that failed is not asked again: everybody is told the same."""
AGAIN_S = 60.0
"""A key that is not known lets the keys be fetched anew, but not more often."""

_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_NEAR = ("127.0.0.1", "::1", "localhost")


class NotVouched(NetmonError):
    """The provider vouches for nobody, or cannot be believed."""


class Documents:
    """Fetches description, keys and tokens of one provider.

    Args:
        issuer: Its name and address.
        clock: Monotonic seconds.
        make_client: Returns what speaks HTTP.
    """

    def __init__(
        self,
        issuer: str,
        clock: Clock,
        make_client: Callable[[], httpx.AsyncClient] | None,
    ) -> None:
        self.issuer = issuer
        self._clock = clock
        self._make_client = make_client or _make_client
        self._metadata: tuple[float, Mapping[str, Any]] | None = None
        self._keys: tuple[float, Mapping[str, Any]] | None = None
        self._failed: tuple[float, NotVouched] | None = None
        # One asks, and the others wait for what becomes of it.
        self._turn = asyncio.Lock()

    async def metadata(self) -> Mapping[str, Any]:
        """Return the provider's description (Discovery 1.0, 4.3: its issuer is exact).

        Raises:
            NotVouched: It cannot be had, or is another's.
        """
        async with self._turn:
            now_s = self._clock.monotonic()
            if self._metadata is not None and now_s - self._metadata[0] < KEPT_S:
                return self._metadata[1]
            if self._failed is not None and now_s - self._failed[0] < FAILED_S:
                raise NotVouched(str(self._failed[1]))
            try:
                found = await self._describe()
            except NotVouched as error:
                self._failed = (self._clock.monotonic(), error)
                raise
            self._metadata = (now_s, found)
            return found

    async def keys(self, *, anew: bool = False) -> Mapping[str, Any]:
        """Return the provider's keys, a JWK set.

        Args:
            anew: One is missing: look again, if it has not just been done.

        Raises:
            NotVouched: They cannot be had.
        """
        now_s = self._clock.monotonic()
        age_s = KEPT_S if self._keys is None else now_s - self._keys[0]
        if self._keys is None or age_s >= (AGAIN_S if anew else KEPT_S):
            address = (await self.metadata())["jwks_uri"]
            self._keys = (now_s, await self._call("GET", address))
        return self._keys[1]

    async def post(
        self, address: str, form: Mapping[str, str], auth: tuple[str, str] | None
    ) -> Mapping[str, Any]:
        """Return the answer to a form.

        Raises:
            NotVouched: There is none, or it is a refusal.
        """
        given: dict[str, Any] = {"data": dict(form)}
        if auth is not None:
            given["auth"] = auth
        return await self._call("POST", address, **given)

    async def _describe(self) -> Mapping[str, Any]:
        address = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
        found = await self._call("GET", address)
        if found.get("issuer") != self.issuer:
            raise NotVouched("the provider calls itself by another name")
        for name in _ENDPOINTS:
            _check_address(name, found.get(name))
        return found

    async def _call(self, method: str, address: str, **given: Any) -> Mapping[str, Any]:
        import httpx  # noqa: PLC0415  only where a provider is set up

        headers = {"Accept": "application/json"}
        try:
            async with (
                asyncio.timeout(LONGEST_S),
                self._make_client() as client,
                client.stream(method, address, headers=headers, **given) as answer,
            ):
                body = b""
                async for piece in answer.aiter_bytes():
                    body += piece
                    if len(body) > MOST_BYTES:
                        raise NotVouched("the provider's answer does not end")
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            message = f"the provider cannot be reached: {type(error).__name__}"
            raise NotVouched(message) from None
        if answer.status_code != 200:
            message = f"the provider answered {answer.status_code}"
            raise NotVouched(message)
        try:
            found = json.loads(body)
        except (ValueError, RecursionError):
            raise NotVouched("the provider's answer is not JSON") from None
        if not isinstance(found, dict):
            raise NotVouched("the provider's answer is no object")
        return found


def _make_client() -> httpx.AsyncClient:
    import httpx  # noqa: PLC0415

    return httpx.AsyncClient(timeout=TIMEOUT_S, follow_redirects=False)


def _check_address(name: str, address: object) -> None:
    parts = urlsplit(address) if isinstance(address, str) else None
    if parts is None or not parts.hostname:
        message = f"the provider does not say its {name}"
        raise NotVouched(message)
    if parts.scheme != "https" and parts.hostname not in _NEAR:
        message = f"the provider's {name} is not https"
        raise NotVouched(message)
