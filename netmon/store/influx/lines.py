"""Rows as line protocol, with the escaping of the official client.

A point's measurement and tags are escaped once for each tag set and remembered; its
numbers are made texts by Arrow, column by column. Times are whole seconds, rounded
down. Numbers that are null or not finite are left out, and a row without a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from influxdb_client.client.write.point import Point

from netmon.core.schema import MEASUREMENTS
from netmon.store.columns import AT
from netmon.store.influx.tags import RAW_TAGS, ROLLED_TAGS, Pairs, TagBook, to_tag
from netmon.store.rollup import ROWS_COUNT, rollup_schema

if TYPE_CHECKING:
    from datetime import datetime

_Point: Any = Point  # it says nothing of types

_MOST_HEADS = 500_000
"""Tag sets remembered: ten times the nation's."""


def to_head(measurement: str, pairs: Pairs) -> str:
    """Return the escaped measurement and tags; empty tags are left out."""
    point = _Point(measurement)
    for name, value in pairs:
        point.tag(name, to_tag(value))
    line: str = point.field("x", 1).to_line_protocol()
    return line.removesuffix(" x=1i")


def to_line(
    measurement: str,
    pairs: Pairs,
    values: Mapping[str, str | float | int | bool | None],
    at: datetime,
) -> bytes:
    """Return one point that may hold texts; empty without a value."""
    point = _Point(measurement)
    for name, tag in pairs:
        point.tag(name, to_tag(tag))
    for name, value in values.items():
        point.field(name, value)
    line: str = point.to_line_protocol()
    return f"{line} {int(at.timestamp() // 1)}".encode() if line else b""


class LineMaker:
    """Turns batches of the sample log into lines, for one state of the register."""

    def __init__(self, book: TagBook) -> None:
        self.book = book
        self._heads: dict[tuple[str, ...], str] = {}

    def raw(self, name: str, batch: pa.RecordBatch) -> list[bytes]:
        """Return lines of rows as they were measured."""
        heads = self._heads_of(name, name, RAW_TAGS, batch)
        fields = MEASUREMENTS[name].fields
        return _join(heads, batch.column(AT), {f: batch.column(f) for f in fields})

    def rolled(self, target: str, name: str, batch: pa.RecordBatch) -> list[bytes]:
        """Return lines of the roll-ups of `name`, for the measurement `target`.

        Lines of several measurements have the same tags and time, so each adds its
        numbers to one point; the count of rows says whose it is.
        """
        heads = self._heads_of(target, name, ROLLED_TAGS, batch)
        tags = {AT, *MEASUREMENTS[name].tags}
        kinds = rollup_schema(MEASUREMENTS[name])
        numbers = [each for each in kinds if each.name not in tags]
        # A count of a day is a float in its file, and here an integer for ever.
        columns = {
            f"{name}_{ROWS_COUNT}" if each.name == ROWS_COUNT else each.name: (
                batch.column(each.name).cast(each.type)
            )
            for each in numbers
            if each.name in batch.schema.names
        }
        return _join(heads, batch.column(AT), columns)

    def _heads_of(
        self, target: str, name: str, added: tuple[str, ...], batch: pa.RecordBatch
    ) -> pa.Array:
        own = MEASUREMENTS[name].tags
        if len(self._heads) > _MOST_HEADS:
            self._heads.clear()
        known = self._heads
        heads: list[str] = []
        columns = [batch.column(tag).to_pylist() for tag in own]
        for tags in zip(*columns, strict=True):
            key = (target, name, *tags)
            head = known.get(key)
            if head is None:
                row = tuple(zip(own, tags, strict=True))
                head = to_head(target, self.book.pairs(name, added, row))
                known[key] = head
            heads.append(head)
        return pa.array(heads, pa.string())


def _join(
    heads: pa.Array, at: pa.Array, columns: Mapping[str, pa.Array]
) -> list[bytes]:
    """Return `head field=number,... seconds` of every row that has a number."""
    texts = [
        pc.binary_join_element_wise(f"{name}=", _texts(column), "")
        for name, column in columns.items()
    ]
    is_told = reduce(pc.or_, map(pc.is_valid, texts))
    # Rows without any go first: a join that skips nulls would lose their places
    # (seen in pyarrow 26).
    told = [each.filter(is_told) for each in texts]
    numbers = pc.binary_join_element_wise(*told, ",", null_handling="skip")
    whole = pc.floor_temporal(at, unit="second").cast(pa.timestamp("s", at.type.tz))
    seconds = whole.cast(pa.int64()).cast(pa.string()).filter(is_told)
    lines = pc.binary_join_element_wise(heads.filter(is_told), numbers, seconds, " ")
    made: list[bytes] = lines.cast(pa.binary()).to_pylist()
    return made


def _texts(column: pa.Array) -> pa.Array:
    """Return numbers as line protocol writes them; null where there is none."""
    if pa.types.is_floating(column.type):
        finite = pc.if_else(pc.is_finite(column), column, None)
        return finite.cast(pa.string())
    if pa.types.is_integer(column.type):
        return pc.binary_join_element_wise(column.cast(pa.string()), "i", "")
    return column.cast(pa.string())
