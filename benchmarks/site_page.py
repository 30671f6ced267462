"""A site's page with a month of charts, over a log of 8,255 sites.

The log holds 30 days of hours (roll-ups, every device, all random; days that are over
merged by the log's own code) and the present hour, not yet sealed. The peer is SQLite
with as many hours of one measurement of a tenth of the sites, asked for what one chart
draws.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from benchmarks.sample_log import merge_all
from benchmarks.table import Report, percentile
from inventory.model import Register, Router
from netmon.core.model import SiteCode
from netmon.core.schema import DEVICE, INTERFACE, PING, WIFI, Kind, Measurement, Sample
from netmon.store.columns import schema_of
from netmon.store.duck import Duck, literal
from netmon.store.layout import FOLDER, Layout, hours_of, to_day, to_hour
from netmon.store.port import Point, RangeQuestion, SampleReader, Span
from netmon.store.rollup import roll_up_hours
from netmon.web.charts import SITE_CHARTS
from tests.browser.driver import open_chromium
from tests.browser.server import Served, serve_nation

DAYS = 30
MINUTES = 45
"""Of the hour under way, which lie in the tail."""
VISITS = 200
SEED = 2569
DRAWN = (PING, INTERFACE, DEVICE, WIFI)
PEER_SITES = 825

_KINDS = {
    Kind.FLOAT: "(random() * 100)::FLOAT",
    Kind.DOUBLE: "random() * 1e7",
    Kind.INT: "(random() * 1000)::BIGINT",
    Kind.BOOL: "true",
}
_WEIGHT = """
const loaded = [...performance.getEntriesByType("navigation"),
  ...performance.getEntriesByType("resource")];
