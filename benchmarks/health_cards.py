"""Health cards of all centres over a national journal, beside a question per centre.

The peer asks what most dashboards would: for each centre its outages, its unobserved
times, its sessions, its shops and their sales, by the product's own queries.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import orjson
from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.links_home import fill, open_database
from benchmarks.table import Report
from inventory.fleet import make_fleet
from inventory.model import Register
from inventory.records.catalogue import CENTRE, SALE, SESSION, SHOP
from inventory.records.store import RecordStore
from inventory.targets import to_targets
from netmon.api.links_rows import to_card
from netmon.core.clock import SystemClock, to_thai
from netmon.core.model import Service
from netmon.links.desk import LinkDesk
from netmon.links.health import YEAR
from netmon.status.board import Board
from netmon.status.history import History, OutageFilter

LIMIT_S = 2.0
ROUNDS = 3


def run() -> Report:
    report = Report("Health cards of 500 centres over a journal of 8,255 sites")
    register = make_fleet()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        outages = asyncio.run(fill(home, register))
        asyncio.run(_measure(report, home, register))
    report.notes.append(
        f"{outages:,} outages of 560 days, 60 runs of the watch, 1,200 sessions, a "
        "year of sales of 25 shops. All cards, every session judged, every dark day "
        "compared and the programme added up: from nothing to JSON."
    )
    report.notes.append(
        "The peer's own work over what it is given is not counted, only its questions."
    )
    return report


async def _measure(report: Report, home: Path, register: Register) -> None:
    database = open_database(home)
    watched = {each.site for each in to_targets(register, to_thai(_now()).date())}
    board = Board(register, watched)
    try:
        times, cpu_s = [], time.process_time()
        for _ in range(ROUNDS):
            began_s = time.perf_counter()
            await _all_cards(database, board)
            times.append(time.perf_counter() - began_s)
        cpu_s = (time.process_time() - cpu_s) / ROUNDS
        report.add(f"all cards, slowest of {ROUNDS}", max(times), "s", LIMIT_S)
        report.add("all cards: processor time", cpu_s, "s")
        began_s = time.perf_counter()
        questions = await _ask_one_by_one(database)
        report.add("peer: questions", questions, "")
        report.add("peer: a question per centre", time.perf_counter() - began_s, "s")
    finally:
        await database.dispose()


async def _all_cards(database: AsyncEngine, board: Board) -> int:
    """Return how many bytes the cards are, as the API would answer them."""
    picture = await LinkDesk(database, board, SystemClock()).picture()
    cards = [to_card(each, picture) for each in picture.cards.values()]
    return len(orjson.dumps(cards, option=orjson.OPT_UTC_Z))


async def _ask_one_by_one(database: AsyncEngine) -> int:
    store, history = RecordStore(database, SystemClock()), History(database)
    since, questions = _now() - YEAR, 1
    for centre in await store.page(CENTRE):
        site = centre.values["site"]
        which = OutageFilter(sites=[site], service=Service.LINK, since=since)
        await history.outages(which, limit=1_000)
        await history.unobserved(site, since)
        await history.observed(since)
        await store.page(SESSION, {"centre_code": centre.code})
        shops = await store.page(SHOP, {"centre_code": centre.code})
        for shop in shops:
            await store.page(SALE, {"shop_id": shop.code})
        questions += 5 + len(shops)
    return questions


def _now() -> datetime:
    return datetime.now(UTC)
