"""Whether a statement can be made again, and whether it would be the same today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmon.core.garbage import uncollected
from netmon.database import reading
from netmon.sla.evaluate import evaluate
from netmon.sla.statements.build import build
from netmon.sla.statements.changes import find_changes
from netmon.sla.statements.gather import Asked, gather
from netmon.sla.statements.kept import (
    read_ground,
    to_data_digest,
    to_result_digest,
)
from netmon.sla.statements.make import remake
from netmon.sla.statements.statement_rows import read_kept

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from netmon.core.model import SiteCode
    from netmon.sla.facts import MonthFacts
    from netmon.sla.ruleset import RuleSet
    from netmon.sla.statement import SiteChange
    from netmon.sla.statements.kept import Kept
    from netmon.sla.statements.make import Made
    from netmon.sla.statements.statement_rows import Version


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of a version found.

    Attributes:
        is_same: Whether its own facts give the same bytes again.
        result_digest: Of what they give.
        data_digest_now: Of the facts as journals, register, terms, exclusions and
            tickets are now.
        changed_sites: Whose facts are different now, sorted.
        has_other_gaps: Whether our pollers' gaps are different now.
        has_other_rules: Whether the rules in force are different.
        changes: What a correction would change.
    """

    is_same: bool
    result_digest: str
    data_digest_now: str
    changed_sites: Sequence[SiteCode]
    has_other_gaps: bool
    has_other_rules: bool
    changes: Sequence[SiteChange]


async def check(engine: AsyncEngine, version: Version, ruleset: RuleSet) -> Checked:
    """Make a version again from its own facts, and from those of today.

    Args:
        engine: Migrated.
        version: Which.
        ruleset: In force.
    """
    month, older = version.month, None
    async with reading(engine) as connection:
        kept = await read_kept(connection, month, version.version)
        if version.version > 1:
            older = await read_kept(connection, month, version.version - 1)
        now = await gather(connection, Asked(month, month.span.end, ruleset))
    with uncollected():
        again = remake(kept, older)
        was = read_ground(kept.facts)[0].facts
        figures = evaluate(now.facts, ruleset)
        today = build(now, figures, ruleset, again.statement.head)
        changes = tuple(find_changes(again.statement, today, was, now.facts))
    return Checked(
        is_same=_is_same(again, kept, version),
        result_digest=again.kept.result_digest,
        data_digest_now=to_data_digest(now.facts),
        changed_sites=sorted(_find_changed(was, now.facts)),
        has_other_gaps=list(was.blind) != list(now.facts.blind),
        has_other_rules=ruleset.digest != version.ruleset_digest,
        changes=changes,
    )


def _is_same(again: Made, kept: Kept, version: Version) -> bool:
    """Return whether the bytes kept, what is told of them, and those made again agree.

    Compressed bytes are not compared: another zlib may pack the same otherwise.
    """
    head = again.statement.head
    told = version.result_digest, version.data_digest, version.ruleset_digest
    made = again.kept.result_digest, head.data_digest, head.ruleset_digest
    return told == made and to_result_digest(kept) == version.result_digest


def _find_changed(was: MonthFacts, now: MonthFacts) -> Iterator[SiteCode]:
    """Yield the sites of which something else is known."""
    old, new = _by_site(was), _by_site(now)
    for code in old.keys() | new.keys():
        if old.get(code) != new.get(code):
            yield code


def _by_site(facts: MonthFacts) -> dict[SiteCode, object]:
    """Return all that is known of each site, whatever the order it came in."""
    return {
        site.code: (
            site,
            sorted(map(repr, facts.outages.get(site.code, ()))),
            sorted(facts.not_observed.get(site.code, ())),
            sorted(map(repr, facts.exclusions.get(site.code, ()))),
            sorted(map(repr, facts.tickets.get(site.code, ()))),
        )
        for site in facts.sites
    }
