"""Pages about single sites: the worst, repairs, and the list of a pack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from netmon.core.clock import to_thai
from netmon.reports.blocks import (
    Block,
    Head,
    clean,
    columns,
    heading,
    paragraph,
    section,
    table,
)
from netmon.reports.capped import capped
from netmon.reports.months_shown import to_short_moment
from netmon.sla.shown import to_count, to_hours, to_percent

if TYPE_CHECKING:
    from netmon.reports.words import Words
    from netmon.sla.figures import Repair
    from netmon.sla.statement import SiteLine, Statement

MOST_REPAIRS = 40
MOST_SITES = 1_000
"""Rows on paper; the other files have all of them."""
_HOUR_S = 3600
_BANDS = (("1", 1), ("4", 4), ("8", 8), ("24", 24), ("72", 72))
"""Word and upper end, hours."""


def worst_section(words: Words, statement: Statement) -> Block:
    """Return the sites with most time down."""
    lines: dict[str, SiteLine] = {line.figures.code: line for line in statement.sites}
    found = [lines[code] for code in statement.worst if code in lines]
    if not found:
        return section(words("section.worst"), [paragraph(words("text.no_worst"))])
    heads = [
        Head(words("column.rank"), "right"),
        Head(words("column.code")),
        Head(words("column.site"), width="5"),
        Head(words("column.province"), width="3"),
        *(Head(words(f"column.{name}"), "right") for name in _WORST),
        Head(words("column.verdict"), width="3"),
    ]
    rows = [
        [str(rank), *_who(words, line), *_how(line), _verdict(words, line)]
        for rank, line in enumerate(found, start=1)
    ]
    blocks = [paragraph(words("text.worst")), table(heads, rows)]
    return section(words("section.worst"), blocks)


_WORST = ("down", "availability", "incidents")


def _who(words: Words, line: SiteLine) -> Iterator[str]:
    yield clean(line.figures.code)
    yield clean(words.choose(line.name_th, line.name_en))
    yield clean(words.choose(line.province_th, line.province_en))


def _how(line: SiteLine) -> Iterator[str]:
    spent = line.figures.seconds
    yield to_hours(spent.down_s)
    yield to_percent(spent.up_s, spent.seen_s)
    yield to_count(len(line.figures.repairs))


def _verdict(words: Words, line: SiteLine) -> str:
    found = line.figures
    said = words(f"verdict.{found.verdict}")
    return f"{said} ({words(f'reason.{found.reason}')})" if found.reason else said


def repair_section(words: Words, statement: Statement) -> Block:
    """Return how long repairs took, when they ended, and the longest."""
    title, repairs = words("section.repairs"), statement.repairs
    if not repairs:
        return section(title, [paragraph(words("text.no_repairs"))])
    longest = sorted(repairs, key=lambda each: (-each.service_s, each.site, each.span))
    rows = [_repair_row(words, each) for each in longest[:MOST_REPAIRS]]
    heads = [
        Head(words("column.code")),
        *(Head(words(f"column.{name}"), "right", "1") for name in _MOMENTS),
        *(Head(words(f"column.{name}"), "right") for name in _LENGTHS),
    ]
    blocks = [
        paragraph(words("text.repairs")),
        columns(words("chart.repairs"), _bands(words, repairs)),
        columns(words("chart.ended"), _days(statement)),
        heading(words("text.longest")),
        table(heads, rows),
        *capped(words, len(rows), len(repairs), "repairs.csv"),
    ]
    return section(title, blocks)


_MOMENTS = ("start", "end", "sent", "on_site", "restored")
_LENGTHS = ("lasted", "contract_time", "target_h", "late_h")


def _repair_row(words: Words, each: Repair) -> list[str]:
    return [
        clean(each.site),
        to_short_moment(words, each.span.start),
        to_short_moment(words, each.span.end),
        to_short_moment(words, each.sent_at),
        to_short_moment(words, each.on_site_at),
        to_short_moment(words, each.restored_at),
        to_hours(each.service_s),
        to_hours(each.contract_s),
        to_count(each.target_h),
        to_count(each.late_h),
    ]


def _bands(words: Words, repairs: Sequence[Repair]) -> Iterator[tuple[str, int]]:
    left = [each.service_s for each in repairs]
    for name, hours in _BANDS:
        yield (
            words(f"band.{name}"),
            sum(1 for long_s in left if long_s <= hours * _HOUR_S),
        )
        left = [long_s for long_s in left if long_s > hours * _HOUR_S]
    yield words("band.more"), len(left)


def _days(statement: Statement) -> Iterator[tuple[str, int]]:
    span = statement.head.month.span
    ended = Counter(to_thai(each.span.end).day for each in statement.repairs)
    for day in range(1, (span.end - span.start).days + 1):
        yield str(day), ended[day]


def site_section(words: Words, statement: Statement) -> Block:
    """Return every site of a small pack; of a large one, where they are."""
    title, count = words("section.sites"), len(statement.sites)
    if not count:
        return section(title, [paragraph(words("text.no_sites"))])
    if count > MOST_SITES:
        where = words("text.sites_elsewhere", all=to_count(count))
        return section(title, [paragraph(where)])
    heads = [
        Head(words("column.code")),
        Head(words("column.site"), width="5"),
        Head(words("column.province"), width="3"),
        *(Head(words(f"column.{name}"), "right") for name in _WORST),
        Head(words("column.coverage"), "right"),
        Head(words("column.verdict"), width="3"),
    ]
    rows = [
        [
            *(*_who(words, line), *_how(line), _coverage(line)),
            _verdict(words, line),
        ]
        for line in statement.sites
    ]
    return section(title, [table(heads, rows)])


def _coverage(line: SiteLine) -> str:
    spent = line.figures.seconds
    return to_percent(spent.seen_s, spent.judged_s)
