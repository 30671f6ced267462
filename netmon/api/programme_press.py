"""The programme's bytes, made once for each area of a picture."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from netmon.api.encoding import to_json_bytes

if TYPE_CHECKING:
    from netmon.links.programme import Programme

MOST_KEPT = 128
"""Areas whose bytes are kept, 44 kB each at most; there are 77 provinces."""


class Pressed(NamedTuple):
    """An answer and its validator."""

    tag: str
    body: bytes


class ProgrammePress:
    """Makes the bytes of an answer, and keeps them while its figures stand."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, tuple[Programme, Pressed]] = OrderedDict()

    def press(
        self, found: Programme, to_shown: Callable[[Programme], dict[str, Any]]
    ) -> Pressed:
        """Return `found` as `to_shown` shows it.

        Args:
            found: The same object for as long as its figures stand.
            to_shown: Makes what is encoded.
        """
        # An id is another object's once its own is gone, so the object is kept too.
        kept = self._kept.get(id(found))
        if kept is not None:
            return kept[1]
        body = to_json_bytes(to_shown(found))
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        self._kept[id(found)] = found, Pressed(tag, body)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return self._kept[id(found)][1]
