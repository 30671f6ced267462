"""What an agent can be asked, in order: objects by their encoded names."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, TypeVar

from netmon.twin import ber

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from netmon.twin.ber import Oid
    from netmon.twin.device import Device

    Value = Callable[[Device, float], bytes]
    """Encodes one object of a device at a monotonic time, seconds."""
    Cell = bytes | Value
    """An encoded value that never changes, or how to make it."""

Row = TypeVar("Row")
Index = TypeVar("Index", bound=tuple[int, ...])

MISSING_INSTANCE = ber.tlv(ber.NO_SUCH_INSTANCE, b"")
MISSING_OBJECT = ber.tlv(ber.NO_SUCH_OBJECT, b"")


class Layout:
    """The objects of one agent, or of all agents of one kind.

    Attributes:
        cells: Keyed by the body of the object's name, in MIB order.
    """

    def __init__(self, groups: Mapping[Oid, list[tuple[bytes, Cell]]]) -> None:
        """Take objects, in order, keyed by their scalar or column."""
        self.cells: dict[bytes, Cell] = {}
        for prefix in sorted(groups):
            self.cells.update(groups[prefix])
        self._order = tuple(self.cells)
        self._places = {name: place for place, name in enumerate(self._order)}
        self._columns = frozenset(groups)
        self._column_sizes = tuple(sorted({len(prefix) for prefix in groups}))

    def __len__(self) -> int:
        """Return the number of objects."""
        return len(self._order)

    def missing(self, name: bytes) -> bytes:
        """Return the exception for an absent object (RFC 3416 section 4.2.1)."""
        arcs = ber.parse_oid(name)
        is_known = any(arcs[:size] in self._columns for size in self._column_sizes)
        return MISSING_INSTANCE if is_known else MISSING_OBJECT

    def place_behind(self, name: bytes) -> int:
        """Return the place of the first object behind `name`; len(self) at the end."""
        place = self._places.get(name)
        if place is not None:
            return place + 1
        return bisect_right(self._order, ber.parse_oid(name), key=ber.parse_oid)

    def name_at(self, place: int) -> bytes:
        """Return the name at `place`, 0 to len(self) - 1."""
        return self._order[place]


class Builder:
    """Collects the objects of a layout."""

    def __init__(self) -> None:
        self._groups: dict[Oid, list[tuple[bytes, Cell]]] = {}

    def scalar(self, oid: Oid, cell: Cell) -> None:
        """Add an object that ends in .0; `oid` leaves that out."""
        self._groups[oid] = [(ber.oid_body((*oid, 0)), cell)]

    def column(self, oid: Oid, cells: Mapping[Index, Cell]) -> None:
        """Add a column; `cells` are keyed by index, in any order."""
        head = ber.oid_body(oid)
        self._groups[oid] = [
            (head + ber.arcs_body(index), cells[index]) for index in sorted(cells)
        ]

    def table(
        self,
        entry: Oid,
        rows: Iterable[tuple[Oid, Row]],
        columns: Mapping[int, Callable[[Row], Cell]],
    ) -> None:
        """Add `columns` of the table whose entry object is `entry`.

        Args:
            entry: Name of the entry.
            rows: Index and row, in the order of the index.
            columns: What each column holds in a row, keyed by its arc.
        """
        bodies = [(ber.arcs_body(index), row) for index, row in rows]
        for arc, make in columns.items():
            head = ber.oid_body((*entry, arc))
            cells = [(head + index, make(row)) for index, row in bodies]
            if cells:
                self._groups[(*entry, arc)] = cells

    def build(self) -> Layout:
        """Return the layout of all that was added."""
        return Layout(self._groups)
