"""Pages of centres and of the programme, and their forms, in a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_core_python.selenium import Axe
from PIL import Image
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from inventory.records.catalogue import COMMUNITY_ITEM, PRODUCT, SHOP
from tests.browser.conftest import Open
from tests.browser.server import Served

LOOKS = {
    "phone-th": (390, 844, False),
    "desktop-en": (1280, 900, True),
}
"""Width, height, and whether it is dark."""
ONE_LOOK = {
    "programme": "desktop-en",
    "programme-part": "phone-th",
    "community-item": "phone-th",
    "record-centre": "phone-th",
    "record-product": "phone-th",
}
"""Pages looked at once: long ones, and those made of the same parts as another."""


def _wait(browser: WebDriver, script: str) -> None:
    WebDriverWait(browser, 20, 0.1).until(
        lambda _: browser.execute_script(f"return {script}")
    )


@pytest.fixture(scope="module")
def pages(nation: Served) -> dict[str, str]:
    """Return the addresses of what is looked at, by name."""
    records = nation.world.live.records
    shop = nation.do(records.page(SHOP, limit=1))[0]
    product = nation.do(records.page(PRODUCT, {"shop_id": shop.code}, limit=1))[0]
    item = nation.do(records.page(COMMUNITY_ITEM, limit=1))[0]
    centre = shop.values["centre_code"]
    return {
        "centres": "/centres?order=sales&province=30",
        "centre": f"/centre/{centre}",
        "programme": "/programme",
        "programme-part": "/programme?province=30",
        "community": "/community",
        "community-item": f"/community/{item.code}",
        "record-centre": f"/record/centre/{centre}",
        "record-new": f"/record/community_item/new/{centre}",
        "record-shop": f"/record/shop/{shop.code}",
        "record-product": f"/record/product/{product.code}",
    }


@pytest.mark.parametrize("look", LOOKS)
def test_the_pages_of_the_programme_are_sound_for_everyone(
    nation: Served, open_browser: Open, output: Path, pages: dict[str, str], look: str
) -> None:
    browser = open_browser(*LOOKS[look])
    lang = look[-2:]

    for name, page in pages.items():
        if ONE_LOOK.get(name, look) != look:
            continue
        browser.get(f"{nation.url}{page}{'&' if '?' in page else '?'}lang={lang}")
        violations = Axe().run(browser)["violations"]
        browser.save_screenshot(str(output / f"{name}-{look}.png"))
        found = [(each["id"], each["nodes"][0]["html"]) for each in violations]
        assert found == [], name
        wide = "document.documentElement.scrollWidth - window.innerWidth"
        assert browser.execute_script(f"return {wide}") <= 0, name
    assert [entry["message"] for entry in browser.get_log("browser")] == []


def test_a_form_says_what_is_wrong_beside_the_field_and_is_then_kept(
    nation: Served, open_browser: Open, pages: dict[str, str]
) -> None:
    browser = open_browser(390, 844, True)
    browser.get(f"{nation.url}{pages['record-new']}?lang=en")
    browser.find_element(By.ID, "field-body").send_keys("One\nTwo")

    browser.find_element(By.CSS_SELECTOR, ".record-form button").click()
    _wait(browser, "document.querySelector('#fault-title') !== null")
    violations = Axe().run(browser)["violations"]
    browser.find_element(By.CSS_SELECTOR, '.form-alert a[href="#field-title"]').click()
    focused = browser.switch_to.active_element
    assert focused.get_attribute("id") == "field-title"
    focused.send_keys("A market")
    browser.find_element(By.CSS_SELECTOR, "#field-topic [value=culture]").click()
    browser.find_element(By.CSS_SELECTOR, ".record-form button").click()

    _wait(browser, "location.pathname.startsWith('/centre/')")
    assert [each["id"] for each in violations] == []
    assert browser.find_element(By.CSS_SELECTOR, "[role=status].form-said").text
    assert "A market" in browser.find_element(By.CLASS_NAME, "items").text
    browser.find_element(By.LINK_TEXT, "A market").click()
    _wait(browser, "location.pathname.startsWith('/community/')")
    assert "One\nTwo" in browser.find_element(By.CLASS_NAME, "lines").text


def test_a_photo_is_sent_from_the_products_page(
    nation: Served, open_browser: Open, pages: dict[str, str], tmp_path: Path
) -> None:
    picture = tmp_path / "photo.png"
    Image.new("RGB", (40, 30), (200, 120, 40)).save(picture)
    browser = open_browser(390, 844, True)
    browser.get(f"{nation.url}{pages['record-product']}?lang=en")

    browser.find_element(By.ID, "photo-file").send_keys(str(picture))
    browser.find_element(By.CSS_SELECTOR, "#photo-form button").click()

    _wait(browser, "document.querySelector('.product-photo')?.naturalWidth === 40")
    assert "Saved" in browser.find_element(By.CSS_SELECTOR, ".form-said").text
