"""Province: its sites side by side, which are not well, and where they are."""

from __future__ import annotations

from grafana_foundation_sdk.builders import common as build_common
from grafana_foundation_sdk.builders import dashboard as build
from grafana_foundation_sdk.builders import (
    geomap,
    stat,
    statetimeline,
    table,
    timeseries,
)
from grafana_foundation_sdk.models import common

from dashboards.availability import AVAILABILITY, availability, availability_tile
from dashboards.fleet_queries import count, over_time
from dashboards.influx_query import Ask
from dashboards.names import HOURLY, MOST_ROWS, NETMON, RAW
from dashboards.page import IN_CONTRACT, OF_SITES, Page, source_variable
from dashboards.panels import (
    NOW,
    PLAIN,
    Look,
    Override,
    Steps,
    change,
    dress,
    lines,
    link,
    rows,
    state_mappings,
    tile,
)

OUTLINES = "public/maps/countries.geojson"
"""Country outlines every Grafana serves itself: no tiles, no internet."""


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
    made.with_panel(_unwell(page)).with_panel(_map(page)).with_panel(_timeline(page))
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


def _newest(name: str, more: str = "") -> str:
    """Return the newest row of every site of the province and contract."""
    return (
        f'SELECT last("state_code") AS "state", last("{name}") AS "name", '
        f'last("since_s") AS "since"{more} FROM "site_last" '
        f'WHERE $timeFilter AND {IN_CONTRACT} GROUP BY "site"'
    )


def site_column(page: Page) -> Override:
    """Return what the column of site codes leads to."""
    return (
        "site",
        {
            "displayName": page.say("ศูนย์", "Site"),
            "links": [
                link(
                    page.say("ดูศูนย์", "Open site"),
                    page.to("site", "site=${__value.raw}", "${province:queryparam}"),
                ),
                link("netmon", f"${{{NETMON}}}/site/${{__value.raw}}", new_tab=True),
            ],
        },
    )


def _unwell(page: Page) -> table.Panel:
    say = page.say
    look = Look(
        7,
        say("ศูนย์ที่ไม่ปกติขณะนี้", "Sites that are not well now"),
        say(
            "ทุกศูนย์ของจังหวัดและสัญญาที่ล่ม ด้อยคุณภาพ ไม่ได้สังเกต หรืออยู่ระหว่างบำรุงรักษา",
            "All of the province and contract that are down, degraded, not observed or "
            "in maintenance, with since when.",
        ),
        "none",
        (14, 12),
        within=NOW,
    )
    text = (
        f'SELECT "site", "state", "name", "since" * 1000 AS "since_ms" '
        f'FROM ({_newest(f"name_{page.language}")}) WHERE $timeFilter AND "state" < 4'
    )
    panel = rows(page, look, Ask(RAW, text, "table"), sort="since_ms")
    colored = {"type": "color-background", "mode": "basic"}
    return change(
        panel,
        site_column(page),
        ("name", {"displayName": say("ชื่อ", "Name")}),
        (
            "state",
            {
                "displayName": say("สถานะ", "State"),
                "mappings": state_mappings(page),
                "custom.cellOptions": colored,
            },
        ),
        ("since_ms", {"displayName": say("ตั้งแต่", "Since"), "unit": "dateTimeFromNow"}),
    )


def _map(page: Page) -> geomap.Panel:
    look = Look(
        8,
        page.say("แผนที่ศูนย์", "Map of sites"),
        page.say(
            "จุดละศูนย์ สีตามสถานะ พื้นหลังเป็นเพียงเส้นขอบประเทศ ไม่ใช้อินเทอร์เน็ต",
            "A point a site, coloured by state, on outlines only: no internet.",
        ),
        "none",
        (10, 12),
        ((None, "blue"), (1, "purple"), (2, "red"), (3, "orange"), (4, "green")),
        NOW,
    )
    more = ', last("lat") AS "latitude", last("lon") AS "longitude"'
    ask = Ask(RAW, _newest(f"name_{page.language}", more), "table")
    panel = dress(geomap.Panel(), page, look, ask)
    style = {
        "color": {"field": "state", "fixed": "text"},
        "opacity": 0.8,
        "size": {"fixed": 6, "min": 2, "max": 15},
        "symbol": {"mode": "fixed", "fixed": "img/icons/marker/circle.svg"},
    }
    where = (
        build_common.FrameGeometrySource()
        .mode(common.FrameGeometrySourceMode.COORDS)
        .latitude("latitude")
        .longitude("longitude")
    )
    points = (
        build_common.MapLayerOptions()
        .type("markers")
        .name(page.say("ศูนย์", "Sites"))
        .config({"style": style, "showLegend": False})
        .location(where)
    )
    ground = (
        build_common.MapLayerOptions()
        .type("geojson")
        .name(page.say("เส้นขอบ", "Outlines"))
        .config({"src": OUTLINES, "rules": [], "style": {"color": {"fixed": "gray"}}})
    )
    panel.basemap(ground).layers([points])
    panel.view(
        geomap.MapViewConfig()
        .id("fit")
        .all_layers(False)
        .layer(page.say("ศูนย์", "Sites"))
    )
    panel.controls(geomap.ControlsOptions().show_zoom(True).show_attribution(False))
    state = {"mappings": state_mappings(page), "color": {"mode": "thresholds"}}
    return change(
        panel,
        site_column(page),
        ("state", state),
        ("since", {"custom.hideFrom": {"tooltip": True}}),
    )


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


def worst(page: Page, number: int, field: str = "link_is_up") -> table.Panel:
    """Return the twenty sites that were up the least, from the hourly roll-ups."""
    say = page.say
    look = Look(
        number,
        say("20 ศูนย์ที่ใช้ได้น้อยที่สุด", "The 20 sites up the least"),
        say(
            "ส่วนของเวลาที่สังเกตได้ จากสรุปรายชั่วโมง พร้อมเวลาไปกลับและการสูญหายเฉลี่ย",
            "Of the time observed, by the hour, with mean round trip and loss.",
        ),
        "none",
        (12, 14),
    )
    text = (
        f"SELECT {availability(field)}, "
        'sum("rtt_avg_s_sum") / sum("rtt_avg_s_count") AS "rtt_s", '
        'sum("loss_ratio_sum") / sum("loss_ratio_count") AS "loss_ratio" '
        f'FROM "site_1h" WHERE $timeFilter AND {IN_CONTRACT} GROUP BY "site"'
    )
    ask = Ask(HOURLY, text, "table")
    panel = rows(page, look, ask, sort="availability_ratio", most=20)
    steps = [{"value": value, "color": color} for value, color in AVAILABILITY]
    gauge: Override = (
        "availability_ratio",
        {
            "displayName": say("ใช้ได้", "Up"),
            "unit": "percentunit",
            "decimals": 2,
            "min": 0,
            "max": 1,
            "custom.cellOptions": {"type": "gauge", "mode": "basic"},
            "thresholds": {"mode": "absolute", "steps": steps},
        },
    )
    return change(
        panel,
        site_column(page),
        gauge,
        ("rtt_s", {"displayName": say("ไปกลับ", "Round trip"), "unit": "s"}),
        ("loss_ratio", {"displayName": say("สูญหาย", "Loss"), "unit": "percentunit"}),
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
