"""A live look at one site for a person who asks, bounded against abuse."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import SQLAlchemyError

from inventory.unmonitored import WORDS, why_unmonitored
from netmon.access.audit import Deed
from netmon.api.problems import Problem
from netmon.core.clock import to_thai
from netmon.core.errors import NotFound
from netmon.status.evidence import all_to_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from netmon.access.policy import Principal
    from netmon.api.context import Live
    from netmon.core.model import Probe, SiteCode

log = logging.getLogger(__name__)

MOST_AT_ONCE = 8
"""Live checks under way, in all."""
PAUSE_S = 3.0
"""Seconds between the end of a check and the next one of the same site."""
DEADLINE_S = 30.0
"""Longest a check may take, seconds."""


class CheckDesk:
    """Runs live checks: one at a time per site, a few in all.

    Args:
        live: The running service.
    """

    def __init__(self, live: Live) -> None:
        self._live = live
        self._running: set[SiteCode] = set()
        self._ended_s: dict[SiteCode, float] = {}

    async def check(self, site: SiteCode, caller: Principal) -> dict[str, Any]:
        """Look at `site` now for `caller`; return its evidence before and after.

        Raises:
            NotFound: No such site.
            Problem: Too often, too slow, or nothing there can be looked at.
        """
        if site not in self._live.board.register.sites:
            raise NotFound("site", site)
        with self._turn(site):
            before = self._newest(site)
            asked_at = self._live.clock.now()
            probes = await self._probe(site)
        if not probes:
            raise Problem(409, f"site {site}: {self._why_not(site)}")
        status = self._live.board.status(site)
        is_answering = any(probe.outcome.is_alive for probe in probes)
        await self._write_down(site, caller, is_answering=is_answering)
        return {
            "site": site,
            "state": status.state.value,
            "asked_at": asked_at,
            "answered_at": self._live.clock.now(),
            "is_answering": is_answering,
            "before": all_to_json(before),
            "after": all_to_json(probes),
        }

    async def _write_down(
        self, site: SiteCode, caller: Principal, *, is_answering: bool
    ) -> None:
        """Add the look to the audit.

        A look harms nothing and is wanted most while something is broken, perhaps the
        database: that it could not be written down is logged and does not undo it.
        """
        detail = {"is_answering": is_answering}
        deed = Deed(caller.name, "probe", f"site:{site}", detail)
        try:
            await self._live.audit.write(deed)
        except (SQLAlchemyError, OSError) as error:
            kind = type(error).__name__
            log.error("not audited: %s had %s probed: %s", caller.name, site, kind)  # noqa: TRY400

    async def _probe(self, site: SiteCode) -> Sequence[Probe]:
        try:
            async with asyncio.timeout(DEADLINE_S):
                return await self._live.prober.probe(site)
        except TimeoutError:
            detail = f"site {site}: the look did not end within {DEADLINE_S:.0f} s"
            raise Problem(504, detail) from None

    def _why_not(self, site: SiteCode) -> str:
        register = self._live.board.register
        today = to_thai(self._live.clock.now()).date()
        why = why_unmonitored(register, register.sites[site], today)
        # Without a reason the register has just changed, and is not yet followed.
        return f"it is not looked at, {WORDS[why] if why else 'ask again'}"

    def _newest(self, site: SiteCode) -> list[Probe]:
        track = self._live.engine.sites.get(site)
        if track is None:
            return []
        devices = [track.router] if track.router else []
        return [
            probe
            for device in (*devices, *track.access_points)
            for probe in device.last.values()
        ]

    @contextmanager
    def _turn(self, site: SiteCode) -> Iterator[None]:
        now_s = self._live.clock.monotonic()
        self._forget_before(now_s - PAUSE_S)
        if site in self._running:
            raise _busy(site, "a live check is under way", 1.0)
        if site in self._ended_s:
            wait_s = self._ended_s[site] + PAUSE_S - now_s
            raise _busy(site, "it has just been checked", wait_s)
        if len(self._running) >= MOST_AT_ONCE:
            raise _busy(site, "too many live checks are under way", 2.0)
        self._running.add(site)
        try:
            yield
        finally:
            self._running.discard(site)
            self._ended_s[site] = self._live.clock.monotonic()

    def _forget_before(self, moment_s: float) -> None:
        self._ended_s = {
            site: ended_s
            for site, ended_s in self._ended_s.items()
            if ended_s > moment_s
        }


def _busy(site: SiteCode, why: str, wait_s: float) -> Problem:
    seconds = str(max(1, math.ceil(wait_s)))
    detail = f"site {site}: {why}; ask again in {seconds} s"
    return Problem(429, detail, headers=[("Retry-After", seconds)])
