"""The peer: a month as a tick a minute and site, added up by DuckDB.

`python -m benchmarks.sla_ticks write|judge FOLDER`. Raw ticks are what a poller's
database keeps that stores samples and no states: 2 up, 1 down, 0 not observed.
"""

from __future__ import annotations

import json
import sys
from array import array
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.sla_story import (
    MEMORY_LIMIT,
    MINUTES,
    MONTH,
    Run,
    Story,
    make_story,
)

_START_S = int(MONTH.span.start.timestamp())
_SCHEMA = pa.schema(
    [
        ("site", pa.dictionary(pa.int16(), pa.string())),
        ("at", pa.timestamp("s", "UTC")),
        ("state", pa.uint8()),
    ]
)
SQL = f"""
WITH out AS (
    SELECT DISTINCT site, unnest(range(first, until)) AS minute
    FROM read_json($excluded, columns = {{site: 'VARCHAR', first: 'INT', until: 'INT'}})
), spent AS (
    SELECT w.site, any_value(w.until - w.first) * 60 AS in_service_s,
        60 * count(*) FILTER (x.minute IS NULL AND state = 2) AS u,
        60 * count(*) FILTER (x.minute IS NULL AND state = 1) AS d,
        60 * count(*) FILTER (x.minute IS NULL AND state = 0) AS k,
        60 * count(*) FILTER (x.minute IS NOT NULL) AS e
    FROM (SELECT site::VARCHAR AS site, state,
            ((epoch("at") - {_START_S}) // 60)::INT AS minute
          FROM read_parquet($ticks)) t
    JOIN read_json($windows,
        columns = {{site: 'VARCHAR', first: 'INT', until: 'INT'}}) w
        ON w.site = t.site AND t.minute >= w.first AND t.minute < w.until
    LEFT JOIN out x ON x.site = t.site AND x.minute = t.minute
    GROUP BY w.site
)
SELECT site, u::BIGINT, d::BIGINT, k::BIGINT, e::BIGINT,
    (u * 1000000000 // nullif(u + d, 0))::BIGINT AS availability,
    CASE WHEN in_service_s < 7 * 86400 THEN 'insufficient'
        WHEN u + d + k = 0 THEN 'insufficient'
        WHEN u * 1000000 >= 995000 * (u + d + k) THEN 'compliant'
        WHEN (u + k) * 1000000 < 995000 * (u + d + k) THEN 'non-compliant'
        WHEN (u + d) * 100 < 98 * (u + d + k) THEN 'insufficient'
        WHEN u * 1000000 >= 995000 * (u + d) THEN 'compliant'
        ELSE 'non-compliant' END AS verdict
FROM spent ORDER BY site
"""


def write(folder: Path) -> None:
    """Write the ticks, a file a province; and what is no tick."""
    story = make_story()
    (folder / "ticks").mkdir()
    by_province: dict[str, list[str]] = {}
    for code, site in story.register.sites.items():
        by_province.setdefault(site.province, []).append(str(code))
    at = array("q", range(_START_S, _START_S + 60 * MINUTES, 60)).tobytes()
    for province, codes in sorted(by_province.items()):
        table = _to_table(story, codes, at)
        pq.write_table(table, folder / "ticks" / f"{province}.parquet")
    _write_runs(folder / "windows.json", [(c, w) for c, w in story.windows.items()])
    excluded = [(code, run) for code, runs in story.excluded.items() for run in runs]
    _write_runs(folder / "excluded.json", excluded)


def _write_runs(path: Path, runs: list[tuple[str, Run]]) -> None:
    rows = [{"site": site, "first": run[0], "until": run[1]} for site, run in runs]
    path.write_text("\n".join(map(json.dumps, rows)))


def _to_table(story: Story, codes: list[str], at: bytes) -> pa.Table:
    """Return the ticks of some sites, a site after the other."""
    rows = len(codes) * MINUTES
    states = b"".join(_paint(story, code) for code in codes)
    numbers = array("h")
    for number in range(len(codes)):
        numbers.extend(array("h", [number]) * MINUTES)
    sites = pa.DictionaryArray.from_arrays(
        pa.Array.from_buffers(pa.int16(), rows, [None, pa.py_buffer(numbers)]),
        pa.array(codes),
    )
    times = pa.py_buffer(at * len(codes))
    columns = [
        sites,
        pa.Array.from_buffers(_SCHEMA.field("at").type, rows, [None, times]),
        pa.Array.from_buffers(pa.uint8(), rows, [None, pa.py_buffer(states)]),
    ]
    return pa.table(columns, schema=_SCHEMA)


def _paint(story: Story, code: str) -> bytearray:
    """Return a month of ticks: what nobody looked at has no other state."""
    ticks = bytearray(b"\2") * MINUTES
    for runs, state in (
        (story.down.get(code, ()), b"\1"),
        (story.unseen.get(code, ()), b"\0"),
        (story.blind, b"\0"),
    ):
        for start, end in runs:
            first, last = max(0, start), min(MINUTES, end)
            if first < last:
                ticks[first:last] = state * (last - first)
    return ticks


def judge(folder: Path) -> dict[str, Any]:
    """Return what DuckDB makes of the ticks, by site."""
    connection = duckdb.connect()
    connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'; SET threads = 2")
    connection.execute(f"SET temp_directory = '{folder / 'spill'}'")
    began = datetime.now(UTC)
    rows = connection.execute(
        SQL,
        {
            "ticks": str(folder / "ticks" / "*.parquet"),
            "windows": str(folder / "windows.json"),
            "excluded": str(folder / "excluded.json"),
        },
    ).fetchall()
    took_s = (datetime.now(UTC) - began).total_seconds()
    return {"took_s": took_s, "sites": {site: told for site, *told in rows}}


if __name__ == "__main__":
    what, where = sys.argv[1], Path(sys.argv[2])
    if what == "write":
        write(where)
    else:
        print(json.dumps(judge(where)))
