"""Pages of the SLA in a browser: one frozen month, looked at by everyone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe_core_python.selenium import Axe
from selenium.webdriver.common.by import By

from netmon.core.intervals import Interval
from netmon.sla.claims.exclusions import ExclusionWish
from netmon.sla.claims.objection_store import ObjectionStore
from netmon.sla.claims.objections import ObjectionWish
from netmon.sla.facts import ExclusionType
from netmon.status.history import OutageFilter
from tests.browser.conftest import Open
from tests.browser.server import Served
from tests.live import HandClock
from tests.sla_statements import OCTOBER, keep_month, make_facts

LOOKS = {
    "phone-th": (390, 844, False),
    "phone-en": (390, 844, True),
    "desktop-th": (1280, 900, True),
    "desktop-en": (1280, 900, False),
}
"""Width, height, and whether it is dark."""
EVERY_LOOK = ("sla-months", "sla-statement", "sla-site")
TWICE = ("phone-th", "desktop-en")
"""The other pages are made of the same parts, and looked at twice."""
TENTH = HandClock(datetime(2026, 11, 10, 5, tzinfo=UTC))


@pytest.fixture(scope="module")
def pages(nation: Served) -> dict[str, str]:
    """Return the addresses of what is looked at, by name."""
    live = nation.world.live
    register, sla = live.board.register, live.sla
    facts = make_facts(list(register.sites.values())[::80])
    nation.do(keep_month(sla, register, facts))
    site = facts.sites[7]
    span = Interval(OCTOBER.span.start, OCTOBER.span.start + timedelta(hours=6))
    reason = "การไฟฟ้าแจ้งดับไฟเพื่อย้ายแนวสาย"
    kind, sites = ExclusionType.MAINTENANCE, {site.code: site.contract}
    wish = ExclusionWish(kind, span, reason, sites)
    asked = nation.do(sla.exclusions.request(wish, "account:anan"))
    assert site.contract is not None
    store = ObjectionStore(live.history._engine, TENTH, live.audit, sla.ruleset)
    objection = ObjectionWish(OCTOBER, 1, site.contract, reason, site.code)
    made = nation.do(store.make(objection, "account:anan"))
    (outage,) = nation.do(live.history.outages(OutageFilter(), limit=1))
    return {
        "sla-months": "/sla",
        "sla-statement": "/sla/2026-10?by=region&sort=-penalty",
        "sla-site": f"/sla/sites/{site.code}?month=2026-10",
        "sla-exclusions": "/sla/exclusions",
        "sla-exclusion": f"/sla/exclusions/{asked.id}",
        "sla-exclusion-new": "/sla/exclusions/new",
        "sla-objections": "/sla/objections",
        "sla-objection": f"/sla/objections/{made.id}",
        "sla-objection-new": "/sla/objections/new?month=2026-10",
        "outage": f"/outage/{outage.id}",
    }


@pytest.mark.parametrize("look", LOOKS)
def test_the_pages_of_the_sla_are_sound_for_everyone(
    nation: Served, open_browser: Open, output: Path, pages: dict[str, str], look: str
) -> None:
    browser = open_browser(*LOOKS[look])
    lang = look[-2:]

    for name, page in pages.items():
        looks = LOOKS if name in EVERY_LOOK else TWICE
        if look not in looks:
            continue
        browser.get(f"{nation.url}{page}{'&' if '?' in page else '?'}lang={lang}")
        violations = Axe().run(browser)["violations"]
        browser.save_screenshot(str(output / f"{name}-{look}.png"))
        found = [(each["id"], each["nodes"][0]["html"]) for each in violations]
        assert found == [], name
        wide = "document.documentElement.scrollWidth - window.innerWidth"
        assert browser.execute_script(f"return {wide}") <= 0, name
    assert [entry["message"] for entry in browser.get_log("browser")] == []


def test_a_heading_sorts_the_groups_and_a_site_is_one_click_away(
    nation: Served, open_browser: Open, pages: dict[str, str]
) -> None:
    browser = open_browser(1280, 900, True)
    browser.get(f"{nation.url}/sla/2026-10?lang=en")

    link = browser.find_element(By.LINK_TEXT, "Available")
    browser.get(str(link.get_attribute("href")))
    cells = browser.find_elements(By.CSS_SELECTOR, "#groups tbody td:nth-child(3)")
    shown = [float(each.text.rstrip("%")) for each in cells if each.text != "–"]
    heading = browser.find_element(By.CSS_SELECTOR, "#groups th[aria-sort]")
    order = heading.get_attribute("aria-sort")
    worst = browser.find_element(By.CSS_SELECTOR, "#worst tbody a")
    name = worst.text
    browser.get(str(worst.get_attribute("href")))

    assert len(shown) > 30
    assert shown == sorted(shown)
    assert order == "ascending"
    assert name in browser.find_element(By.TAG_NAME, "h1").text
    total = browser.find_element(By.CSS_SELECTOR, "tfoot th + td").text
    assert total == "2,678,400"
