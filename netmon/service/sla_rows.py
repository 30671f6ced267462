"""Rows of the sample log that the month to date is kept as."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from netmon.core.schema import SLA, SLA_GROUP, Sample
from netmon.sla.figures import Verdict
from netmon.sla.parameters import PPM
from netmon.sla.statements.to_date import combine

if TYPE_CHECKING:
    from netmon.sla.statements.to_date import GroupToDate, SiteToDate, ToDate

VERDICT_CODES = {
    Verdict.NON_COMPLIANT: 0,
    Verdict.INSUFFICIENT: 1,
    Verdict.COMPLIANT: 2,
    Verdict.NOT_IN_SERVICE: 3,
}
"""As netmon.core.schema says of `verdict_code`: the worst is the least."""


def to_rows(month: ToDate, before: ToDate | None) -> Iterator[Sample]:
    """Yield the rows of one run, all of one moment: sites, then groups.

    A province and contract that hold no site any more get one row of zeros, so that
    their newest row never tells of sites that have gone elsewhere. Zeros of every run
    would be nine rows in ten of a nation.

    Args:
        month: As the run reckoned it.
        before: The run before it; None where it is not known what that one wrote.
    """
    for site in month.sites:
        tags = (site.site, site.contract)
        yield Sample(SLA.name, month.until, tags, _site_values(site))
    groups = month.groups()
    written = before.places() if before else month.possible_places()
    left = dict.fromkeys(sorted(written - groups.keys()), combine(()))
    for tags, group in (groups | left).items():
        yield Sample(SLA_GROUP.name, month.until, tags, _group_values(group))


def _site_values(site: SiteToDate) -> tuple[int | float | None, ...]:
    seconds = site.seconds
    judged_s = seconds.judged_s
    return (
        seconds.window_s,
        site.up_s,
        site.down_s,
        site.not_observed_s,
        site.excluded_s,
        site.budget_s,
        _ratio(site.up_s, seconds.seen_s),
        _ratio(site.up_s, judged_s),
        _ratio(site.up_s + site.not_observed_s, judged_s),
        _ratio(seconds.seen_s, judged_s),
        site.target_ppm / PPM,
        VERDICT_CODES[site.verdict],
        site.incidents_count,
        site.mttr_s,
    )


def _group_values(group: GroupToDate) -> tuple[int, ...]:
    verdicts, seconds = group.verdicts, group.seconds
    return (
        group.sites_count,
        verdicts[Verdict.COMPLIANT],
        verdicts[Verdict.NON_COMPLIANT],
        verdicts[Verdict.INSUFFICIENT],
        verdicts[Verdict.NOT_IN_SERVICE],
        group.spent_count,
        seconds.up_s,
        seconds.down_s,
        seconds.not_observed_s,
        seconds.excluded_s,
        group.budget_s,
        group.allowed_s,
        group.left_s,
        group.incidents_count,
        group.repair_s,
    )


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
