"""A browser and something to look at."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from selenium import webdriver

from tests.browser.driver import CHROMIUM, DRIVER, open_chromium
from tests.browser.server import Served, serve_nation
from tests.require import require

Open = Callable[[int, int, bool], webdriver.Chrome]


@pytest.fixture(scope="session")
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
        opened.append(open_chromium(width, height, is_dark=is_dark))
        return opened[-1]

    yield open_one
    for browser in opened:
        browser.quit()


@pytest.fixture
def output() -> Path:
    """Return the folder of the screenshots; git ignores it."""
    folder = Path(__file__).parent.parent / "output"
    folder.mkdir(exist_ok=True)
    return folder
