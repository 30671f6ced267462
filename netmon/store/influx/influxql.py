"""Words of InfluxQL. Nothing from outside enters a statement but through these.

Only what InfluxDB 1.6, 2.x and 3 all have is used: no SLIMIT, SHOW SERIES, SAMPLE,
INTO, and no retention policy before a measurement.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from netmon.store.conditions import check_code
from netmon.store.influx.tags import to_tag
from netmon.store.port import STEP_ORIGIN

_NAME_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", '"': '\\"'})
_TEXT_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "'": "\\'"})


def identifier(name: str) -> str:
    """Return a name of a measurement, field, tag, user or database, quoted."""
    return f'"{name.translate(_NAME_ESCAPES)}"'


def string(value: str) -> str:
    """Return a text, quoted."""
    return f"'{value.translate(_TEXT_ESCAPES)}'"


def code(value: str) -> str:
    """Return the code of a site, device or group as its tag has it, quoted.

    Raises:
        QuestionRefused: It holds what no code does.
    """
    check_code(value)
    return string(to_tag(value))


def moment(at: datetime) -> str:
    """Return a time, to the microsecond."""
    utc = at.astimezone(UTC).replace(tzinfo=None)
    return f"'{utc.isoformat(timespec='microseconds')}Z'"


def between(start: datetime, end: datetime) -> str:
    """Return the condition for rows of [start, end)."""
    return f"time >= {moment(start)} AND time < {moment(end)}"


def steps(step_s: int) -> str:
    """Return what groups rows into steps as the port counts them."""
    offset_s = int(STEP_ORIGIN.timestamp()) % step_s
    return f"time({step_s}s, {offset_s}s)"


def any_of(tag: str, values: Iterable[str]) -> str:
    """Return the condition for rows whose tag is one of `values`, at least one."""
    name = identifier(tag)
    return f"({' OR '.join(f'{name} = {code(value)}' for value in values)})"
