"""Records that are no sites: titles, repeated headers, blank rows, totals, remarks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from inventory.importer.columns import Field
from inventory.importer.header import Header
from inventory.importer.text import clean, to_key

_TOTAL = re.compile(
    r"(รวม(ทั้งสิ้น|ทั้งหมด|จำนวน)?|ยอดรวม|ผลรวม|จำนวนรวม|(grand |sub)?total|sum)([\s:.]|$)",
    re.IGNORECASE,
)
_IDENTITY = (Field.CODE, Field.NAME, Field.TYPE, Field.PROVINCE)


def why_no_site(record: Sequence[str], raw: Mapping[Field, str], header: Header) -> str:
    """Return what the record is instead of a site, empty for a site."""
    code = raw.get(Field.CODE, "")
    if code and to_key(code) not in ("", header.texts[header.places[Field.CODE]]):
        return ""  # the quick way for almost every row
    filled = [text for cell in record if (text := clean(cell)[0])]
    if not filled:
        return "blank row"
    if _is_header(record, header):
        return "repeated header"
    known = sum(bool(clean(raw.get(field, ""))[0]) for field in _IDENTITY)
    if known <= 1 and any(map(_TOTAL.match, filled)):
        return "total"
    return "remark" if len(filled) == 1 else ""


def _is_header(record: Sequence[str], header: Header) -> bool:
    code = header.places[Field.CODE]
    if len(record) <= code or to_key(record[code]) != header.texts[code]:
        return False
    return [to_key(cell) for cell in record if cell.strip()] == [
        text for text in header.texts if text
    ]
