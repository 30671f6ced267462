"""The Thai for what fills a message: kinds, and the reasons why something is unread."""

from __future__ import annotations

from collections.abc import Mapping

_KINDS = {
    "centre": "ศูนย์ดิจิทัลชุมชน",
    "contract": "สัญญา",
    "course": "หลักสูตร",
    "node": "โหนด",
    "product": "สินค้าและบริการ",
    "province": "จังหวัด",
    "shop": "ร้านค้าชุมชน",
    "site": "จุดบริการ",
    "trainer": "วิทยากร",
}
_DAYS = {
    ": it has no single reading": " อ่านได้ไม่แน่ชัด",
    ": day and month cannot be told apart": " แยกวันกับเดือนไม่ได้",
    ": there is no such day": " ไม่มีวันนี้ในปฏิทิน",
    ": this year is not possible": " ปีนี้เป็นไปไม่ได้",
    ": a day number with several readings": " เลขลำดับวันอ่านได้หลายอย่าง",
}
_DETAILS: Mapping[str, Mapping[str, str]] = {
    "date_form": _DAYS,
    "day_form": _DAYS,
    "invisible_text": {"; a character was lost": " มีอักขระหายไป"},
    "more_than": {"registered": "จำนวนผู้สมัคร", "attended": "จำนวนผู้เข้าอบรม"},
    "not_a_data_row": {
        "blank row": "แถวว่าง",
        "remark": "หมายเหตุ",
        "repeated header": "หัวตารางซ้ำ",
        "title": "ชื่อตาราง",
        "total": "แถวรวม",
    },
    "too_long": {"31 days": "31 วัน"},
    "unknown_reference": _KINDS,
    "unroutable_ip": {
        "IPv4-mapped": "IPv4 ที่เขียนแบบ IPv6",
        "multicast": "กลุ่มผู้รับ",
        "loopback": "วนกลับในเครื่อง",
        "link-local": "ใช้ภายในลิงก์",
        "reserved": "สงวนไว้",
        "private": "ใช้ภายในองค์กร",
    },
}
"""Keyed by the kind of finding, then by the detail in English."""


def to_thai_detail(code: str, detail: str) -> str:
    """Return what fills the Thai message of `code`; codes and numbers stay."""
    words = _DETAILS.get(code, {})
    if detail in words:
        return words[detail]
    kind, space, named = detail.partition(" ")
    if code == "unknown_reference" and space and kind in words:
        return f"{words[kind]} {named}"
    return detail
