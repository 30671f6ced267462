"""Province: its sites side by side, which are not well, and where they are."""

from __future__ import annotations

from grafana_foundation_sdk.builders import dashboard as build
from grafana_foundation_sdk.builders import (
    stat,
    statetimeline,
    timeseries,
)
from grafana_foundation_sdk.models import common

from dashboards.availability import availability_tile
from dashboards.fleet_queries import count, over_time
from dashboards.influx_query import Ask
from dashboards.names import HOURLY, MOST_ROWS, RAW
from dashboards.page import IN_CONTRACT, OF_SITES, Page, source_variable
from dashboards.panels import (
    NOW,
    PLAIN,
    Look,
    Steps,
    dress,
    lines,
    state_mappings,
    tile,
)
from dashboards.site_tables import site_map, unwell, worst


def build_province(page: Page) -> build.Dashboard:
    """Return the dashboard."""
    made = page.dashboard(
        page.say("จังหวัด · Province", "Province · จังหวัด"),
        page.say("ศูนย์ของจังหวัดเดียว", "The sites of one province."),
        "now-24h",
    )
    made.with_variable(source_variable(HOURLY)).with_variable(page.province())
    made.with_variable(page.contract()).with_variable(page.site(many=True))
    for panel in _tiles(page):
        made.with_panel(panel)
    made.with_panel(unwell(page)).with_panel(site_map(page)).with_panel(_timeline(page))
    return made.with_panel(worst(page, 9)).with_panel(_traffic(page))


def _tiles(page: Page) -> list[stat.Panel]:
    say = page.say
    figures: list[tuple[str, str, Steps]] = [
        ("down_count", say("ล่ม", "Down"), ((None, "green"), (1, "orange"), (5, "red"))),
        (
            "degraded_count",
            say("ด้อยคุณภาพ", "Degraded"),
            ((None, "green"), (3, "orange")),
        ),
        (
            "not_observed_count",
            say("ไม่ได้สังเกต", "Not observed"),
            ((None, "green"), (1, "purple")),
        ),
        ("sites_count", say("ศูนย์ทั้งหมด", "All sites"), PLAIN),
        ("clients_count", say("ผู้ใช้ Wi-Fi", "Wi-Fi users"), PLAIN),
    ]
    text = say("ขณะนี้ ในจังหวัดและสัญญาที่เลือก", "Now, in the chosen province and contract.")
    made = [
        tile(
            page,
            Look(number, title, text, "short", (4, 4), steps, NOW),
            count(field, IN_CONTRACT),
        )
        for number, (field, title, steps) in enumerate(figures, 1)
    ]
    return [*made, availability_tile(page, 6, IN_CONTRACT)]


def _timeline(page: Page) -> statetimeline.Panel:
    say = page.say
    look = Look(
        10,
        say("สถานะของแต่ละศูนย์", "State of each site"),
        say(
            f"ไม่เกิน {MOST_ROWS} ศูนย์แรก เลือกสัญญาหรือศูนย์เพื่อดูที่เหลือ",
            f"At most the first {MOST_ROWS} sites; choose a contract or sites.",
        ),
        "none",
        (24, 20),
        ((None, "text"), (2, "red"), (3, "orange"), (4, "green")),
    )
    ask = Ask(
        RAW,
        f'SELECT min("state_code") AS "state" FROM "site_state" WHERE $timeFilter AND '
        f'{OF_SITES} GROUP BY time($__interval), "site" fill(null)',
        alias="$tag_site",
    )
    panel = dress(statetimeline.Panel(), page, look, ask)
    leads = [
        build.DashboardLink(say("ดูศูนย์", "Open site")).url(
            page.to("site", "site=${__field.labels.site}", "${province:queryparam}")
        )
    ]
    return (
        panel.mappings(state_mappings(page))
        .max_data_points(120)
        .show_value(common.VisibilityMode.NEVER)
        .row_height(0.9)
        .per_page(50)
        .data_links([*leads])
    )


def _traffic(page: Page) -> timeseries.Panel:
    look = Look(
        11,
        page.say("ปริมาณรับส่งของจังหวัด", "Traffic of the province"),
        page.say(
            "ดาวน์โหลดเหนือเส้น อัปโหลดใต้เส้น", "Download above the line, upload below."
        ),
        "bps",
        (12, 14),
    )
    down, up = page.say("ดาวน์โหลด", "download"), page.say("อัปโหลด", "upload")
    received = over_time("in_bps", "download", IN_CONTRACT)
    sent = over_time("out_bps", "upload", IN_CONTRACT, "-")
    return lines(
        page,
        look,
        Ask(RAW, received, alias=down),
        Ask(RAW, sent, alias=up, ref_id="B"),
    )
