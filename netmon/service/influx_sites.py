"""Every site as it is now, as lines of `site_last`: for maps and tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from netmon.core.model import Service, SiteState
from netmon.core.schema import SITE_LAST, SITE_TAGS
from netmon.database import naming_faults, reading
from netmon.status.fleet_slot import STATE_CODES
from netmon.status.tables import service_state
from netmon.store.influx.lines import to_line

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from inventory.model import Register, Site
    from netmon.core.ports import Clock
    from netmon.store.influx.cursor import Cursor
    from netmon.store.influx.tags import TagBook

_STATES = {code: state for state, code in STATE_CODES.items()}
Since = Mapping[str, Mapping[Service, tuple[SiteState, datetime]]]
"""By site: each service's state in the journal, and since when."""


class SiteLines:
    """See netmon.store.influx.drain.Extra.

    A site is written when what it is shown as changes, all of them when the register
    does and every five minutes.
    """

    def __init__(self, database: AsyncEngine, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._register: Register | None = None
        self._told: Register | None = None
        self._book: TagBook | None = None
        self._shown: dict[str, tuple[int, int]] = {}
        self._changed: set[str] = set()
        self._full_at_s = 0

    def take(self, register: Register, book: TagBook) -> None:
        """Write every site of `register` anew."""
        self._register, self._book = register, book
        self._full_at_s = 0

    def saw(self, rows: Iterable[tuple[str, int, int | None]]) -> None:
        """Take what sites were shown as, in whatever order: site, time, code."""
        for site, at_ms, code in rows:
            last_ms, before = self._shown.get(site, (-1, None))
            if code is None or at_ms < last_ms:
                continue
            self._shown[site] = (at_ms, code)
            if before != code:
                self._changed.add(site)

    async def lines(self, _cursor: Cursor) -> Sequence[bytes]:
        """Return the sites to be written now.

        Raises:
            DatabaseUnusable: The journal cannot be read.
        """
        if self._register is None or self._book is None:
            return ()
        now = self._clock.now()
        self._told = self._register
        is_full = now.timestamp() >= self._full_at_s + SITE_LAST.period_s
        if not is_full and not self._changed:
            return ()
        sites = self._register.sites
        wanted = (
            sites if is_full else {c: s for c, s in sites.items() if c in self._changed}
        )
        since = await self._since()
        at = now.replace(microsecond=0)
        return [
            line
            for site in wanted.values()
            if (line := self._to_line(site, self._book, since, at))
        ]

    def sent(self, _cursor: Cursor) -> None:
        """Note that InfluxDB has the last of `lines`."""
        if self._told is not self._register:
            return  # there is a newer one: all of it goes again
        self._changed.clear()
        now_s, period_s = self._clock.now().timestamp(), SITE_LAST.period_s
        if now_s >= self._full_at_s + period_s:
            self._full_at_s = int(now_s // period_s * period_s)

    async def _since(self) -> Since:
        found: dict[str, dict[Service, tuple[SiteState, datetime]]] = {}
        with naming_faults():
            async with reading(self._database) as connection:
                rows = (await connection.execute(select(service_state))).all()
        for row in rows:
            told = SiteState(row.state), row.since
            found.setdefault(row.site, {})[Service(row.service)] = told
        return found

    def _to_line(self, site: Site, book: TagBook, since: Since, at: datetime) -> bytes:
        _, code = self._shown.get(site.code, (None, None))
        row = (("site", str(site.code)),)
        begun_s = None if code is None else _begun_s(code, since.get(site.code, {}))
        return to_line(
            SITE_LAST.name,
            book.pairs(SITE_LAST.name, SITE_TAGS, row),
            {
                "name_th": site.name_th,
                "name_en": site.name_en,
                "lat": site.lat,
                "lon": site.lon,
                "state_code": code,
                "since_s": begun_s,
            },
            at,
        )


def _begun_s(
    code: int, services: Mapping[Service, tuple[SiteState, datetime]]
) -> int | None:
    """Return since when a shown state is so: as its link, else as its Wi-Fi.

    None for what the journal does not hold: maintenance, or not seen yet.
    """
    shown = _STATES.get(code)
    for service in (Service.LINK, Service.WIFI):
        state, since = services.get(service, (None, datetime.now(UTC)))
        is_poor = service is Service.WIFI and shown is SiteState.DEGRADED
        if state is not None and (
            state is shown or (is_poor and state is SiteState.DOWN)
        ):
            return int(since.timestamp())
    return None
