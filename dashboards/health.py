"""Poller and pipeline: whether we look, and whether what we see arrives here."""

from __future__ import annotations

from dataclasses import dataclass

from grafana_foundation_sdk.builders import dashboard as build
from grafana_foundation_sdk.builders import stat, table, timeseries

from dashboards.alerting import NEWEST_PANEL, POLLERS_PANEL
from dashboards.influx_query import Ask
from dashboards.names import NETMON, RAW
from dashboards.page import Page
from dashboards.panels import PLAIN, Look, Steps, change, lines, link, rows, tile


@dataclass(frozen=True, slots=True)
class _Figure:
    number: int
    field: str
    how: str
    title: str
    text: str
    unit: str
    steps: Steps = PLAIN


def build_health(page: Page) -> build.Dashboard:
    """Return the dashboard."""
    made = page.dashboard(
        page.say(
            "ระบบเฝ้าระวัง · Poller and pipeline", "Poller and pipeline · ระบบเฝ้าระวัง"
        ),
        page.say(
            "ตัวเฝ้าระวังและทางของข้อมูลมาถึงที่นี่", "The poller, and the way of data to here."
        ),
        "now-6h",
    )
    made.with_panel(_newest(page)).with_panel(_slots(page)).with_panel(_pollers(page))
    for figure in _figures(page):
        made.with_panel(_line(page, figure))
    return made


def _newest(page: Page) -> stat.Panel:
    look = Look(
        NEWEST_PANEL,
        page.say("ข้อมูลล่าสุดมาเมื่อ", "Newest data"),
        page.say(
            "เวลาของแถวล่าสุดของ fleet เก่ากว่าสองสามนาทีคือทางข้อมูลล่าช้า "
            "ตัวเลขของ drain อยู่ในหน้า poller ของ netmon",
            "Time of the newest row of `fleet`; older than some minutes means that the "
            "pipeline is late. Figures of the drain are on netmon's poller page.",
        ),
        "dateTimeFromNow",
        (6, 8),
    )
    text = 'SELECT last("sites_count") AS "sites" FROM "fleet" WHERE $timeFilter'
    return tile(page, look, Ask(RAW, text, "table"), "/^Time$/")


def _slots(page: Page) -> timeseries.Panel:
    look = Look(
        2,
        page.say("แถวของ fleet ที่มาถึง", "Rows of fleet that arrived"),
        page.say(
            "ต่อช่วงเวลา หลุมคือช่วงที่ยังไม่มาถึง",
            "In each step; a hole is what has not arrived yet.",
        ),
        "short",
        (9, 8),
        within="6h",
    )
    text = (
        'SELECT count("sites_count") AS "rows" FROM "fleet" '
        "WHERE $timeFilter GROUP BY time($__interval) fill(0)"
    )
    return lines(page, look, Ask(RAW, text, alias=page.say("แถว", "rows"))).min(0)


def _pollers(page: Page) -> table.Panel:
    say = page.say
    look = Look(
        POLLERS_PANEL,
        say("ตัวเฝ้าระวังที่มีข้อมูล", "Pollers that told of themselves"),
        say("ตัวที่เงียบหายอยู่บน", "Those silent for the longest first."),
        "none",
        (9, 8),
    )
    text = (
        'SELECT last("rounds_count") AS "rounds" FROM "poller" '
        'WHERE $timeFilter GROUP BY "poller"'
    )
    panel = rows(page, look, Ask(RAW, text, "table"), sort="Time")
    leads = [link("netmon", f"${{{NETMON}}}/poller", new_tab=True)]
    return change(
        panel,
        (
            "Time",
            {
                "displayName": say("ล่าสุด", "Newest"),
                "unit": "dateTimeFromNow",
                "custom.hidden": False,
            },
        ),
        ("poller", {"displayName": say("ตัวเฝ้าระวัง", "Poller"), "links": leads}),
        ("rounds", {"displayName": say("รอบที่ทำอยู่", "Rounds under way")}),
    )


def _figures(page: Page) -> list[_Figure]:
    say = page.say
    some: Steps = ((None, "green"), (1, "orange"))
    late: Steps = ((None, "green"), (1, "yellow"), (5, "red"))
    full: Steps = ((None, "green"), (1000, "orange"))
    busy: Steps = ((None, "green"), (0.7, "orange"), (0.95, "red"))
    lateness = say("ความล่าช้า", "Lateness")
    latest = say("การมองที่เริ่มช้าที่สุด", "The latest start of a look.")
    skipped = say("การมองที่ข้าม", "Looks skipped")
    too_late = say("ช้าเกินจึงไม่มอง", "Too late, so not made.")
    dropped = say("คำตอบที่เคอร์เนลทิ้ง", "Replies dropped")
    thrown = say("ทิ้งก่อนที่เราจะอ่าน", "By the kernel, before we read them.")
    waiting = say("รอเขียนลงบันทึก", "Changes not written")
    journal = say("รอสมุดบันทึก", "Changes of state that wait for the journal.")
    rounds = say("รอบตรวจซ้ำ", "Rounds")
    under_way = say("รอบที่ทำอยู่หรือรออยู่", "Under way or waiting.")
    cpu, core = say("ซีพียู", "Processor"), say("ส่วนของหนึ่งแกน", "Share of one core.")
    memory, process = say("หน่วยความจำ", "Memory"), say("ของโปรเซส", "Of the process.")
    return [
        _Figure(4, "lateness_max_s", "max", lateness, latest, "s", late),
        _Figure(5, "skipped_count", "sum", skipped, too_late, "short", some),
        _Figure(6, "receive_drops_count", "sum", dropped, thrown, "short", some),
        _Figure(7, "unwritten_count", "max", waiting, journal, "short", full),
        _Figure(8, "rounds_count", "max", rounds, under_way, "short"),
        _Figure(9, "cpu_ratio", "mean", cpu, core, "percentunit", busy),
        _Figure(10, "rss_bytes", "max", memory, process, "bytes"),
    ]


def _line(page: Page, figure: _Figure) -> timeseries.Panel:
    look = Look(
        figure.number, figure.title, figure.text, figure.unit, (8, 7), figure.steps
    )
    text = (
        f'SELECT {figure.how}("{figure.field}") AS "value" FROM "poller" '
        'WHERE $timeFilter GROUP BY time($__interval), "poller" fill(null)'
    )
    return lines(page, look, Ask(RAW, text, alias="$tag_poller")).min(0)
