"""Tables of outages that ended in the month: repairs, and blips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inventory.sheets.declared import Table
from netmon.reports.columns import (
    END,
    SITE,
    START,
    moment,
    seconds,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netmon.reports.sections import Row
    from netmon.sla.statement import Statement

_HOUR = "hour"

REPAIRS = Table(
    "repairs",
    "Outages that ended in the month",
    "เหตุขัดข้องที่สิ้นสุดในเดือน",
    ("site_code", "start"),
    (
        SITE,
        START,
        END,
        seconds(
            "service_s",
            "เวลาซ่อม",
            "Repair time",
            ("From down to up.", "ตั้งแต่ขัดข้องจนใช้ได้"),
        ),
        moment(
            "sent_at",
            "แจ้งผู้รับจ้าง",
            "Sent",
            ("When the contractor was told.", "เวลาที่แจ้งผู้รับจ้าง"),
            can_be_null=True,
        ),
        moment(
            "on_site_at",
            "ถึงจุดบริการ",
            "On site",
            ("When somebody came.", "เวลาที่ช่างถึง"),
            can_be_null=True,
        ),
        moment(
            "restored_at",
            "แก้ไขเสร็จ",
            "Restored",
            ("When the ticket says it worked.", "เวลาแก้ไขเสร็จตามใบแจ้ง"),
            can_be_null=True,
        ),
        seconds(
            "target_h",
            "กำหนดซ่อม",
            "Target",
            ("Allowed by the contract.", "เวลาซ่อมตามสัญญา"),
            can_be_null=True,
            unit=_HOUR,
        ),
        seconds(
            "contract_s",
            "เวลาตามสัญญา",
            "By contract",
            ("By the contract's clock.", "เวลาซ่อมนับตามสัญญา"),
            can_be_null=True,
        ),
        seconds(
            "charged_s",
            "เวลาที่คิด",
            "Charged",
            (
                "Of it: in service, observed and not excluded.",
                "ส่วนที่อยู่ในเวลาให้บริการ ตรวจวัดได้ และไม่ได้ยกเว้น",
            ),
            can_be_null=True,
        ),
        seconds(
            "late_h",
            "ช้ากว่ากำหนด",
            "Late",
            ("Begun hours over the target.", "ชั่วโมงที่เกินกำหนด"),
            can_be_null=True,
            unit=_HOUR,
        ),
    ),
)

BLIPS = Table(
    "blips",
    "Outages too short to count",
    "เหตุสั้นที่ไม่นับ",
    ("site_code", "start"),
    (
        SITE,
        START,
        END,
        seconds("lasted_s", "นาน", "Lasted", ("From start to end.", "ตั้งแต่เริ่มจนสิ้นสุด")),
    ),
)


def repair_rows(statement: Statement) -> Iterator[Row]:
    """Yield the rows of REPAIRS."""
    for each in statement.repairs:
        yield (
            *(each.site, each.span.start, each.span.end, each.service_s),
            *(each.sent_at, each.on_site_at, each.restored_at),
            *(each.target_h, each.contract_s, each.charged_s, each.late_h),
        )


def blip_rows(statement: Statement) -> Iterator[Row]:
    """Yield the rows of BLIPS."""
    for line in statement.sites:
        for span in line.figures.blips:
            lasted_s = int((span.end - span.start).total_seconds())
            yield line.figures.code, span.start, span.end, lasted_s
