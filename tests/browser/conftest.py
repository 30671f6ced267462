"""A browser and something to look at."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from selenium import webdriver

from tests.browser.server import Served, serve_nation
from tests.require import require

CHROMIUM, DRIVER = "chromium", "chromedriver"
Open = Callable[[int, int, bool], webdriver.Chrome]


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve_nation(tmp_path_factory.mktemp("nation")) as served:
        yield served


@pytest.fixture
def open_browser() -> Iterator[Open]:
    """Return what opens a browser of a width, a height, and dark or light."""
    for program in (CHROMIUM, DRIVER):
        require(shutil.which(program), "chromium", f"{program} is not installed")
    opened: list[webdriver.Chrome] = []

    def open_one(width: int, height: int, is_dark: bool = True) -> webdriver.Chrome:
        opened.append(_open(width, height, is_dark))
        return opened[-1]

    yield open_one
    for browser in opened:
        browser.quit()


def _open(width: int, height: int, is_dark: bool) -> webdriver.Chrome:
    options = webdriver.ChromeOptions()
    options.binary_location = str(shutil.which(CHROMIUM))
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = webdriver.ChromeService(str(shutil.which(DRIVER)))
    browser = webdriver.Chrome(options=options, service=service)
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    scheme = {"name": "prefers-color-scheme", "value": "dark" if is_dark else "light"}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
    return browser


@pytest.fixture
def output() -> Path:
    """Return the folder of the screenshots; git ignores it."""
    folder = Path(__file__).parent.parent / "output"
    folder.mkdir(exist_ok=True)
    return folder
