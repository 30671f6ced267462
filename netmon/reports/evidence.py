"""The annex: what the journals say of each site in the month, to be checked by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inventory.sheets.declared import Table
from netmon.reports.columns import END, SITE, START, choice, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netmon.core.intervals import Interval
    from netmon.reports.sections import Row
    from netmon.sla.facts import MonthFacts, SiteFacts

KINDS = {
    "outage": "เหตุขัดข้องตามบันทึก",
    "not-observed": "ไม่ได้ตรวจวัดจุดนี้",
    "blind": "ไม่ได้ตรวจวัดทุกจุด",
    "exclusion": "คำขอยกเว้นเวลา",
}
EVIDENCE = Table(
    "evidence",
    "Evidence of each site's month",
    "หลักฐานรายจุดบริการ",
    ("site_code", "kind", "start", "end", "detail"),
    (
        SITE,
        choice(
            "kind",
            "ชนิด",
            "Kind",
            (
                "outage: as in the journal, neither united nor clipped; blind: nobody "
                "looked at any site, and site_code is empty.",
                "outage คือตามบันทึก ไม่รวมและไม่ตัด ส่วน blind คือไม่ได้ตรวจวัดทุกจุด "
                "รหัสจุดบริการจึงว่าง",
            ),
            KINDS,
        ),
        START,
        END,
        text(
            "detail",
            "รายละเอียด",
            "Detail",
            (
                "Of an exclusion: its type and status.",
                "ของคำขอยกเว้น: ประเภทและผลพิจารณา",
            ),
        ),
    ),
)


def evidence_rows(facts: MonthFacts) -> Iterator[Row]:
    """Yield the rows of EVIDENCE: by site, then by time; what is of all sites last."""
    for site in facts.sites:
        yield from sorted(_of_site(facts, site), key=_order)
    for span in sorted(facts.blind):
        yield "", "blind", *span, ""


def _of_site(facts: MonthFacts, site: SiteFacts) -> Iterator[Row]:
    code = site.code
    for down in facts.outages.get(code, ()):
        yield code, "outage", down.start, down.end, ""
    for span in facts.not_observed.get(code, ()):
        yield _row(code, "not-observed", span)
    for each in facts.exclusions.get(code, ()):
        yield _row(code, "exclusion", each.span, f"{each.kind} {each.status}")


def _row(code: str, kind: str, span: Interval, detail: str = "") -> Row:
    return code, kind, span.start, span.end, detail


def _order(row: Row) -> tuple[str, ...]:
    """By start; texts of moments in UTC sort as the moments do, and None is last."""
    span = ("~" if cell is None else str(cell) for cell in row[2:4])
    return (*span, str(row[1]), str(row[4]))
