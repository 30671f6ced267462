"""Makes lines of the journals: when each site was looked at, and when it was down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from netmon.core.model import SiteCode
from netmon.links.line import Line, to_line
from netmon.status.lookback import Journals, find_observed


def to_lines(journals: Journals, sites: Iterable[SiteCode]) -> Mapping[SiteCode, Line]:
    """Return the line of each of `sites`, as they were observed."""
    return {
        site: to_line(journals.outages.get(site, ()) if seen else (), seen)
        for site, seen in find_observed(journals, sites)
    }
