"""What happened to incidents since it was last asked, in the order to write it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from netmon.status.incident import (
    EntryKind,
    Incident,
    IncidentEffect,
    IncidentEntry,
    IncidentMerged,
    IncidentSaved,
    Tell,
)

if TYPE_CHECKING:
    from datetime import datetime

    from netmon.core.model import SiteCode


@dataclass(slots=True)
class IncidentLog:
    """Collects entries, news and the incidents that changed."""

    _changed: dict[str, None] = field(default_factory=dict)
    _out: list[IncidentEffect] = field(default_factory=list)

    def change(self, incident: Incident) -> None:
        """Keep `incident` as it will be when the log is emptied."""
        self._changed[incident.id] = None

    def note(
        self,
        incident: Incident,
        at: datetime,
        kind: EntryKind,
        *,
        site: SiteCode | None = None,
        outage: str | None = None,
        text: str = "",
    ) -> None:
        """Add a line to the timeline of `incident`."""
        self.change(incident)
        self._out.append(IncidentEntry(incident.id, at, kind, site, outage, text))

    def tell(self, tell: Tell | None) -> None:
        """Add news, if there is any."""
        if tell is not None:
            self._out.append(tell)

    def merge(self, part: Incident, whole: Incident, at: datetime) -> None:
        """Note that `part` is `whole` from now on."""
        self.note(part, at, EntryKind.MERGED, text=whole.id)
        self._out.append(IncidentMerged(part.id, whole.id, at))

    def take(self, incidents: Mapping[str, Incident]) -> list[IncidentEffect]:
        """Empty it: each incident's row once, before what refers to it."""
        saved: list[IncidentEffect] = [
            IncidentSaved.of(incidents[each])
            for each in self._changed
            if each in incidents
        ]
        out, self._out = saved + self._out, []
        self._changed.clear()
        return out
