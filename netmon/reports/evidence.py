"""The annex: what the journals say of each site in the month, to be checked by hand."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from inventory.sheets.declared import Table
from netmon.reports.columns import END, SITE, START, choice, moment, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from netmon.reports.sections import Row
    from netmon.sla.facts import MonthFacts, SiteFacts
    from netmon.sla.statement import ExclusionLine

KINDS = {
    "outage": "เหตุขัดข้องตามบันทึก",
    "not-observed": "ไม่ได้ตรวจวัดจุดนี้",
    "blind": "ไม่ได้ตรวจวัดทุกจุด",
    "exclusion": "คำขอยกเว้นเวลา",
    "ticket": "เวลาแจ้งและซ่อม",
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
                "looked at any site, and site_code is empty; ticket: start is that of "
                "its outage.",
                "outage คือตามบันทึก ไม่รวมและไม่ตัด ส่วน blind คือไม่ได้ตรวจวัดทุกจุด "
                "รหัสจุดบริการจึงว่าง ส่วน ticket เริ่มตามเหตุขัดข้องนั้น",
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
        text(
            "exclusion",
            "เลขที่คำขอ",
            "Request",
            (
                "Of an exclusion: its id in exclusions.csv.",
                "ของคำขอยกเว้น: เลขที่ใน exclusions.csv",
            ),
        ),
        *(
            moment(name, th, en, ("Of a ticket.", "ของการแจ้งซ่อม"), can_be_null=True)
            for name, th, en in (
                ("sent_at", "แจ้งผู้รับจ้าง", "Sent at"),
                ("on_site_at", "ถึงจุดบริการ", "On site at"),
                ("restored_at", "แก้ไขเสร็จ", "Restored at"),
            )
        ),
    ),
)


_Entry = tuple[datetime, str, datetime, str, str]
"""Start, kind, end, detail and request: sorted as they are, without a key."""
_Ids = dict[tuple[Any, ...], list[str]]
_LASTS = datetime.max.replace(tzinfo=UTC)
_NO_TIMES = (None, None, None)


def evidence_rows(
    facts: MonthFacts, exclusions: Iterable[ExclusionLine] = ()
) -> Iterator[Row]:
    """Yield the rows of EVIDENCE: by site, then by time; what is of all sites last.

    Args:
        facts: Of the statement's sites.
        exclusions: The statement's, which know their ids.
    """
    ids = _find_ids(exclusions)
    for site in facts.sites:
        for start, kind, end, *words in sorted(_of_site(facts, site, ids)):
            last = None if end is _LASTS else end
            yield site.code, kind, start, last, *words, *_NO_TIMES
        for each in sorted(
            facts.tickets.get(site.code, ()), key=lambda one: one.outage_started_at
        ):
            times = (each.sent_at, each.on_site_at, each.restored_at)
            yield site.code, "ticket", each.outage_started_at, None, "", "", *times
    for span in sorted(facts.blind):
        yield "", "blind", *span, "", "", *_NO_TIMES


def _find_ids(exclusions: Iterable[ExclusionLine]) -> _Ids:
    """Return the ids of requests by site, kind, status and span."""
    found: _Ids = defaultdict(list)
    for line in exclusions:
        for site in line.sites:
            found[site, line.kind, line.status, *line.span].append(line.id)
    return found


def _of_site(
    facts: MonthFacts, site: SiteFacts, ids: Mapping[tuple[Any, ...], list[str]]
) -> Iterator[_Entry]:
    code = site.code
    for down in facts.outages.get(code, ()):
        yield down.start, "outage", down.end or _LASTS, "", ""
    for span in facts.not_observed.get(code, ()):
        yield span.start, "not-observed", span.end, "", ""
    asked = set(facts.exclusions.get(code, ()))  # several alike have a row for each id
    for each in asked:
        detail, (start, end) = f"{each.kind} {each.status}", each.span
        same = ids.get((code, each.kind, each.status, start, end)) or [""]
        for name in same:
            yield start, "exclusion", end, detail, name
