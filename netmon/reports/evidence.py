"""The annex: what the journals say of each site in the month, to be checked by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from inventory.sheets.declared import Table
from netmon.reports.columns import END, SITE, START, choice, text

if TYPE_CHECKING:
    from collections.abc import Iterator

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


_Entry = tuple[datetime, str, datetime, str]
"""Start, kind, end and detail: sorted as they are, without a key."""
_LASTS = datetime.max.replace(tzinfo=UTC)


def evidence_rows(facts: MonthFacts) -> Iterator[Row]:
    """Yield the rows of EVIDENCE: by site, then by time; what is of all sites last."""
    for site in facts.sites:
        for start, kind, end, detail in sorted(_of_site(facts, site)):
            yield site.code, kind, start, None if end is _LASTS else end, detail
    for span in sorted(facts.blind):
        yield "", "blind", *span, ""


def _of_site(facts: MonthFacts, site: SiteFacts) -> Iterator[_Entry]:
    code = site.code
    for down in facts.outages.get(code, ()):
        yield down.start, "outage", down.end or _LASTS, ""
    for span in facts.not_observed.get(code, ()):
        yield span.start, "not-observed", span.end, ""
    for each in facts.exclusions.get(code, ()):
        detail = f"{each.kind} {each.status}"
        yield each.span.start, "exclusion", each.span.end, detail
