"""Requests to an InfluxDB in the dialect 1.6 to 3 share: /write, /query, /ping.

HTTP Basic is the one way to say who we are that all of them take; on 2.x and 3 the
token stands in the place of the password.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self

import httpx

from netmon.store.influx.faults import (
    InfluxHeld,
    InfluxLater,
    InfluxRefused,
    InfluxTooLarge,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netmon.core.settings import InfluxSettings

MOST_ANSWER_BYTES = 64 * 2**20
"""Of an answer; a longer one is not held in memory."""

_MOST_REASON_CHARACTERS = 20_000
"""Of a refusal: 1.x names every line it could not read, each with the line itself."""

_ABOUT_LINES = re.compile(
    "partial write|unable to parse|type conflict|beyond retention|dropped="
    "|line protocol|max key size|outside .*range"
)
"""What servers say of lines they do not store; any other 400 is about the request."""

_LONGEST_WAIT_S = 3_600.0
_GZIP_LEVEL = 1
"""The higher ones save a few per cent more for several times the work."""


@dataclass(frozen=True, slots=True)
class InfluxAccess:
    """Where an InfluxDB is and who we are there.

    Attributes:
        url: Without a slash at its end.
        timeout_s: For one request, from its first byte to the answer's last.
    """

    url: str
    user: str
    password: str = field(repr=False)
    timeout_s: float = 10.0


def to_access(settings: InfluxSettings) -> InfluxAccess:
    """Return the access that settings describe; reads the password's file.

    Raises:
        OSError: The file cannot be read.
        ValueError: No address is set.
    """
    if settings.url is None:
        raise ValueError("influx.url is not set")
    path = settings.password_file
    password = path.read_text(encoding="utf-8").strip() if path else ""
    return InfluxAccess(settings.url, settings.user, password, settings.timeout_s)


@dataclass(frozen=True, slots=True)
class Series:
    """One series of an answer.

    Attributes:
        tags: What GROUP BY told apart.
        columns: Names; the first is mostly `time`.
        values: Rows, in the order of the columns.
    """

    name: str
    tags: Mapping[str, str]
    columns: tuple[str, ...]
    values: tuple[tuple[Any, ...], ...]


class InfluxTransport:
    """One server. Holds connections: close it, or use it as a context."""

    def __init__(
        self, access: InfluxAccess, wire: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self.access = access
        self._client = httpx.AsyncClient(
            base_url=access.url,
            auth=httpx.BasicAuth(access.user, access.password),
            timeout=access.timeout_s,
            # No proxy and no .netrc of this machine: the settings say it all.
            trust_env=False,
            transport=wire,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def ping(self) -> str:
        """Return the version the server tells, empty where it tells none.

        Raises:
            InfluxFault: It does not answer as an InfluxDB does.
        """
        status, headers, text = await self._ask("GET", "/ping")
        _raise_for(status, headers, text)
        return str(headers.get("x-influxdb-version", ""))

    async def write(
        self, database: str, body_lines: bytes, precision: str = "s"
    ) -> None:
        """Store lines; when this returns the server has them all.

        Raises:
            InfluxRefused: Some or all are not stored, and never will be.
            InfluxHeld, InfluxTooLarge, InfluxLater: See there.
        """
        try:
            status, headers, text = await self._ask(
                "POST",
                "/write",
                params={"db": database, "precision": precision},
                content=gzip.compress(body_lines, _GZIP_LEVEL, mtime=0),
                headers={
                    "Content-Encoding": "gzip",
                    "Content-Type": "text/plain; charset=utf-8",
                },
            )
        except InfluxRefused as fault:
            # An answer without end: whoever speaks there, no line is at fault.
            raise InfluxHeld(0, fault.reason) from None
        try:
            _raise_for(status, headers, text)
        except InfluxRefused as fault:
            if not _ABOUT_LINES.search(fault.reason):
                # A proxy's 400, or a parameter it does not know: no line is at fault.
                raise InfluxHeld(status, fault.reason) from None
            raise
        if status != httpx.codes.NO_CONTENT:
            # 200 on /write is another server's politeness, not a promise to keep.
            raise InfluxHeld(status, f"/write of {database} did not answer 204")

    async def query(
        self, text: str, database: str = "", epoch: str = "ms"
    ) -> list[Series]:
        """Return the series of the first statement of `text`, in InfluxQL.

        Raises:
            InfluxRefused: The statement failed, or its answer was cut short.
            InfluxHeld, InfluxLater: See there.
        """
        # Whole answers of 1.6 say `partial` from 10,000 rows on; in chunks they do not.
        form = {"q": text, "epoch": epoch, "chunked": "true", "chunk_size": "10000"}
        if database:
            form["db"] = database
        status, headers, answer = await self._ask("POST", "/query", data=form)
        _raise_for(status, headers, answer)
        try:
            return _to_series([json.loads(each) for each in answer.splitlines()])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            message = f"/query of {self.access.url}: no answer of an InfluxDB: {error}"
            raise InfluxHeld(status, message) from None

    async def _ask(
        self, method: str, path: str, **parts: Any
    ) -> tuple[int, httpx.Headers, bytes]:
        where = f"{method} {self.access.url}{path}"
        try:
            # The client's own timeout begins anew with every byte.
            async with (
                asyncio.timeout(self.access.timeout_s),
                self._client.stream(method, path, **parts) as response,
            ):
                body = await _read(response, where)
                return response.status_code, response.headers, body
        except TimeoutError:
            message = f"{where}: no answer within {self.access.timeout_s:g} s"
            raise InfluxLater(message) from None
        except (httpx.TransportError, httpx.DecodingError) as error:
            what = str(error) or type(error).__name__
            message = f"{where}: {what}"
            raise InfluxLater(message) from error


async def _read(response: httpx.Response, where: str) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in response.aiter_bytes():
        size += len(part)
        if size > MOST_ANSWER_BYTES:
            message = f"{where}: the answer is longer than {MOST_ANSWER_BYTES} bytes"
            raise InfluxRefused(message)
        parts.append(part)
    return b"".join(parts)


def _raise_for(status: int, headers: httpx.Headers, body: bytes) -> None:
    if 200 <= status < 300:
        return
    told = _to_told(body)
    reason = _to_reason(headers, told) or f"HTTP {status} without a reason"
    if status in (400, 422):
        raise InfluxRefused(reason, _to_line_numbers(told))
    if status == httpx.codes.REQUEST_ENTITY_TOO_LARGE:
        raise InfluxTooLarge(reason)
    if status in (408, 425, 429) or status >= 500:
        message = f"{reason} (HTTP {status})"
        raise InfluxLater(message, _to_wait(headers))
    raise InfluxHeld(status, reason)


def _to_told(body: bytes) -> Any:
    """Return an answer of trouble as JSON, or as the text it is."""
    text = body.decode(errors="replace")
    try:
        told = json.loads(text)
    except ValueError:
        return text
    return told if isinstance(told, dict) else text


def _to_reason(headers: httpx.Headers, told: Any) -> str:
    """Return what the server says: `error` of 1.x and 3, `message` of 2.x."""
    if isinstance(told, dict):
        told = told.get("error") or told.get("message") or told
    text = str(told).strip() or headers.get("x-influxdb-error", "")
    return text[:_MOST_REASON_CHARACTERS]


def _to_line_numbers(told: Any) -> tuple[int, ...]:
    """Return the lines 3 says it did not store, each an entry of `data`."""
    entries = told.get("data") if isinstance(told, dict) else None
    if not isinstance(entries, list):
        return ()
    numbers = (each.get("line_number") for each in entries if isinstance(each, dict))
    return tuple(number for number in numbers if isinstance(number, int))


def _to_wait(headers: httpx.Headers) -> float | None:
    """Return Retry-After where it is in seconds (RFC 9110 section 10.2.3)."""
    told = headers.get("retry-after", "")
    return min(float(told), _LONGEST_WAIT_S) if told.isdecimal() else None


def _to_series(chunks: list[Any]) -> list[Series]:
    """Return the series of the first statement, put together of their chunks."""
    found: list[Series] = []
    is_cut = False
    for chunk in chunks:
        if "error" in chunk:
            raise InfluxRefused(str(chunk["error"]))
        [result, *_] = chunk["results"]
        if result.get("statement_id", 0) != 0:
            break
        if "error" in result:
            raise InfluxRefused(str(result["error"]))
        told = result.get("series", [])
        # True of a chunk that another one follows.
        is_cut = bool(result.get("partial")) or any(x.get("partial") for x in told)
        for each in map(_to_one, told):
            _append(found, each)
    if not chunks:
        raise ValueError("it is empty")
    if is_cut:
        raise InfluxRefused("the server cut the answer short (max-row-limit)")
    return found


def _append(found: list[Series], more: Series) -> None:
    """Add a series, or the next rows of the one before."""
    if found and replace(found[-1], values=()) == replace(more, values=()):
        more = replace(more, values=(*found.pop().values, *more.values))
    found.append(more)


def _to_one(told: Any) -> Series:
    return Series(
        str(told.get("name", "")),
        dict(told.get("tags", {})),
        tuple(told["columns"]),
        tuple(tuple(row) for row in told.get("values", ())),
    )
