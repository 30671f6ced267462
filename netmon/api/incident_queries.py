"""What may be asked of incidents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from netmon.api.fleet import SiteWish
from netmon.api.problems import bad_parameter, echo
from netmon.api.queries import LONGEST_PAGE, PAGE_LENGTH, Cursor, Moment, Text
from netmon.status.causes import Cause
from netmon.status.incident_records import IncidentFilter

if TYPE_CHECKING:
    from netmon.api.fleet import Fleet


class IncidentsQuery(BaseModel):
    """Which incidents, and which page of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    open: bool | None = Field(None, description="Only open ones, or only ended ones")
    cause: Cause | None = Field(None, description="What was at fault")
    province: Text | None = Field(None, description="A site of it was part")
    contract: Text | None = Field(None, description="A site of it was part")
    since: Moment | None = Field(None, description="Not over by then; with time zone")
    until: Moment | None = Field(None, description="Began before; with time zone")
    limit: int = Field(PAGE_LENGTH, ge=1, le=LONGEST_PAGE, description="Most rows")
    cursor: Cursor | None = Field(None, description="`next` of the page before")

    def to_filter(self, fleet: Fleet, letters: str) -> IncidentFilter:
        """Return the filter.

        Raises:
            Problem: A province or contract that does not exist.
        """
        known = {
            "province": fleet.register.provinces,
            "contract": fleet.register.contracts,
        }
        for name, rows in known.items():
            value = getattr(self, name)
            if value is not None and value not in rows:
                what = f"no {name} is called {echo(value)}"
                where = f"query {name}"
                raise bad_parameter(where, what)
        sites = None
        if self.province is not None or self.contract is not None:
            wish = SiteWish(province=self.province, contract=self.contract)
            sites = fleet.codes(wish, letters)
        return IncidentFilter(self.open, self.cause, sites, self.since, self.until)


class MembersQuery(BaseModel):
    """Which page of an incident's outages."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: int = Field(PAGE_LENGTH, ge=1, le=LONGEST_PAGE, description="Most members")
    cursor: Cursor | None = Field(None, description="`next` of the members before")
