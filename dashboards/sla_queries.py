"""Questions to `sla_group`, the month to date by province and contract.

A run writes every group that holds a site, and zeros once where none is left, so the
newest row of each group tells of no site that has gone: one that changed contract is
counted once. Ratios are of sums.
"""

from __future__ import annotations

from dataclasses import dataclass

_GROUPS = '"province", "contract"'


@dataclass(frozen=True, slots=True)
class Share:
    """A ratio of sums of seconds.

    Attributes:
        name: Of the column.
        part: A field.
        whole: Fields that are added up.
    """

    name: str
    part: str
    whole: tuple[str, ...]


AVAILABILITY = Share("availability_ratio", "up_s", ("up_s", "down_s"))
UNSEEN = Share("unseen_ratio", "not_observed_s", ("up_s", "down_s", "not_observed_s"))
USED = Share("used_ratio", "down_s", ("budget_s",))
PACE = Share("pace_ratio", "down_s", ("allowed_s",))


def newest(field: str, by: str = "") -> str:
    """Return the sum of a field over the newest run, told apart by a tag."""
    grouped = f' GROUP BY "{by}"' if by else ""
    return (
        f'SELECT sum("each") AS "{field}" FROM (SELECT last("{field}") AS "each" '
        f'FROM "sla_group" WHERE $timeFilter GROUP BY {_GROUPS}) '
        f"WHERE $timeFilter{grouped}"
    )


def newest_share(share: Share, by: str = "") -> str:
    """Return a ratio of the newest run's sums, told apart by a tag."""
    grouped = f' GROUP BY "{by}"' if by else ""
    return (
        f'SELECT sum("part") / sum("whole") AS "{share.name}" FROM ({_inner(share)} '
        f"GROUP BY {_GROUPS}) WHERE $timeFilter{grouped}"
    )


def share_over_time(share: Share, by: str) -> str:
    """Return a ratio of sums over time: of one run, of several where a step has more.

    Without a statement within: over a month of 693 groups one takes minutes.
    """
    whole = " + ".join(f'sum("{field}")' for field in share.whole)
    return (
        f'SELECT sum("{share.part}") / ({whole}) AS "{share.name}" FROM "sla_group" '
        f'WHERE $timeFilter GROUP BY time($__interval), "{by}" fill(none)'
    )


def over_time(field: str, by: str) -> str:
    """Return the sum of a field over time: of the run of a step that has most.

    Rows of one run share their moment, a whole minute.
    """
    return (
        f'SELECT max("all") AS "{field}" FROM (SELECT sum("{field}") AS "all" '
        f'FROM "sla_group" WHERE $timeFilter GROUP BY time(1m), "{by}" fill(none)) '
        f'WHERE $timeFilter GROUP BY time($__interval), "{by}" fill(none)'
    )


def _inner(share: Share) -> str:
    whole = " + ".join(f'last("{field}")' for field in share.whole)
    return (
        f'SELECT last("{share.part}") AS "part", {whole} AS "whole" '
        'FROM "sla_group" WHERE $timeFilter'
    )
