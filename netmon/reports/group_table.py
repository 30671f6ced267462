"""Tables of groups: the nation, regions, provinces, contracts and types of site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inventory.sheets.declared import Column, Table
from netmon.reports.columns import (
    BLIPS,
    INCIDENTS,
    PENALTY,
    RATIOS,
    SECONDS,
    VERDICTS,
    baht,
    count,
    seconds,
    text,
)
from netmon.reports.words import load_words
from netmon.sla.figures import (
    Verdict,
    availability,
    availability_high,
    availability_low,
    coverage,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from netmon.reports.sections import Row
    from netmon.sla.figures import Seconds
    from netmon.sla.statement import Group

_SITES = {
    Verdict.COMPLIANT: "Sites that met their target.",
    Verdict.NON_COMPLIANT: "Sites that missed their target.",
    Verdict.INSUFFICIENT: "Sites in service of which too little was seen.",
    Verdict.NOT_IN_SERVICE: "Sites that were not in service in the month.",
}


def _sites_by(verdict: Verdict) -> Column:
    thai = VERDICTS[verdict]
    name = f"sites_{verdict.value.replace('-', '_')}"
    english = f"Sites: {load_words('en')(f'verdict.{verdict}')}"
    return count(name, thai, english, (_SITES[verdict], f"จำนวนจุดบริการ: {thai}"))


GROUP_COLUMNS = (
    text(
        "key",
        "รหัสกลุ่ม",
        "Key",
        (
            "Code of the group, empty for the nation and for sites without one.",
            "รหัสของกลุ่ม ว่างสำหรับทั้งประเทศและจุดที่ไม่มีกลุ่ม",
        ),
    ),
    text("name_th", "ชื่อ (ไทย)", "Name (Thai)", ("Name in Thai.", "ชื่อภาษาไทย")),
    text(
        "name_en",
        "ชื่อ (อังกฤษ)",
        "Name (English)",
        ("Name in English.", "ชื่อภาษาอังกฤษ"),
    ),
    count("sites", "จำนวนจุดบริการ", "Sites", ("Sites of the group.", "จำนวนจุดบริการ")),
    *map(_sites_by, Verdict),
    *SECONDS,
    *RATIOS,
    *INCIDENTS,
    seconds(
        "repair_s",
        "เวลาซ่อมรวม",
        "Repair time",
        (
            "Sum of the times from down to up of the incidents.",
            "ผลรวมเวลาตั้งแต่ขัดข้องจนใช้ได้ของทุกเหตุ",
        ),
    ),
    seconds(
        "mttr_s",
        "เวลาซ่อมเฉลี่ย",
        "Mean time to repair",
        (
            "repair_s / incidents, rounded down; empty without incidents.",
            "repair_s / incidents ปัดลง ว่างเมื่อไม่มีเหตุ",
        ),
        can_be_null=True,
    ),
    count(
        "late_repairs",
        "ซ่อมช้ากว่ากำหนด",
        "Late repairs",
        ("Repairs later than the contract allows.", "เหตุที่ซ่อมช้ากว่าสัญญากำหนด"),
    ),
    BLIPS,
    baht(
        "fee_baht",
        "ค่าบริการรวม",
        "Monthly fees",
        ("Sum of the monthly fees of its sites.", "ผลรวมค่าบริการรายเดือน"),
    ),
    PENALTY,
)


def group_table(name: str, title_en: str, title_th: str) -> Table:
    """Return the declaration of one division."""
    return Table(name, title_en, title_th, ("key",), GROUP_COLUMNS)


def group_rows(groups: Iterable[Group], family: str = "") -> Iterator[Row]:
    """Yield groups in the order of their columns.

    Args:
        groups: Of one division.
        family: Of words, where a group's own names are but its code.
    """
    thai, english = load_words("th"), load_words("en")
    for group in groups:
        yield (
            group.key,
            thai.word(family, group.name_th),
            english.word(family, group.name_en),
            group.sites,
            *(group.verdicts.get(verdict, 0) for verdict in Verdict),
            *spent(group.seconds),
            *(group.incidents, group.repair_s),
            group.repair_s // group.incidents if group.incidents else None,
            *(group.late_repairs, group.blips, group.fee_baht, group.penalty_baht),
        )


def spent(whole: Seconds) -> Row:
    """Return the cells of SECONDS and RATIOS."""
    return (
        *(whole.window_s, whole.up_s, whole.down_s),
        *(whole.not_observed_s, whole.excluded_s),
        *(availability(whole), availability_low(whole)),
        *(availability_high(whole), coverage(whole)),
    )
