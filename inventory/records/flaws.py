"""What may be wrong with a record, in words of both languages."""

from __future__ import annotations

from collections.abc import Mapping

from inventory.records.thai_details import to_thai_detail

WORDS: Mapping[str, tuple[str, str]] = {
    "unknown_reference": (
        "there is no {detail} of this code",
        "ไม่พบรหัสนี้ในทะเบียน ({detail})",
    ),
    "ends_before_start": ("it ends before it starts", "สิ้นสุดก่อนเริ่ม"),
    "too_long": ("it lasts longer than {detail}", "นานเกินกว่า {detail}"),
    "more_than": ("it is more than {detail}", "มากกว่า {detail}"),
    "overlaps": (
        "it overlaps {detail}, which has the same centre or trainer",
        "เวลาทับซ้อนกับ {detail} ซึ่งใช้ศูนย์หรือวิทยากรเดียวกัน",
    ),
    "taken": ("{detail} is at this site already", "จุดบริการนี้มี {detail} อยู่แล้ว"),
    "doubled": ("{detail} says the same", "ซ้ำกับ {detail}"),
    "amount_without_order": (
        "an amount without an order",
        "มียอดเงินแต่ไม่มีคำสั่งซื้อ",
    ),
    "absurd_amount": (
        "more than {detail} baht on one day is unlikely",
        "มากกว่า {detail} บาทในวันเดียว ผิดปกติ",
    ),
    "other_key": (
        "it makes another key than {detail}; delete the record and make it anew",
        "ทำให้รหัสไม่ใช่ {detail} อีกต่อไป กรุณาลบแล้วเพิ่มใหม่",
    ),
    "no_key": ("it can be no key", "ใช้เป็นรหัสไม่ได้"),
    "other_case": (
        "{detail} is there already; only capital and small letters differ",
        "มี {detail} อยู่แล้ว ต่างกันเพียงตัวพิมพ์ใหญ่เล็ก",
    ),
    "odd_site_type": (
        "the register says that this site is a {detail} and no digital centre",
        "ทะเบียนระบุว่าจุดบริการนี้เป็น {detail} ไม่ใช่ศูนย์ดิจิทัลชุมชน",
    ),
    "future_day": ("a day that has not come", "เป็นวันที่ยังไม่ถึง"),
}
"""English and Thai by code; flaws of cells are in inventory.importer.messages."""


def to_words(code: str, detail: str) -> tuple[str, str]:
    """Return a flaw in English and Thai.

    Raises:
        KeyError: `code` is no flaw.
    """
    english, thai = WORDS[code]
    told = to_thai_detail(code, detail)
    return english.format(detail=detail), thai.format(detail=told)