return loaded.reduce((sum, each) => sum + each.transferSize, 0);
"""


@dataclass(frozen=True, slots=True)
class Visit:
    """One look at a page: seconds for the page, then for all of its numbers."""

    page_s: float
    series_s: float


def run() -> Report:
    report = Report("A site's page with a month of charts, 8,255 sites")
    with tempfile.TemporaryDirectory() as name, serve_nation(Path(name)) as nation:
        folder = Path(name)
        _fill(report, nation, folder)
        asyncio.run(_visit(report, nation))
        _weigh(report, nation)
        _peer(report, nation, folder)
    report.notes += [
        f"A visit is the page, then at once all it draws: the states and {len(DRAWN)} "
        "answers of a month by the hour, asked together as a browser does. One visit "
        "at a time; the server and the caller share a process and its lock.",
        f"The present hour, {MINUTES} minutes of it, lies in the tail; the newest "
        "reading comes from it. A month is drawn by whole hours, as on the page.",
        "The peer has no gaps, no units, no compression, and one measurement only.",
    ]
    return report


def _fill(report: Report, nation: Served, folder: Path) -> None:
    """Make the hours of a month, and append the last hour slot by slot."""
    began_s = time.perf_counter()
    world = nation.world
    world.clock.move(MINUTES * 60 - world.clock.now().minute * 60)
    register, now = world.live.board.register, world.clock.now()
    layout, duck = Layout(folder / FOLDER), Duck(folder)
    devices = {each.name: _devices(register, each) for each in DRAWN}
    for back in range(DAYS + 1):
        day = to_day(now - timedelta(days=back))
        for each in DRAWN:
            _make_hours(layout, duck, each, devices[each.name], day, now)
    duck.close()
    merge_all(layout, now)
    report.add("hours of devices in roll-ups", _rows(layout), "")
    count = 0
    for minute in range(MINUTES):
        rows = _slot(devices, now - timedelta(minutes=MINUTES - minute))
        nation.do(world.store.append(rows))
        count += len(rows)
    report.add("rows in the tail", count, "")
    report.add("making the log", time.perf_counter() - began_s, "s")


def _devices(register: Register, measurement: Measurement) -> list[tuple[str, str]]:
    """Return the site and device of every row of a slot."""
    found = [(str(code), str(each.id)) for code, each in register.routers.items()]
    if measurement is WIFI:
        points = register.access_points.values()
        found += [(str(each.site), str(each.id)) for row in points for each in row]
    return found


def _make_hours(
    layout: Layout,
    duck: Duck,
    measurement: Measurement,
    devices: Sequence[tuple[str, str]],
    day: date,
    until: datetime,
) -> None:
    """Write the roll-up of a day from one made-up row an hour and device."""
    hours = [hour for hour in hours_of(day) if hour < to_hour(until)]
    if not hours:
        return
    names = schema_of(measurement.name).names
    kinds = [_KINDS[each.kind] for each in measurement.fields.values()]
    columns = ["make_timestamptz(h * 3600000000)", "d.site", "d.device", *kinds]
    named = ", ".join(
        f'{sql} AS "{name}"' for sql, name in zip(columns, names, strict=True)
    )
    first = int(hours[0].timestamp()) // 3600
    path = layout.scratch / "made.parquet"
    sites, names_of_devices = zip(*devices, strict=True)
    table = pa.table({"site": sites, "device": names_of_devices})
    with duck.cursor() as cursor:
        cursor.register("d", table)
        cursor.execute(
            f"COPY (SELECT {named} FROM d, range({first}, {first + len(hours)}) t(h)) "
            f"TO {literal(str(path))} (FORMAT parquet)"
        )
        roll_up_hours(layout, cursor, measurement.name, path, hours)
    path.unlink()


def _rows(layout: Layout) -> int:
    files = (layout.root / "site_1h").rglob("*.parquet")
    return sum(pq.read_metadata(path).num_rows for path in files)


def _slot(devices: dict[str, list[tuple[str, str]]], at: datetime) -> list[Sample]:
    """Return a minute: two pings and one reading of everything else."""
    dice = random.Random(at.timestamp())
    made: list[Sample] = []
    for each in (PING, *DRAWN):
        later = 30.0 if made and each is PING else 0.0
        when = at + timedelta(seconds=later + dice.random())
        values = tuple(_value(field.kind, dice) for field in each.fields.values())
        made += [Sample(each.name, when, tags, values) for tags in devices[each.name]]
    return made


def _value(kind: Kind, dice: random.Random) -> float | int | bool:
    if kind is Kind.BOOL:
        return True
    return dice.randrange(1000) if kind is Kind.INT else dice.random()


async def _visit(report: Report, nation: Served) -> None:
    world = nation.world
    routers, dice = world.live.board.register.routers, random.Random(SEED)
    codes = dice.sample(sorted(routers), VISITS + 1)
    span = _span(nation)
    month = {"from": span.start.isoformat(), "to": span.end.isoformat()}
    async with httpx.AsyncClient(base_url=nation.url, timeout=60) as client:
        await _look(client, codes.pop(), routers, month)  # loads DuckDB
        visits = [await _look(client, code, routers, month) for code in codes]
    pages = [1000 * visit.page_s for visit in visits]
    wholes = [1000 * (visit.page_s + visit.series_s) for visit in visits]
    report.add("the page alone: p50", percentile(pages, 0.5), "ms")
    report.add("the page alone: p99", percentile(pages, 0.99), "ms")
    report.add("page and all series of a month: p50", percentile(wholes, 0.5), "ms")
    report.add(
        "page and all series of a month: p99", percentile(wholes, 0.99), "ms", 200
    )


async def _look(
    client: httpx.AsyncClient,
    code: str,
    routers: Mapping[Any, Router],
    month: dict[str, str],
) -> Visit:
    began_s = time.perf_counter()
    _check(await client.get(f"/site/{code}"))
    page_s = time.perf_counter() - began_s
    wish = {"device": routers[SiteCode(code)].id, **month}
    asked = [client.get(f"/api/v1/sites/{code}/states", params=month)]
    for each in DRAWN:
        fields = [
            name
            for chart in SITE_CHARTS
            if chart.measurement == each.name
            for name in chart.fields
        ]
        named = wish | {"measurement": each.name, "field": fields}
        asked.append(client.get(f"/api/v1/sites/{code}/series", params=named))
    for answer in await asyncio.gather(*asked):
        _check(answer)
    return Visit(page_s, time.perf_counter() - began_s - page_s)


def _check(answer: httpx.Response) -> None:
    """Raise unless the answer is good and, of a series, full of numbers."""
    answer.raise_for_status()
    if "/series" in str(answer.url):
        values = answer.json()["fields"][0]["values"]
        if sum(value is not None for value in values) < DAYS * 24:
            message = f"an hour is missing: {answer.url}"
            raise RuntimeError(message)


def _weigh(report: Report, nation: Served) -> None:
    """Load a page into an empty browser, choose the month, and see every chart."""
    browser = open_chromium(390, 844)
    try:
        code = sorted(nation.world.live.board.register.routers)[4711]
        browser.get(f"{nation.url}/site/{code}")
        browser.find_element(By.CSS_SELECTOR, "[data-hours='720']").click()
        for figure in browser.find_elements(By.CSS_SELECTOR, ".chart[data-chart]"):
            browser.execute_script("arguments[0].scrollIntoView()", figure)
            WebDriverWait(browser, 30, 0.05).until(partial(_is_month, figure))
        sent = float(browser.execute_script(_WEIGHT))
    finally:
        browser.quit()
    report.add("transferred cold, a month on a phone", sent / 1000, "kB", 250)


def _is_month(figure: WebElement, _: WebDriver) -> bool:
    return figure.get_attribute("data-shown") == "720"


def _peer(report: Report, nation: Served, folder: Path) -> None:
    """Ask SQLite for the hours of round trips, written in the order of time."""
    codes = sorted(nation.world.live.board.register.routers)[:: 8255 // PEER_SITES]
    hours, dice = DAYS * 24, random.Random(SEED)
    database = sqlite3.connect(folder / "peer.db")
    database.execute("CREATE TABLE hour (site, at, low, mean, high, loss)")
    database.execute("CREATE INDEX hour_site ON hour (site, at)")
    for at in range(hours):
        rows = ((code, at, *(dice.random() for _ in range(4))) for code in codes)
        database.executemany("INSERT INTO hour VALUES (?, ?, ?, ?, ?, ?)", rows)
    database.commit()
    times = []
    for code in dice.sample(codes, 100):
        began_s = time.perf_counter()
        found = database.execute(
            "SELECT * FROM hour WHERE site = ? ORDER BY at", (code,)
        ).fetchall()
        orjson.dumps(found)
        times.append(1000 * (time.perf_counter() - began_s))
    database.close()
    name = "peer: SQLite, a tenth of the sites, one measurement, no HTTP"
    report.add(f"{name}: p99", percentile(times, 0.99), "ms")
    reader, span = nation.world.store.reader, _span(nation)
    times = [_ask(nation, reader, code, span) for code in dice.sample(codes, 50)]
    report.add(
        "the same question of the sample log: p99", percentile(times, 0.99), "ms"
    )


def _span(nation: Served) -> Span:
    """Return the last month of whole hours."""
    end = to_hour(nation.world.clock.now())
    return Span(end - timedelta(days=DAYS), end)


def _ask(nation: Served, reader: SampleReader, code: str, span: Span) -> float:
    fields = ("rtt_min_s", "rtt_avg_s", "rtt_max_s", "loss_ratio")
    began_s = time.perf_counter()
    nation.do(_range(reader, RangeQuestion("ping", fields, span, 3600, code)))
    return 1000 * (time.perf_counter() - began_s)


async def _range(reader: SampleReader, question: RangeQuestion) -> Sequence[Point]:
    return await reader.range(question)
