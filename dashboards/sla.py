"""SLA month to date: who will miss, how much budget is left, what was not seen."""

from __future__ import annotations

from grafana_foundation_sdk.builders import dashboard as build
from grafana_foundation_sdk.builders import stat, timeseries

from dashboards.influx_query import Ask
from dashboards.names import RAW
from dashboards.page import Page
from dashboards.panels import PLAIN, Look, Steps, lines, tile
from dashboards.sla_queries import (
    AVAILABILITY,
    PACE,
    UNSEEN,
    USED,
    Share,
    newest,
    newest_share,
    over_time,
    share_over_time,
)
from dashboards.sla_tables import (
    NEWEST_RUN,
    PACE_STEPS,
    USED_STEPS,
    contracts,
    provinces,
    sites,
)

RUN_EVERY = "1h"
_GAP_MS = 3 * 3_600_000
"""Of a line: three runs in a row that were not made."""


def build_sla(page: Page) -> build.Dashboard:
    """Return the dashboard."""
    made = page.dashboard(
        page.say("SLA เดือนนี้ · SLA month to date", "SLA month to date · SLA เดือนนี้"),
        page.say(
            "เดือนนี้ถึงชั่วโมงล่าสุด ตามกติกาของรายงาน ยังไม่ใช่ผลของเดือน เงินค่าปรับอยู่ในรายงานเท่านั้น",
            "This month up to the newest hour, by the rules of the statements; not the "
            "month's result. Money stands in statements alone.",
        ),
        "now-14d",
    ).refresh("5m")
    made.with_variable(page.province()).with_variable(page.contract())
    for panel in _tiles(page):
        made.with_panel(panel)
    made.with_panel(contracts(page))
    for line in _lines(page):
        made.with_panel(line)
    return made.with_panel(provinces(page)).with_panel(sites(page))


def _tiles(page: Page) -> list[stat.Panel]:
    say = page.say
    up = (
        say("ความพร้อมใช้งาน", "Availability"),
        say(
            "ทั้งประเทศ U/(U+D) ของผลรวมวินาที", "Of the nation: U/(U+D) of summed seconds."
        ),
    )
    used = (
        say("ใช้เวลาล่มไปแล้ว", "Budget used"),
        say("เวลาล่มต่อเวลาที่เป้าหมายยอมทั้งเดือน", "Down, of what a whole month allows."),
    )
    pace = (
        say("อัตรา", "Pace"),
        say("เกิน 1 ถ้าเป็นเช่นนี้ต่อไปจะผิดเป้า", "Over 1 misses the month if it goes on."),
    )
    unseen = (
        say("ไม่ได้สังเกต", "Not observed"),
        say("ส่วนของเวลาที่เราไม่ได้มอง", "Of the time that counts, nobody looked."),
    )
    made = [
        _share(page, 1, up, AVAILABILITY, PLAIN).decimals(3),
        _share(page, 2, used, USED, USED_STEPS).decimals(1),
        _share(page, 3, pace, PACE, PACE_STEPS, "none").decimals(2),
        _share(page, 4, unseen, UNSEEN, ((None, "green"), (0.02, "purple"))),
    ]
    return [*made, *_counts(page), _newest(page)]


def _counts(page: Page) -> list[stat.Panel]:
    say = page.say
    red: Steps = ((None, "green"), (1, "red"))
    figures = (
        (
            5,
            "spent_count",
            say("ผิดเป้าแน่นอน", "Miss anyhow"),
            say(
                "ศูนย์ที่ใช้เวลาล่มของทั้งเดือนหมดแล้ว", "Sites that used the month's budget up."
            ),
            red,
        ),
        (
            6,
            "non_compliant_count",
            say("ต่ำกว่าเป้าขณะนี้", "Below target now"),
            say("ศูนย์ที่จะผิดเป้าถ้าสิ้นเดือนวันนี้", "Sites that would miss, were it over now."),
            ((None, "green"), (1, "orange")),
        ),
        (
            7,
            "insufficient_count",
            say("ข้อมูลไม่พอ", "Insufficient"),
            say("ศูนย์ที่ยังบอกไม่ได้", "Sites of which too little was seen to tell."),
            ((None, "green"), (1, "purple")),
        ),
    )
    return [
        tile(
            page,
            Look(number, title, text, "short", (3, 4), steps, NEWEST_RUN),
            Ask(RAW, newest(field)),
        )
        for number, field, title, text, steps in figures
    ]


def _share(
    page: Page,
    number: int,
    words: tuple[str, str],
    share: Share,
    steps: Steps,
    unit: str = "percentunit",
) -> stat.Panel:
    look = Look(number, *words, unit, (3, 4), steps, NEWEST_RUN)
    return tile(page, look, Ask(RAW, newest_share(share)))


def _newest(page: Page) -> stat.Panel:
    look = Look(
        8,
        page.say("คิดถึงเมื่อ", "Reckoned up to"),
        page.say(
            "เก่ากว่าสองชั่วโมงคือไม่ได้คิด ดูบันทึกของ netmon",
            "Older than two hours: it is not reckoned; see netmon's log.",
        ),
        "dateTimeFromNow",
        (3, 4),
        within="7d",
    )
    text = 'SELECT last("sites_count") AS "sites" FROM "sla_group" WHERE $timeFilter'
    return tile(page, look, Ask(RAW, text, "table"), "/^Time$/")


def _lines(page: Page) -> list[timeseries.Panel]:
    say = page.say
    used = Look(
        10,
        say("เวลาล่มที่ใช้ไป ตามสัญญา", "Budget used, by contract"),
        say(
            "เริ่มใหม่ทุกต้นเดือน ถึง 100% คือรวมทั้งสัญญาใช้เวลาล่มของเดือนหมดแล้ว",
            "Begins anew with a month; at 100 % the sites of a contract together have "
            "used the down time of the month up.",
        ),
        "percentunit",
        (12, 9),
    )
    spent = Look(
        11,
        say("ศูนย์ที่ผิดเป้าแน่นอน ตามสัญญา", "Sites that miss anyhow, by contract"),
        say(
            "จำนวนศูนย์ที่ใช้เวลาล่มของทั้งเดือนหมดแล้ว เริ่มใหม่ทุกต้นเดือน",
            "Sites that used their month's budget up; begins anew with a month.",
        ),
        "short",
        (12, 9),
    )
    asks = (
        (used, share_over_time(USED, "contract")),
        (spent, over_time("spent_count", "contract")),
    )
    return [
        lines(page, look, Ask(RAW, text, alias="$tag_contract"))
        .min(0)
        .interval(RUN_EVERY)
        .span_nulls(_GAP_MS)
        for look, text in asks
    ]
