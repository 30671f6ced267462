"""The wall in a browser: its weight, its first paint, and its pace under updates."""

from __future__ import annotations

import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait

from benchmarks.table import Report
from netmon.core.model import Service, SiteCode, SiteState
from netmon.status.effects import Transition
from tests.browser.driver import open_chromium
from tests.browser.server import Served, serve_nation

LOADS = 5
RATE = 60
SECONDS = 20
BATCH_S = 0.2
"""The keeper writes, and tells, this often."""
SETTLE_S = 1
"""A browser just started is still busy with itself."""
SIZE = (1920, 1080)
SEED = 2569

_WEIGHT = """
const loaded = [...performance.getEntriesByType("navigation"),
  ...performance.getEntriesByType("resource")];
return loaded.reduce((sum, each) => sum + each.transferSize, 0);
"""
_PAINT = """
const [paint] = performance.getEntriesByName("first-contentful-paint");
return paint ? paint.startTime : null;
"""
_COUNT_FRAMES = """
const frames = (window.frames_ = { count: 0, worst: 0, began: performance.now() });
let last = frames.began;
function tick(now) {
  frames.count += 1;
  frames.worst = Math.max(frames.worst, now - last);
  frames.took = now - frames.began;
  last = now;
  requestAnimationFrame(tick);
}
requestAnimationFrame(tick);
"""
_NAIVE = """
document.title = "naive";
document.body.replaceChildren();
const down = document.body.appendChild(document.createElement("h1"));
for (const [code] of arguments[0]) {
  const site = document.body.appendChild(document.createElement("div"));
  site.id = code;
  site.className = "up";
  site.style.cssText = "display:inline-block;width:9em;background:#264;color:#fff";
  site.textContent = `${code} up`;
}
new EventSource("/api/v1/events").addEventListener("transition", (event) => {
  const change = JSON.parse(event.data);
  const site = document.getElementById(change.site);
  site.className = change.state;
  site.textContent = `${change.site} ${change.state}`;
  site.style.background = change.state === "down" ? "#a30" : "#264";
  down.textContent = document.querySelectorAll(".down").length;
});
"""
"""What one writes first: an element a site, changed and counted at every event."""


def run() -> Report:
    report = Report(f"The wall with 8,255 sites in headless Chromium, {SIZE[0]} wide")
    with tempfile.TemporaryDirectory() as folder, serve_nation(Path(folder)) as nation:
        _measure_load(report, nation)
        with _browser() as browser:
            _open_wall(browser, nation)
            _measure_pace(report, "wall", browser, nation)
            _compare(report, browser, nation)
        with _browser() as browser:
            _open_naive(browser, nation)
            _measure_pace(report, "peer, an element a site", browser, nation)
    report.notes += [
        f"Updates: {RATE} changes of state a second for {SECONDS} s, through journal, "
        f"board and event stream, {BATCH_S} s apart.",
        "Frames are counted by requestAnimationFrame; the browser makes at most 60 a "
        "second, and draws without a graphics card here.",
    ]
    return report


def _measure_load(report: Report, nation: Served) -> None:
    weights, paints = [], []
    for _ in range(LOADS):
        with _browser() as browser:
            time.sleep(SETTLE_S)
            _open_wall(browser, nation)
            weights.append(float(browser.execute_script(_WEIGHT)))
            paints.append(float(_wait(browser, _PAINT)))
    report.add("transferred cold", max(weights) / 1000, "kB", 300)
    report.add("first contentful paint, median", statistics.median(paints), "ms")
    report.add(f"first contentful paint, worst of {LOADS}", max(paints), "ms", 1000)


def _measure_pace(
    report: Report, name: str, browser: WebDriver, nation: Served
) -> None:
    limit_ms = 1000 / 30 if name == "wall" else None
    browser.execute_script(_COUNT_FRAMES)
    nation.do(_update(nation), SECONDS * 3)
    frames: dict[str, Any] = browser.execute_script("return window.frames_")
    mean_ms = frames["took"] / frames["count"]
    report.add(f"{name}: frames a second", 1000 / mean_ms, "")
    report.add(f"{name}: mean time of a frame", mean_ms, "ms", limit_ms)
    report.add(f"{name}: longest frame", frames["worst"], "ms")


def _compare(report: Report, browser: WebDriver, nation: Served) -> None:
    """Hold what the wall shows against the board."""
    time.sleep(1)
    shown = browser.execute_script(
        "return document.querySelector('[data-count=down]').textContent"
    )
    truth = nation.world.live.board.counts.by_state[SiteState.DOWN]
    wrong = abs(int(shown.replace(",", "")) - truth)
    report.add("wall: sites down, shown and true, differ by", wrong, "", 0)


async def _update(nation: Served) -> None:
    """Let sites go down and come back, each change on time."""
    keeper, clock = nation.world.keeper, nation.world.clock
    board, lot = keeper.board, random.Random(SEED)
    codes = list(board.register.sites)
    batch = round(RATE * BATCH_S)
    began_s = time.monotonic()
    for number in range(round(SECONDS / BATCH_S)):
        clock.move(BATCH_S)
        flips = [_flip(nation, code) for code in lot.sample(codes, batch)]
        keeper._take(flips)  # noqa: SLF001  judgement is not what is measured
        await keeper.flush()
        due_s = began_s + (number + 1) * BATCH_S
        await asyncio.sleep(max(0.0, due_s - time.monotonic()))


def _flip(nation: Served, code: SiteCode) -> Transition:
    now = nation.world.clock.now()
    before = nation.world.live.board.status(code).link.state
    after = SiteState.UP if before is SiteState.DOWN else SiteState.DOWN
    return Transition(code, Service.LINK, before, after, now, now, "timeout")


def _open_wall(browser: WebDriver, nation: Served) -> None:
    browser.get(f"{nation.url}/")
    _wait(browser, "return document.getElementById('live').dataset.state === 'on'")
    _wait(browser, "return document.getElementById('dots').width !== 300")


def _open_naive(browser: WebDriver, nation: Served) -> None:
    browser.get(f"{nation.url}/web/states")
    fetched = "const answer = await fetch('/web/positions.json'); return answer.json()"
    sites = browser.execute_script(f"return (async () => {{ {fetched} }})()")
    browser.execute_script(_NAIVE, sites)


def _wait(browser: WebDriver, script: str) -> Any:
    waiting = WebDriverWait(browser, 30, 0.05)
    return waiting.until(lambda _: browser.execute_script(script))


@contextmanager
def _browser() -> Iterator[WebDriver]:
    browser = open_chromium(*SIZE)
    try:
        yield browser
    finally:
        browser.quit()
