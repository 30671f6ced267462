"""Where API and pages ask for links: a picture kept in memory, made anew when due."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmon.core.errors import NotFound
from netmon.core.model import SiteState
from netmon.database import naming_faults
from netmon.links.area import NATION, Area
from netmon.links.draw import draw
from netmon.links.gather import Newest, gather_apart, read_newest
from netmon.links.ground import Ground
from netmon.links.priority import NOTHING, Priority, rank, to_priority
from netmon.links.wifi import read_wifi

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from netmon.core.model import SiteCode
    from netmon.core.ports import Clock
    from netmon.links.picture import Picture
    from netmon.links.programme import Programme
    from netmon.status.board import Board, ServiceStatus, SiteStatus
    from netmon.store.port import SampleReader

log = logging.getLogger(__name__)

CHECK_S = 5.0
"""A younger picture is not asked about: every question costs the watch a little."""
OLDEST_S = 60.0
"""A picture is drawn anew after this, even if nothing was written: time goes on."""
MOST_SHARE = 0.05
"""Share of a processor core that drawing may take, however much is written."""
BROKEN = (SiteState.DOWN, SiteState.DEGRADED)
MOST_AREAS = 20
"""Areas asked about since the last picture whose sums the next one brings along."""


def _draw(ground: Ground, areas: Iterable[Area]) -> Picture:
    """Return a picture with the sums that people read: nobody waits for those."""
    picture = draw(ground)
    for area in areas:
        picture.programme(area)
    return picture


@dataclass(frozen=True, slots=True)
class _Kept:
    """A picture with what was known when it was drawn.

    Attributes:
        drawn_s, cost_s: Monotonic; when it was finished, how long drawing took.
    """

    picture: Picture
    newest: Newest
    drawn_s: float
    cost_s: float


class LinkDesk:
    """Answers from a picture that is at most some seconds old.

    Args:
        database: Migrated.
        board: The present, and the register in force.
        clock: Says when.
        samples: Where Wi-Fi users are counted, None where no sample log is kept.
    """

    def __init__(
        self,
        database: AsyncEngine,
        board: Board,
        clock: Clock,
        samples: SampleReader | None = None,
    ) -> None:
        self._database = database
        self._url = database.url.render_as_string(hide_password=False)
        self._board = board
        self._clock = clock
        self._samples = samples
        self._kept: _Kept | None = None
        self._asked_s = 0.0
        self._asked_areas: set[Area] = set()
        self._one_at_a_time = asyncio.Lock()
        self._broken: tuple[str, Sequence[tuple[SiteCode, ServiceStatus]]] = "", ()
        self._task: asyncio.Task[Picture] | None = None

    async def picture(self) -> Picture:
        """Return the picture kept, at once; a newer one is drawn behind it when due.

        Only the first caller of all waits.
        """
        if self._kept is None:
            return await self._join()
        if self._is_due(self._kept) and self._task is None:
            self._begin()
        return self._kept.picture

    async def current(self) -> Picture:
        """Return a picture that holds every record written: for who has just written.

        Without a new record it is no more than `picture`: asking often draws nothing.
        """
        if self._task is not None:
            # It may have read before the caller wrote.
            await asyncio.wait([self._task])
        kept = self._kept
        is_resting = kept is not None and self._rested_s(kept.drawn_s) < _rest_s(kept)
        if kept is None or not is_resting or await self._has_new_record(kept):
            return await self._join()
        return kept.picture

    async def programme(self, area: Area = NATION) -> Programme:
        """Return the programme of one area."""
        picture = await self.picture()
        if len(self._asked_areas) < MOST_AREAS:
            self._asked_areas.add(area)
        known = picture.known(area)
        if known is not None:
            return known
        async with self._one_at_a_time:  # who comes meanwhile finds it made
            return await asyncio.to_thread(picture.programme, area)

    async def priorities(self, area: Area = NATION) -> list[Priority]:
        """Return what to repair, the most urgent first, as the board is now.

        Sites in maintenance are left out: somebody is at work there.
        """
        needs = (await self.picture()).needs
        now, sites = self._clock.now(), self._board.register.sites
        return rank(
            to_priority(sites[code], link, needs.get(code, NOTHING), now)
            for code, link in self._find_broken()
            if area.holds(code, sites[code])
        )

    async def site_of(self, centre: str) -> SiteCode:
        """Return the site of a centre.

        Raises:
            NotFound: There is no such centre.
        """
        site = (await self.picture()).site_of.get(centre)
        if site is None:
            site = (await self.current()).site_of.get(centre)
        if site is None:
            raise NotFound("centre", centre)
        return site

    async def aclose(self) -> None:
        """Leave off drawing."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    def _find_broken(self) -> Sequence[tuple[SiteCode, ServiceStatus]]:
        """Return the lines in need of repair; looked for anew when a state changed."""
        version, found = self._broken
        if version != self._board.version:
            version = self._board.version
            found = [
                (code, status.link)
                for code, status in self._states().items()
                if status.state in BROKEN and status.link.state in BROKEN
            ]
            self._broken = version, found
        return found

    def _states(self) -> dict[SiteCode, SiteStatus]:
        board = self._board
        return {code: board.status(code) for code in board.register.sites}

    def _is_due(self, kept: _Kept) -> bool:
        return self._rested_s(max(kept.drawn_s, self._asked_s)) >= _rest_s(kept)

    def _rested_s(self, since_s: float) -> float:
        return self._clock.monotonic() - since_s

    async def _join(self) -> Picture:
        """Return what the task under way makes, or one begun for it."""
        return await asyncio.shield(self._task or self._begin())

    def _begin(self) -> asyncio.Task[Picture]:
        self._task = asyncio.create_task(self._renew(), name="links")
        self._task.add_done_callback(self._end)
        return self._task

    def _end(self, task: asyncio.Task[Picture]) -> None:
        self._task = None
        if not task.cancelled() and (fault := task.exception()) is not None:
            log.warning("links could not be drawn anew: %s", fault)

    async def _renew(self) -> Picture:
        """Return the picture kept if it still holds, else a new one."""
        if self._kept is not None and await self._still_holds(self._kept):
            return self._kept.picture
        began_s = self._clock.monotonic()
        now, register, states = self._clock.now(), self._board.register, self._states()
        with naming_faults():
            read = await asyncio.to_thread(gather_apart, self._url, now)
        sites = [each.site for each in read.records.centres]
        wifi = await read_wifi(self._samples, register, sites)
        ground = Ground(now, register, read.records, read.journals, states, wifi)
        areas, self._asked_areas = self._asked_areas, set()
        picture = await asyncio.to_thread(_draw, ground, areas)
        drawn_s = self._clock.monotonic()
        self._kept = _Kept(picture, read.newest, drawn_s, drawn_s - began_s)
        return picture

    async def _has_new_record(self, kept: _Kept) -> bool:
        with naming_faults():
            newest = await read_newest(self._database)
        return newest.record_change != kept.newest.record_change

    async def _still_holds(self, kept: _Kept) -> bool:
        now_s = self._asked_s = self._clock.monotonic()
        if kept.picture.register is not self._board.register:
            return False
        with naming_faults():
            newest = await read_newest(self._database)
        return newest == kept.newest and now_s - kept.drawn_s < OLDEST_S


def _rest_s(kept: _Kept) -> float:
    """Return how long not to draw after this, so that MOST_SHARE is kept."""
    return max(CHECK_S, kept.cost_s / MOST_SHARE)
