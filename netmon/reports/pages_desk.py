"""Pages about what people decided, what we missed, and how all of it is reckoned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from netmon.reports.blocks import (
    Block,
    Cell,
    Head,
    clean,
    heading,
    note,
    pairs,
    paragraph,
    section,
    table,
)
from netmon.reports.capped import capped
from netmon.reports.cover import to_label
from netmon.reports.desk_tables import flatten, to_rule_name
from netmon.reports.months_shown import to_short_moment
from netmon.sla.shown import to_count, to_hours

if TYPE_CHECKING:
    from netmon.reports.words import Words
    from netmon.sla.statement import ExclusionLine, Statement

MOST_ROWS = 80
"""Of exclusions, gaps and changes on paper; the other files have all of them."""
_METHODS = 6
_FORMULAS = {
    "f_window": "W = U + D + K + E",
    "f_judged": "S = W − E = U + D + K",
    "f_availability": "A = U ÷ (U + D)",
    "f_low": "A(lo) = U ÷ S",
    "f_high": "A(hi) = (U + K) ÷ S",
    "f_coverage": "C = (U + D) ÷ S",
    "f_mttr": "MTTR = (t1 + t2 + … + tn) ÷ n",
    "f_mtbf": "MTBF = U ÷ n",
    "f_excess": "X = max(0, D − (1 − T) × S)",
    "f_penalty": "P = F × r × h",
}
_VERDICTS = {
    "compliant": "A(lo) ≥ T",
    "non-compliant": "A(hi) < T",
    "between": "A(lo) < T ≤ A(hi)",
    "not-in-service": "W = 0",
}


def exclusion_section(words: Words, statement: Statement) -> Block:
    """Return what was asked for and what was decided."""
    title, found = words("section.exclusions"), statement.exclusions
    if not found:
        return section(title, [paragraph(words("text.no_exclusions"))])
    heads = [
        Head(words("column.id"), "right"),
        Head(words("column.kind")),
        Head(words("column.sites"), "right"),
        Head(words("column.start"), "right"),
        Head(words("column.end"), "right"),
        Head(words("column.excluded"), "right"),
        Head(words("column.status")),
        Head(words("column.reason"), width="1"),
    ]
    rows = [_exclusion_row(words, each) for each in found[:MOST_ROWS]]
    blocks = [
        paragraph(words("text.exclusions")),
        table(heads, rows),
        *capped(words, MOST_ROWS, len(found), "exclusions.csv"),
    ]
    return section(title, blocks)


def _exclusion_row(words: Words, each: ExclusionLine) -> list[Cell]:
    return [
        clean(each.id),
        words(f"exclusion.{each.kind}"),
        to_count(len(each.sites)),
        to_short_moment(words, each.span.start),
        to_short_moment(words, each.span.end),
        to_hours(each.excluded_s),
        words(f"status.{each.status}"),
        clean(each.reason),
    ]


def gap_section(words: Words, statement: Statement) -> Block:
    """Return when our own pollers did not look."""
    title, found = words("section.gaps"), statement.poller_gaps
    if not found:
        return section(title, [paragraph(words("text.no_gaps"))])
    heads = [
        Head(words("column.poller"), width="2"),
        Head(words("column.start"), "right", "2"),
        Head(words("column.end"), "right", "2"),
        Head(words("column.lasted"), "right", "1"),
        Head(words("column.cause"), width="3"),
    ]
    rows = [
        [
            clean(gap.poller),
            to_short_moment(words, gap.span.start),
            to_short_moment(words, gap.span.end),
            to_hours(int((gap.span.end - gap.span.start).total_seconds())),
            clean(words.word("gap", gap.reason)),
        ]
        for gap in found[:MOST_ROWS]
    ]
    blocks = [
        paragraph(words("text.gaps")),
        table(heads, rows),
        *capped(words, MOST_ROWS, len(found), "poller_gaps.csv"),
    ]
    return section(title, blocks)


def wifi_section(words: Words) -> Block:
    """Return that nothing is known yet of the use of Wi-Fi."""
    return section(words("section.wifi"), [paragraph(words("text.wifi"))])


def change_sections(words: Words, statement: Statement) -> Iterator[Block]:
    """Yield what a correction changed; nothing of a first version."""
    head, found = statement.head, statement.changes
    if head.supersedes is None:
        return
    told = {"version": to_label(head.supersedes), "why": clean(head.why)}
    blocks = [paragraph(words("text.changes", **told))]
    if not found:
        blocks.append(paragraph(words("text.no_changes")))
    else:
        names = ("site", "what", "before", "after")
        heads = [Head(words(f"column.{name}"), width="1") for name in names]
        rows = [
            [
                clean(each.site),
                clean(words.word("figure", each.what)),
                clean(each.before),
                clean(each.after),
            ]
            for each in found[:MOST_ROWS]
        ]
        blocks += [
            table(heads, rows),
            *capped(words, MOST_ROWS, len(found), "changes.csv"),
        ]
    yield section(words("section.changes"), blocks)


def method_section(words: Words, statement: Statement) -> Block:
    """Return how everything is reckoned, in words, formulas and values."""
    heads = [
        Head(words("column.rule"), width="3"),
        Head(words("column.parameter"), width="2"),
        Head(words("column.value"), width="2"),
    ]
    rules = [
        [to_rule_name(words, name), clean(name), clean(value)]
        for name, value in flatten(statement.rules)
    ]
    blocks = [
        *(paragraph(words(f"method.{number + 1}")) for number in range(_METHODS)),
        heading(words("method.formulas")),
        note(words("method.letters")),
        pairs((text, words(f"method.{name}")) for name, text in _FORMULAS.items()),
        heading(words("method.verdicts")),
        pairs(_verdicts(words)),
        heading(words("section.rules")),
        table(heads, rules),
    ]
    return section(words("section.method"), blocks)


def _verdicts(words: Words) -> Iterator[tuple[str, str]]:
    for name, text in _VERDICTS.items():
        said = words.entries.get(f"verdict.{name}")
        meant = words(f"method.v_{name}")
        yield text, f"{said}: {meant}" if said else meant
