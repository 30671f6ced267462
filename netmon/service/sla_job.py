"""Has the month to date reckoned every hour, in a process of its own, and keeps it."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import orjson

from netmon.core.garbage import uncollected
from netmon.service.sla_rows import to_rows
from netmon.sla.statements.to_date import ToDate
from netmon.sla.statements.to_date_order import Order

if TYPE_CHECKING:
    from netmon.core.ports import Clock
    from netmon.core.schema import Sample
    from netmon.sla.ruleset import RuleSet

log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "netmon.sla.statements.to_date_job")
EVERY = timedelta(hours=1)
SETTLE = timedelta(seconds=90)
"""After the hour: what began before it may be in doubt for so long."""
RETRY = timedelta(minutes=10)
LONGEST_S = 600.0


class SlaToDate:
    """The month to date, as the process that reckons it last told.

    A run that fails is told of once, tried again, and changes nothing else.

    Args:
        database_url: With its password; told to the child by a pipe.
        clock: Says when an hour is over.
        keep: Takes rows for the sample log.
        begun: Set once every site has been looked at.
        ruleset: By which the month is judged.

    Attributes:
        newest: None before the first run.
        error: Why the last run failed, empty when it did not.
    """

    def __init__(
        self,
        database_url: str,
        clock: Clock,
        keep: Callable[[Sequence[Sample]], None],
        begun: asyncio.Event,
        ruleset: RuleSet,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self._database_url = database_url
        self._clock = clock
        self._keep = keep
        self._begun = begun
        self._ruleset = ruleset
        self._command = command
        self.newest: ToDate | None = None
        self.error = ""

    async def run(self) -> None:
        """Reckon soon after the start, and after every hour, for ever."""
        await self._begun.wait()
        await asyncio.sleep(SETTLE.total_seconds())
        until = self._clock.now().replace(second=0, microsecond=0)
        while True:
            done = await self.once(until)
            now = self._clock.now()
            due = next_run(now) if done else min(next_run(now), now + RETRY)
            await asyncio.sleep((due - now).total_seconds())
            until = last_hour(self._clock.now())

    async def once(self, until: datetime) -> bool:
        """Reckon up to `until`; return whether it could be done."""
        order = Order(
            database_url=self._database_url,
            until=until,
            ruleset=dict(self._ruleset.to_json()),
        )
        try:
            told = await self._ask(order.model_dump_json().encode())
            month, rows = await asyncio.to_thread(_read, told, self.newest)
        except OSError as fault:
            self._fail(str(fault))
            return False
        except (ValueError, KeyError, TypeError) as fault:
            self._fail(f"the answer cannot be read: {fault!r}")
            return False
        if self.error:
            log.info("the SLA's month to date is reckoned again")
        self.newest, self.error = month, ""
        self._keep(rows)
        return True

    async def _ask(self, order: bytes) -> bytes:
        """Return what the child says.

        Raises:
            OSError: It failed, or took too long.
        """
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *self._command, stdin=pipe, stdout=pipe, stderr=pipe
        )
        try:
            async with asyncio.timeout(LONGEST_S):
                told, errors = await process.communicate(order)
        except TimeoutError:
            message = f"no answer within {LONGEST_S:g} s"
            raise OSError(message) from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode:
            last = errors.decode(errors="replace").strip().rpartition("\n")[2]
            message = last or f"the process ended with {process.returncode}"
            raise OSError(message)
        return told

    def _fail(self, why: str) -> None:
        if why != self.error:
            log.warning("the SLA's month to date cannot be reckoned: %s", why)
        self.error = why


def last_hour(now: datetime) -> datetime:
    """Return the end of the last hour of which the journals are settled."""
    settled = now - SETTLE
    return settled.replace(minute=0, second=0, microsecond=0)


def next_run(now: datetime) -> datetime:
    """Return when the hour under way is settled."""
    return last_hour(now) + EVERY + SETTLE


def _read(told: bytes, before: ToDate | None) -> tuple[ToDate, list[Sample]]:
    """Return the month and its rows; in a thread, since it takes tens of milliseconds.

    Raises:
        ValueError, KeyError, TypeError: The child told something else.
    """
    with uncollected():  # a search for cycles among all these would hold the loop
        month = ToDate.from_json(orjson.loads(told))
        return month, list(to_rows(month, before))
