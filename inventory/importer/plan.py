"""What an import would change, field by field. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from inventory.importer.row import Values


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one site or record.

    Attributes:
        before, after: Canonical text, None where there is no value.
    """

    site: str
    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Plan:
    """The way from what is stored to the file.

    Attributes:
        version: The register the plan was made against; 0 where nobody counts.
        added: What is new, keyed by code.
        changed: In the order of the file.
        missing: Codes that are stored and not in the file; they stay.
    """

    version: int
    added: Mapping[str, Values]
    changed: tuple[Change, ...]
    missing: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether applying it would change nothing."""
        return not self.added and not self.changed


@dataclass(frozen=True, slots=True)
class Step:
    """One site or record from what it is to what it shall be.

    Attributes:
        before, after: Every field; None where it is not stored.
    """

    site: str
    before: Values | None
    after: Values | None


def to_steps(
    plan: Plan, current: Mapping[str, Values], fields: Iterable[str]
) -> list[Step]:
    """Return the steps of `plan`, made against `current`; `fields` are all."""
    blank: dict[str, str | None] = dict.fromkeys(fields)
    steps = [Step(code, None, {**blank, **row}) for code, row in plan.added.items()]
    fresh: defaultdict[str, dict[str, str | None]] = defaultdict(dict)
    for change in plan.changed:
        fresh[change.site][change.field] = change.after
    for site, values in fresh.items():
        steps.append(Step(site, current[site], {**current[site], **values}))
    return steps


@dataclass(frozen=True, slots=True)
class Compared:
    """What of a row is held against what is stored.

    Attributes:
        fields: In the order in which changes are told.
        kept: Those that an empty cell does not end.
    """

    fields: tuple[str, ...]
    kept: tuple[str, ...] = ()


def make_plan(
    rows: Mapping[str, Values],
    current: Mapping[str, Values],
    named: frozenset[str],
    compared: Compared,
    version: int = 0,
) -> Plan:
    """Return what changes when `rows` come to where `current` is.

    Args:
        rows: What the file holds, keyed by code.
        current: What is stored, every field, keyed by code; a code without any value
            is there to be filled, and is not missing.
        named: Codes of rows that were rejected: the file names them, so they are not
            missing.
        compared: Which fields, and how.
        version: Of the register that `current` was read from.
    """
    return Plan(
        version=version,
        added={code: row for code, row in rows.items() if code not in current},
        changed=tuple(_changes(rows, current, compared)),
        missing=tuple(
            code
            for code, values in current.items()
            if code not in rows and code not in named and any(values.values())
        ),
    )


def _changes(
    rows: Mapping[str, Values], current: Mapping[str, Values], compared: Compared
) -> Iterator[Change]:
    for code, row in rows.items():
        stored = current.get(code)
        if stored is None:
            continue
        for field in compared.fields:
            if field not in row or (row[field] is None and field in compared.kept):
                continue
            if row[field] != stored[field]:
                yield Change(code, field, stored[field], row[field])
