"""No rows, as SQL: it gives columns their types where a file lacks them.

In words rather than as an empty Arrow table, which costs a question a millisecond to
be registered and bound.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pyarrow as pa

from netmon.store.duck import quoted

_TYPES: Mapping[pa.DataType, str] = {
    pa.timestamp("ms", "UTC"): "TIMESTAMPTZ",
    pa.string(): "VARCHAR",
    pa.float32(): "FLOAT",
    pa.float64(): "DOUBLE",
    pa.int64(): "BIGINT",
    pa.bool_(): "BOOLEAN",
}


@cache
def nothing_sql(schema: pa.Schema) -> str:
    """Return a query for no rows with the columns of `schema`."""
    columns = ", ".join(
        f"NULL::{_TYPES[field.type]} AS {quoted(field.name)}" for field in schema
    )
    return f"SELECT {columns} WHERE false"
