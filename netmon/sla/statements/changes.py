"""What a correction changed, site by site. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from netmon.sla.figures import SiteFigures, availability
from netmon.sla.moments import to_text
from netmon.sla.statement import SiteChange, SiteLine, Statement

if TYPE_CHECKING:
    from netmon.core.model import SiteCode
    from netmon.sla.facts import MonthFacts, SiteFacts

_Some = TypeVar("_Some")

_COMPARED: Mapping[str, Callable[[SiteLine], object]] = {
    "contract": lambda line: line.contract,
    "verdict": lambda line: line.figures.verdict.value,
    "reason": lambda line: line.figures.reason and line.figures.reason.value,
    "availability": lambda line: availability(line.figures.seconds),
    "target_ppm": lambda line: line.figures.target_ppm,
    "window_s": lambda line: line.figures.seconds.window_s,
    "up_s": lambda line: line.figures.seconds.up_s,
    "down_s": lambda line: line.figures.seconds.down_s,
    "not_observed_s": lambda line: line.figures.seconds.not_observed_s,
    "excluded_s": lambda line: line.figures.seconds.excluded_s,
    "incidents": lambda line: len(line.figures.repairs),
    "mttr_s": lambda line: line.figures.mttr_s,
    "late_h": lambda line: sum(each.late_h or 0 for each in line.figures.repairs),
    "penalty_baht": lambda line: _to_baht(line.figures),
}
_TERMS: Mapping[str, Callable[[SiteFacts], object]] = {
    "fee_baht": lambda site: _to_plain(site.monthly_fee_baht),
    "rate_per_hour": lambda site: _to_plain(site.penalty_rate_per_hour),
    "repair_target_h": lambda site: site.repair_target_h,
    "commissioned_at": lambda site: to_text(site.commissioned_at),
    "decommissioned_at": lambda site: to_text(site.decommissioned_at),
}
PROMISED = frozenset(
    {"target_ppm", "penalty_baht", "fee_baht", "rate_per_hour", "repair_target_h"}
)
"""What follows from terms of a contract."""
NOTHING = "–"
SITE = "site"
"""What changed where a site is in one of the versions alone."""


def find_changes(
    before: Statement, after: Statement, was_known: MonthFacts, is_known: MonthFacts
) -> Iterator[SiteChange]:
    """Yield what changed of every site, in order of their codes.

    Args:
        before: The version that is corrected.
        after: The correction.
        was_known: What `before` was made from.
        is_known: What `after` is made from.
    """
    old_terms = {site.code: site for site in was_known.sites}
    new_terms = {site.code: site for site in is_known.sites}
    old = {line.figures.code: line for line in before.sites}
    new = {line.figures.code: line for line in after.sites}
    for code in sorted(old.keys() | new.keys()):
        was, now = old.get(code), new.get(code)
        if was is None or now is None:
            yield SiteChange(code, SITE, _to_there(was), _to_there(now))
            both = was and was.contract, now and now.contract
            if any(both):
                yield SiteChange(code, "contract", *map(_to_text, both))
            continue
        yield from _compare(code, _COMPARED, was, now)
        yield from _compare(code, _TERMS, old_terms[code], new_terms[code])


def _compare(
    code: SiteCode, compared: Mapping[str, Callable[[_Some], object]], *both: _Some
) -> Iterator[SiteChange]:
    for what, find in compared.items():
        one, other = map(find, both)
        if one != other:
            yield SiteChange(code, what, _to_text(one), _to_text(other))


def says_the_same(before: Statement, after: Statement) -> bool:
    """Return whether two versions differ in nothing but cover and changes."""
    return (
        before.rules == after.rules
        and before.sites == after.sites
        and list(before.exclusions) == list(after.exclusions)
        and list(before.poller_gaps) == list(after.poller_gaps)
        and [each.name_en for each in before.contracts]
        == [each.name_en for each in after.contracts]
    )


def narrow_changes(
    changes: Iterable[SiteChange], contract: str, codes: Collection[str]
) -> tuple[SiteChange, ...]:
    """Return what was changed of the sites that are or were a contract's.

    Of a site that came or went, what its contracts promise is each contractor's own.

    Args:
        changes: Of a correction.
        contract: Whose.
        codes: The sites it has in the correction.
    """
    found = list(changes)
    moved = {each.site for each in found if each.what == "contract"}
    passed = {
        each.site
        for each in found
        if each.what == "contract" and contract in (each.before, each.after)
    }
    return tuple(
        each
        for each in found
        if (each.site in passed and each.what not in PROMISED)
        or (each.site in codes and each.site not in moved)
    )


def _to_there(line: SiteLine | None) -> str:
    return NOTHING if line is None else line.figures.verdict.value


def _to_text(value: object) -> str:
    return NOTHING if value is None else str(value)


def _to_plain(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"


def _to_baht(figures: SiteFigures) -> str | None:
    return None if figures.penalty is None else f"{figures.penalty.baht:.2f}"
