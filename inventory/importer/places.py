"""Province, amphoe, tambon and code of a row: each by itself, then together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from inventory.importer.columns import Field
from inventory.importer.row import Context, Draft
from inventory.importer.text import to_digits, to_key
from inventory.provinces import load_provinces

_CODE = re.compile(r"[0-9]{6}")
_SITE_CODE = re.compile(r"PI-([0-9]{2})-[0-9]{5}")
_PREFIXES = {
    Field.PROVINCE: ("จังหวัด", "จ."),
    Field.AMPHOE: ("อำเภอ", "อ.", "เขต"),
    Field.TAMBON: ("ตำบล", "ต.", "แขวง"),
}
_ALIASES: Mapping[str, str] = {
    "กทม.": "10",
    "กทม": "10",
    "กรุงเทพฯ": "10",
    "กรุงเทพ": "10",
    "กรุงเทพ ฯ": "10",
    "กรุงเทพมหานครฯ": "10",
    "bkk": "10",
    "อยุธยา": "14",
    "พระนครศรีฯ": "14",
    "แปดริ้ว": "24",
    "โคราช": "30",
    "ศรีษะเกษ": "33",
    "ศรีสะเกส": "33",
    "อุบล": "34",
    "อุบลฯ": "34",
    "หนองบัวลําภู": "39",
    "นครศรีฯ": "80",
    "สุราษฎร์": "84",
    "สุราษฎร์ฯ": "84",
}


def check_places(draft: Draft, above: str | None, context: Context) -> None:
    """Judge where the row says it is.

    Args:
        draft: Its text cells are clean; codes and names are judged here.
        above: The province of the row above, for a merged cell.
        context: What places there are.
    """
    _check_tambon_code(draft, context)
    _check_province(draft, above)
    if draft.is_rejected:
        return
    _check_agreement(draft, context)
    if context.geography.tambons and not draft.is_rejected:
        _check_names(draft, context)


@cache
def _provinces() -> Mapping[str, str]:
    """Return province codes keyed by every known name."""
    found = {to_key(name): code for name, code in _ALIASES.items()}
    for province in load_provinces().values():
        found[to_key(province.name_en)] = province.code
        found[to_key(province.name_th)] = province.code
    return found


@cache
def province_code(name: str) -> str:
    """Return the code of the province of a canonical name."""
    return _provinces()[to_key(name)]


def _check_tambon_code(draft: Draft, context: Context) -> None:
    text = draft.values.get(Field.TAMBON_CODE)
    if text is None:
        return
    digits = to_digits(text)
    if not _CODE.fullmatch(digits):
        draft.reject(Field.TAMBON_CODE, "malformed_tambon_code")
        return
    if digits != text:
        draft.repair(Field.TAMBON_CODE, "thai_digits", digits)
    tambons = context.geography.tambons
    if tambons and digits not in tambons and digits[:2] in load_provinces():
        draft.warn(Field.TAMBON_CODE, "unknown_tambon_code")


def _check_province(draft: Draft, above: str | None) -> None:
    text = draft.values.get(Field.PROVINCE)
    if text is None:
        _fill_province(draft, above)
        return
    known = _provinces()
    code = known.get(to_key(text)) or known.get(to_key(_bare(Field.PROVINCE, text)))
    if code is None:
        draft.reject(Field.PROVINCE, "unknown_province")
        return
    name = load_provinces()[code].name_th
    if name != text:
        draft.repair(Field.PROVINCE, "province_alias", name)


def _fill_province(draft: Draft, above: str | None) -> None:
    """Fill an empty province where the tambon code leaves one reading."""
    by_code = (draft.values.get(Field.TAMBON_CODE) or "")[:2]
    province = load_provinces().get(by_code)
    if province is None or draft.raw.get(Field.PROVINCE, "").strip():
        draft.reject(Field.PROVINCE, "missing_value")
        return
    is_merged = above == province.name_th
    kind = "merged_cells" if is_merged else "province_from_tambon_code"
    draft.repair(Field.PROVINCE, kind, province.name_th)


def _check_agreement(draft: Draft, context: Context) -> None:
    province = province_code(draft.values[Field.PROVINCE] or "")
    code = draft.values.get(Field.TAMBON_CODE)
    if code is not None and code[:2] != province:
        draft.reject(Field.TAMBON_CODE, "tambon_code_contradicts_province")
    numbered = _SITE_CODE.fullmatch(draft.site)
    if numbered and numbered[1] != province and not draft.is_rejected:
        draft.warn(Field.CODE, "code_names_other_province")


def _check_names(draft: Draft, context: Context) -> None:
    geography = context.geography
    province = province_code(draft.values[Field.PROVINCE] or "")
    amphoe = _recognise_amphoe(draft, province, context)
    tambon = geography.tambons.get(draft.values.get(Field.TAMBON_CODE) or "")
    if amphoe is None:
        return
    if tambon is not None and tambon.amphoe != amphoe:
        draft.reject(Field.TAMBON_CODE, "tambon_code_contradicts_amphoe")
        return
    names = geography.names[province, amphoe]
    name = _recognise(draft, Field.TAMBON, names, "tambon_alias")
    if name is None:
        if draft.values.get(Field.TAMBON) is not None:
            draft.warn(Field.TAMBON, "unknown_tambon")
    elif tambon is not None and tambon.name != name:
        draft.reject(Field.TAMBON_CODE, "tambon_code_contradicts_tambon")


def _recognise_amphoe(draft: Draft, province: str, context: Context) -> str | None:
    """Return the amphoe's name where it is one of the province."""
    amphoes = context.geography.amphoes
    text = draft.values.get(Field.AMPHOE)
    if text is None:
        return None
    here = (
        frozenset(name for name, where in amphoes.items() if province in where)
        if (province not in amphoes.get(text, ()))
        else frozenset((text,))
    )
    if text == "เมือง":
        capital = f"เมือง{draft.values[Field.PROVINCE]}"
        if capital in here:
            draft.repair(Field.AMPHOE, "amphoe_alias", capital)
            return capital
    name = _recognise(draft, Field.AMPHOE, here, "amphoe_alias")
    if name is not None:
        return name
    is_elsewhere = text in amphoes or _bare(Field.AMPHOE, text) in amphoes
    if is_elsewhere:
        draft.reject(Field.AMPHOE, "amphoe_not_in_province")
    else:
        draft.warn(Field.AMPHOE, "unknown_amphoe")
    return None


def _recognise(
    draft: Draft, column: Field, names: frozenset[str], kind: str
) -> str | None:
    text = draft.values.get(column)
    if text is None or text in names:
        return text
    bare = _bare(column, text)
    if bare in names:
        draft.repair(column, kind, bare)
        return bare
    return None


def _bare(column: Field, text: str) -> str:
    """Return a name without the word for what it is."""
    for prefix in _PREFIXES[column]:
        if text.startswith(prefix):
            return text.removeprefix(prefix).strip()
    return text
