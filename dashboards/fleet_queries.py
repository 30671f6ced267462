"""Questions to `fleet`, which holds sums of sites; never one row per site.

Groups are told apart by province, type and contract. Their newest rows are added up, or
their means over a step: neither asks how often a slot is closed.
"""

from __future__ import annotations

from dashboards.influx_query import Ask
from dashboards.names import RAW

_GROUPS = '"province", "site_type", "contract"'


def newest(*fields: str, by: str = "", where: str = "") -> str:
    """Return the sum of the newest row of every group.

    Args:
        fields: Of `fleet`; a column is called as its field.
        by: A tag to tell sums apart by.
        where: More conditions.
    """
    condition = _where(where)
    last = ", ".join(f'last("{name}") AS "{name}"' for name in fields)
    added = ", ".join(f'sum("{name}") AS "{name}"' for name in fields)
    share = ""
    if {"down_count", "sites_count"} <= set(fields):
        share = ', sum("down_count") / sum("sites_count") AS "down_ratio"'
    grouped = f' GROUP BY "{by}"' if by else ""
    return (
        f"SELECT {added}{share} FROM (SELECT {last} "
        f'FROM "fleet" WHERE {condition} GROUP BY {_GROUPS}) '
        f"WHERE $timeFilter{grouped}"
    )


def over_time(field: str, name: str, where: str = "", sign: str = "") -> str:
    """Return a sum of all groups over time; `sign` may be `-`."""
    minus = "-1 * " if sign else ""
    return (
        f'SELECT {minus}sum("each") AS "{name}" FROM (SELECT mean("{field}") AS "each" '
        f'FROM "fleet" WHERE {_where(where)} '
        f"GROUP BY time($__interval), {_GROUPS} fill(none)) "
        "WHERE $timeFilter GROUP BY time($__interval) fill(null)"
    )


def share(field: str, name: str, by: str = "", where: str = "") -> str:
    """Return what share of all sites is in a state, over time."""
    grouped, fill = (f', "{by}"', "none") if by else ("", "null")
    return (
        f'SELECT sum("{field}") / sum("sites_count") AS "{name}" FROM "fleet" '
        f"WHERE {_where(where)} GROUP BY time($__interval){grouped} fill({fill})"
    )


def count(field: str, where: str = "") -> Ask:
    """Return the question for one figure of now."""
    return Ask(RAW, newest(field, where=where))


def _where(more: str) -> str:
    return f"$timeFilter AND {more}" if more else "$timeFilter"
