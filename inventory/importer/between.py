"""What only shows when rows are held against each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from inventory.importer.columns import Field
from inventory.importer.row import Draft

_PLACE = (Field.NAME, Field.TYPE, Field.TAMBON_CODE, Field.TAMBON, Field.LAT, Field.LON)


def check_between(drafts: Sequence[Draft]) -> None:
    """Add what is found between rows; rejections first, so that they hide no more."""
    check_codes(drafts, Field.NUMBER)
    _check_providers(_accepted(drafts))
    warn_shared(_accepted(drafts), Field.ADDRESS, "duplicate_ip")
    _check_twins(_accepted(drafts))


def _accepted(drafts: Iterable[Draft]) -> list[Draft]:
    return [draft for draft in drafts if not draft.is_rejected]


def check_codes(drafts: Iterable[Draft], ignored: str) -> None:
    """Reject rows of one code; of the same row twice the first stays.

    Args:
        drafts: In the order of the file.
        ignored: The column in which the same row twice may differ.
    """
    by_code: defaultdict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.site:
            # Codes that differ in case only would be one in the eyes of people.
            by_code[draft.site.casefold()].append(draft)
    for group in by_code.values():
        if len(group) > 1:
            _judge_codes(group, ignored)


def _judge_codes(group: list[Draft], ignored: str) -> None:
    first, *later = group
    if all(_same(first, draft, ignored) for draft in later):
        for draft in later:
            draft.reject(draft.key, "duplicate_code", str(first.row))
        return
    for draft in group:
        others = ", ".join(str(one.row) for one in group if one is not draft)
        draft.reject(draft.key, "duplicate_code", others)


def _same(one: Draft, other: Draft, ignored: str) -> bool:
    return one.values | {ignored: None} == other.values | {ignored: None}


def _check_providers(drafts: Iterable[Draft]) -> None:
    """Reject rows that give a contract to another provider than most rows do."""
    by_contract: defaultdict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.values.get(Field.PROVIDER) is not None:
            by_contract[draft.values[Field.CONTRACT] or ""].append(draft)
    for group in by_contract.values():
        counts = Counter(draft.values[Field.PROVIDER] for draft in group)
        if len(counts) == 1:
            continue
        (usual, count), (_, next_count) = counts.most_common(2)
        for draft in group:
            provider = draft.values[Field.PROVIDER]
            if provider != usual or count == next_count:
                other = usual if provider != usual else sorted(filter(None, counts))[0]
                draft.reject(Field.PROVIDER, "contract_providers_differ", other or "")


def warn_shared(drafts: Iterable[Draft], field: str, code: str) -> None:
    """Warn of every row that has the value of another row in `field`."""
    by_value: defaultdict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        value = draft.values.get(field)
        if value is not None:
            by_value[value].append(draft)
    for group in by_value.values():
        for draft in group if len(group) > 1 else ():
            others = ", ".join(str(one.row) for one in group if one is not draft)
            draft.warn(field, code, others)


def _check_twins(drafts: Iterable[Draft]) -> None:
    first: dict[tuple[str | None, ...], Draft] = {}
    for draft in drafts:
        if draft.values.get(Field.LAT) is None:
            continue
        place = tuple(draft.values.get(field) for field in _PLACE)
        earlier = first.setdefault(place, draft)
        if earlier is not draft:
            draft.warn(Field.CODE, "same_site_two_codes", str(earlier.row))
