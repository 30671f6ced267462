"""What an import found and would change, as lines for a person."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from inventory.importer.findings import Finding, Outcome
from inventory.importer.plan import Plan
from inventory.importer.report import to_shown
from inventory.importer.sheet_judge import Judged
from inventory.sheets.problems import shown
from netmon.cli.answers import count

SHOWN_COUNT = 40
"""Lines of each kind; the report has all."""
_UNKNOWN = "unknown_column"


def finding_lines(judged: Judged, private: Collection[str] = ()) -> Iterator[str]:
    """Yield the counts, then what was found; not what cells of `private` hold."""
    yield (
        f"{judged.name}: {count(judged.rows_read, 'row')}, "
        f"{len(judged.rows):,} accepted, "
        f"{judged.repaired:,} repaired, {judged.rejected:,} rejected, "
        f"{judged.warned:,} with a warning"
    )
    if unknown := [one.column for one in judged.findings if one.code == _UNKNOWN]:
        yield f"{count(len(unknown), 'column')} ignored: {_join(unknown)}"
    for one in sorted(judged.findings, key=_weigh)[:SHOWN_COUNT]:
        yield _to_line(one, is_private=one.column in private)
    yield from _rest(len(judged.findings), "findings")


def _weigh(one: Finding) -> int:
    """What keeps a row out comes first, what was settled already last."""
    return (Outcome.REJECT, Outcome.WARN, Outcome.REPAIR).index(one.outcome)


def _join(titles: Sequence[str]) -> str:
    more = f" and {len(titles) - SHOWN_COUNT:,} more" * (len(titles) > SHOWN_COUNT)
    return ", ".join(map(shown, titles[:SHOWN_COUNT])) + more


def _to_line(one: Finding, *, is_private: bool) -> str:
    told = one.to_json()
    value = to_shown(one.value or None, is_private=is_private) or ""
    repaired = to_shown(one.repaired, is_private=is_private)
    becomes = "" if repaired is None else f" -> {shown(repaired)}"
    return (
        f"row {one.row} {one.column}: {one.outcome.value} {one.code} "
        f"{shown(value)}{becomes}: {told['message_en']} / {told['message_th']}"
    )


def change_lines(plan: Plan, private: Collection[str] = ()) -> Iterator[str]:
    """Yield what would change, field by field; not what fields of `private` hold."""
    yield (
        f"changes: {len(plan.added):,} added, {count(len(plan.changed), 'field')} "
        f"changed, {len(plan.missing):,} missing from the file (they stay)"
    )
    if plan.added or plan.changed or plan.missing:
        yield "(+ is new, ~ is changed, ? is stored and not in the file)"
    for code in list(plan.added)[:SHOWN_COUNT]:
        yield f"+ {code}"
    yield from _rest(len(plan.added), "added")
    for change in plan.changed[:SHOWN_COUNT]:
        is_private = change.field in private
        before, after = (
            shown(to_shown(text, is_private=is_private) or "")
            for text in (change.before, change.after)
        )
        yield f"~ {change.site} {change.field}: {before} -> {after}"
    yield from _rest(len(plan.changed), "changed")
    for code in plan.missing[:SHOWN_COUNT]:
        yield f"? {code}"
    yield from _rest(len(plan.missing), "missing")


def _rest(count: int, what: str) -> Iterator[str]:
    if count > SHOWN_COUNT:
        yield f"... and {count - SHOWN_COUNT:,} more {what}; --report has all of them"
