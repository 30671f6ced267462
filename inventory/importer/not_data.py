"""Records that are no data: titles, repeated headers, blank rows, totals, remarks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from inventory.importer.header import Header
from inventory.importer.text import clean, to_key

_TOTAL = re.compile(
    r"(รวม(ทั้งสิ้น|ทั้งหมด|จำนวน)?|ยอดรวม|ผลรวม|จำนวนรวม|(grand |sub)?total|sum)([\s:.]|$)",
    re.IGNORECASE,
)
_CODE = re.compile("[!-~]+")


def why_no_data(
    record: Sequence[str],
    raw: Mapping[str, str],
    header: Header,
    identity: Sequence[str],
) -> str:
    """Return what the record is instead of data, empty for data.

    Args:
        record: All cells.
        raw: Those of known columns.
        header: Of the table.
        identity: Columns that say what a row is about, of which a total has one at
            most; the first is the surest sign of data.
    """
    surest = raw.get(identity[0], "")
    if surest and _is_data(surest, header.texts[header.places[identity[0]]]):
        return ""  # the quick way for almost every row
    filled = [text for cell in record if (text := clean(cell)[0])]
    if not filled:
        return "blank row"
    if _is_header(record, header):
        return "repeated header"
    known = sum(bool(clean(raw.get(field, ""))[0]) for field in identity)
    if known <= 1 and any(map(_TOTAL.match, filled)):
        return "total"
    return "remark" if len(filled) == 1 else ""


def _is_data(cell: str, title: str) -> bool:
    """Return whether the cell is a code, and no word of a title, total or remark."""
    bare = clean(cell)[0]
    if not _CODE.fullmatch(bare) or _TOTAL.match(bare):
        return False
    return to_key(bare) != title


def _is_header(record: Sequence[str], header: Header) -> bool:
    return [to_key(cell) for cell in record if cell.strip()] == [
        text for text in header.texts if text
    ]
