"""Site: one centre, its line, its device and its Wi-Fi, with what happened."""

from __future__ import annotations

from grafana_foundation_sdk.builders import common as build_common
from grafana_foundation_sdk.builders import dashboard as build
from grafana_foundation_sdk.builders import (
    stat,
    statetimeline,
    statushistory,
    timeseries,
)
from grafana_foundation_sdk.models import common, dashboard

from dashboards.availability import AVAILABILITY, availability, availability_tile
from dashboards.influx_query import Ask
from dashboards.names import DAILY, HOURLY, NETMON, RAW, TYPE
from dashboards.page import Page, source_variable
from dashboards.panels import (
    NOW,
    Look,
    Override,
    change,
    dress,
    lines,
    state_mappings,
    tile,
    up_mappings,
)

OF_SITE = '"site" =~ /^${site:regex}$/'
OF_ROUTER = f"{OF_SITE} AND \"role\" = 'router'"
DOWN_BPS, UP_BPS = 200e6, 100e6
"""What every line is guaranteed at least."""
STEP = "GROUP BY time($__interval)"


def build_site(page: Page) -> build.Dashboard:
    """Return the dashboard."""
    made = page.dashboard(
        page.say("ศูนย์ · Site", "Site · ศูนย์"),
        page.say("ทุกอย่างของศูนย์เดียว", "All of one site."),
        "now-24h",
    )
    made.with_variable(source_variable(HOURLY)).with_variable(source_variable(DAILY))
    made.with_variable(page.province()).with_variable(page.contract())
    made.with_variable(page.site(many=False)).annotation(_events(page))
    made.link(
        build.DashboardLink(page.say("หน้าศูนย์ใน netmon", "Site in netmon"))
        .type(dashboard.DashboardLinkType.LINK)
        .icon("external link")
        .url(f"${{{NETMON}}}/site/${{site}}")
        .target_blank(True)
    )
    for panel in _tiles(page):
        made.with_panel(panel)
    made.with_panel(_timeline(page)).with_panel(_round_trip(page))
    made.with_panel(_loss(page)).with_panel(_traffic(page)).with_panel(_clients(page))
    return made.with_panel(_device(page)).with_panel(_days(page))


def _events(page: Page) -> build.AnnotationQuery:
    column = f"text_{page.language}"
    text = f'SELECT "{column}", "service" FROM "event" WHERE $timeFilter AND {OF_SITE}'
    ask = Ask(RAW, text, "table", None, "Anno", column, "service")
    return (
        build.AnnotationQuery()
        .name(page.say("เหตุการณ์", "Events"))
        .datasource(common.DataSourceRef(type_val=TYPE, uid=f"${{{RAW.variable}}}"))
        .enable(True)
        .icon_color("orange")
        .target(ask)
    )


def _tiles(page: Page) -> list[stat.Panel]:
    say = page.say
    name = Ask(RAW, _last(f"name_{page.language}", "name"), "table")
    state = Ask(RAW, _last("state_code", "state"))
    since = Ask(RAW, _last("since_s", "since", " * 1000"))
    users = Ask(
        RAW,
        'SELECT last("clients_count") AS "clients" FROM "wifi" '
        f"WHERE $timeFilter AND {OF_ROUTER}",
    )
    called = Look(
        1,
        say("ชื่อ", "Name"),
        say("ชื่อในทะเบียน", "As in the register."),
        "none",
        (8, 4),
        within=NOW,
    )
    shown = Look(
        2,
        say("สถานะ", "State"),
        say("สถานะขณะนี้", "As it is now."),
        "none",
        (4, 4),
        ((None, "blue"), (1, "purple"), (2, "red"), (3, "orange"), (4, "green")),
        NOW,
    )
    begun = Look(
        3,
        say("ตั้งแต่", "Since"),
        say("เริ่มสถานะนี้เมื่อ", "When this state began."),
        "dateTimeFromNow",
        (4, 4),
        within=NOW,
    )
    online = Look(
        5,
        say("ผู้ใช้ Wi-Fi", "Wi-Fi users"),
        say("ต่ออยู่ขณะนี้", "Associated now."),
        "short",
        (4, 4),
        within=NOW,
    )
    return [
        tile(page, called, name, "/^name$/"),
        tile(page, shown, state).mappings(state_mappings(page)),
        tile(page, begun, since),
        availability_tile(page, 4, OF_SITE),
        tile(page, online, users),
    ]


def _last(field: str, name: str, factor: str = "") -> str:
    return (
        f'SELECT last("{field}"){factor} AS "{name}" FROM "site_last" '
        f"WHERE $timeFilter AND {OF_SITE}"
    )


def _timeline(page: Page) -> statetimeline.Panel:
    say = page.say
    look = Look(
        6,
        say("สถานะ", "State"),
        say("สายและ Wi-Fi ช่องว่างคือไม่มีข้อมูล", "Link and Wi-Fi; a gap is no data."),
        "none",
        (24, 5),
        ((None, "text"), (2, "red"), (3, "orange"), (4, "green")),
    )
    link, wifi = say("สาย", "Link"), "Wi-Fi"
    where = f'FROM "site_state" WHERE $timeFilter AND {OF_SITE} {STEP} fill(null)'
    panel = dress(
        statetimeline.Panel(),
        page,
        look,
        Ask(RAW, f'SELECT min("state_code") AS "state" {where}', alias=link),
        # InfluxQL has no minimum of truths.
        Ask(
            RAW, f'SELECT last("wifi_is_up") AS "wifi" {where}', alias=wifi, ref_id="B"
        ),
    )
    panel.mappings([*state_mappings(page), *up_mappings(page)])
    return panel.show_value(common.VisibilityMode.NEVER).row_height(0.8)


def _round_trip(page: Page) -> timeseries.Panel:
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


def _loss(page: Page) -> timeseries.Panel:
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


def _traffic(page: Page) -> timeseries.Panel:
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


def _clients(page: Page) -> timeseries.Panel:
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


def _device(page: Page) -> timeseries.Panel:
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


def _days(page: Page) -> statushistory.Panel:
    look = Look(
        12,
        page.say("30 วันล่าสุด", "The last 30 days"),
        page.say(
            "ส่วนของเวลาที่สายใช้ได้ในแต่ละวัน (เวลาไทย)",
            "How long the link was up, each Thai day.",
        ),
        "percentunit",
        (24, 4),
        AVAILABILITY,
        "30d",
    )
    name = page.say("ใช้ได้", "up")
    # A Thai day begins at 17:00 UTC; the offset is understood by every version.
    text = (
        f'SELECT {availability()} FROM "site_1d" WHERE $timeFilter AND {OF_SITE} '
        "GROUP BY time(1d, 17h) fill(none)"
    )
    panel = dress(statushistory.Panel(), page, look, Ask(DAILY, text, alias=name))
    return panel.show_value(common.VisibilityMode.AUTO).decimals(1)
