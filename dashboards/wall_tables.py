"""Tables of the wall: provinces and contracts, the worst first."""

from __future__ import annotations

from collections.abc import Sequence

from grafana_foundation_sdk.builders import table

from dashboards.fleet_queries import (
    newest,
)
from dashboards.influx_query import Ask
from dashboards.names import NETMON, RAW
from dashboards.page import Page
from dashboards.panels import (
    NOW,
    Look,
    Steps,
    change,
    link,
    province_mappings,
    rows,
)

SHARE_STEPS: Steps = (
    (None, "green"),
    (0.02, "yellow"),
    (0.05, "orange"),
    (0.2, "red"),
)
"""Of sites that are down: two per cent is a bad day, a fifth a province in the dark."""


_SHARE = ("down_count", "sites_count")


def provinces(page: Page) -> table.Panel:
    """Return the provinces, with links to their dashboards."""
    say = page.say
    fields = (
        "sites_count",
        "up_count",
        "degraded_count",
        "down_count",
        "not_observed_count",
        "clients_count",
    )
    look = Look(
        12,
        say("จังหวัด ที่แย่ที่สุดอยู่บน", "Provinces, the worst first"),
        say("กดชื่อจังหวัดเพื่อดูศูนย์ในจังหวัด", "Press a province to see its sites."),
        "none",
        (16, 16),
        within=NOW,
    )
    leads = [
        link(
            say("ดูจังหวัด", "Open province"),
            page.to("province", "province=${__value.raw}"),
        ),
        link("netmon", f"${{{NETMON}}}/province/${{__value.raw}}", new_tab=True),
    ]
    named = {"displayName": say("จังหวัด", "Province"), "links": leads}
    names = {"mappings": province_mappings(page), **named}
    panel = rows(page, look, *_by("province", fields), sort="-down_ratio", share=_SHARE)
    return change(panel, ("province", names), *_columns(page, fields))


def _by(tag: str, fields: Sequence[str]) -> list[Ask]:
    texts = [newest(field, tag) for field in fields]
    return [
        Ask(RAW, text, "table", ref_id=letter)
        for letter, text in zip("ABCDEFGH", texts, strict=False)
    ]


def contracts(page: Page) -> table.Panel:
    """Return the contracts."""
    say = page.say
    look = Look(
        13,
        say("สัญญา ที่แย่ที่สุดอยู่บน", "Contracts, the worst first"),
        say("ศูนย์ที่ล่มตามสัญญา", "Sites down, by contract."),
        "none",
        (8, 16),
        within=NOW,
    )
    asks = _by("contract", _SHARE)
    panel = rows(page, look, *asks, sort="-down_ratio", share=_SHARE)
    return change(
        panel,
        ("contract", {"displayName": say("สัญญา", "Contract")}),
        *_columns(page, _SHARE),
    )


def _columns(page: Page, fields: Sequence[str]) -> list[tuple[str, dict[str, object]]]:
    say = page.say
    steps = [{"value": value, "color": color} for value, color in SHARE_STEPS]
    titles = {
        "sites_count": say("ทั้งหมด", "All"),
        "up_count": say("ปกติ", "Up"),
        "degraded_count": say("ด้อยคุณภาพ", "Degraded"),
        "down_count": say("ล่ม", "Down"),
        "not_observed_count": say("ไม่ได้สังเกต", "Not observed"),
        "clients_count": say("ผู้ใช้ Wi-Fi", "Wi-Fi users"),
    }
    columns: list[tuple[str, dict[str, object]]] = [
        (name, {"displayName": titles[name]}) for name in fields
    ]
    gauge = {
        "displayName": say("สัดส่วนที่ล่ม", "Share down"),
        "unit": "percentunit",
        "min": 0,
        "max": 1,
        "custom.cellOptions": {"type": "gauge", "mode": "basic"},
        "thresholds": {"mode": "absolute", "steps": steps},
    }
    return [*columns, ("down_ratio", gauge)]
