"""Lines of frames of the sample log, and what is told of them on the way."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from netmon.core.schema import MEASUREMENTS, SITE_STATE
from netmon.store.columns import AT, read_batch

if TYPE_CHECKING:
    from netmon.store.influx.intake import Waiting
    from netmon.store.influx.lines import LineMaker
    from netmon.store.influx.report import Report

log = logging.getLogger(__name__)

Shown = Callable[[Iterable[tuple[str, int, int | None]]], None]
"""Told what sites are shown as: site, time in milliseconds since 1970, state code."""


@dataclass(frozen=True, slots=True)
class FrameLines:
    """Reads frames.

    Attributes:
        report: Told of a frame that cannot be read.
        shown: See Shown; None where nobody asks.
    """

    report: Report
    shown: Shown | None

    def of(self, waiting: Waiting, maker: LineMaker) -> list[bytes]:
        """Return the lines of a frame; none of one that cannot be read."""
        name = waiting.frame.measurement
        if name not in MEASUREMENTS:
            return []  # of another version; sealing keeps it aside
        measurement = MEASUREMENTS[name]
        wanted = [AT, *measurement.tags, *measurement.fields]
        try:
            batch = read_batch(name, waiting.payload(), wanted)
        except (pa.ArrowException, EOFError) as error:
            # Its checksums were right: a row no reader can read, ours or another.
            log.error("a frame of %s cannot be read: %s", name, error)  # noqa: TRY400
            self.report.unreadable(waiting, error)
            return []
        if name == SITE_STATE.name and self.shown is not None:
            times = batch.column(AT).cast(pa.int64())
            columns = (batch.column("site"), times, batch.column("state_code"))
            self.shown(zip(*(each.to_pylist() for each in columns), strict=True))
        return maker.raw(name, batch)


def groups(frames: Iterable[Waiting], most_rows: int) -> Iterable[list[Waiting]]:
    """Return frames together that make about one request."""
    group: list[Waiting] = []
    rows = 0
    for each in frames:
        if group and rows + each.frame.rows_count > most_rows:
            yield group
            group, rows = [], 0
        group.append(each)
        rows += each.frame.rows_count
    if group:
        yield group
