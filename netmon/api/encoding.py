"""Answers as bytes: encoded once, with a validator where a caller may keep them."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import orjson
from starlette.responses import Response

if TYPE_CHECKING:
    from starlette.requests import Request

JSON_TYPE = "application/json"
REVALIDATE = "no-cache"
"""Keep it, but ask each time whether it still holds."""
FOREVER = "public, max-age=31536000, immutable"
"""For an address that changes with its content, and is everybody's to read."""
OWN_FOREVER = "private, max-age=31536000, immutable"
"""The same for who may read: what lies between must not hand it to others."""


def to_json_bytes(content: Any) -> bytes:
    """Return `content` as JSON; moments in UTC with Z."""
    return orjson.dumps(content, option=orjson.OPT_UTC_Z)


def fresh(content: Any, status: int = 200) -> Response:
    """Return an answer nobody may keep."""
    headers = {"Cache-Control": "no-store"}
    return Response(to_json_bytes(content), status, headers, JSON_TYPE)


def is_known(request: Request, tag: str) -> bool:
    """Whether the caller already has the answer `tag` stands for (RFC 9110, 13.1.2)."""
    given = request.headers.get("if-none-match", "")
    if given.strip() == "*":
        return True
    wanted = tag.removeprefix("W/")
    return any(one.strip().removeprefix("W/") == wanted for one in given.split(","))


def not_modified(tag: str, cache: str = REVALIDATE) -> Response:
    """Return the answer to a caller who has it already."""
    return Response(status_code=304, headers={"ETag": tag, "Cache-Control": cache})


def tagged(
    request: Request,
    tag: str,
    body: bytes,
    media_type: str = JSON_TYPE,
    cache: str = REVALIDATE,
) -> Response:
    """Return `body` under the validator `tag`, or 304 where the caller has it."""
    if is_known(request, tag):
        return not_modified(tag, cache)
    headers = {"ETag": tag, "Cache-Control": cache}
    return Response(body, headers=headers, media_type=media_type)


def takes_gzip(request: Request) -> bool:
    """Whether the caller reads gzip."""
    return "gzip" in request.headers.get("accept-encoding", "")


def pack(body: bytes) -> bytes:
    """Return `body` gzipped, the same bytes for the same input."""
    return gzip.compress(body, compresslevel=6, mtime=0)
