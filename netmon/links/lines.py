"""Makes lines of the journals: when each site was looked at, and when it was down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from netmon.core.intervals import Interval, clip, subtract, union
from netmon.core.model import SiteCode
from netmon.links.ground import Journals
from netmon.links.line import UNSEEN, Line, to_line


def to_lines(journals: Journals, sites: Iterable[SiteCode]) -> Mapping[SiteCode, Line]:
    """Return the line of each of `sites`.

    A site was observed while any poller ran and looked, from when it was first judged,
    and not while it was out of the register or out of service.
    """
    holes: dict[SiteCode | None, dict[str, list[Interval]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for each in journals.dark:
        holes[each.site][each.poller].append(each.span)
    looked: dict[str, list[Interval]] = defaultdict(list)
    for poller, span in journals.looked:
        looked[poller].append(span)
    base = {name: subtract(spans, holes[None][name]) for name, spans in looked.items()}
    everywhere = union(span for spans in base.values() for span in spans)
    return {
        site: _to_line(journals, site, base, everywhere, holes.get(site))
        for site in sites
    }


def _to_line(
    journals: Journals,
    site: SiteCode,
    base: Mapping[str, list[Interval]],
    everywhere: list[Interval],
    holes: Mapping[str, list[Interval]] | None,
) -> Line:
    begun = journals.watched_from.get(site)
    if begun is None or begun >= journals.span.end:
        return UNSEEN
    seen = everywhere
    if holes:
        several = (
            subtract(spans, holes[name]) if name in holes else spans
            for name, spans in base.items()
        )
        seen = union(span for spans in several for span in spans)
    since = Interval(max(begun, journals.span.start), journals.span.end)
    seen = clip(seen, since)
    if site in journals.unwatched:
        seen = subtract(seen, journals.unwatched[site])
    return to_line(journals.outages.get(site, ()), seen)
