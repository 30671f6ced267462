"""Which incident explains what a site is now, and what each of its outages was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmon.access.roles import Action
from netmon.core.model import SiteState
from netmon.status.causes import Cause
from netmon.status.incident_records import IncidentFilter
from netmon.web.incident_words import to_entry

if TYPE_CHECKING:
    from netmon.api.desk import Desk
    from netmon.status.board import SiteStatus
    from netmon.status.history import Outage
    from netmon.status.incident_records import IncidentRecord
    from netmon.web.incident_words import IncidentEntry
    from netmon.web.render import Reader


@dataclass(frozen=True, slots=True)
class Because:
    """An incident that explains something.

    Attributes:
        may_read: Its page is the reader's to see.
    """

    entry: IncidentEntry
    may_read: bool


async def find_because(desk: Desk, status: SiteStatus) -> IncidentRecord | None:
    """Return the incident that explains what a site is now, None where none does."""
    incidents = desk.live.incidents
    if status.state is SiteState.NOT_OBSERVED:
        ours = IncidentFilter(is_open=True, cause=Cause.COLLECTOR)
        return next(iter(await incidents.incidents(ours, limit=1)), None)
    name = status.link.outage or status.wifi.outage
    return (await incidents.of_outages([name])).get(name) if name else None


async def to_because(
    desk: Desk, reader: Reader, record: IncidentRecord | None
) -> Because | None:
    """Return `record` in words."""
    if record is None:
        return None
    place = await desk.places.place(record)
    may_read = reader.may(Action.READ, place.to_subject())
    return Because(await to_entry(desk, reader.texts, record), may_read)


async def explain(
    desk: Desk, reader: Reader, outages: Sequence[Outage]
) -> Mapping[str, Because]:
    """Return the incident of each outage in words, keyed by outage."""
    found = await desk.live.incidents.of_outages([each.id for each in outages])
    told = {name: await to_because(desk, reader, each) for name, each in found.items()}
    return {name: each for name, each in told.items() if each is not None}
