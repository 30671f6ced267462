"""What every answer is made from, at hand in each call."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request

from inventory.records.photo_desk import PhotoDesk
from netmon.api.context import Live
from netmon.api.fleet import Fleet, FleetView
from netmon.api.incident_places import PlaceBook
from netmon.api.live_check import CheckDesk
from netmon.api.programme_press import ProgrammePress
from netmon.api.stream import EventPress, to_event
from netmon.api.summary import SummaryPress


@dataclass(slots=True)
class Desk:
    """The running service with what the API keeps about it.

    Attributes:
        summary: Makes the summary's bytes.
        checks: Bounds the live checks.
        events: Makes each event's bytes once.
        places: Knows where incidents are.
        programmes: Makes the programme's bytes.
        photographs: Makes what people send fit to be kept.
    """

    live: Live
    summary: SummaryPress = field(init=False)
    checks: CheckDesk = field(init=False)
    events: EventPress = field(init=False)
    places: PlaceBook = field(init=False)
    photographs: PhotoDesk = field(init=False, default_factory=PhotoDesk)
    programmes: ProgrammePress = field(default_factory=ProgrammePress, init=False)
    _view: FleetView = field(init=False)

    def __post_init__(self) -> None:
        self.summary = SummaryPress(self.live)
        self.checks = CheckDesk(self.live)
        self.events = EventPress(lambda recorded: to_event(recorded, self))
        self.places = PlaceBook(self.live)
        self._view = FleetView(self.live.board)

    @property
    def fleet(self) -> Fleet:
        """The fleet of the register in force."""
        return self._view.fleet

    @property
    def letters(self) -> str:
        """One letter of state per site, in the register's order."""
        return self._view.letters


async def _get_desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


AtDesk = Annotated[Desk, Depends(_get_desk)]
"""Annotates the parameter of an endpoint that is given the desk."""
