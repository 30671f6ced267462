"""Draws a document as PDF. Only the process that is bounded for it calls this."""

from __future__ import annotations

from importlib.resources import as_file, files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

TEMPLATE = "statement.typ"


def typeset(document: bytes, made_at: datetime) -> bytes:
    """Return the PDF of `document`: the same document gives the same bytes.

    Args:
        document: JSON of netmon.reports.document. It goes in as data, never as source.
        made_at: What the PDF says of when it was made.

    Raises:
        RuntimeError: It cannot be drawn; typst says why.
    """
    import typst  # noqa: PLC0415  77 MB that only this process loads

    ours = files("netmon.reports")
    with as_file(ours / "templates") as templates, as_file(ours / "fonts") as fonts:
        return typst.compile(
            str(templates / TEMPLATE),
            root=str(templates),
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            sys_inputs={"data": document.decode()},
            timestamp=int(made_at.timestamp()),
        )
