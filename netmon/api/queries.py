"""What may be asked: every parameter, its bounds, and the words it is refused with."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from inventory.model import SiteType
from netmon.api.cursor import LONGEST_CURSOR
from netmon.api.fleet import Fleet, SiteWish, fold
from netmon.api.problems import bad_parameter, echo
from netmon.api.years import buddhist_year, is_buddhist
from netmon.core.model import Service, SiteState
from netmon.status.board import LETTERS

PAGE_LENGTH = 50
LONGEST_PAGE = 200
LONGEST_WORD = 100

_FIRST_YEAR, _LAST_YEAR = 2000, 2200


def _check_text(text: str) -> str:
    if not text.isprintable():
        raise ValueError("it holds a character nobody can see")
    return text


def _check_moment(at: datetime) -> datetime:
    if is_buddhist(at.year):
        raise buddhist_year(at.year)
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        message = f"its year is not between {_FIRST_YEAR} and {_LAST_YEAR}"
        raise ValueError(message)
    return at.astimezone(UTC)


Text = Annotated[
    str, Field(min_length=1, max_length=LONGEST_WORD), AfterValidator(_check_text)
]
Moment = Annotated[AwareDatetime, AfterValidator(_check_moment)]
Cursor = Annotated[str, Field(min_length=1, max_length=LONGEST_CURSOR)]


class PlaceQuery(BaseModel):
    """Which sites, by what the register says of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    province: Text | None = Field(None, description="Province code", examples=["50"])
    region: Text | None = Field(None, description="Region", examples=["North"])
    type: SiteType | None = Field(None, description="Kind of site")
    contract: Text | None = Field(None, description="Contract code")

    def to_wish(self, fleet: Fleet) -> SiteWish:
        """Return the wish.

        Raises:
            Problem: A province, region or contract that does not exist.
        """
        register = fleet.register
        for name, value, known in (
            ("province", self.province, register.provinces),
            ("region", self.region, fleet.regions),
            ("contract", self.contract, register.contracts),
        ):
            if value is not None and value not in known:
                where = f"query {name}"
                raise bad_parameter(where, f"no {name} is called {echo(value)}")
        return SiteWish(
            province=self.province,
            region=self.region,
            site_type=self.type.value if self.type else None,
            contract=self.contract,
        )


class SitesQuery(PlaceQuery):
    """Which sites, and which page of them."""

    state: SiteState | None = Field(None, description="The state shown")
    q: Text | None = Field(None, description="Part of the code or a name")
    limit: int = Field(PAGE_LENGTH, ge=1, le=LONGEST_PAGE, description="Most rows")
    cursor: Cursor | None = Field(None, description="`next` of the page before")

    def to_wish(self, fleet: Fleet) -> SiteWish:
        """See PlaceQuery.to_wish."""
        wish = super().to_wish(fleet)
        return SiteWish(
            wish.province,
            wish.region,
            wish.site_type,
            wish.contract,
            letter=LETTERS[self.state] if self.state else None,
            text=fold(self.q or ""),
        )


class OutagesQuery(PlaceQuery):
    """Which outages, and which page of them."""

    site: Text | None = Field(None, description="Site code")
    service: Service | None = Field(None, description="Link or Wi-Fi")
    open: bool | None = Field(None, description="Only open ones, or only ended ones")
    since: Moment | None = Field(None, description="Not over by then; with time zone")
    until: Moment | None = Field(None, description="Began before; with time zone")
    limit: int = Field(PAGE_LENGTH, ge=1, le=LONGEST_PAGE, description="Most rows")
    cursor: Cursor | None = Field(None, description="`next` of the page before")

    @property
    def is_everywhere(self) -> bool:
        """Whether no site is left out by what the register says."""
        wanted = (self.province, self.region, self.type, self.contract)
        return all(each is None for each in wanted)
