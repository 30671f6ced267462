"""How long links were up, from the hourly roll-ups: a tile both dashboards show."""

from __future__ import annotations

from grafana_foundation_sdk.builders import stat

from dashboards.influx_query import Ask
from dashboards.names import HOURLY
from dashboards.page import Page
from dashboards.panels import Look, Steps, tile

AVAILABILITY: Steps = (
    (None, "red"),
    (0.95, "orange"),
    (0.99, "yellow"),
    (0.995, "green"),
)
"""Shares of the observed time; a contract's own figure is in its statement."""


def availability(field: str = "link_is_up") -> str:
    """Return the InfluxQL of a share: seconds do not count, looks do."""
    return f'sum("{field}_sum") / sum("{field}_count") AS "availability_ratio"'


def availability_tile(page: Page, number: int, where: str) -> stat.Panel:
    """Return the tile of the sites that `where` names."""
    look = Look(
        number,
        page.say("ความพร้อมใช้งาน", "Availability"),
        page.say(
            "ส่วนของเวลาที่สังเกตได้ซึ่งสายใช้ได้ ไม่ใช่ตัวเลข SLA",
            "Of the time observed, how long the link was up; not the SLA's figure.",
        ),
        "percentunit",
        (4, 4),
        AVAILABILITY,
    )
    text = f'SELECT {availability()} FROM "site_1h" WHERE $timeFilter AND {where}'
    return tile(page, look, Ask(HOURLY, text)).decimals(2)
