"""The tile-grid map: one tile per province, and how bad it is there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from netmon.core.model import SiteState
from netmon.web.texts import Language, load_short_names

if TYPE_CHECKING:
    from inventory.model import Province
    from netmon.status.board import Board
    from netmon.web.texts import Texts

MANY_RATIO = 0.05
MOST_RATIO = 0.25
BLIND_RATIO = 0.50


class Level(StrEnum):
    """How bad it is in a province; the map's colours, marks and patterns."""

    CALM = "calm"
    SOME = "some"
    MANY = "many"
    MOST = "most"
    BLIND = "blind"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Tile:
    """One province on the map.

    Attributes:
        short: Two or three letters.
        maintained: Sites in maintenance.
        watched: Sites that are promised to be watched.
        down_ratio: Of the watched ones, 0-1.
    """

    province: Province
    short: str
    name: str
    level: Level
    down: int
    maintained: int
    watched: int
    down_ratio: float

    def label(self, texts: Texts) -> str:
        """Return the whole tile in words."""
        key = "tile.label_blind" if self.level is Level.BLIND else "tile.label"
        words = texts(
            key, name=self.name, down=f"{self.down:,}", watched=f"{self.watched:,}"
        )
        if not self.maintained:
            return words
        return words + texts("tile.and_maintained", count=f"{self.maintained:,}")


def to_tiles(board: Board, texts: Texts) -> list[Tile]:
    """Return the tiles as they are read: from north to south, west to east."""
    provinces = sorted(
        board.register.provinces.values(),
        key=lambda each: (each.tile_row, each.tile_column),
    )
    return [to_tile(board, each, texts) for each in provinces]


def to_tile(board: Board, province: Province, texts: Texts) -> Tile:
    """Return the tile of one province."""
    counts = board.province_counts[province.code]
    down = counts.by_state[SiteState.DOWN]
    dark = counts.by_state[SiteState.NOT_OBSERVED]
    watched = counts.total - counts.by_state[SiteState.UNMONITORED]
    maintained = counts.by_state[SiteState.MAINTENANCE]
    level = to_level(down, dark, watched)
    return Tile(
        province=province,
        short=load_short_names()[texts.language].get(province.code, province.code),
        name=to_name(province, texts),
        level=level,
        down=down,
        maintained=maintained,
        watched=watched,
        down_ratio=down / watched if watched else 0.0,
    )


def to_level(down: int, dark: int, watched: int) -> Level:
    """Return how bad it is where `down` and `dark` of `watched` sites are so."""
    if not watched:
        return Level.EMPTY
    for ratio, level in ((MOST_RATIO, Level.MOST), (MANY_RATIO, Level.MANY)):
        if down / watched >= ratio:
            return level
    if dark / watched >= BLIND_RATIO:
        return Level.BLIND
    return Level.SOME if down else Level.CALM


def to_name(province: Province, texts: Texts) -> str:
    """Return the name of a province in the language of the page."""
    is_thai = texts.language is Language.THAI
    return province.name_th if is_thai else province.name_en
