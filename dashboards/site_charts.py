"""Charts of one site: its line, its router, its Wi-Fi."""

from __future__ import annotations

from grafana_foundation_sdk.builders import common as build_common
from grafana_foundation_sdk.builders import (
    timeseries,
)
from grafana_foundation_sdk.models import common

from dashboards.influx_query import Ask
from dashboards.names import RAW
from dashboards.page import Page
from dashboards.panels import (
    Look,
    Override,
    change,
    lines,
)

OF_SITE = '"site" =~ /^${site:regex}$/'
OF_ROUTER = f"{OF_SITE} AND \"role\" = 'router'"
STEP = "GROUP BY time($__interval)"
DOWN_BPS, UP_BPS = 200e6, 100e6
"""What every line is guaranteed at least."""


def round_trip(page: Page) -> timeseries.Panel:
    """Return shortest, mean and longest round trip as a band."""
    look = Look(
        7,
        page.say("เวลาไปกลับ", "Round trip"),
        page.say(
            "สั้นที่สุด เฉลี่ย และยาวที่สุด ถึงเราเตอร์",
            "Shortest, mean and longest, to the router.",
        ),
        "s",
        (12, 9),
        ((None, "green"), (0.1, "yellow"), (0.15, "orange")),
    )
    asks = [
        Ask(
            RAW,
            f'SELECT {how}("{field}") AS "{name}" FROM "ping" '
            f"WHERE $timeFilter AND {OF_ROUTER} {STEP} fill(null)",
            alias=title,
            ref_id=ref,
        )
        for ref, how, field, name, title in (
            ("A", "min", "rtt_min_s", "shortest", page.say("สั้นที่สุด", "shortest")),
            ("B", "mean", "rtt_avg_s", "mean", page.say("เฉลี่ย", "mean")),
            ("C", "max", "rtt_max_s", "longest", page.say("ยาวที่สุด", "longest")),
        )
    ]
    low, high = str(asks[0].alias), str(asks[2].alias)
    band = {"custom.fillBelowTo": low, "custom.lineWidth": 0, "custom.fillOpacity": 20}
    panel = lines(page, look, *asks).min(0)
    return change(
        panel, (high, band), (low, {"custom.lineWidth": 0, "custom.fillOpacity": 0})
    )


def loss(page: Page) -> timeseries.Panel:
    """Return the share of echo requests without a reply."""
    title = page.say("การสูญหาย", "Loss")
    look = Look(
        8,
        title,
        page.say(
            "ส่วนของคำขอ echo ที่ไม่มีคำตอบ", "Of echo requests, how many had no reply."
        ),
        "percentunit",
        (12, 9),
        ((None, "green"), (0.03, "yellow"), (0.1, "red")),
    )
    text = (
        f'SELECT mean("loss_ratio") AS "loss" FROM "ping" '
        f"WHERE $timeFilter AND {OF_ROUTER} {STEP} fill(null)"
    )
    return lines(page, look, Ask(RAW, text, alias=title)).min(0).max(1)


def traffic(page: Page) -> timeseries.Panel:
    """Return download and upload, with what is guaranteed."""
    say = page.say
    look = Look(
        9,
        say("ปริมาณรับส่ง", "Traffic"),
        say(
            "เส้นคือที่รับประกัน 200 Mbps ลง (บน) และ 100 Mbps ขึ้น (ล่าง) "
            "ใช้น้อยกว่าไม่ได้แปลว่าสายช้า",
            "The lines are what is guaranteed: 200 Mbps down (above), 100 Mbps up "
            "(below). Less than that is use, not a slow line.",
        ),
        "bps",
        (12, 9),
        ((None, "transparent"), (-UP_BPS, "orange"), (DOWN_BPS, "red")),
    )
    where = f'FROM "interface" WHERE $timeFilter AND {OF_ROUTER} {STEP} fill(null)'
    down, up = say("ดาวน์โหลด", "download"), say("อัปโหลด", "upload")
    panel = lines(
        page,
        look,
        Ask(RAW, f'SELECT mean("in_bps") AS "download" {where}', alias=down),
        Ask(
            RAW,
            f'SELECT -1 * mean("out_bps") AS "upload" {where}',
            alias=up,
            ref_id="B",
        ),
    )
    dashed = build_common.GraphThresholdsStyleConfig().mode(
        common.GraphThresholdsStyleMode.DASHED
    )
    return panel.thresholds_style(dashed)


def clients(page: Page) -> timeseries.Panel:
    """Return how many are on each access point."""
    look = Look(
        10,
        page.say("ผู้ใช้ต่อจุดกระจายสัญญาณ", "Users of each access point"),
        page.say("จำนวนสูงสุดในแต่ละช่วง", "The greatest number in each step."),
        "short",
        (12, 9),
    )
    text = (
        'SELECT max("clients_count") AS "clients" FROM "wifi" WHERE $timeFilter '
        f"AND {OF_SITE} AND \"role\" = 'access_point' "
        'GROUP BY time($__interval), "device" fill(null)'
    )
    stacked = build_common.StackingConfig().mode(common.StackingMode.NORMAL)
    return (
        lines(page, look, Ask(RAW, text, alias="$tag_device")).min(0).stacking(stacked)
    )


def device(page: Page) -> timeseries.Panel:
    """Return how the router itself is."""
    say = page.say
    look = Look(
        11,
        say("เราเตอร์", "Router"),
        say(
            "ซีพียูและหน่วยความจำ อุณหภูมิอยู่แกนขวา",
            "Processor and memory; temperature on the right.",
        ),
        "percentunit",
        (24, 8),
        ((None, "green"), (0.8, "orange"), (0.95, "red")),
    )
    where = f'FROM "device" WHERE $timeFilter AND {OF_ROUTER} {STEP} fill(null)'
    figures = (
        ("A", "mean", "cpu_ratio", "cpu", say("ซีพียู", "processor")),
        ("B", "mean", "memory_ratio", "memory", say("หน่วยความจำ", "memory")),
        ("C", "max", "temperature_celsius", "heat", say("อุณหภูมิ", "temperature")),
    )
    asks = [
        Ask(
            RAW, f'SELECT {how}("{field}") AS "{name}" {where}', alias=title, ref_id=ref
        )
        for ref, how, field, name, title in figures
    ]
    warm: Override = (
        str(asks[2].alias),
        {"unit": "celsius", "custom.axisPlacement": "right", "custom.fillOpacity": 0},
    )
    return change(lines(page, look, *asks), warm)
