"""Calls to the Action API of a CKAN catalogue, one at a time."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from netmon.core.errors import ConfigError, NetmonError

UPLOAD_S = 300.0
"""For sending one file: 30 MB at 1 Mbit/s take four minutes."""
ANSWER_S = 300.0
"""For one answer, from its first byte."""
_TIMEOUT = httpx.Timeout(60.0, connect=10.0)
MOST_ANSWER_BYTES = 16 * 2**20
_MOST_REASON_CHARACTERS = 500
NOT_THERE = 404


class CkanRefused(NetmonError):
    """The catalogue did not do what was asked; the text names the call."""


class Ckan:
    """One catalogue. Holds a connection: use it as a context.

    Args:
        url: Of the catalogue, without `/api`.
        token: An API token; empty to read what is public.

    Raises:
        ConfigError: No address of a catalogue, or one without encryption elsewhere
            than on this machine.
    """

    def __init__(self, url: str, token: str = "") -> None:
        self.url = _check_url(url)
        headers = {"Authorization": token} if token else {}
        # No proxy and no .netrc of this machine; a redirect would show the token.
        self._client = httpx.Client(
            headers=headers, timeout=_TIMEOUT, trust_env=False, follow_redirects=False
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def to_address(self, action: str) -> str:
        """Return where an action is called."""
        return f"{self.url}/api/3/action/{action}"

    def show(self, name: str) -> dict[str, Any] | None:
        """Return a dataset as it is, None where there is none.

        Raises:
            CkanRefused: No answer, or none of a catalogue: a 404 of any other server
                tells nothing about datasets.
        """
        address = self.to_address("package_show")
        request = self._client.build_request("GET", address, params={"id": name})
        status, answer = self._ask("package_show", request)
        if status == NOT_THERE:
            if _is_refusal(answer):
                return None
            message = f"package_show: HTTP {status}: {address}: no CKAN answers there"
            raise CkanRefused(message)
        return _to_result("package_show", status, answer)

    def call(
        self, action: str, payload: Mapping[str, Any], upload: Path | None = None
    ) -> dict[str, Any]:
        """Do something; return what the catalogue has afterwards.

        Args:
            action: As `package_create`.
            payload: Sent as JSON, or beside the file as form fields.
            upload: A file to send.

        Raises:
            CkanRefused: It was not done, or nobody knows; to try again does no harm.
        """
        address = self.to_address(action)
        if upload is None:
            request = self._client.build_request("POST", address, json=dict(payload))
            return _to_result(action, *self._ask(action, request))
        with _Watched(upload, action) as file:
            kind = str(payload.get("mimetype", "application/octet-stream"))
            request = self._client.build_request(
                "POST",
                address,
                data=dict(payload),
                files={"upload": (upload.name, file, kind)},
            )
            return _to_result(action, *self._ask(action, request))

    def _ask(self, action: str, request: httpx.Request) -> tuple[int, bytes]:
        body = bytearray()
        try:
            response = self._client.send(request, stream=True)
            until_s = time.monotonic() + ANSWER_S
            try:
                for piece in response.iter_bytes():
                    body += piece
                    if len(body) > MOST_ANSWER_BYTES or time.monotonic() > until_s:
                        message = f"{action}: the answer is too long or too slow"
                        raise CkanRefused(message)
            finally:
                response.close()
        except httpx.HTTPError as error:
            message = f"{action}: {self.url}: {str(error) or type(error).__name__}"
            raise CkanRefused(message) from None
        return response.status_code, bytes(body)


class _Watched(io.BufferedReader):
    """A file that is not read for ever by who sends it."""

    def __init__(self, path: Path, action: str) -> None:
        super().__init__(io.FileIO(path))
        self._action = action
        self._until_s = time.monotonic() + UPLOAD_S

    def read(self, size: int | None = -1, /) -> bytes:
        if time.monotonic() > self._until_s:
            message = f"{self._action}: the catalogue takes the file too slowly"
            raise CkanRefused(message)
        return super().read(size)


def _check_url(text: str) -> str:
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError) as error:
        message = f"--url: {error}"
        raise ConfigError(message) from None
    if url.scheme not in ("http", "https") or not url.host:
        message = f"--url: expected https://..., got {text!r}"
        raise ConfigError(message)
    if url.userinfo or url.query or url.fragment:
        raise ConfigError("--url: an address without user, query or fragment")
    if url.scheme == "http" and not _is_loopback(url.host):
        message = f"--url: {url.host}: without https the token would be readable"
        raise ConfigError(message)
    return str(url).rstrip("/")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_refusal(answer: bytes) -> bool:
    """Whether CKAN says no; its every answer tells `success`."""
    try:
        found = json.loads(answer)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found.get("success") is False


def _to_result(action: str, status: int, answer: bytes) -> dict[str, Any]:
    try:
        found = json.loads(answer)
    except (ValueError, RecursionError):
        message = f"{action}: HTTP {status}, and no answer of a CKAN catalogue"
        raise CkanRefused(message) from None
    found = found if isinstance(found, dict) else {}
    result = found.get("result")
    if status == httpx.codes.OK and found.get("success") is True:
        if isinstance(result, dict):
            return result
        message = f"{action}: HTTP {status}, and the result is no object"
        raise CkanRefused(message)
    reason = json.dumps(found.get("error", "no reason told"), ensure_ascii=False)
    message = f"{action}: HTTP {status}: {reason[:_MOST_REASON_CHARACTERS]}"
    raise CkanRefused(message)
