"""Every query of the dashboards on a real InfluxDB with a month of the whole nation.

`fleet` holds 456 groups of province, type and contract every five minutes for 30 days;
`sla_group` 77 of province and contract every hour, and the 616 pairs without a site
once a day, as after a start; the rest is the seeded month of the tests. Queries are
those that are committed, with macros and variables put in as Grafana does; no Grafana
takes part.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path

import httpx
import psutil
import pyarrow as pa

from benchmarks.table import Report
from dashboards.names import SOURCES
from netmon.core.schema import Sample
from netmon.store.columns import AT, measurement_of, to_batch, to_ms
from netmon.store.influx.lines import LineMaker
from netmon.store.influx.transport import InfluxAccess, InfluxTransport
from tests.grafana_backend import ALL, Question, Values, committed, questions
from tests.grafana_backend import substitute as put_in
from tests.integration.influx import ADMIN, Influx, influx_server
from tests.seeded_month import (
    BATCH,
    CONTRACTS,
    END,
    MONTH,
    PROVINCE,
    TYPES,
    Load,
    make_book,
    seed,
    site_code,
)

GROUPS = 456
SLOT = timedelta(minutes=5)
SLA_RUN = timedelta(hours=1)
ASKED = 7
WALL_MS, PANEL_MS = 50, 1_000
DATABASES = {source.uid: f"netmon{source.suffix}" for source in SOURCES}


def run() -> Report:
    report = Report("Dashboards on InfluxDB 1.6.7, a month of the nation")
    before = os.getloadavg()[0]
    with (
        tempfile.TemporaryDirectory() as folder,
        influx_server(Path(folder), with_auth=True) as server,
    ):
        count = seed(server, Load(provinces=0))
        count += asyncio.run(_write(server, _fleet_lines()))
        count += asyncio.run(_write(server, _sla_lines()))
        report.add("lines in InfluxDB", count, "")
        _ask_all(report, server)
    report.notes.append(
        "a query is timed over HTTP, answer read as JSON: the best of 7 after a first "
        "(over longer times, of 2), since others use the machine too; a panel is its "
        "queries one after another, though Grafana asks side by side; CPU is that of "
        "influxd, over all its threads"
    )
    report.notes.append(
        f"load of the machine, of all that ran: {before:.1f} at the start, "
        f"{os.getloadavg()[0]:.1f} at the end"
    )
    return report


async def _write(server: Influx, lines: Iterator[bytes]) -> int:
    count = 0
    access = InfluxAccess(server.url, *ADMIN, timeout_s=120)
    async with InfluxTransport(access) as transport:
        while batch := list(islice(lines, BATCH)):
            await transport.write("netmon", b"\n".join(batch))
            count += len(batch)
    return count


def _fleet_lines() -> Iterator[bytes]:
    """Yield rows of every group and slot; ten slots' figures come again and again."""
    codes = [PROVINCE, *(str(n) for n in range(10, 86) if str(n) != PROVINCE)]
    groups = [
        (code, kind, f"{contract}{part}")
        for code in codes
        for kind in TYPES
        for contract, part in ((CONTRACTS[0], ""), (CONTRACTS[1], ""), ("66/13", "C"))
    ][:GROUPS]
    dice, maker = Load().dice, LineMaker(make_book(Load()))
    kinds = []
    for _ in range(10):
        rows = []
        for group in groups:
            down = dice.randrange(3)
            values = (18, 15 - down, 1, down, 1, 1, 0, dice.randrange(200))
            rates = (dice.random() * 1e9, dice.random() * 1e8, 0.02, 0.001)
            rows.append((0, Sample("fleet", END, group, (*values, *rates))))
        kinds.append(to_batch(measurement_of("fleet"), rows))
    for number in range(MONTH // SLOT):
        batch = kinds[number % len(kinds)]
        at = pa.array([to_ms(END - SLOT * (number + 1))] * len(groups), pa.int64())
        column = batch.schema.get_field_index(AT)
        kind = batch.schema.field(AT)
        yield from maker.raw(
            "fleet", batch.set_column(column, kind, at.cast(kind.type))
        )


def _sla_lines() -> Iterator[bytes]:
    """Yield the month to date by province and contract; a start every day."""
    codes = [PROVINCE, *(str(n) for n in range(10, 87) if str(n) != PROVINCE)][:77]
    groups = [(code, f"SYN-{number:02}") for code in codes for number in range(9)]
    maker = LineMaker(make_book(Load()))
    for number in range(MONTH // SLA_RUN):
        at, spent_s = END - SLA_RUN * (number + 1), 3_600 * (720 - number)
        rows = []
        for place, group in enumerate(groups):
            sites = 108 if place % 9 == place // 9 % 9 else 0
            if not sites and number % 24:
                continue
            sums = (spent_s - number, number, 0, 0, 12_960, spent_s // 200, 9_000, 3, 9)
            told = (*(sites * each for each in sums),)
            row = (sites, sites, 0, 0, 0, sites // 50, *told)
            rows.append((to_ms(at), Sample("sla_group", at, group, row)))
        yield from maker.raw("sla_group", to_batch(measurement_of("sla_group"), rows))


def _ask_all(report: Report, server: Influx) -> None:
    day_s, month_s = 86_400.0, MONTH.total_seconds()
    with httpx.Client(base_url=server.url, auth=ADMIN, timeout=120) as client:
        for path, dashboard in committed().items():
            if not path.startswith("en/"):
                continue
            name = path.removeprefix("en/").removesuffix(".json")
            asked = list(questions(dashboard))
            before_s = _cpu_s(server)
            took = {each.where: _ask(client, each) for each in asked}
            cpu_ms = 1000 * (_cpu_s(server) - before_s) / len(asked) / (ASKED + 1)
            report.add(f"{name}: CPU of a query, mean", cpu_ms, "ms")
            _tell(report, name, took, WALL_MS if name == "wall" else None, PANEL_MS)
            longer = [each for each in asked if not each.within]
            # The wall shows two hours; a month of the nation is four million rows.
            range_s, told = (day_s, "a day") if name == "wall" else (month_s, "30 days")
            took = {each.where: _ask(client, each, range_s, 2) for each in longer}
            limit = None if name == "wall" else PANEL_MS
            _tell(report, f"{name}, over {told}", took, None, limit)


def _cpu_s(server: Influx) -> float:
    assert server.process is not None
    times = psutil.Process(server.process.pid).cpu_times()
    return float(times.user + times.system)


def _tell(
    report: Report,
    name: str,
    took: dict[str, float],
    query_limit: float | None,
    panel_limit: float | None,
) -> None:
    panels: dict[str, float] = {}
    for where, ms in took.items():
        panel = where.rpartition(" ")[0] if " panel " in where else where
        panels[panel] = panels.get(panel, 0.0) + ms
    for kind, figures, limit in (
        ("query", took, query_limit),
        ("panel", panels, panel_limit),
    ):
        where, slowest = max(figures.items(), key=lambda each: each[1])
        what = f"{name}: slowest {kind} ({where.partition(' ')[2]})"
        report.add(what, slowest, "ms", limit)


def _ask(
    client: httpx.Client,
    question: Question,
    range_s: float | None = None,
    count: int = ASKED,
) -> float:
    sites = [site_code(number) for number in range(Load().sites)]
    is_one = question.where.startswith("netmon-site-")
    chosen = site_code(0) if is_one else sites
    values: Values = {"province": PROVINCE, "contract": ALL, "site": chosen}
    text = put_in(question, END, values, range_s)
    form = {"q": text, "db": DATABASES[question.source], "epoch": "ms"}
    times = []
    for _ in range(count + 1):
        began_s = time.perf_counter()
        answer = client.post("/query", data=form).json()
        times.append((time.perf_counter() - began_s) * 1000)
        if "series" not in answer["results"][0]:
            message = f"{question.where} answers with nothing: {answer}"
            raise RuntimeError(message)
    return min(times[1:])
