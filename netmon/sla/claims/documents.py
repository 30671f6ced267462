"""Documents attached to a request or an objection: bytes of strangers, never parsed.

What one is, is told by its first bytes alone. It is kept as it came, and handed out as
an attachment under a name we made.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import insert, select

from netmon.core.errors import NotFound
from netmon.sla.claims.refusals import Flawed
from netmon.sla.tables import sla_document

if TYPE_CHECKING:
    from sqlalchemy import Row, Select
    from sqlalchemy.ext.asyncio import AsyncConnection

MOST_BYTES = 5 * 1024 * 1024
LONGEST_NAME = 100
"""Characters of a name without its ending; Thai takes three bytes each."""


class _Format(NamedTuple):
    media_type: str
    ending: str
    magic: bytes


_FORMATS = (
    # ISO 32000-1, 7.5.2: the header is the first line.
    _Format("application/pdf", ".pdf", b"%PDF-"),
    # ISO/IEC 10918-1, B.1.1.3: SOI, and the first byte of the marker after it.
    _Format("image/jpeg", ".jpg", b"\xff\xd8\xff"),
    # ISO/IEC 15948, 5.2.
    _Format("image/png", ".png", b"\x89PNG\r\n\x1a\n"),
)
TAKEN = tuple(each.media_type for each in _FORMATS)
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_KNOWN_ENDING = re.compile(r"\.(pdf|jpe?g|png)$", re.IGNORECASE)
_NAMELESS = "document"


@dataclass(frozen=True, slots=True)
class Attached:
    """What is known of a document without its bytes.

    Attributes:
        name: Cleaned, with the ending its content has.
        sha256: Hex, of the bytes as they came.
    """

    id: int
    name: str
    media_type: str
    sha256: str
    size_bytes: int
    kept_at: datetime
    kept_by: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A document as somebody sent it, found fit to be kept; see `accept`."""

    name: str
    media_type: str
    body: bytes

    @property
    def sha256(self) -> str:
        """Hex digest of the bytes."""
        return hashlib.sha256(self.body).hexdigest()


def accept(name: str, body: bytes) -> Sent:
    """Return a document that may be kept.

    Args:
        name: What its sender calls it; anything.
        body: Its bytes.

    Raises:
        Flawed: Empty, too long, or neither PDF, JPEG nor PNG.
    """
    if not body:
        raise Flawed("body", "document_empty")
    if len(body) > MOST_BYTES:
        raise Flawed("body", "document_too_long", most_mib=MOST_BYTES >> 20)
    for each in _FORMATS:
        if body.startswith(each.magic):
            return Sent(clean_name(name, each.ending), each.media_type, body)
    raise Flawed("body", "document_of_other_kind")


def clean_name(name: str, ending: str) -> str:
    """Return a name that is safe on any disk and screen, with this ending.

    Nothing of a path is left, no character nobody sees (a direction mark would let
    `gpj.exe` read `exe.jpg`), no name that begins with a dot.
    """
    plain = unicodedata.normalize("NFC", name[: 10 * LONGEST_NAME])
    last = re.split(r"[/\\]", plain)[-1]
    seen = "".join(each for each in last if each.isprintable())
    bare = _KNOWN_ENDING.sub("", _FORBIDDEN.sub("_", seen)).strip(" .")
    return (bare[:LONGEST_NAME].strip(" .") or _NAMELESS) + ending


async def keep(
    connection: AsyncConnection, sent: Sent, who: str, at: datetime
) -> Attached:
    """Keep a document within a transaction; return what is known of it."""
    row = {
        "name": sent.name,
        "media_type": sent.media_type,
        "sha256": sent.sha256,
        "size_bytes": len(sent.body),
        "body": sent.body,
        "kept_at": at,
        "kept_by": who,
    }
    done = await connection.execute(insert(sla_document).values(row))
    key = done.inserted_primary_key
    kept = await read_attached(connection, [int(key[0])] if key else [])
    return next(iter(kept.values()))


async def read_attached(
    connection: AsyncConnection, ids: Collection[int] | Select[Any]
) -> Mapping[int, Attached]:
    """Return what is known of documents, by id.

    Args:
        connection: In a transaction.
        ids: Which, or a question for them; NULL is none.
    """
    table = sla_document
    columns = [each for each in table.c if each is not table.c.body]
    query = select(*columns).where(table.c.id.in_(ids))
    return {row.id: _to_attached(row) for row in await connection.execute(query)}


async def read_body(connection: AsyncConnection, document: int) -> bytes:
    """Return the bytes of a document.

    Raises:
        NotFound: There is none.
    """
    query = select(sla_document.c.body).where(sla_document.c.id == document)
    body = await connection.scalar(query)
    if body is None:
        raise NotFound("document", str(document))
    return bytes(body)


def _to_attached(row: Row[Any]) -> Attached:
    return Attached(
        row.id,
        row.name,
        row.media_type,
        row.sha256,
        row.size_bytes,
        row.kept_at,
        row.kept_by,
    )
