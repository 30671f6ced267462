"""The table of penalties, with every step of their working."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inventory.sheets.declared import Column, Form, Table
from netmon.reports.columns import (
    CONTRACT,
    PENALTY,
    SITE,
    baht,
    seconds,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netmon.reports.sections import Row
    from netmon.sla.statement import Statement

_HOUR = "hour"

PENALTIES = Table(
    "penalties",
    "Penalties with their working",
    "ค่าปรับและวิธีคำนวณ",
    ("site_code",),
    (
        SITE,
        CONTRACT,
        baht("fee_baht", "ค่าบริการ", "Monthly fee", ("Of the site.", "ค่าบริการของจุด")),
        Column(
            "rate_per_hour",
            Form.NUMBER,
            "อัตราต่อชั่วโมง",
            "Share of the fee for each begun hour.",
            "สัดส่วนของค่าบริการต่อชั่วโมง",
            "ratio",
            title_en="Rate per hour",
        ),
        seconds(
            "allowance_s",
            "เวลาที่ยอมให้ขัดข้อง",
            "Allowed down time",
            ("(1 - target) x S.", "(1 - เป้าหมาย) x S"),
        ),
        seconds(
            "excess_s",
            "เวลาส่วนเกิน",
            "Excess",
            ("Down time beyond it.", "เวลาขัดข้องที่เกิน"),
        ),
        seconds(
            "excess_h",
            "ชั่วโมงที่คิด",
            "Begun hours",
            ("Begun hours of the excess.", "ชั่วโมงของส่วนเกิน เศษปัดขึ้น"),
            unit=_HOUR,
        ),
        baht(
            "availability_baht",
            "ตามความพร้อม",
            "By availability",
            ("fee x rate x excess_h.", "ค่าบริการ x อัตรา x ชั่วโมงที่คิด"),
        ),
        seconds(
            "late_h",
            "ชั่วโมงซ่อมช้า",
            "Late hours",
            ("Begun hours of late repairs.", "ชั่วโมงที่ซ่อมช้ากว่ากำหนด"),
            unit=_HOUR,
        ),
        baht(
            "repair_baht",
            "ตามเวลาซ่อม",
            "By repair time",
            ("fee x rate x late_h.", "ค่าบริการ x อัตรา x ชั่วโมงซ่อมช้า"),
        ),
        Column(
            "is_capped",
            Form.BOOLEAN,
            "ถึงเพดาน",
            "The cap of the rule set was reached.",
            "ถึงเพดานค่าปรับ",
            title_en="Capped",
        ),
        PENALTY,
    ),
)


def penalty_rows(statement: Statement) -> Iterator[Row]:
    """Yield the rows of PENALTIES: every site that has terms, charged or not."""
    for line in statement.sites:
        if found := line.figures.penalty:
            yield (
                *(line.figures.code, line.contract, found.fee_baht),
                *(found.rate_per_hour, found.allowance_s, found.excess_s),
                *(found.excess_h, found.availability_baht, found.late_h),
                *(found.repair_baht, found.is_capped, found.baht),
            )
