"""What the headers of a table may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Headings:
    """The columns that a header row is read for.

    Attributes:
        by_key: Column keyed by each of its names, as `to_key` writes them.
        required: Without one of these no row can be judged.
        order: Columns of a clean file from left to right; empty where no order is
            agreed, and then a column that is not required may be absent.
        optional: Columns of `order` that may be absent.
        fewest_known: Known columns that tell a header from any other row.
    """

    by_key: Mapping[str, str]
    required: tuple[str, ...]
    order: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    fewest_known: int = 4
