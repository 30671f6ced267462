"""Access points: which are missing, who serves whom, and how they are."""

from __future__ import annotations

from grafana_foundation_sdk.builders import dashboard as build
from grafana_foundation_sdk.builders import stat, table, timeseries

from dashboards.fleet_queries import over_time
from dashboards.influx_query import Ask
from dashboards.names import HOURLY, MOST_ROWS, RAW
from dashboards.page import IN_CONTRACT, OF_SITES, Page, source_variable
from dashboards.panels import (
    NOW,
    PLAIN,
    Look,
    Override,
    Steps,
    change,
    lines,
    rows,
    tile,
)
from dashboards.site_tables import site_column, worst

_OF_POINTS = f"{OF_SITES} AND \"role\" = 'access_point'"


def build_access_points(page: Page) -> build.Dashboard:
    """Return the dashboard."""
    made = page.dashboard(
        page.say("จุดกระจายสัญญาณ · Access points", "Access points · จุดกระจายสัญญาณ"),
        page.say(
            f"จุดกระจายสัญญาณของจังหวัดเดียว ไม่เกิน {MOST_ROWS} ศูนย์",
            f"The access points of one province, of at most {MOST_ROWS} sites at once.",
        ),
        "now-24h",
    )
    made.with_variable(source_variable(HOURLY)).with_variable(page.province())
    made.with_variable(page.contract()).with_variable(page.site(many=True))
    for panel in _tiles(page):
        made.with_panel(panel)
    made.with_panel(_missing(page)).with_panel(_busiest(page))
    made.with_panel(_users(page)).with_panel(_health(page))
    return made.with_panel(worst(page, 8, "wifi_is_up"))


def _points() -> str:
    """Return what each access point was told to be: 1 in service, 0 not."""
    return (
        'SELECT last("aps_joined_count") AS "is_joined" FROM "wifi" '
        f'WHERE $timeFilter AND {_OF_POINTS} GROUP BY "site", "device"'
    )


def _tiles(page: Page) -> list[stat.Panel]:
    say = page.say
    figures: list[tuple[str, str, str, Steps]] = [
        (
            'sum("is_joined")',
            say("ใช้งานได้", "In service"),
            say("ที่เราเตอร์หรือคอนโทรลเลอร์เห็น", "Seen by a router or controller."),
            PLAIN,
        ),
        (
            'count("is_joined") - sum("is_joined")',
            say("ขาดหาย", "Missing"),
            say("ควรมีแต่ไม่เห็น", "Of the register, looked for, and not seen."),
            ((None, "green"), (1, "orange"), (10, "red")),
        ),
        (
            'count("is_joined")',
            say("ที่รู้สถานะ", "Known"),
            say("ที่มีผู้บอกสถานะใน 15 นาที", "Of which anybody told within 15 min."),
            PLAIN,
        ),
    ]
    return [
        tile(
            page,
            Look(number, title, text, "short", (8, 4), steps, NOW),
            Ask(
                RAW,
                f'SELECT {what} AS "points" FROM ({_points()}) WHERE $timeFilter',
            ),
        )
        for number, (what, title, text, steps) in enumerate(figures, 1)
    ]


def _missing(page: Page) -> table.Panel:
    say = page.say
    look = Look(
        4,
        say("ศูนย์ที่จุดกระจายสัญญาณขาดหาย", "Sites that miss access points"),
        say("ที่ขาดมากอยู่บน", "Those that miss the most first."),
        "none",
        (12, 12),
        within=NOW,
    )
    by_site = (
        'SELECT count("is_joined") - sum("is_joined") AS "missing", '
        'sum("is_joined") AS "joined", count("is_joined") AS "all" '
        f'FROM ({_points()}) WHERE $timeFilter GROUP BY "site"'
    )
    text = (
        'SELECT "site", "missing", "joined", "all" '
        f'FROM ({by_site}) WHERE $timeFilter AND "missing" > 0'
    )
    panel = rows(page, look, Ask(RAW, text, "table"), sort="-missing")
    return change(
        panel,
        site_column(page),
        ("missing", {"displayName": say("ขาดหาย", "Missing")}),
        ("joined", {"displayName": say("ใช้งานได้", "In service")}),
        ("all", {"displayName": say("ที่รู้สถานะ", "Known")}),
    )


def _busiest(page: Page) -> table.Panel:
    say = page.say
    look = Look(
        5,
        say("จุดที่มีผู้ใช้มากที่สุด", "The busiest access points"),
        say("50 จุดแรก ตามผู้ใช้ขณะนี้", "The first 50 by users now."),
        "none",
        (12, 12),
        within=NOW,
    )
    text = (
        'SELECT last("clients_count") AS "clients" FROM "wifi" '
        f'WHERE $timeFilter AND {_OF_POINTS} GROUP BY "site", "device"'
    )
    panel = rows(page, look, Ask(RAW, text, "table"), sort="-clients", most=50)
    return change(
        panel,
        site_column(page),
        _device_column(page),
        ("clients", {"displayName": say("ผู้ใช้", "Users")}),
    )


def _users(page: Page) -> timeseries.Panel:
    look = Look(
        6,
        page.say("ผู้ใช้ของจังหวัด", "Users of the province"),
        page.say(
            "ผลรวมทุกศูนย์ของจังหวัดและสัญญา", "All sites of the province and contract."
        ),
        "short",
        (12, 12),
    )
    text = over_time("clients_count", "users", IN_CONTRACT)
    return lines(page, look, Ask(RAW, text, alias=page.say("ผู้ใช้", "users"))).min(0)


def _health(page: Page) -> table.Panel:
    say = page.say
    look = Look(
        7,
        say("สุขภาพของจุดกระจายสัญญาณ", "How access points are"),
        say(
            "เฉพาะจุดที่ถามได้โดยตรง ที่เริ่มใหม่ล่าสุดอยู่บน",
            "Those that can be asked themselves; the last restarted first.",
        ),
        "none",
        (12, 14),
        within=NOW,
    )
    text = (
        'SELECT last("uptime_s") AS "uptime", last("cpu_ratio") AS "cpu", '
        'last("memory_ratio") AS "memory" FROM "device" '
        f'WHERE $timeFilter AND {_OF_POINTS} GROUP BY "site", "device"'
    )
    panel = rows(page, look, Ask(RAW, text, "table"), sort="uptime", most=50)
    return change(
        panel,
        site_column(page),
        _device_column(page),
        ("uptime", {"displayName": say("เปิดมา", "Running for"), "unit": "s"}),
        ("cpu", {"displayName": say("ซีพียู", "Processor"), "unit": "percentunit"}),
        ("memory", {"displayName": say("หน่วยความจำ", "Memory"), "unit": "percentunit"}),
    )


def _device_column(page: Page) -> Override:
    return ("device", {"displayName": page.say("อุปกรณ์", "Device")})
