"""What stands on the cover, for paper and workbook alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from netmon.reports.months_shown import to_moment
from netmon.sla.shown import to_count, to_percent
from netmon.sla.statement import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netmon.reports.words import Words
    from netmon.sla.statement import Statement


class Fact(NamedTuple):
    """One line of the cover.

    Attributes:
        is_code: It is an identifier for machines, too long for one line.
    """

    label: str
    value: str
    is_code: bool = False


def cover_facts(words: Words, statement: Statement) -> list[Fact]:
    """Return the lines of the cover, in order."""
    head, whole = statement.head, statement.nation.seconds
    digests = [
        Fact(words(f"cover.{name}"), each, is_code=True)
        for name, each in (
            ("ruleset_digest", head.ruleset_digest),
            ("data_digest", head.data_digest),
            ("scope_digest", head.scope_digest),
            ("result_digest", head.result_digest),
        )
        if each
    ]
    return [
        Fact(words("cover.contract"), head.contract or words("cover.all_contracts")),
        Fact(words("cover.stage"), words(f"stage.{head.stage}")),
        *_version(words, statement),
        Fact(words("cover.fiscal_year"), str(head.month.fiscal_year)),
        Fact(words("cover.sites"), to_count(statement.nation.sites)),
        Fact(words("cover.coverage"), to_percent(whole.seen_s, whole.judged_s)),
        Fact(words("cover.ruleset"), head.ruleset_id),
        *digests,
    ]


def _version(words: Words, statement: Statement) -> Iterator[Fact]:
    head = statement.head
    if head.stage is Stage.DRAFT:
        yield Fact(words("cover.until"), to_moment(words, head.made_at))
        return
    yield Fact(words("cover.version"), head.label)
    yield Fact(words("cover.made_at"), to_moment(words, head.made_at))
    yield Fact(words("cover.made_by"), head.made_by)
    if head.final_at:
        yield Fact(words("cover.final_at"), to_moment(words, head.final_at))
    if head.supersedes is not None:
        yield Fact(words("cover.supersedes"), to_label(head.supersedes))
        yield Fact(words("cover.why"), head.why)


def to_label(version: int) -> str:
    """Return a version as people name it; see Head.label."""
    return "v1" if version == 1 else f"v1.{version - 1}"
