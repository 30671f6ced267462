"""Signing in as people meet it: in a browser, on phone and desktop."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from axe_core_python.selenium import Axe
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.conftest import Open
from tests.browser.server import TRUNKS, Served

SIZES = {"phone": (390, 844), "desktop": (1920, 1080)}
FITS = "return document.documentElement.scrollWidth <= window.innerWidth"


def _press_demo(browser: WebDriver) -> None:
    browser.find_element(By.CSS_SELECTOR, ".demo-accounts button").click()
    WebDriverWait(browser, 10).until(lambda it: "/login" not in it.current_url)


def _check(browser: WebDriver, picture: Path) -> None:
    browser.save_screenshot(str(picture))
    violations = Axe().run(browser)["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in violations] == []
    assert browser.execute_script(FITS)
    assert browser.get_log("browser") == []


@pytest.mark.parametrize("lang", ["th", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_the_form_and_the_account_are_sound_for_everyone(
    nation: Served, open_browser: Open, output: Path, size: str, lang: str
) -> None:
    browser = open_browser(*SIZES[size], size == "desktop")
    browser.get(f"{nation.url}/login?next=/account&lang={lang}")
    _check(browser, output / f"login-{size}-{lang}.png")

    _press_demo(browser)
    browser.get(f"{nation.url}/account?lang={lang}")

    _check(browser, output / f"account-{size}-{lang}.png")
    browser.get(f"{nation.url}/incidents")
    assert "noc" in browser.find_element(By.CLASS_NAME, "who").text
    assert browser.execute_script(FITS)


def test_a_note_is_signed_by_whoever_has_signed_in(
    nation: Served, open_browser: Open
) -> None:
    """The page's script shows the token of its session, and the form without it too."""
    browser = open_browser(*SIZES["desktop"], True)
    browser.get(f"{nation.url}/login")
    _press_demo(browser)
    incident = f"{nation.url}/incident/{quote(TRUNKS[-1], safe='')}"
    browser.get(incident)
    browser.find_element(By.ID, "deed-text").send_keys("the road is open again")
    browser.find_element(By.CSS_SELECTOR, "#deed-buttons button:last-child").click()
    WebDriverWait(browser, 10).until(
        lambda it: "account:noc" in it.find_element(By.ID, "timeline").text
    )

    owner = browser.find_element(By.ID, "deed-owner")
    owner.clear()
    owner.send_keys("team 7")
    browser.execute_script(
        "HTMLFormElement.prototype.submit.call(arguments[0].form)", owner
    )
    WebDriverWait(browser, 10).until(
        lambda it: "team 7" in it.find_element(By.ID, "incident-live").text
    )


def test_who_signs_out_is_out(nation: Served, open_browser: Open) -> None:
    browser = open_browser(*SIZES["phone"], True)
    browser.get(f"{nation.url}/login?next=/incidents")
    _press_demo(browser)
    browser.find_element(By.CSS_SELECTOR, ".who button").click()

    WebDriverWait(browser, 10).until(lambda it: it.current_url.endswith("/login"))
    assert [each for each in browser.get_cookies() if "session" in each["name"]] == []
    browser.get(f"{nation.url}/account")
    assert browser.current_url.endswith("/login?next=%2Faccount")
