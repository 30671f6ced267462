"""National wall: what is broken now, and where. From `fleet` alone."""

from __future__ import annotations

from grafana_foundation_sdk.builders import dashboard as build
from grafana_foundation_sdk.builders import stat, timeseries

from dashboards.alerting import SHARE_PANEL
from dashboards.fleet_queries import (
    count,
    newest_share,
    over_time,
)
from dashboards.influx_query import Ask
from dashboards.names import RAW
from dashboards.page import Page
from dashboards.panels import (
    NOW,
    PLAIN,
    Look,
    Steps,
    change,
    lines,
    tile,
)
from dashboards.wall_tables import SHARE_STEPS, contracts, provinces


def build_wall(page: Page) -> build.Dashboard:
    """Return the dashboard."""
    made = page.dashboard(
        page.say("ภาพรวมประเทศ · National wall", "National wall · ภาพรวมประเทศ"),
        page.say(
            "ทั้งประเทศจากผลรวมรายจังหวัด ไม่ถามข้อมูลทีละศูนย์",
            "The nation, from sums by province; no question is asked of single sites.",
        ),
        "now-2h",
    )
    for panel in _tiles(page):
        made.with_panel(panel)
    made.with_panel(_shares(page)).with_panel(_users(page)).with_panel(_traffic(page))
    return made.with_panel(provinces(page)).with_panel(contracts(page))


def _tiles(page: Page) -> list[stat.Panel]:
    say = page.say
    red: Steps = ((None, "green"), (1, "orange"), (83, "red"))
    figures: list[tuple[str, str, str, Steps]] = [
        ("down_count", say("ล่ม", "Down"), say("ศูนย์ที่ล่มอยู่", "Sites down now"), red),
        (
            "degraded_count",
            say("ด้อยคุณภาพ", "Degraded"),
            say("ใช้ได้แต่ช้าหรือข้อมูลสูญหาย", "Answering, but slow or with loss"),
            ((None, "green"), (83, "orange")),
        ),
        (
            "not_observed_count",
            say("ไม่ได้สังเกต", "Not observed"),
            say("เราเองมองไม่เห็น จึงไม่นับว่าล่ม", "We could not look; not called down"),
            ((None, "green"), (1, "purple")),
        ),
        (
            "maintenance_count",
            say("บำรุงรักษา", "Maintenance"),
            say("อยู่ในช่วงงานที่แจ้งไว้", "In a declared window of work"),
            ((None, "blue"),),
        ),
        (
            "up_count",
            say("ปกติ", "Up"),
            say("ศูนย์ที่ใช้ได้", "Sites well now"),
            ((None, "green"),),
        ),
        (
            "sites_count",
            say("ทั้งหมด", "All"),
            say("ศูนย์ในทะเบียน", "Sites of the register"),
            PLAIN,
        ),
        (
            "clients_count",
            say("ผู้ใช้ Wi-Fi", "Wi-Fi users"),
            say("อุปกรณ์ที่ต่ออยู่ขณะนี้", "Devices associated now"),
            PLAIN,
        ),
    ]
    made = []
    for number, (field, title, text, steps) in enumerate(figures, 1):
        width = 3
        look = Look(number, title, text, "short", (width, 4), steps, NOW)
        made.append(tile(page, look, count(field)))
    look = Look(
        8,
        say("สัดส่วนที่ล่ม", "Share down"),
        say("ศูนย์ที่ล่มอยู่ต่อศูนย์ทั้งหมด", "Sites down now, of all sites"),
        "percentunit",
        (3, 4),
        SHARE_STEPS,
        NOW,
    )
    share = newest_share("down_count", "sites_count", "down_ratio")
    return [*made, tile(page, look, Ask(RAW, share))]


def _shares(page: Page) -> timeseries.Panel:
    say = page.say
    look = Look(
        SHARE_PANEL,
        say("ศูนย์ตามสถานะ", "Sites by state"),
        say(
            "จำนวนศูนย์ที่ล่ม ด้อยคุณภาพ หรือไม่ได้สังเกต",
            "How many sites are down, degraded or not observed.",
        ),
        "short",
        (12, 8),
    )
    asks = [
        Ask(RAW, over_time(field, name), alias=title, ref_id=ref)
        for ref, field, name, title in (
            ("A", "down_count", "down", say("ล่ม", "down")),
            ("B", "degraded_count", "degraded", say("ด้อยคุณภาพ", "degraded")),
            ("C", "not_observed_count", "unseen", say("ไม่ได้สังเกต", "not observed")),
        )
    ]
    colors = zip(asks, ("red", "orange", "purple"), strict=True)
    panel = lines(page, look, *asks).min(0)
    return change(
        panel,
        *(
            (str(ask.alias), {"color": {"mode": "fixed", "fixedColor": color}})
            for ask, color in colors
        ),
    )


def _users(page: Page) -> timeseries.Panel:
    look = Look(
        10,
        page.say("ผู้ใช้ Wi-Fi ทั้งประเทศ", "Wi-Fi users of the nation"),
        page.say("ผลรวมของทุกศูนย์", "All sites together."),
        "short",
        (6, 8),
    )
    name = page.say("ผู้ใช้", "users")
    ask = Ask(RAW, over_time("clients_count", "users"), alias=name)
    return lines(page, look, ask).min(0)


def _traffic(page: Page) -> timeseries.Panel:
    look = Look(
        11,
        page.say("ปริมาณรับส่งทั้งประเทศ", "Traffic of the nation"),
        page.say(
            "ดาวน์โหลดเหนือเส้น อัปโหลดใต้เส้น", "Download above the line, upload below."
        ),
        "bps",
        (6, 8),
    )
    down, up = page.say("ดาวน์โหลด", "download"), page.say("อัปโหลด", "upload")
    return lines(
        page,
        look,
        Ask(RAW, over_time("in_bps", "download"), alias=down),
        Ask(RAW, over_time("out_bps", "upload", sign="-"), alias=up, ref_id="B"),
    )
