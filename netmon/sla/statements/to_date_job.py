"""Reckons the month to date in a process of its own, so that the watch never waits.

`python -m netmon.sla.statements.to_date_job`: an order as JSON on standard input, the
month as JSON on standard output. It reads the database and writes nothing.
"""

from __future__ import annotations

import asyncio
import os
import resource
import sys

import orjson

from netmon.core.errors import ConfigError, DatabaseUnusable
from netmon.database import make_engine, naming_faults, reading
from netmon.sla.ruleset import read_ruleset
from netmon.sla.statements.gather import Asked, gather
from netmon.sla.statements.to_date import month_until, reckon
from netmon.sla.statements.to_date_order import Order

NICENESS = 10
MOST_DATA_BYTES = 1_500_000_000
"""RLIMIT_DATA, four times what a national month takes: a fault must not eat the
machine."""
MOST_CPU_S = 300


async def work(order: Order) -> bytes:
    """Return the month to date as JSON.

    Raises:
        ConfigError: The rules cannot be used.
        DatabaseUnusable: The database cannot be read.
    """
    ruleset = read_ruleset(order.ruleset)
    engine = make_engine(order.database_url)
    try:
        with naming_faults():
            async with reading(engine) as connection:
                asked = Asked(month_until(order.until), order.until, ruleset)
                ground = await gather(connection, asked)
    finally:
        await engine.dispose()
    return orjson.dumps(reckon(ground, ruleset).to_json())


def main() -> int:
    """Do what standard input says; return the exit code."""
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_DATA_BYTES, MOST_DATA_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_S, MOST_CPU_S))
    try:
        order = Order.model_validate_json(sys.stdin.buffer.read())
        # Bytes: asyncio.run has signal.getsignal make a text of what its task returns.
        told = asyncio.run(work(order))
    except (ConfigError, DatabaseUnusable, MemoryError) as fault:
        print(str(fault) or "out of memory", file=sys.stderr)  # noqa: T201  the parent reads it
        return 1
    sys.stdout.buffer.write(told)
    return 0


if __name__ == "__main__":
    sys.exit(main())
