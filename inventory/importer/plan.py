"""What an import would change, field by field. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from inventory.importer.columns import Field
from inventory.importer.judge import Values


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one site.

    Attributes:
        before, after: Canonical text, None where there is no value.
    """

    site: str
    field: Field
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Plan:
    """The way from the register to the file.

    Attributes:
        version: The register the plan was made against.
        added: What is new, keyed by site code.
        changed: In the order of the file.
        missing: Sites of the register that the file does not hold; they stay.
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
    """One site from what it is to what it shall be.

    Attributes:
        before, after: Every field; None where the site is not in the register.
    """

    site: str
    before: Values | None
    after: Values | None


def to_steps(plan: Plan, current: Mapping[str, Values]) -> list[Step]:
    """Return the steps of `plan`, made against `current`."""
    blank: dict[Field, str | None] = dict.fromkeys(Field)
    steps = [Step(code, None, {**blank, **row}) for code, row in plan.added.items()]
    fresh: defaultdict[str, dict[Field, str | None]] = defaultdict(dict)
    for change in plan.changed:
        fresh[change.site][change.field] = change.after
    for site, values in fresh.items():
        steps.append(Step(site, current[site], {**current[site], **values}))
    return steps


def make_plan(
    rows: Mapping[str, Values],
    current: Mapping[str, Values],
    named: frozenset[str],
    version: int,
) -> Plan:
    """Return what changes when `rows` come into a register that holds `current`.

    Args:
        rows: What the file holds, keyed by site code.
        current: What the register holds, every field, keyed by site code.
        named: Codes of rows that were rejected: the file names them, so they are not
            missing.
        version: Of the register that `current` was read from.
    """
    return Plan(
        version=version,
        added={code: row for code, row in rows.items() if code not in current},
        changed=tuple(_changes(rows, current)),
        missing=tuple(
            code for code in current if code not in rows and code not in named
        ),
    )


def _changes(
    rows: Mapping[str, Values], current: Mapping[str, Values]
) -> Iterator[Change]:
    for code, row in rows.items():
        stored = current.get(code)
        if stored is None:
            continue
        for field in Field:
            if field is Field.NUMBER or field not in row:
                continue  # the running number is issued anew with every hand-over
            if field is Field.PROVIDER and row[field] is None:
                continue  # it is the contract's, which one empty cell does not end
            if row[field] != stored[field]:
                yield Change(code, field, stored[field], row[field])
