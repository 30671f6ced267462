"""Tables of sites: their months, and the worst."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from inventory.importer.kinds import NAMES
from inventory.sheets.declared import Table
from netmon.reports.columns import (
    BLIPS,
    CONTRACT,
    INCIDENTS,
    PENALTY,
    RATIOS,
    REASONS,
    SECONDS,
    SITE,
    VERDICTS,
    choice,
    count,
    moment,
    ratio,
    seconds,
    text,
    to_values,
)
from netmon.reports.group_table import spent
from netmon.sla.figures import availability
from netmon.sla.statements.canonical import NO_EVIDENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inventory.model import ServiceHours
    from netmon.reports.sections import Row
    from netmon.sla.facts import MonthFacts
    from netmon.sla.statement import SiteLine, Statement

SITES = Table(
    "sites",
    "Sites",
    "จุดบริการ",
    ("site_code",),
    (
        SITE,
        text("name_th", "ชื่อ (ไทย)", "Name (Thai)", ("Name in Thai.", "ชื่อภาษาไทย")),
        text(
            "name_en",
            "ชื่อ (อังกฤษ)",
            "Name (English)",
            ("Name in English.", "ชื่อภาษาอังกฤษ"),
        ),
        text(
            "province_code",
            "รหัสจังหวัด",
            "Province code",
            ("Two digits, as text.", "รหัสจังหวัดสองหลัก เก็บเป็นข้อความ"),
        ),
        text("province_th", "จังหวัด", "Province (Thai)", ("In Thai.", "ชื่อจังหวัด")),
        text(
            "province_en",
            "จังหวัด (อังกฤษ)",
            "Province",
            ("In English.", "ชื่อจังหวัดภาษาอังกฤษ"),
        ),
        text("region", "ภาค", "Region", ("One of six.", "ภาคทางภูมิศาสตร์")),
        choice(
            "site_type",
            "ประเภท",
            "Type",
            ("Kind of place.", "ประเภทของจุดบริการ"),
            {kind.value: name for kind, name in NAMES.items()},
        ),
        CONTRACT,
        choice(
            "verdict",
            "ผลการตัดสิน",
            "Verdict",
            ("What is said of its availability.", "ผลด้านความพร้อมใช้งาน"),
            VERDICTS,
        ),
        choice(
            "reason",
            "เหตุที่ตัดสินไม่ได้",
            "Reason",
            ("Why nothing could be said.", "เหตุที่ข้อมูลไม่เพียงพอ"),
            REASONS,
            can_be_null=True,
        ),
        ratio(
            "target",
            "เป้าหมาย",
            "Target",
            ("What was asked of it.", "ความพร้อมใช้งานที่กำหนด"),
        ),
        *SECONDS,
        *RATIOS,
        *INCIDENTS,
        seconds(
            "mttr_s",
            "เวลาซ่อมเฉลี่ย",
            "Mean time to repair",
            (
                "Mean from down to up, rounded down; empty without incidents.",
                "เฉลี่ยตั้งแต่ขัดข้องจนใช้ได้ ปัดลง ว่างเมื่อไม่มีเหตุ",
            ),
            can_be_null=True,
        ),
        seconds(
            "mtbf_s",
            "เวลาระหว่างเหตุเฉลี่ย",
            "Mean time between failures",
            (
                "up_s / incidents, rounded down; empty without incidents.",
                "up_s / incidents ปัดลง ว่างเมื่อไม่มีเหตุ",
            ),
            can_be_null=True,
        ),
        BLIPS,
        moment(
            "open_since",
            "ขัดข้องอยู่ตั้งแต่",
            "Open since",
            (
                "Start of an outage that still lasts, empty for none.",
                "เวลาเริ่มของเหตุที่ยังไม่สิ้นสุด ว่างเมื่อไม่มี",
            ),
            can_be_null=True,
        ),
        PENALTY,
        choice(
            "bandwidth",
            "ผลด้านความเร็ว",
            "Bandwidth",
            (
                "Verdict on 200/100 Mbps; no evidence until it is measured.",
                "ผลด้านความเร็ว 200/100 Mbps ไม่มีหลักฐานจนกว่าจะมีการวัด",
            ),
            to_values("bandwidth", [NO_EVIDENCE]),
        ),
    ),
)

SERVED_SITES = replace(
    SITES,
    columns=(
        *SITES.columns,
        moment(
            "commissioned_at",
            "เริ่มให้บริการ",
            "Commissioned at",
            (
                "Acceptance, empty while it was never in service.",
                "เวลาตรวจรับ ว่างเมื่อยังไม่เคยให้บริการ",
            ),
            can_be_null=True,
        ),
        moment(
            "decommissioned_at",
            "เลิกให้บริการ",
            "Decommissioned at",
            (
                "End of its service, empty while it runs.",
                "เวลาเลิกให้บริการ ว่างเมื่อยังให้บริการอยู่",
            ),
            can_be_null=True,
        ),
        text(
            "service_hours",
            "เวลาที่สัญญาให้บริการ",
            "Service hours",
            (
                "Of the register: ISO weekdays and hours of Bangkok, or 24x7.",
                "ตามทะเบียน: วันในสัปดาห์ (1 = จันทร์) และเวลากรุงเทพฯ หรือ 24x7",
            ),
        ),
    ),
)
"""As CSV has it: with what the service window follows from."""

_AS_IN_SITES = ("As in sites.", "เหมือนตาราง sites")
WORST = Table(
    "worst",
    "Sites longest out of service",
    "จุดบริการที่ขัดข้องนานที่สุด",
    ("rank",),
    (
        count("rank", "ที่", "Rank", ("1 is the worst.", "1 คือนานที่สุด")),
        SITE,
        seconds("down_s", "ขัดข้อง", "Down", _AS_IN_SITES),
        text("name_th", "ชื่อ (ไทย)", "Name (Thai)", _AS_IN_SITES),
        text("name_en", "ชื่อ (อังกฤษ)", "Name (English)", _AS_IN_SITES),
        text("province_th", "จังหวัด", "Province (Thai)", _AS_IN_SITES),
        text("province_en", "จังหวัด (อังกฤษ)", "Province", _AS_IN_SITES),
        CONTRACT,
        ratio("availability", "ความพร้อมใช้งาน", "Availability", _AS_IN_SITES),
        choice("verdict", "ผลการตัดสิน", "Verdict", _AS_IN_SITES, VERDICTS),
    ),
)


def site_rows(statement: Statement) -> Iterator[Row]:
    """Yield the rows of SITES."""
    for line in statement.sites:
        found = line.figures
        yield (
            *(found.code, line.name_th, line.name_en, line.province),
            *(line.province_th, line.province_en, line.region, line.site_type),
            *(line.contract, found.verdict.value),
            found.reason.value if found.reason else None,
            str(Decimal(found.target_ppm) / 10**6),
            *spent(found.seconds),
            *(len(found.repairs), found.mttr_s, found.mtbf_s, len(found.blips)),
            *(found.open_since, found.penalty.baht if found.penalty else None),
            NO_EVIDENCE,
        )


def served_site_rows(statement: Statement, facts: MonthFacts) -> Iterator[Row]:
    """Yield the rows of SERVED_SITES."""
    known = {site.code: site for site in facts.sites}
    for line, row in zip(statement.sites, site_rows(statement), strict=True):
        site = known[line.figures.code]
        began, ended = site.commissioned_at, site.decommissioned_at
        yield (*row, began, ended, _say_hours(site.hours))


def _say_hours(hours: ServiceHours | None) -> str:
    if hours is None:
        return "24x7"
    days = ",".join(map(str, hours.weekdays))
    return f"{days} {hours.opens:%H:%M}-{hours.closes:%H:%M}"


def worst_rows(statement: Statement) -> Iterator[Row]:
    """Yield the rows of WORST."""
    lines: dict[str, SiteLine] = {line.figures.code: line for line in statement.sites}
    for rank, code in enumerate(statement.worst, start=1):
        line = lines[code]
        found = line.figures
        yield (
            *(rank, code, found.seconds.down_s, line.name_th, line.name_en),
            *(line.province_th, line.province_en, line.contract),
            *(availability(found.seconds), found.verdict.value),
        )
