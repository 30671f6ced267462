"""Why a value or a call does not fit, in Thai."""

from __future__ import annotations

from collections.abc import Mapping

_WORDS: Mapping[str, str] = {
    "missing": "ไม่มีค่าที่จำเป็น",
    "extra_forbidden": "ไม่มีช่องชื่อนี้",
    "json_invalid": "ข้อมูลที่ส่งมาไม่ใช่ JSON",
    "string_too_long": "ยาวเกินไป",
    "string_too_short": "สั้นเกินไป",
    "string_pattern_mismatch": "รูปแบบไม่ถูกต้อง",
    "string_type": "ต้องเป็นข้อความ",
    "list_type": "ต้องเป็นรายการ",
    "too_long": "มีรายการมากเกินไป",
    "int_type": "ต้องเป็นจำนวนเต็ม",
    "greater_than_equal": "น้อยเกินไป",
    "less_than_equal": "มากเกินไป",
    "literal_error": "ไม่ใช่ตัวเลือกที่มี",
    "date_from_datetime_parsing": "ไม่ใช่วันที่ (เช่น 2026-11-20)",
    "date_from_datetime_inexact": "ไม่ใช่วันที่ (เช่น 2026-11-20)",
    "datetime_parsing": "ไม่ใช่วันและเวลา (เช่น 2026-11-20T09:00:00+07:00)",
    "datetime_from_date_parsing": "ไม่ใช่วันและเวลา (เช่น 2026-11-20T09:00:00+07:00)",
    "buddhist_year": "ต้องเป็นปี ค.ศ. (เช่น 2026-11-20 ไม่ใช่ 2569-11-20)",
    "timezone_aware": "ไม่ได้ระบุเขตเวลา (เช่น +07:00)",
}
"""Kinds by https://docs.pydantic.dev/latest/errors/validation_errors/."""


_STATUS: Mapping[int, str] = {
    403: "สิทธิ์ของคุณไม่ครอบคลุมสิ่งนี้",
    409: "ทำไม่ได้ เพราะขัดกับข้อมูลที่มีอยู่ตอนนี้ ดูเหตุผลใน detail",
    412: "มีผู้อื่นแก้ไขระเบียนนี้ไปแล้ว โปรดอ่านใหม่ก่อนแก้ไข",
    428: "ต้องส่ง If-Match เป็นค่า ETag ของระเบียนที่อ่านมา",
    503: "ขณะนี้ยังตอบไม่ได้ โปรดลองใหม่ภายหลัง",
}
"""Problems of a call as a whole, which people meet; by HTTP status."""


def to_thai_status(status: int) -> str:
    """Return what a status means in Thai, empty for one only machines meet."""
    return _STATUS.get(status, "")


def to_thai(kind: str) -> str:
    """Return what is wrong in Thai; of a kind that is not listed, that it is wrong."""
    return _WORDS.get(kind, "ค่าไม่ถูกต้อง")
