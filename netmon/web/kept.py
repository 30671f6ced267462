"""Answers many walls ask for at once, made once in a while for all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Generic, TypeVar

from netmon.api.route_pollers import count_outbox
from netmon.web.programme_sheets import SheetPress
from netmon.web.sla_month_book import MonthBook
from netmon.web.sla_so_far import SoFarBook
from netmon.web.today import read_today

if TYPE_CHECKING:
    from jinja2 import Environment

    from netmon.api.desk import Desk
    from netmon.core.ports import Clock
    from netmon.web.today import Today

T = TypeVar("T")

TODAY_S = 20.0
OUTBOX_S = 5.0


class Kept(Generic[T]):
    """One answer, made anew when it is asked for and older than `keep_s` seconds.

    Args:
        make: Makes it.
        keep_s: How long it is good.
        clock: Whose monotonic time counts.
    """

    def __init__(
        self, make: Callable[[], Awaitable[T]], keep_s: float, clock: Clock
    ) -> None:
        self._make, self._keep_s, self._clock = make, keep_s, clock
        self._made: tuple[float, T] | None = None
        self._turn = asyncio.Lock()

    async def get(self) -> T:
        """Return it; whoever comes while it is made waits for the same."""
        async with self._turn:
            now_s = self._clock.monotonic()
            if self._made is None or now_s - self._made[0] >= self._keep_s:
                self._made = (now_s, await self._make())
            return self._made[1]


class Shared:
    """What all pages share.

    Args:
        desk: The running service.
        templates: The pages' own.

    Attributes:
        programme_sheets: The heavy parts of /programme.
        today: The history of today.
        sla_months: Sums of frozen months.
        sla_so_far: Sums of the month under way.
        outbox: Notifications in each state, None where they cannot be read.
    """

    def __init__(self, desk: Desk, templates: Environment) -> None:
        clock = desk.live.clock
        self.programme_sheets = SheetPress(templates)
        self.sla_months = MonthBook()
        self.sla_so_far = SoFarBook()
        self.today: Kept[Today] = Kept(lambda: read_today(desk.live), TODAY_S, clock)
        self.outbox: Kept[dict[str, int] | None] = Kept(
            lambda: count_outbox(desk), OUTBOX_S, clock
        )
