"""Stylesheet, scripts and fonts, held in memory under an address that names them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import Response

from netmon.api.encoding import FOREVER, REVALIDATE, pack, tagged, takes_gzip
from netmon.core.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

router = APIRouter(include_in_schema=False)

_MEDIA_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "woff2": "font/woff2",
    "txt": "text/plain; charset=utf-8",
    "md": "text/plain; charset=utf-8",
}
_PACKED = "woff2"
"""Compressed by itself; gzip would only add to it."""


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file.

    Attributes:
        packed: The body gzipped, None where that does not help.
    """

    media_type: str
    body: bytes
    packed: bytes | None


@dataclass(frozen=True, slots=True)
class Statics:
    """All of them.

    Attributes:
        digest: Changes with any of them; part of their address, so that what refers to
            what, as a font from the stylesheet, fits together for ever.
        found: Keyed by path below static/.
    """

    digest: str
    found: Mapping[str, StaticFile]


@cache
def load_statics() -> Statics:
    """Return the files; read from disk once."""
    found = dict(sorted(_walk(files("netmon.web").joinpath("static"))))
    summer = hashlib.sha256()
    for path, one in found.items():
        summer.update(path.encode() + b"\0" + one.body)
    return Statics(summer.hexdigest()[:12], found)


def to_static_url(path: str) -> str:
    """Return the address of a file that must exist."""
    statics = load_statics()
    if path not in statics.found:
        raise NotFound("file", path)
    return f"/static/{statics.digest}/{path}"


@router.get("/static/{digest}/{path:path}")
async def get_static(request: Request, digest: str, path: str) -> Response:
    """Return one file; for ever under its own digest, to be asked again under others.

    A page of an older process, still open, names an older digest.
    """
    statics = load_statics()
    one = statics.found.get(path)
    if one is None:
        raise NotFound("file", path)
    cache_control = FOREVER if digest == statics.digest else REVALIDATE
    is_packed = one.packed is not None and takes_gzip(request)
    tag = f'"{statics.digest}{"-gz" if is_packed else ""}"'
    body = one.packed if is_packed and one.packed is not None else one.body
    response = tagged(request, tag, body, one.media_type, cache_control)
    response.headers["Vary"] = "Accept-Encoding"
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
    return response


def _walk(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, StaticFile]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry, f"{prefix}{entry.name}/")
            continue
        suffix = entry.name.rpartition(".")[2]
        if suffix in _MEDIA_TYPES:
            body = entry.read_bytes()
            packed = None if suffix == _PACKED else pack(body)
            one = StaticFile(_MEDIA_TYPES[suffix], body, packed)
            yield prefix + entry.name, one
