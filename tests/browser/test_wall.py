"""The pages as people meet them: in a browser, by keyboard, on phone and wall."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from axe_core_python.selenium import Axe
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from netmon.status.causes import Cause
from netmon.status.guard import Sight
from tests.browser.conftest import Open
from tests.browser.server import TRUNKS, Served
from tests.told import tell

PAGES = {
    "wall": "/",
    "province": "/province/45",
    "site": "/site/PI-45-00003",
    "missing": "/site/none",
    "incidents": "/incidents",
    "incident": "/incident/",
    "maintenance": "/maintenance",
    "poller": "/poller",
}
SIZES = {"phone": (390, 844), "desktop": (1920, 1080)}


def _wait(browser: WebDriver, script: str, seconds: float = 20) -> Any:
    return WebDriverWait(browser, seconds, 0.1).until(
        lambda _: browser.execute_script(f"return {script}")
    )


def _load(browser: WebDriver, url: str) -> None:
    browser.get(url)
    _wait(browser, "document.getElementById('live').dataset.state === 'on'")


def _address(nation: Served, page: str) -> str:
    name = quote(TRUNKS[-1], safe="") if page == "incident" else ""
    return f"{nation.url}{PAGES[page]}{name}"


def _complaints(browser: WebDriver) -> list[str]:
    """Return what the console holds: errors, warnings, policy violations."""
    return [
        entry["message"]
        for entry in browser.get_log("browser")
        if "/site/none" not in entry["message"]  # the page that is missing on purpose
    ]


@pytest.mark.parametrize("lang", ["th", "en"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_sound_for_everyone(
    nation: Served, open_browser: Open, output: Path, page: str, size: str, lang: str
) -> None:
    browser = open_browser(*SIZES[size], True)

    _load(browser, f"{_address(nation, page)}?lang={lang}")
    if page in ("wall", "province"):
        _wait(browser, "document.getElementById('dots').width !== 300")
    violations = Axe().run(browser)["violations"]

    browser.save_screenshot(str(output / f"{page}-{size}-{lang}.png"))
    assert [(each["id"], each["nodes"][0]["html"]) for each in violations] == []
    assert _complaints(browser) == []
    assert browser.find_element(By.TAG_NAME, "html").get_attribute("lang") == lang
    fits = "document.documentElement.scrollWidth <= window.innerWidth"
    assert browser.execute_script(f"return {fits}")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_sound_in_daylight(
    nation: Served, open_browser: Open, output: Path, page: str
) -> None:
    browser = open_browser(*SIZES["desktop"], False)

    _load(browser, f"{_address(nation, page)}?lang=th")
    violations = Axe().run(browser)["violations"]

    browser.save_screenshot(str(output / f"{page}-light.png"))
    assert [(each["id"], each["nodes"][0]["html"]) for each in violations] == []


def test_the_wall_fits_a_screen_without_scrolling(
    nation: Served, open_browser: Open
) -> None:
    browser = open_browser(1920, 1080, True)

    _load(browser, f"{nation.url}/")

    height = browser.execute_script("return document.documentElement.scrollHeight")
    assert height <= 1080
    size = "getComputedStyle(document.querySelector('.total-number')).fontSize"
    assert float(browser.execute_script(f"return {size}").removesuffix("px")) >= 90


@pytest.mark.parametrize("size", [(1366, 768), (1440, 900), (1920, 1080)])
@pytest.mark.parametrize("lang", ["th", "en"])
def test_the_tiles_of_the_wall_hold_their_words_on_every_screen(
    nation: Served, open_browser: Open, output: Path, size: tuple[int, int], lang: str
) -> None:
    browser = open_browser(*size, True)
    _load(browser, f"{nation.url}/?lang={lang}")
    browser.execute_script("""
        for (const each of document.querySelectorAll(".tile-down"))
          each.textContent = "319";
    """)

    browser.save_screenshot(str(output / f"wall-{size[0]}-{lang}.png"))
    assert browser.execute_script(SPILT) == []
    height = browser.execute_script("return document.documentElement.scrollHeight")
    assert height <= size[1]
    shown = browser.execute_script(SHOWN)
    assert shown >= 4


SPILT = """
return [...document.querySelectorAll(".tile")].filter((tile) => {
  const box = tile.getBoundingClientRect();
  const bar = tile.querySelector(".tile-share").getBoundingClientRect();
  return [...tile.querySelectorAll(".tile-name, .tile-down")].some((word) => {
    const inner = word.getBoundingClientRect();
    return inner.top < box.top - 1 || inner.bottom > bar.top + 1
      || inner.left < box.left || inner.right > box.right;
  });
}).map((tile) => tile.dataset.name);
"""
SHOWN = """
const list = document.querySelector(".incident-list").getBoundingClientRect();
return [...document.querySelectorAll(".incident-list .incident")].filter((each) => {
  const box = each.getBoundingClientRect();
  return box.right <= list.right + 1 && box.bottom <= list.bottom + 1;
}).length;
"""


@pytest.mark.parametrize("lang", ["th", "en"])
def test_the_first_incident_is_on_a_phones_first_screen(
    nation: Served, open_browser: Open, lang: str
) -> None:
    browser = open_browser(390, 844, True)
    _load(browser, f"{nation.url}/incidents?lang={lang}")

    row = "document.querySelector('#incident-page .incident').getBoundingClientRect()"
    assert browser.execute_script(f"return {row}.bottom") < 600
    cut = """return [...document.querySelectorAll(".incident-place > span:last-child")]
      .filter((each) => each.scrollWidth > each.clientWidth + 1 && each.clientWidth)"""
    assert browser.execute_script(cut) == []


def test_a_failure_shows_on_the_wall_without_a_reload(
    nation: Served, open_browser: Open
) -> None:
    browser = open_browser(1920, 1080, True)
    _load(browser, f"{nation.url}/?lang=en")
    _wait(browser, "document.getElementById('dots').width !== 300")
    browser.execute_script("window.wasHere = true")
    down = "Number(document.querySelector('[data-count=down]').textContent)"
    before = browser.execute_script(f"return {down}")
    tile = "document.querySelector('[data-province=\"83\"]').getAttribute('aria-label')"
    assert browser.execute_script(f"return {tile}").startswith("Phuket: 0 of")

    nation.do(nation.world.fail("PI-83-00001", "PI-83-00002"))

    _wait(browser, f"{down} === {before + 2}")
    _wait(browser, f"{tile}.startsWith('Phuket: 2 of')")
    _wait(
        browser, "document.querySelector('.incident[href*=\"PI-83-00001\"]') !== null"
    )
    assert browser.execute_script("return window.wasHere")
    assert _complaints(browser) == []

    nation.do(nation.world.mend("PI-83-00001", "PI-83-00002"))
    _wait(browser, f"{down} === {before}")


def test_an_incident_appears_live_and_is_taken_on_from_its_page(
    nation: Served, open_browser: Open
) -> None:
    browser = open_browser(1920, 1080, True)
    _load(browser, f"{nation.url}/?lang=en")
    row = "document.querySelector('.incident[href*=\"PI-83-00007\"]')"
    assert browser.execute_script(f"return {row}") is None
    browser.execute_script("window.wasHere = true")

    nation.do(nation.world.fail("PI-83-00007"))
    _wait(browser, f"{row} !== null")
    assert "Cause not known yet" in browser.execute_script(f"return {row}.textContent")
    browser.execute_script(f"{row}.click()")
    _load(browser, browser.execute_script("return location.href"))
    browser.execute_script("window.wasHere = true")
    browser.find_element(By.ID, "deed-text").send_keys("on the way")
    browser.find_element(By.CSS_SELECTOR, "button[formaction]").click()

    _wait(browser, "document.getElementById('timeline').textContent.includes('on the')")
    _wait(browser, "document.querySelector('button[formaction]') === null")
    assert browser.find_element(By.ID, "deed-said").text == "Saved"
    assert browser.find_element(By.ID, "deed-text").get_attribute("value") == ""
    assert browser.execute_script("return window.wasHere")
    nation.do(nation.world.mend("PI-83-00007"))
    _wait(browser, "document.querySelector('.verdict-up') !== null")
    assert _complaints(browser) == []


def test_the_page_of_a_site_follows_it_and_checks_it_now(
    nation: Served, open_browser: Open
) -> None:
    browser = open_browser(390, 844, True)
    _load(browser, f"{nation.url}/site/PI-83-00005?lang=en")
    verdict = "document.querySelector('.verdict-line').textContent"
    assert "works" in browser.execute_script(f"return {verdict}")

    nation.do(nation.world.fail("PI-83-00005"))
    _wait(browser, f"{verdict}.includes('is down')")
    browser.find_element(By.CSS_SELECTOR, "#check-form button").click()
    _wait(browser, "document.querySelector('#check table') !== null")

    text = browser.find_element(By.ID, "check").text
    assert "Nothing at the site answers" in text
    assert "Before the check" in text
    assert "/site/PI-83-00005?lang=en" in browser.current_url
    assert _complaints(browser) == []
    nation.do(nation.world.mend("PI-83-00005"))


def test_the_keyboard_reaches_a_province_and_opens_it(
    nation: Served, open_browser: Open
) -> None:
    browser = open_browser(1920, 1080, True)
    _load(browser, f"{nation.url}/?lang=en")
    focused = "document.activeElement"

    ActionChains(browser).send_keys(Keys.TAB).perform()
    assert browser.execute_script(f"return {focused}.className") == "skip"
    ActionChains(browser).send_keys(Keys.ENTER).send_keys(Keys.TAB).perform()
    name = browser.execute_script(f"return {focused}.getAttribute('aria-label')")
    outline = f"getComputedStyle({focused}).outlineStyle"
    is_outlined = browser.execute_script(f"return {outline} === 'solid'")
    ActionChains(browser).send_keys(Keys.ENTER).perform()
    _wait(browser, "location.pathname.startsWith('/province/')")

    assert name.startswith("Mae Hong Son: ")
    assert is_outlined


def test_a_broken_stream_is_said_at_once_and_mends_by_itself(
    nation: Served, open_browser: Open
) -> None:
    browser = open_browser(1920, 1080, True)
    _load(browser, f"{nation.url}/?lang=en")
    words = "document.getElementById('live-words').textContent"
    offline = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    browser.execute_cdp_cmd("Network.enable", {})

    browser.execute_cdp_cmd(
        "Network.emulateNetworkConditions", {"offline": True} | offline
    )
    _wait(browser, f"{words}.startsWith('Not live since')", 45)
    nation.do(nation.world.fail("PI-83-00009"))
    browser.execute_cdp_cmd(
        "Network.emulateNetworkConditions", {"offline": False} | offline
    )

    _wait(browser, f"{words}.startsWith('Live')", 45)
    _wait(
        browser, "document.querySelector('.incident[href*=\"PI-83-00009\"]') !== null"
    )
    nation.do(nation.world.mend("PI-83-00009"))


@pytest.mark.parametrize("size", SIZES)
def test_a_blind_poller_says_so_in_a_banner(
    nation: Served, open_browser: Open, output: Path, size: str
) -> None:
    async def go_blind() -> None:
        await tell(nation.world, "collector:main", Cause.COLLECTOR, why="timeout")
        nation.world.live.engine.guard.sight = Sight.BLIND

    browser = open_browser(*SIZES[size], True)
    _load(browser, f"{nation.url}/?lang=th")

    nation.do(go_blind())
    nation.world.clock.move(1)
    _wait(browser, "document.querySelector('.blind-banner') !== null")
    _wait(browser, "document.querySelector('.vital.is-troubled') !== null")
    violations = Axe().run(browser)["violations"]

    browser.save_screenshot(str(output / f"blind-{size}.png"))
    nation.world.live.engine.guard.sight = Sight.CLEAR
    assert [(each["id"], each["nodes"][0]["html"]) for each in violations] == []
    words = browser.find_element(By.CLASS_NAME, "blind-banner").text
    assert words.startswith("ตัวตรวจของเราเองมองไม่เห็น จึงไม่ทราบสถานะศูนย์ใดเลยตั้งแต่")
    height = browser.execute_script("return document.documentElement.scrollHeight")
    assert size == "phone" or height <= 1080


def test_a_change_during_a_slow_answer_is_not_taken_back(
    nation: Served, open_browser: Open
) -> None:
    browser = open_browser(1920, 1080, True)
    _load(browser, f"{nation.url}/?lang=en")
    _wait(browser, "document.getElementById('dots').width !== 300")
    down = "Number(document.querySelector('[data-count=down]').textContent)"
    before = browser.execute_script(f"return {down}")
    browser.execute_script("""
        const ask = window.fetch;
        window.fetch = async (...asked) => {
          const answer = await ask(...asked);
          if (asked[0] !== "/web/states" || window.wasHeld) return answer;
          window.wasHeld = true;
          await new Promise((go) => { window.letGo = go; });
          return answer;
        };
    """)
    _wait(browser, "window.wasHeld === true")

    nation.do(nation.world.fail("PI-83-00011"))
    _wait(browser, f"{down} === {before + 1}")
    browser.execute_script("""
        const shown = document.querySelector("[data-count=down]");
        window.seen = [];
        new MutationObserver(() => window.seen.push(shown.textContent))
          .observe(shown, { childList: true, characterData: true, subtree: true });
        window.letGo();
    """)
    nation.do(nation.world.fail("PI-83-00012"))
    _wait(browser, f"{down} === {before + 2}")

    assert browser.execute_script("return window.seen") == [str(before + 2)]
    nation.do(nation.world.mend("PI-83-00011", "PI-83-00012"))


def test_the_history_of_today_follows_on_the_wall(
    nation: Served, open_browser: Open
) -> None:
    browser = open_browser(1920, 1080, True)
    _load(browser, f"{nation.url}/?lang=en")
    line = "document.querySelector('.today-line').textContent"
    before = browser.execute_script(f"return {line}")

    nation.do(nation.world.fail("PI-83-00013"))
    nation.world.clock.move(30)
    browser.execute_script("document.getElementById('today').dataset.on = 'all'")
    nation.do(nation.world.fail("PI-83-00014"))

    _wait(browser, f"{line} !== {before!r}")
    link = browser.find_element(By.CSS_SELECTOR, ".today-line a")
    assert "incidents of today" in link.text
    link.click()
    _wait(browser, "location.pathname === '/incidents'")
    nation.do(nation.world.mend("PI-83-00013", "PI-83-00014"))
