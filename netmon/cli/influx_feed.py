"""`netmon influx status` and `backfill`: how InfluxDB is fed, and feeding it again."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from datetime import UTC
from typing import TYPE_CHECKING

from inventory.repository import load_register
from netmon.cli.answers import say
from netmon.cli.exit_codes import ExitCode
from netmon.cli.sources import note_demo
from netmon.core.clock import SystemClock, to_thai
from netmon.core.errors import ConfigError
from netmon.database import naming_faults
from netmon.home import open_database
from netmon.main import check_influx
from netmon.store.influx.cursor import FOLDER as FEED_FOLDER
from netmon.store.influx.dead import FILE as DEAD_FILE
from netmon.store.influx.status import FeedStatus, load_status
from netmon.store.layout import FOLDER, Layout

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from netmon.core.settings import Settings

OLD_S = 30.0
"""A status that has not been written for so long: nobody feeds."""


def show_status(_options: Namespace, settings: Settings) -> int:
    """Say how feeding goes; no running service is needed.

    Raises:
        ConfigError: No InfluxDB is set, or none was ever fed.
    """
    if settings.influx.url is None:
        raise ConfigError("influx.url is not set: nothing is sent to an InfluxDB")
    folder = settings.home / FEED_FOLDER
    status = load_status(folder)
    if status is None:
        note_demo(settings, "influx status")
        message = f"{folder}: no status; has netmon up run with influx.url set?"
        raise ConfigError(message)
    age_s = (SystemClock().now() - status.at).total_seconds()
    if age_s > OLD_S:
        print(f"nobody feeds it now: the last word is of {_thai(status.at)}")
    for line in to_lines(status):
        print(line)
    if status.dead_letters_count:
        print(f"  they are in {folder / DEAD_FILE}, with the server's reasons")
    return ExitCode.DONE if age_s <= OLD_S and not status.held else ExitCode.UNHEALTHY


def to_lines(status: FeedStatus) -> Iterator[str]:
    """Return a status in words."""
    yield f"lag: {status.lag_s:,.0f} s"
    yield f"waiting: {status.waiting_bytes:,} bytes"
    yield (
        f"cursor: frames up to {status.done_until}, {status.gaps_count} gaps; "
        f"events up to {status.event_id or 0}"
    )
    if status.rolled_waiting_count:
        yield f"roll-ups waiting: {status.rolled_waiting_count} hours and days"
    if status.refill_hours_count:
        yield f"to be filled in from sealed files: {status.refill_hours_count} hours"
    yield f"lines sent since it began: {status.lines_sent_count:,}"
    yield f"dead letters: {status.dead_letters_count:,}"
    if status.last_error_at is not None:
        yield f"last error: {_thai(status.last_error_at)} {status.last_error}"
    for name, why in status.held.items():
        yield f"{name} waits for a person: {why}"


def run_backfill(options: Namespace, settings: Settings) -> int:
    """Send what the sample log holds of [options.start, options.end).

    Raises:
        ConfigError: No InfluxDB is set, or the end is not after the start.
        InfluxFault: The server takes nothing.
    """
    if settings.influx.url is None:
        raise ConfigError("influx.url is not set: there is no InfluxDB to send to")
    start, end = options.start.astimezone(UTC), options.end.astimezone(UTC)
    if end <= start:
        raise ConfigError("the end must be after the start")
    count, dead = asyncio.run(_backfill(settings, start, end))
    note_demo(settings, "influx backfill ...")
    say(f"{count:,} lines sent, {dead:,} of them no server takes")
    return ExitCode.DONE


async def _backfill(
    settings: Settings, start: datetime, end: datetime
) -> tuple[int, int]:
    # Arrow is loaded by the commands that need it alone.
    from netmon.store.influx.backfill import Backfill  # noqa: PLC0415
    from netmon.store.influx.databases import Databases  # noqa: PLC0415
    from netmon.store.influx.dead import DeadLetters  # noqa: PLC0415
    from netmon.store.influx.lines import LineMaker  # noqa: PLC0415
    from netmon.store.influx.pace import Budget  # noqa: PLC0415
    from netmon.store.influx.sealed import SealedLines  # noqa: PLC0415
    from netmon.store.influx.tags import to_tag_book  # noqa: PLC0415
    from netmon.store.influx.transport import (  # noqa: PLC0415
        InfluxTransport,
        to_access,
    )
    from netmon.store.influx.writer import LineWriter  # noqa: PLC0415

    check_influx(settings)
    influx, clock = settings.influx, SystemClock()
    async with open_database(settings) as database:
        with naming_faults():
            register = await load_register(database)
    folder = settings.home / FEED_FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    dead = DeadLetters(folder)
    sealed = SealedLines(Layout(settings.home / FOLDER))
    try:
        async with InfluxTransport(to_access(influx)) as transport:
            work = Backfill(
                sealed,
                LineMaker(to_tag_book(register)),
                LineWriter(transport, dead, clock, influx.batch_lines),
                Databases.of(influx.database),
                Budget(influx.catch_up_lines_per_s, clock),
                clock,
                say,
            )
            return await work.run(start, end), dead.count
    finally:
        sealed.close()


def _thai(at: datetime) -> str:
    return f"{to_thai(at):%Y-%m-%d %H:%M:%S} Thai time"
