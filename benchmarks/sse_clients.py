"""100 listeners of /events while a trunk of 512 sites is cut and restored."""

from __future__ import annotations

import asyncio
import tempfile
import time
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx
from sqlalchemy import Engine, Select, create_engine, func, select

from benchmarks.running import PORT, Service, service
from benchmarks.table import Report, percentile
from inventory.fleet import make_fleet
from inventory.fleet.topology import CUT_SITES, CUT_TRUNK
from netmon.core.settings import Settings
from netmon.home import database_url
from netmon.status.tables import transition
from netmon.twin import namespace
from netmon.twin.network import TwinNetwork

CLIENTS = 100
PEEK_S = 0.002
PATIENCE_S = 180
DRAIN_S = 3
REQUEST = f"GET /api/v1/events HTTP/1.0\r\nHost: 127.0.0.1:{PORT}\r\n\r\n".encode()
"""HTTP/1.0: the body comes as it is, without chunks."""


@dataclass(slots=True)
class Client:
    """One listener.

    Attributes:
        heard: (event id, monotonic seconds), in the order they came.
    """

    heard: list[tuple[int, float]] = field(default_factory=list)
    listening: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self) -> None:
        """Listen until cancelled."""
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        try:
            writer.write(REQUEST)
            event_id = 0
            while line := await reader.readline():
                if line.startswith(b"id: "):
                    event_id = int(line[4:])
                    self.listening.set()
                elif line == b"event: transition\n":
                    self.heard.append((event_id, time.monotonic()))
        finally:
            writer.close()


@dataclass(slots=True)
class JournalWatch:
    """Sees from outside when a transition is in the journal.

    Attributes:
        seen: (newest id, monotonic seconds when it was first seen), ascending.
    """

    database: Engine
    seen: list[tuple[int, float]] = field(default_factory=list)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Watch from a thread until the context ends."""
        over = Event()
        thread = Thread(target=self._watch, args=(over,))
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _watch(self, over: Event) -> None:
        query = select(func.max(transition.c.id))
        with self.database.connect() as connection:
            while not over.wait(PEEK_S):
                newest = connection.scalar(query) or 0
                connection.rollback()
                if not self.seen or newest > self.seen[-1][0]:
                    self.seen.append((newest, time.monotonic()))

    def written_s(self, event_id: int) -> float:
        """Return when `event_id` was first seen in the journal, monotonic seconds."""
        return self.seen[bisect_left(self.seen, (event_id, 0.0))][1]


def run() -> Report:
    report = Report(f"Server-sent events while a trunk of {CUT_SITES} sites is cut")
    namespace.enter()
    fleet = make_fleet()
    with (
        tempfile.TemporaryDirectory() as folder,
        TwinNetwork(fleet) as twin,
        service(Path(folder), fleet) as running,
    ):
        for count in (1, CLIENTS):
            asyncio.run(_storm(report, twin, running, count))
    report.notes.append(
        "A storm is the cut, all down, the restoration and all up again. The journal "
        f"is watched from outside every {PEEK_S * 1000:.0f} ms: so much may be missing "
        "from each delay."
    )
    return report


async def _storm(
    report: Report, twin: TwinNetwork, running: Service, count: int
) -> None:
    who = f"{count} client{'s' * (count > 1)}"
    clients = [Client() for _ in range(count)]
    url = database_url(Settings(home=running.home)).replace("+aiosqlite", "")
    database = create_engine(url)
    watch = JournalWatch(database)
    tasks = [asyncio.create_task(client.listen()) for client in clients]
    await asyncio.gather(*(client.listening.wait() for client in clients))
    before = _ids(database, select(func.max(transition.c.id)))[0] or 0
    cpu_s, began_s = running.cpu_s(), time.monotonic()
    with watch.running():
        fault = twin.cut_node(CUT_TRUNK)
        await _until(running, lambda states: states["down"] == CUT_SITES)
        twin.restore(fault)
        await _until(running, lambda states: states["up"] == states["total"])
        await asyncio.sleep(DRAIN_S)
    took_s, cpu_s = time.monotonic() - began_s, running.cpu_s() - cpu_s
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    written = _ids(database, select(transition.c.id).where(transition.c.id > before))
    database.dispose()
    _judge(report, who, clients, sorted(written), watch)
    report.add(f"{who}: CPU of the service with the watch", cpu_s, "s")
    report.add(f"{who}: the same", cpu_s / took_s * 100, "% of a core")
    report.add(f"{who}: RSS", running.rss_bytes() / 2**20, "MiB")


def _judge(
    report: Report,
    who: str,
    clients: Sequence[Client],
    written: Sequence[int],
    watch: JournalWatch,
) -> None:
    wrong = sum([each for each, _ in client.heard] != written for client in clients)
    report.add(f"{who}: events in the journal", len(written), "")
    report.add(f"{who}: that did not get each once and in order", wrong, "", 0)
    last_s: dict[int, float] = {}
    for client in clients:
        for event_id, at_s in client.heard:
            last_s[event_id] = max(at_s, last_s.get(event_id, 0.0))
    delays_ms = [
        max(0.0, at_s - watch.written_s(event_id)) * 1000
        for event_id, at_s in last_s.items()
    ]
    report.add(f"{who}: journal to last client, p50", percentile(delays_ms, 0.5), "ms")
    report.add(f"{who}: journal to last client, p99", percentile(delays_ms, 0.99), "ms")
    report.add(f"{who}: journal to last client, slowest", max(delays_ms), "ms")


async def _until(running: Service, condition: Callable[[dict[str, int]], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S), httpx.AsyncClient(timeout=10) as client:
        while True:
            answer = await client.get(f"{running.url}/api/v1/summary")
            if condition(answer.json()["sites"]):
                return
            await asyncio.sleep(0.5)


def _ids(database: Engine, query: Select[Any]) -> list[Any]:
    with database.connect() as connection:
        return list(connection.scalars(query))
