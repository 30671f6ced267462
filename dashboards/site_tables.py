"""Sites in tables and on a map: not well now, up the least, and where they are."""

from __future__ import annotations

from grafana_foundation_sdk.builders import common as build_common
from grafana_foundation_sdk.builders import (
    geomap,
    table,
)
from grafana_foundation_sdk.models import common
from grafana_foundation_sdk.models.geomap import TooltipMode

from dashboards.availability import AVAILABILITY, availability
from dashboards.influx_query import Ask
from dashboards.names import HOURLY, NETMON, RAW
from dashboards.page import IN_CONTRACT, Page
from dashboards.panels import (
    NOW,
    Look,
    Override,
    change,
    dress,
    link,
    rows,
    state_mappings,
)

OUTLINES = "public/maps/countries.geojson"
"""Country outlines every Grafana serves itself: no tiles, no internet."""


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


def unwell(page: Page) -> table.Panel:
    """Return the sites that are not well now, with since when."""
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


def site_map(page: Page) -> geomap.Panel:
    """Return sites as points, coloured by state, without tiles."""
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
    panel.tooltip(geomap.TooltipOptions().mode(TooltipMode.DETAILS))
    panel.controls(geomap.ControlsOptions().show_zoom(True).show_attribution(False))
    state = {"mappings": state_mappings(page), "color": {"mode": "thresholds"}}
    return change(
        panel,
        site_column(page),
        ("state", state),
        ("since", {"custom.hideFrom": {"tooltip": True}}),
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
