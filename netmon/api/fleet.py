"""What never changes between two versions of the register, made once."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inventory.model import Register, Site
    from netmon.core.model import SiteCode
    from netmon.status.board import Board

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What the register says of one site, ready to be answered.

    Attributes:
        position: Place in the register's order, from 0.
        search: Code and names, folded, for a search by part of them.
        row: The site as a row of a list; never changed, only copied.
    """

    site: Site
    position: int
    region: str
    search: str
    row: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SiteWish:
    """Which sites are wanted; None wants all.

    Attributes:
        letter: One of netmon.status.board.LETTERS.
        text: Folded; part of the code or a name.
    """

    province: str | None = None
    region: str | None = None
    site_type: str | None = None
    contract: str | None = None
    letter: str | None = None
    text: str = ""


class Fleet:
    """The sites of one register.

    Attributes:
        register: The register in force when this was made.
        regions: Names of the regions, sorted.
    """

    def __init__(self, register: Register) -> None:
        self.register = register
        self.regions = sorted({each.region for each in register.provinces.values()})
        self._codes = list(register.sites)
        self._sites = [
            _to_facts(register, site, position)
            for position, site in enumerate(register.sites.values())
        ]
        self._by_province: dict[str, list[SiteFacts]] = {
            code: [] for code in register.provinces
        }
        for facts in self._sites:
            self._by_province[facts.site.province].append(facts)

    def __len__(self) -> int:
        return len(self._sites)

    def get(self, code: str) -> SiteFacts | None:
        """Return the facts of one site, None if there is none of that code."""
        position = bisect_right(self._codes, code) - 1
        if position < 0 or self._codes[position] != code:
            return None
        return self._sites[position]

    def select(
        self, wish: SiteWish, letters: str, after: str | None = None
    ) -> Iterator[SiteFacts]:
        """Return the wanted sites in code order.

        Args:
            wish: What is wanted.
            letters: One letter of state per site, in the register's order.
            after: Only sites whose code comes after this one.
        """
        sites = self._sites
        if wish.province is not None:
            sites = self._by_province.get(wish.province, [])
        start = 0
        if after is not None:
            start = bisect_right(sites, after, key=lambda facts: str(facts.site.code))
        for index in range(start, len(sites)):
            if _is_wanted(sites[index], wish, letters):
                yield sites[index]

    def codes(self, wish: SiteWish, letters: str) -> list[SiteCode]:
        """Return the codes of all wanted sites."""
        return [facts.site.code for facts in self.select(wish, letters)]


class FleetView:
    """The present fleet and its states, made anew only when they changed.

    Args:
        board: The present.
    """

    def __init__(self, board: Board) -> None:
        self._board = board
        self._fleet = Fleet(board.register)
        self._letters = ""
        self._letters_version = ""

    @property
    def fleet(self) -> Fleet:
        """The fleet of the register in force."""
        if self._fleet.register is not self._board.register:
            self._fleet = Fleet(self._board.register)
        return self._fleet

    @property
    def letters(self) -> str:
        """One letter of state per site, in the register's order."""
        if self._letters_version != self._board.version:
            self._letters = self._board.letters()
            self._letters_version = self._board.version
        return self._letters


def fold(text: str) -> str:
    """Return `text` as it is compared: composed and without case."""
    return unicodedata.normalize("NFC", text).casefold()


def _is_wanted(facts: SiteFacts, wish: SiteWish, letters: str) -> bool:
    site = facts.site
    return (
        (wish.letter is None or letters[facts.position] == wish.letter)
        and (wish.site_type is None or site.site_type == wish.site_type)
        and (wish.contract is None or site.contract == wish.contract)
        and (wish.region is None or facts.region == wish.region)
        and (not wish.text or wish.text in facts.search)
    )


def _to_facts(register: Register, site: Site, position: int) -> SiteFacts:
    region = register.provinces[site.province].region
    row = {
        "code": site.code,
        "name_th": site.name_th,
        "name_en": site.name_en,
        "type": site.site_type.value,
        "province": site.province,
        "region": region,
        "district": site.district,
        "subdistrict": site.subdistrict,
        "lat": site.lat,
        "lon": site.lon,
        "contract": site.contract,
    }
    search = fold("\n".join((site.code, site.name_th, site.name_en)))
    return SiteFacts(site, position, region, search, row)
