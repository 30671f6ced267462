"""Charts in a browser: drawn from real samples, by range, for everyone."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from axe_core_python.selenium import Axe
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.chart_samples import a_province, a_site
from tests.browser.conftest import Open
from tests.browser.server import Served

SITE, PROVINCE = "PI-45-00003", "45"
PAGES = {"site": f"/site/{SITE}", "province": f"/province/{PROVINCE}"}
SIZES = {"phone": (390, 844), "desktop": (1400, 900)}
DRAWN = "document.querySelectorAll('.chart-plot canvas').length"
UNSHOWN = "document.querySelectorAll('.chart:not([data-shown])').length"


@pytest.fixture(scope="module")
def charted(nation: Served) -> Served:
    """The nation with a month of numbers of one site and one province."""
    now = nation.world.clock.now()
    rows = [*a_site(SITE, now), *a_province(PROVINCE, now)]
    nation.do(nation.world.store.append(rows))
    return nation


def _wait(browser: WebDriver, script: str, seconds: float = 30) -> Any:
    return WebDriverWait(browser, seconds, 0.1).until(
        lambda _: browser.execute_script(f"return {script}")
    )


def _is_shown(figure: WebElement, _: WebDriver) -> bool:
    return bool(figure.get_attribute("data-shown") or figure.get_attribute("hidden"))


def _load(browser: WebDriver, url: str) -> None:
    """Open a page and scroll over all of its charts."""
    browser.get(url)
    _wait(browser, "document.getElementById('live').dataset.state === 'on'")
    for figure in browser.find_elements(By.CSS_SELECTOR, ".chart:not([hidden])"):
        browser.execute_script("arguments[0].scrollIntoView()", figure)
        WebDriverWait(browser, 30, 0.05).until(partial(_is_shown, figure))


def _complaints(browser: Any) -> list[str]:
    """Return what the console holds: errors, warnings, policy violations."""
    return [entry["message"] for entry in browser.get_log("browser")]


def _cells(browser: WebDriver, chart: str, field: str) -> list[str]:
    row = f"[data-chart={chart}] tr[data-field={field}] td"
    return [cell.text for cell in browser.find_elements(By.CSS_SELECTOR, row)]


def _picture(browser: WebDriver, path: Path) -> None:
    height = browser.execute_script("return document.documentElement.scrollHeight")
    width = browser.execute_script("return innerWidth")
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.find_element(By.ID, "charts").screenshot(str(path))


@pytest.mark.parametrize("look", ["th dark", "en light"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("page", PAGES)
def test_charts_are_sound_for_everyone(
    charted: Served,
    open_browser: Open,
    output: Path,
    page: str,
    size: str,
    look: str,
) -> None:
    lang, scheme = look.split()
    browser = open_browser(*SIZES[size], scheme == "dark")

    _load(browser, f"{charted.url}{PAGES[page]}?lang={lang}")
    violations = Axe().run(browser)["violations"]
    complaints = _complaints(browser)
    _picture(browser, output / f"charts-{page}-{size}-{lang}-{scheme}.png")

    assert [(each["id"], each["nodes"][0]["html"]) for each in violations] == []
    assert complaints == []
    expected = 7 if page == "site" else 3
    assert browser.execute_script(f"return {DRAWN}") == expected
    fits = "document.documentElement.scrollWidth <= window.innerWidth"
    assert browser.execute_script(f"return {fits}")


def test_a_chart_says_its_numbers_and_follows_the_range(
    charted: Served, open_browser: Open
) -> None:
    browser = open_browser(1400, 900, True)
    _load(browser, f"{charted.url}{PAGES['site']}?lang=en")
    day = _cells(browser, "temperature", "temperature_celsius")

    said = {}
    for hours in ("6", "720"):
        browser.find_element(By.CSS_SELECTOR, f"[data-hours='{hours}']").click()
        chart = "document.querySelector('[data-chart=rtt]')"
        browser.execute_script(f"{chart}.scrollIntoView()")
        _wait(browser, f"{chart}.dataset.shown === '{hours}'")
        said[hours] = browser.find_element(By.ID, "chart-step").text
    link = browser.find_element(By.CSS_SELECTOR, "[data-chart=rtt] .chart-csv")
    table = str(link.get_attribute("href"))
    pressed = browser.find_elements(By.CSS_SELECTOR, "[aria-pressed=true]")

    assert len(day) == 4
    assert all(30 < float(cell) < 55 for cell in day)
    assert said == {"6": "One point is 1 min", "720": "One point is 1 h"}
    assert "from=2026-10-21T08%3A00" in table
    assert "to=2026-11-20T08%3A00" in table
    assert [each.text for each in pressed] == ["30 days"]


def test_nothing_is_fetched_for_charts_nobody_sees(
    charted: Served, open_browser: Open
) -> None:
    browser = open_browser(390, 300, True)

    browser.get(f"{charted.url}{PAGES['site']}?lang=en")
    _wait(browser, "document.getElementById('live').dataset.state === 'on'")
    asked = browser.execute_script(
        "return performance.getEntriesByType('resource').map((each) => each.name)"
    )

    assert not [name for name in asked if "/series" in name or "uPlot.iife" in name]
    assert browser.execute_script(f"return {UNSHOWN}") > 0


def test_a_site_without_numbers_says_so(charted: Served, open_browser: Open) -> None:
    browser = open_browser(1400, 900, True)

    _load(browser, f"{charted.url}/site/PI-46-00070?lang=en")
    note = browser.find_element(By.CSS_SELECTOR, "[data-chart=rtt] .chart-note")

    assert note.text == "No numbers in this time"
    assert _cells(browser, "rtt", "rtt_avg_s") == ["–"] * 4
