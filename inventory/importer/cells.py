"""The cells of a row that stand for themselves: codes, texts, numbers, days."""

from __future__ import annotations

import re
from datetime import date

from inventory.importer import dates, kinds
from inventory.importer.addresses import BadAddress, read_address
from inventory.importer.columns import REQUIRED, Field
from inventory.importer.numbers import NoNumber, read_count, read_mbps
from inventory.importer.row import Context, Draft
from inventory.importer.text import clean, is_missing, to_digits

NAME_LENGTH = 200
"""Longest text of the register's own CSV files, characters."""

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,47}")
_CONTRACT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./\-]{0,63}")
_TELEPHONE = re.compile(r"\+[0-9][0-9 \-()]*")
_TEXTS = (
    Field.NAME,
    Field.AMPHOE,
    Field.TAMBON,
    Field.PROVIDER,
    Field.ROUTER,
    Field.POINT_MODEL,
    Field.CARETAKER,
    Field.TELEPHONE,
)
_LOST = re.compile("\ufffd|[\u0e00-\u0e7f.]\\?[\u0e00-\u0e7f]")
"""What an export writes for a character that its encoding does not have."""

_NUMBERS = {Field.DOWN: read_mbps, Field.UP: read_mbps, Field.POINT_COUNT: read_count}
_MERGEABLE = (
    Field.TYPE,
    Field.PROVINCE,
    Field.AMPHOE,
    Field.TAMBON,
    Field.TAMBON_CODE,
    Field.PROVIDER,
    Field.CONTRACT,
)
"""What rows below each other may share; nothing else is merged on purpose."""

_AT_ITS_PLACE = {Field.PROVINCE, Field.LAT, Field.LON, Field.NUMBER}
"""Columns whose absence is judged where they are."""


def clean_cells(draft: Draft) -> None:
    """Fill `draft.values` from its raw cells; a code first, so that others name it."""
    order = (Field.CODE, *(field for field in draft.raw if field != Field.CODE))
    for field in order:
        text, kind = clean(draft.raw[field])
        draft.values[field] = None if is_missing(text) else text
        if kind and text and not is_missing(text):
            draft.repair(field, kind, text)
    for field in _MERGEABLE:
        above = clean(draft.merged.get(field, ""))[0]
        if above and draft.values[field] is None:
            draft.repair(field, "merged_cells", above)
    for field in draft.raw:
        if draft.values[field] is None and field not in _AT_ITS_PLACE:
            _miss(draft, field)


def _miss(draft: Draft, field: str) -> None:
    if field == Field.CODE:
        draft.reject(field, "missing_code")
    elif field in REQUIRED:
        draft.reject(field, "missing_value")
    else:
        draft.warn(field, "missing_marker")


def check_cells(draft: Draft, context: Context) -> None:
    """Judge every cell that needs no other."""
    _check_code(draft, Field.CODE, _CODE)
    _check_code(draft, Field.CONTRACT, _CONTRACT)
    for field in _TEXTS:
        _check_text(draft, field, may_have_lost=context.may_have_lost)
    _check_type(draft)
    _check_address(draft)
    for field in _NUMBERS:
        _check_number(draft, field)
    _check_speed(draft, context)
    _check_date(draft, context.today)


def _check_code(draft: Draft, field: Field, pattern: re.Pattern[str]) -> None:
    text = draft.values.get(field)
    if text is None:
        return
    digits = to_digits(text)
    if not pattern.fullmatch(digits):
        draft.reject(field, "malformed_code", "48")
    elif digits != text:
        draft.repair(field, "thai_digits", digits)


def _check_text(draft: Draft, field: Field, *, may_have_lost: bool) -> None:
    text = draft.values.get(field)
    if text is None:
        return
    if len(text) > NAME_LENGTH:
        kind = "overlong_name" if field is Field.NAME else "overlong_text"
        draft.reject(field, kind, str(NAME_LENGTH))
        return
    is_telephone = field is Field.TELEPHONE and _TELEPHONE.fullmatch(text)
    if text[0] in "=+-@" and not is_telephone:
        draft.warn(field, "formula_injection")
    if is_lossy(text, may_have_lost=may_have_lost):
        draft.warn(field, "invisible_text", "; a character was lost")


def is_lossy(text: str, *, may_have_lost: bool) -> bool:
    """Return whether an export lost a character of `text`."""
    return "\ufffd" in text or bool(may_have_lost and _LOST.search(text))


def _check_type(draft: Draft) -> None:
    text = draft.values.get(Field.TYPE)
    if text is None or text in kinds.BY_NAME:
        return
    kind = kinds.find_type(text)
    if kind is None:
        draft.reject(Field.TYPE, "unknown_type")
    else:
        draft.repair(Field.TYPE, "type_abbreviated", kinds.NAMES[kind])


def _check_address(draft: Draft) -> None:
    text = draft.values.get(Field.ADDRESS)
    if text is None:
        return
    digits = to_digits(text)
    try:
        address = read_address(digits)
    except BadAddress as bad:
        draft.reject(Field.ADDRESS, bad.code, bad.detail)
        return
    if digits != text:
        draft.repair(Field.ADDRESS, "thai_digits", address)
    draft.values[Field.ADDRESS] = address


def _check_number(draft: Draft, field: Field) -> None:
    text = draft.values.get(field)
    if text is None:
        return
    try:
        number, kind = _NUMBERS[field](text)
    except NoNumber:
        draft.reject(field, "malformed_number", f": {field.value}")
        return
    if kind:
        draft.repair(field, kind, number)


def _check_speed(draft: Draft, context: Context) -> None:
    contract = draft.values.get(Field.CONTRACT) or ""
    minimum = context.minimum_mbps.get(contract, (200.0, 100.0))
    if draft.is_rejected:
        return
    for field, least in zip((Field.DOWN, Field.UP), minimum, strict=True):
        text = draft.values.get(field)
        if text is not None and float(text) < least:
            draft.warn(field, "speed_below_contract", f"{minimum[0]:g}/{minimum[1]:g}")
            return


def _check_date(draft: Draft, today: date) -> None:
    text = draft.values.get(Field.OPENED)
    if text is None:
        return
    digits = to_digits(text)
    try:
        day = dates.read_date(digits, today)
    except dates.NoDate as bad:
        draft.reject(Field.OPENED, "date_form", str(bad))
        return
    plain = dates.to_text(day)
    if digits != plain:
        draft.repair(Field.OPENED, "date_form", plain)
    elif digits != text:
        draft.repair(Field.OPENED, "thai_digits", plain)
    if day > today:
        draft.warn(Field.OPENED, "future_date")
