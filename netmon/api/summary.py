"""How many sites are in which state: the nation and every province."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netmon.api.encoding import to_json_bytes
from netmon.core.model import SiteState

if TYPE_CHECKING:
    from netmon.api.context import Live
    from netmon.status.board import Counts

_ORDER = (
    SiteState.UP,
    SiteState.DOWN,
    SiteState.DEGRADED,
    SiteState.NOT_OBSERVED,
    SiteState.MAINTENANCE,
    SiteState.UNMONITORED,
)


def to_counts(counts: Counts) -> dict[str, int]:
    """Return sites per state with their total."""
    by_state = counts.by_state
    return {"total": counts.total} | {each.value: by_state[each] for each in _ORDER}


class SummaryPress:
    """Makes the summary; encodes it once per version of the board.

    Args:
        live: The running service.
    """

    def __init__(self, live: Live) -> None:
        self._live = live
        self._version = ""
        self._body = b""

    @property
    def tag(self) -> str:
        """The validator; weak, since the moment in the answer moves on."""
        return f'W/"{self._live.board.version}"'

    def press(self) -> bytes:
        """Return the summary as JSON, true at this moment."""
        version = self._live.board.version
        if version != self._version:
            # The moment is put in front of what is kept.
            self._body = b"," + to_json_bytes(self._counts())[1:]
            self._version = version
        return to_json_bytes({"at": self._live.clock.now()})[:-1] + self._body

    def _counts(self) -> dict[str, Any]:
        board = self._live.board
        return {
            "sites": to_counts(board.counts),
            "by_province": [
                {
                    "code": province.code,
                    "name_th": province.name_th,
                    "name_en": province.name_en,
                    **to_counts(board.province_counts[province.code]),
                }
                for province in board.register.provinces.values()
            ],
        }
