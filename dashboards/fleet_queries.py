"""Questions to `fleet`, which holds sums of sites; never one row per site.

Groups are told apart by province, type and contract. Nothing here asks how often a slot
is closed.
"""

from __future__ import annotations

from dashboards.influx_query import Ask
from dashboards.names import RAW

_GROUPS = '"province", "site_type", "contract"'


def newest(field: str, by: str = "", where: str = "") -> str:
    """Return the sum of the newest row of every group, called as the field.

    One field a query: InfluxDB 1.x asks the inner statement anew for every column of
    the outer one, so seven columns cost as much as forty-nine.

    Args:
        field: Of `fleet`.
        by: A tag to tell sums apart by.
        where: More conditions.
    """
    grouped = f' GROUP BY "{by}"' if by else ""
    return (
        f'SELECT sum("each") AS "{field}" FROM (SELECT last("{field}") AS "each" '
        f'FROM "fleet" WHERE {_where(where)} GROUP BY {_GROUPS}) '
        f"WHERE $timeFilter{grouped}"
    )


def newest_share(part: str, whole: str, name: str) -> str:
    """Return `part` of `whole` in the newest row of every group.

    A quotient of plain sums would be a mean over the time asked for: a cut of a minute
    ago would hardly show.
    """
    return (
        f'SELECT sum("part") / sum("whole") AS "{name}" FROM (SELECT last("{part}") '
        f'AS "part", last("{whole}") AS "whole" FROM "fleet" WHERE $timeFilter '
        f"GROUP BY {_GROUPS}) WHERE $timeFilter"
    )


def over_time(field: str, name: str, where: str = "", sign: str = "") -> str:
    """Return a sum of all groups over time; `sign` may be `-`.

    Rows of one slot share their second: they are added up, and sums averaged.
    """
    minus = "-1 * " if sign else ""
    return (
        f'SELECT {minus}mean("all") AS "{name}" FROM (SELECT sum("{field}") AS "all" '
        f'FROM "fleet" WHERE {_where(where)} GROUP BY time(1s) fill(none)) '
        "WHERE $timeFilter GROUP BY time($__interval) fill(null)"
    )


def count(field: str, where: str = "") -> Ask:
    """Return the question for one figure of now."""
    return Ask(RAW, newest(field, where=where))


def _where(more: str) -> str:
    return f"$timeFilter AND {more}" if more else "$timeFilter"
