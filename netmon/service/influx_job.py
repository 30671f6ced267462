"""Feeds InfluxDB in a process of its own, so that the watch is never slowed.

`python -m netmon.service.influx_job`: one line of JSON on standard input says what is
needed (see JobOrder); the process ends when its standard input does.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from inventory.repository import load_register, read_version
from netmon.core.clock import SystemClock
from netmon.core.errors import DatabaseUnusable
from netmon.database import make_engine, naming_faults
from netmon.service.influx_events import EventLines
from netmon.service.influx_order import JobOrder
from netmon.service.influx_sites import SiteLines
from netmon.store.influx.cursor import FOLDER as FEED_FOLDER
from netmon.store.influx.databases import Databases
from netmon.store.influx.drain import Drain, DrainRules
from netmon.store.influx.lines import LineMaker
from netmon.store.influx.tags import to_tag_book
from netmon.store.influx.transport import InfluxTransport, to_access
from netmon.store.layout import FOLDER, Layout

if TYPE_CHECKING:
    from inventory.model import Register

log = logging.getLogger(__name__)

NICENESS = 5
"""Detection goes first."""

REGISTER_CHECK_S = 5.0
AGAIN_S = 2.0
PATIENT_TRIES = 5


class Job:
    """The feeder, with the register and the journal beside it."""

    def __init__(self, order: JobOrder, transport: InfluxTransport) -> None:
        clock = SystemClock()
        self._database = make_engine(order.database_url)
        self._events = EventLines(self._database, clock)
        self._sites = SiteLines(self._database, clock)
        influx = order.influx
        self.drain = Drain(
            Layout(order.home / FOLDER),
            order.home / FEED_FOLDER,
            transport,
            Databases.of(influx.database),
            clock,
            DrainRules(
                influx.batch_lines,
                influx.catch_up_lines_per_s,
                influx.spool_max_bytes,
            ),
            (self._events, self._sites),
            shown=self._sites.saw,
        )

    async def run(self) -> None:
        """Feed for ever; nothing goes before the register has been read once."""
        self._take(await self._load())
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self.drain.run(), name="drain")
                group.create_task(self._follow(), name="register")
        finally:
            self.drain.close()
            await self._database.dispose()

    def _take(self, register: Register) -> None:
        book = to_tag_book(register)
        self.drain.maker = LineMaker(book)
        self._events.book = book
        self._sites.take(register, book)

    async def _load(self) -> Register:
        said, tries_count = "", 0
        while True:
            try:
                with naming_faults():
                    return await load_register(self._database)
            except DatabaseUnusable as fault:
                # At a first start the service is making it just now.
                tries_count += 1
                if tries_count > PATIENT_TRIES and str(fault) != said:
                    log.warning("InfluxDB waits for the register: %s", fault)
                    said = str(fault)
            await asyncio.sleep(AGAIN_S)

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(REGISTER_CHECK_S)
            with suppress(DatabaseUnusable), naming_faults():
                version = await read_version(self._database)
                if version != self.drain.maker.book.version:
                    self._take(await load_register(self._database))


async def main(order: JobOrder) -> None:
    """Feed until standard input ends.

    Raises:
        OSError: The home cannot be used, or the password's file not be read.
    """
    async with InfluxTransport(to_access(order.influx)) as transport:
        work = asyncio.create_task(Job(order, transport).run())
        asyncio.get_running_loop().add_reader(
            sys.stdin.fileno(), partial(_end_with_parent, work)
        )
        with suppress(asyncio.CancelledError):
            await work


def _end_with_parent(work: asyncio.Task[None]) -> None:
    if not os.read(sys.stdin.fileno(), 4_096):
        asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
        work.cancel()


if __name__ == "__main__":
    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s %(levelname)s %(message)s",
    )
    logging.getLogger("httpx").setLevel(logging.WARNING)
    os.nice(NICENESS)
    # Not sys.stdin: what it reads ahead would never be seen to end.
    try:
        asyncio.run(main(JobOrder.model_validate_json(os.read(0, 65_536))))
    except (OSError, UnicodeError) as fault:
        log.error("InfluxDB cannot be fed: %s", fault)  # noqa: TRY400  a person's to mend
        sys.exit(1)
