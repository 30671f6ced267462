"""The columns of a statement's tables: one declaration for CSV, XLSX and dictionary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from inventory.sheets.declared import Column, Form
from netmon.reports.words import load_words
from netmon.sla.facts import ExclusionStatus, ExclusionType
from netmon.sla.figures import Reason, Verdict


def to_values(family: str, names: Iterable[str]) -> Mapping[str, str]:
    """Return the values of a choice with their Thai names."""
    thai = load_words("th")
    return {str(name): thai(f"{family}.{name}") for name in names}


VERDICTS = to_values("verdict", Verdict)
REASONS = to_values("reason", Reason)


def text(name: str, th: str, en: str, meaning: tuple[str, str]) -> Column:
    """Return a column of text."""
    return Column(name, Form.STRING, th, *meaning, title_en=en)


def choice(
    name: str,
    th: str,
    en: str,
    meaning: tuple[str, str],
    values: Mapping[str, str],
    *,
    can_be_null: bool = False,
) -> Column:
    """Return a column of one of `values`."""
    return Column(
        *(name, Form.STRING, th, *meaning),
        can_be_null=can_be_null,
        values=values,
        title_en=en,
    )


def count(name: str, th: str, en: str, meaning: tuple[str, str]) -> Column:
    """Return a column of whole numbers without a unit."""
    return Column(name, Form.INTEGER, th, *meaning, title_en=en)


def seconds(
    name: str,
    th: str,
    en: str,
    meaning: tuple[str, str],
    *,
    can_be_null: bool = False,
    unit: str = "second",
) -> Column:
    """Return a column of whole seconds, or hours."""
    return Column(
        *(name, Form.INTEGER, th, *meaning, unit),
        can_be_null=can_be_null,
        title_en=en,
    )


def ratio(name: str, th: str, en: str, meaning: tuple[str, str]) -> Column:
    """Return a column of shares, empty where there is nothing to share."""
    return Column(
        *(name, Form.NUMBER, th, *meaning, "ratio"), can_be_null=True, title_en=en
    )


def baht(name: str, th: str, en: str, meaning: tuple[str, str]) -> Column:
    """Return a column of money, empty without terms in the contract."""
    return Column(
        *(name, Form.NUMBER, th, *meaning, "baht"), can_be_null=True, title_en=en
    )


def moment(
    name: str, th: str, en: str, meaning: tuple[str, str], *, can_be_null: bool = False
) -> Column:
    """Return a column of moments in Thai time."""
    return Column(
        *(name, Form.DATETIME, th, *meaning), can_be_null=can_be_null, title_en=en
    )


SITE = text(
    "site_code",
    "รหัสจุดบริการ",
    "Site code",
    ("Code of the site in the register.", "รหัสจุดบริการในทะเบียน"),
)
CONTRACT = Column(
    "contract",
    Form.STRING,
    "สัญญา",
    "Contract of the site, empty where it has none.",
    "สัญญาของจุดบริการ ว่างเมื่อไม่มี",
    can_be_null=True,
    title_en="Contract",
)
START = moment("start", "เริ่ม", "Start", ("When it began.", "เวลาเริ่ม"))
END = moment(
    "end",
    "สิ้นสุด",
    "End",
    ("When it ended, empty while it lasts.", "เวลาสิ้นสุด ว่างเมื่อยังไม่สิ้นสุด"),
    can_be_null=True,
)

SECONDS = (
    seconds(
        "window_s",
        "เวลาให้บริการ",
        "Service window",
        (
            "Service window: up_s + down_s + not_observed_s + excluded_s.",
            "ช่วงเวลาให้บริการ เท่ากับผลรวมของสี่สดมภ์ถัดไป",
        ),
    ),
    seconds("up_s", "ใช้งานได้", "Up", ("U: the line was up.", "U เวลาที่วงจรใช้งานได้")),
    seconds("down_s", "ขัดข้อง", "Down", ("D: the line was down.", "D เวลาที่วงจรขัดข้อง")),
    seconds(
        "not_observed_s",
        "ไม่ได้ตรวจวัด",
        "Not observed",
        ("K: nobody looked.", "K เวลาที่ไม่มีการตรวจวัด"),
    ),
    seconds(
        "excluded_s",
        "ยกเว้น",
        "Excluded",
        (
            "E: approved exclusions, left out of the reckoning.",
            "E เวลาที่อนุมัติให้ยกเว้น ไม่นำมาคำนวณ",
        ),
    ),
)
RATIOS = (
    ratio(
        "availability",
        "ความพร้อมใช้งาน",
        "Availability",
        (
            "U / (U + D), truncated to nine decimals; empty where nothing was seen.",
            "U / (U + D) ตัดเหลือทศนิยมเก้าตำแหน่ง ว่างเมื่อไม่ได้ตรวจวัดเลย",
        ),
    ),
    ratio(
        "availability_low",
        "ขอบล่าง",
        "Lower bound",
        ("U / S: as if all K had been down; S = U + D + K.", "U / S ถือว่า K ขัดข้องทั้งหมด"),
    ),
    ratio(
        "availability_high",
        "ขอบบน",
        "Upper bound",
        ("(U + K) / S: as if all K had been up.", "(U + K) / S ถือว่า K ใช้งานได้ทั้งหมด"),
    ),
    ratio(
        "coverage",
        "ความครอบคลุม",
        "Coverage",
        ("(U + D) / S: how much was looked at.", "(U + D) / S สัดส่วนเวลาที่ตรวจวัดได้"),
    ),
)
INCIDENTS = (
    count(
        "incidents",
        "เหตุขัดข้อง",
        "Incidents",
        (
            "Outages that ended in the month, blips not counted.",
            "เหตุขัดข้องที่สิ้นสุดในเดือน ไม่รวมเหตุสั้น",
        ),
    ),
)
BLIPS = count(
    "blips",
    "เหตุสั้น",
    "Blips",
    (
        "Outages shorter than the rule set's limit; they count as up.",
        "เหตุที่สั้นกว่าเกณฑ์ นับเป็นเวลาที่ใช้งานได้",
    ),
)
PENALTY = baht(
    "penalty_baht",
    "ค่าปรับ",
    "Penalty",
    (
        "What is charged, empty where the contract has no terms.",
        "ค่าปรับ ว่างเมื่อสัญญาไม่กำหนด",
    ),
)
EXCLUSION_KINDS = to_values("exclusion", ExclusionType)
EXCLUSION_STATES = to_values("status", ExclusionStatus)
