"""The newest row of every set of tags, in the memory of the process that writes.

The files must be searched for it over minutes of every device; here it is one row each.
It answers only where it knows the whole answer; the files answer everything else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from ctypes import c_float
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from netmon.core.schema import MEASUREMENTS, Kind, Sample
from netmon.store.columns import to_moment, to_ms
from netmon.store.port import Span

KEPT = timedelta(minutes=125)
"""How old a row may be: two hours and the time between two rounds. Tags that nobody
writes any more do not stay for ever."""

_MICROSECOND = timedelta(microseconds=1)
_READ: Mapping[Kind, Callable[[Any], float | int | bool]] = {
    Kind.FLOAT: lambda value: c_float(value).value,
    Kind.DOUBLE: float,
    Kind.INT: int,
    Kind.BOOL: bool,
}


class NewestRows:
    """One row of every set of tags. Safe for several threads.

    Args:
        since: Every row later than this is given to `take`.
    """

    def __init__(self, since: datetime) -> None:
        self._since = since
        # Beside each row whether it is as the files would give it back.
        self._rows: dict[str, dict[tuple[str, ...], tuple[Sample, bool]]] = defaultdict(
            dict
        )
        self._lock = Lock()

    def take(self, samples: Collection[Sample]) -> None:
        """Remember rows that are on the disk; of the same moment the last stands."""
        with self._lock:
            for sample in samples:
                rows = self._rows[sample.measurement]
                found = rows.get(sample.tags)
                if found is None or not _is_older(sample.at, found[0].at):
                    rows[sample.tags] = sample, False

    def doubt(self, until: datetime) -> None:
        """Say that rows up to `until` may be on the disk and were not given."""
        with self._lock:
            self._since = max(self._since, until)

    def forget_before(self, oldest: datetime) -> None:
        """Leave out what is older."""
        with self._lock:
            self._since = max(self._since, oldest)
            for name, rows in self._rows.items():
                kept = {tags: row for tags, row in rows.items() if row[0].at >= oldest}
                self._rows[name] = kept

    def answer(
        self, name: str, sites: Sequence[str] | None, span: Span
    ) -> list[Sample] | None:
        """Return the newest rows within `span`, None where only the files know.

        Args:
            name: Of a measurement; it has a site where `sites` are given.
            sites: Only these.
            span: A row beyond its end hides the one before it: the files are asked.
        """
        first, end = _up_to_ms(span.start), _up_to_ms(span.end)
        wanted = None if sites is None else frozenset(sites)
        place = 0 if wanted is None else MEASUREMENTS[name].tags.index("site")
        with self._lock:
            if first <= self._since:
                return None
            rows = self._rows[name]
            found = sorted(
                tags
                for tags, (sample, _) in rows.items()
                if sample.at >= first and (wanted is None or tags[place] in wanted)
            )
            if any(rows[tags][0].at >= end for tags in found):
                return None
            for tags in found:
                if not rows[tags][1]:
                    rows[tags] = _as_read(rows[tags][0]), True
            return [rows[tags][0] for tags in found]


def _is_older(at: datetime, other: datetime) -> bool:
    return at < other and to_ms(at) < to_ms(other)


def _up_to_ms(at: datetime) -> datetime:
    """Return the first whole millisecond not before `at`: rows have no finer time."""
    return to_moment(to_ms(at - _MICROSECOND) + 1)


def _as_read(sample: Sample) -> Sample:
    """Return a row as it comes back from the disk."""
    fields = MEASUREMENTS[sample.measurement].fields.values()
    values = tuple(
        None if value is None else _READ[field.kind](value)
        for field, value in zip(fields, sample.values, strict=True)
    )
    at = to_moment(to_ms(sample.at))
    return Sample(sample.measurement, at, sample.tags, values)
