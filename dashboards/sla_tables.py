"""Tables of the month to date: contracts, provinces, and the sites of one province."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count

from grafana_foundation_sdk.builders import table
from grafana_foundation_sdk.models import dashboard

from dashboards.influx_query import Ask
from dashboards.names import MOST_ROWS, NETMON, RAW
from dashboards.page import IN_CONTRACT, Page
from dashboards.panels import (
    Look,
    Override,
    Steps,
    change,
    link,
    province_mappings,
    rows,
    word_mapping,
)
from dashboards.site_tables import site_column
from dashboards.sla_queries import (
    AVAILABILITY,
    PACE,
    UNSEEN,
    USED,
    Share,
    newest,
    newest_share,
)

NEWEST_RUN = "2h"
"""A run is made every hour; the newest of every group is the newest run."""
ONE_RUN = "70m"
"""Of single sites: hardly longer than the time between two runs, so that a site that
changed contract does not stand under its old one for long."""
USED_STEPS: Steps = ((None, "green"), (0.5, "yellow"), (0.8, "orange"), (1.0, "red"))
"""Of the down time a whole month allows."""
PACE_STEPS: Steps = ((None, "green"), (0.8, "yellow"), (1.0, "red"))
"""Of the down time allowed so far: above 1 the month is missed if it goes on so."""


def contracts(page: Page) -> table.Panel:
    """Return the contracts, those nearest to missing first."""
    say = page.say
    look = Look(
        9,
        say("สัญญา ที่ใกล้ผิดเป้าที่สุดอยู่บน", "Contracts, the nearest to missing first"),
        say(
            "ผลรวมวินาทีของทุกศูนย์ในสัญญา อัตราเกิน 1 หมายถึงถ้าเป็นเช่นนี้ต่อไปจะผิดเป้า "
            "ศูนย์ที่ใช้เวลาล่มหมดแล้วจะผิดเป้าแน่นอน",
            "Sums of the seconds of all sites of a contract. A pace over 1 misses the "
            "month if it goes on so; sites that used up their budget miss it anyhow.",
        ),
        "none",
        (24, 9),
        within=NEWEST_RUN,
    )
    fields = (
        *("sites_count", "spent_count", "non_compliant_count", "insufficient_count"),
        "left_s",
    )
    shares = (USED, PACE, AVAILABILITY, UNSEEN)
    asks = _asks("contract", fields, shares)
    panel = rows(page, look, *asks, sort="-used_ratio")
    named = {"displayName": say("สัญญา", "Contract")}
    columns = _columns(page, *fields, *(share.name for share in shares))
    return change(panel, ("contract", named), *columns)


def provinces(page: Page) -> table.Panel:
    """Return the provinces, with links to their sites below."""
    say = page.say
    look = Look(
        12,
        say("จังหวัด ที่ใกล้ผิดเป้าที่สุดอยู่บน", "Provinces, the nearest to missing first"),
        say("กดชื่อจังหวัดเพื่อดูศูนย์ในตารางข้าง ๆ", "Press a province for its sites beside."),
        "none",
        (10, 16),
        within=NEWEST_RUN,
    )
    leads = [
        link(say("ดูศูนย์", "Show sites"), page.to("sla", "province=${__value.raw}")),
        link("netmon", f"${{{NETMON}}}/province/${{__value.raw}}", new_tab=True),
    ]
    named = {
        "displayName": say("จังหวัด", "Province"),
        "links": leads,
        "mappings": province_mappings(page),
    }
    fields, shares = ("sites_count", "spent_count"), (USED, AVAILABILITY)
    asks = _asks("province", fields, shares)
    panel = rows(page, look, *asks, sort="-used_ratio")
    columns = _columns(page, *fields, *(share.name for share in shares))
    return change(panel, ("province", named), *columns)


def sites(page: Page) -> table.Panel:
    """Return the sites of the province and contract with the least budget left."""
    say = page.say
    look = Look(
        13,
        say("ศูนย์ที่เหลือเวลาล่มน้อยที่สุด", "Sites with the least budget left"),
        say(
            f"ในจังหวัดและสัญญาที่เลือก ไม่เกิน {MOST_ROWS} ศูนย์ ค่าลบคือใช้เกินแล้ว จึงผิดเป้าแน่นอน",
            f"Of the chosen province and contract, at most {MOST_ROWS}. Below 0 the "
            "budget of the whole month is used up: the site misses it anyhow.",
        ),
        "none",
        (14, 16),
        within=ONE_RUN,
    )
    text = (
        'SELECT "site", "budget" - "down" AS "left_s", "down" AS "down_s", '
        '"up" / ("up" + "down") AS "availability_ratio", '
        '"unseen" / ("up" + "down" + "unseen") AS "unseen_ratio", "verdict", '
        '"incidents" FROM (SELECT last("budget_s") AS "budget", last("down_s") AS '
        '"down", last("up_s") AS "up", last("not_observed_s") AS "unseen", '
        'last("verdict_code") AS "verdict", last("incidents_count") AS "incidents" '
        f'FROM "sla" WHERE $timeFilter AND {IN_CONTRACT} GROUP BY "site") '
        'WHERE $timeFilter AND "verdict" < 3'
    )
    panel = rows(page, look, Ask(RAW, text, "table"), sort="left_s", most=MOST_ROWS)
    verdict = {
        "displayName": say("ถ้าสิ้นเดือนวันนี้", "Were the month over"),
        "mappings": verdict_mappings(page),
        "custom.cellOptions": {"type": "color-background", "mode": "basic"},
    }
    columns = _columns(
        *(page, "left_s", "down_s", "availability_ratio", "unseen_ratio", "incidents")
    )
    return change(panel, site_column(page), ("verdict", verdict), *columns)


def verdict_mappings(page: Page) -> list[dashboard.ValueMapping]:
    """Return words and colours of `verdict_code`, see netmon.core.schema."""
    named: Mapping[str, tuple[str, str | None]] = {
        "0": (page.say("ผิดเป้า", "non-compliant"), "red"),
        "1": (page.say("ข้อมูลไม่พอ", "insufficient"), "purple"),
        "2": (page.say("ตามเป้า", "compliant"), "green"),
        "3": (page.say("ยังไม่ให้บริการ", "not in service"), "text"),
    }
    return [word_mapping(named)]


def _asks(tag: str, fields: Sequence[str], shares: Sequence[Share]) -> list[Ask]:
    texts = [newest(field, tag) for field in fields]
    texts += [newest_share(share, tag) for share in shares]
    letters = (chr(ord("A") + number) for number in count())
    return [
        Ask(RAW, text, "table", ref_id=letter)
        for letter, text in zip(letters, texts, strict=False)
    ]


def _columns(page: Page, *names: str) -> list[Override]:
    """Return what is said of the columns called so."""
    every = dict([*_plain_columns(page), *_share_columns(page)])
    return [(name, every[name]) for name in names]


def _plain_columns(page: Page) -> list[Override]:
    say = page.say
    titles = {
        "sites_count": say("ศูนย์", "Sites"),
        "spent_count": say("ผิดเป้าแน่นอน", "Miss anyhow"),
        "non_compliant_count": say("ต่ำกว่าเป้าขณะนี้", "Below target now"),
        "insufficient_count": say("ข้อมูลไม่พอ", "Insufficient"),
        "incidents": say("เหตุขัดข้อง", "Incidents"),
    }
    named: list[Override] = [
        (name, {"displayName": title}) for name, title in titles.items()
    ]
    seconds = {
        "left_s": say("เวลาล่มที่เหลือ", "Budget left"),
        "down_s": say("ล่มแล้ว", "Down so far"),
    }
    named += [
        (name, {"displayName": title, "unit": "s", "decimals": 1})
        for name, title in seconds.items()
    ]
    return named


def _share_columns(page: Page) -> list[Override]:
    say = page.say
    shares = {
        "availability_ratio": say("ความพร้อมใช้งาน", "Availability"),
        "unseen_ratio": say("ไม่ได้สังเกต", "Not observed"),
    }
    named: list[Override] = [
        (name, {"displayName": title, "unit": "percentunit", "decimals": 3})
        for name, title in shares.items()
    ]
    pace = {
        "displayName": say("อัตรา", "Pace"),
        "decimals": 2,
        "custom.cellOptions": {"type": "color-text"},
        "thresholds": _thresholds(PACE_STEPS),
    }
    used = {
        "displayName": say("ใช้เวลาล่มไปแล้ว", "Budget used"),
        "unit": "percentunit",
        "min": 0,
        "max": 1,
        "custom.cellOptions": {"type": "gauge", "mode": "basic"},
        "thresholds": _thresholds(USED_STEPS),
    }
    return [*named, ("pace_ratio", pace), ("used_ratio", used)]


def _thresholds(steps: Steps) -> dict[str, object]:
    told = [{"value": value, "color": color} for value, color in steps]
    return {"mode": "absolute", "steps": told}
