"""What may be odd or wrong with an item of a feed, in words of both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inventory.importer.findings import SHOWN_LENGTH, Outcome

WORDS: Mapping[str, tuple[str, str]] = {
    "missing_value": ("a required value is missing", "ไม่มีค่าที่จำเป็น"),
    "no_moment": ("this is no moment of the format", "วันและเวลาไม่ถูกรูปแบบ"),
    "overlong_title": ("the title is too long", "หัวข้อยาวเกินไป"),
    "overlong_summary": (
        "the summary is too long and was cut",
        "สรุปยาวเกินไป จึงตัดให้สั้นลง",
    ),
    "bad_link": (
        "the link is no address of a web page and was dropped",
        "ลิงก์ไม่ใช่ที่อยู่เว็บ จึงไม่เก็บ",
    ),
    "future_date": ("it is dated in the future", "ลงวันที่ในอนาคต"),
    "no_verdict": (
        "no category tells whether it is true",
        "หมวดไม่ได้บอกว่าเป็นข่าวจริงหรือปลอม",
    ),
    "several_verdicts": (
        "its categories tell different verdicts",
        "หมวดบอกผลตรวจสอบไม่ตรงกัน",
    ),
    "duplicate_guid": (
        "the feed names this item again; the newest was taken",
        "มีรายการนี้ซ้ำ จึงใช้รายการล่าสุด",
    ),
}
"""English and Thai by code."""


@dataclass(frozen=True, slots=True)
class NewsFinding:
    """One finding about a feed.

    Attributes:
        item: From 1, in the order of the feed.
        column: Of news_item.
        record: Key of the item, empty where it has none.
        code: A key of WORDS.
        value: As it stands in the feed.
    """

    item: int
    column: str
    record: str
    code: str
    outcome: Outcome
    value: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return it as the report shows it."""
        english, thai = WORDS[self.code]
        return {
            "row": self.item,
            "column": self.column,
            "site": self.record,
            "code": self.code,
            "outcome": self.outcome.value,
            "value": self.value[:SHOWN_LENGTH],
            "repaired": None,
            "message_en": english,
            "message_th": thai,
        }
