"""Pages about penalties: by contract, and the working of those that are charged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from netmon.reports.blocks import (
    Block,
    Cell,
    Head,
    clean,
    heading,
    note,
    paragraph,
    section,
    table,
)
from netmon.reports.capped import capped
from netmon.sla.shown import NOTHING, to_baht, to_count, to_hours, to_ratio

if TYPE_CHECKING:
    from decimal import Decimal

    from netmon.reports.words import Words
    from netmon.sla.figures import Penalty
    from netmon.sla.statement import SiteLine, Statement

MOST_PENALTIES = 100


def penalty_section(words: Words, statement: Statement) -> Block:
    """Return penalties by contract, and the working of those that are charged."""
    title = words("section.penalties")
    if statement.nation.penalty_baht is None:
        return section(title, [paragraph(words("text.no_terms"))])
    charged = [
        (line, line.figures.penalty)
        for line in statement.sites
        if line.figures.penalty and line.figures.penalty.baht
    ]
    blocks = [
        paragraph(words("text.penalties")),
        _by_contract(words, statement, charged),
    ]
    if not charged:
        return section(title, [*blocks, paragraph(words("text.no_penalties"))])
    charged.sort(key=lambda pair: (-pair[1].baht, pair[0].figures.code))
    rows = [_penalty_row(line, found) for line, found in charged[:MOST_PENALTIES]]
    heads = [Head(words(f"column.{name}"), _align(name)) for name in _PENALTY]
    blocks += [
        heading(words("text.penalty_sites")),
        table(heads, rows),
        note(words("text.capped")),
        *capped(words, len(rows), len(charged), "penalties.csv"),
    ]
    return section(title, blocks)


_PENALTY = (
    *("code", "contract", "fee", "rate", "allowance", "down", "excess", "excess_h"),
    *("by_availability", "late_h", "by_repair", "charged"),
)


def _align(name: str) -> str:
    return "left" if name in ("code", "contract") else "right"


def _penalty_row(line: SiteLine, found: Penalty) -> list[str]:
    mark = "*" if found.is_capped else ""
    return [
        clean(line.figures.code),
        clean(line.contract or ""),
        to_baht(found.fee_baht),
        f"{found.rate_per_hour:f}",
        to_hours(found.allowance_s),
        to_hours(line.figures.seconds.down_s),
        to_hours(found.excess_s),
        to_count(found.excess_h),
        to_baht(found.availability_baht),
        to_count(found.late_h),
        to_baht(found.repair_baht),
        f"{to_baht(found.baht)}{mark}",
    ]


def _by_contract(
    words: Words, statement: Statement, charged: Sequence[tuple[SiteLine, Penalty]]
) -> Block:
    counts = Counter(line.contract or "" for line, _ in charged)
    heads = [
        Head(words("column.contract")),
        Head(words("column.contract_name"), width="1"),
        *(Head(words(f"column.{name}"), "right") for name in _CONTRACT),
    ]
    rows: list[list[Cell]] = []
    for each in statement.contracts:
        name = clean(words.choose(each.name_th, each.name_en))
        shares = _shares(each.penalty_baht, each.fee_baht)
        rows.append([clean(each.key), name, to_count(counts[each.key]), *shares])
    whole = statement.nation
    shares = _shares(whole.penalty_baht, whole.fee_baht)
    rows.append([words("column.total"), "", to_count(len(charged)), *shares])
    return table(heads, rows, has_total=True)


_CONTRACT = ("penalised", "fee", "charged", "share_of_fee")


def _shares(penalty: Decimal | None, fee: Decimal | None) -> tuple[str, str, str]:
    share = to_ratio((penalty or 0) / fee) if fee else NOTHING
    return to_baht(fee), to_baht(penalty), share
