"""Clients and access points from what the objects of a profile say; pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from collectors.profiles.index import parse_index
from collectors.profiles.schema import Combine, ObjectEntry, Role, Way
from collectors.snmp.values import to_clients, to_mac, to_number, to_text
from netmon.core.reading import ApReading, RadioReading

if TYPE_CHECKING:
    from collectors.snmp.measures import Gathered
    from collectors.snmp.values import Value


def to_total(way: Way, data: Gathered) -> int | None:
    """Return a count the device keeps itself, rows added up; None where it has none."""
    entry = way.of(Role.VALUE)
    if entry is None:
        return None
    counts = [
        to_clients(value)
        for instance, value in data.get(entry.oid, {}).items()
        if _is_kept(entry, instance)
    ]
    told = [each for each in counts if each is not None]
    return sum(told) if told else None


def to_radios(way: Way, data: Gathered) -> tuple[RadioReading, ...] | None:
    """Return the clients of each radio, SSID or access point.

    Returns:
        None where the device has no such table; empty where it has and it is empty.
    """
    entry = way.of(Role.VALUE)
    if entry is None:
        return None
    rows = data.get(entry.oid, {})
    if not rows:
        presence = way.of(Role.PRESENCE)
        return () if presence and data.get(presence.oid) else None
    if entry.combine is Combine.COUNT_ROWS:
        return _counted(entry, rows)
    return tuple(_radios(way, entry, data))


def _counted(entry: ObjectEntry, rows: Mapping[str, Value]) -> tuple[RadioReading, ...]:
    """Count the rows of a table with a client each, by the last part of its index."""
    counts = Counter(_last_part(entry, instance) for instance in rows)
    return tuple(RadioReading(key, count) for key, count in counts.items())


def _last_part(entry: ObjectEntry, instance: str) -> str:
    parts = parse_index(entry.index, instance)
    return parts[-1] if len(parts) > 1 else ""


def _radios(way: Way, entry: ObjectEntry, data: Gathered) -> Iterator[RadioReading]:
    label, more, state = way.of(Role.LABEL), way.of(Role.MORE), way.of(Role.STATE)
    for instance, value in data.get(entry.oid, {}).items():
        counts = [to_clients(value)]
        if more is not None:
            counts.append(to_clients(data.get(more.oid, {}).get(instance)))
        told = [each for each in counts if each is not None]
        if not _is_kept(entry, instance):
            continue
        if state is not None and not _is_in(state, instance, data):
            continue
        name = to_text(data.get(label.oid, {}).get(instance)) if label else None
        key = _key(entry, instance)
        shown = f"{key} {name}".strip() if name and name != key else key
        yield RadioReading(shown, sum(told) if told else None)


def _is_kept(entry: ObjectEntry, instance: str) -> bool:
    return not entry.keep or bool(re.search(entry.keep, _key(entry, instance)))


def _key(entry: ObjectEntry, instance: str) -> str:
    return "/".join(parse_index(entry.index, instance)) or instance


def to_access_points(way: Way, data: Gathered) -> tuple[ApReading, ...]:
    """Return the access points of a controller, in the order of its table."""
    instances = dict.fromkeys(
        instance for entry in way.objects for instance in data.get(entry.oid, {})
    )
    return tuple(_to_access_point(way, instance, data) for instance in instances)


def _to_access_point(way: Way, instance: str, data: Gathered) -> ApReading:
    def cell(role: Role) -> Value:
        entry = way.of(role)
        return data.get(entry.oid, {}).get(instance) if entry else None

    state = way.of(Role.STATE)
    return ApReading(
        mac=to_mac(cell(Role.MAC)) or _mac_in(way.objects[0].index, instance),
        name=to_text(cell(Role.LABEL)) or "",
        is_joined=_is_joined(state, instance, data) if state else None,
        clients_count=to_clients(cell(Role.VALUE)),
    )


def _mac_in(shape: str, instance: str) -> str:
    """Return the MAC in an index, empty where there is none."""
    parts = parse_index(shape, instance)
    return next((part for part in parts if to_mac(part.encode())), "")


def _is_joined(state: ObjectEntry, instance: str, data: Gathered) -> bool | None:
    value = data.get(state.oid, {}).get(instance)
    return None if value is None else _is_in(state, instance, data)


def _is_in(state: ObjectEntry, instance: str, data: Gathered) -> bool:
    """Whether a state is one of those that count, as a number or as text."""
    value = data.get(state.oid, {}).get(instance)
    if isinstance(value, bytes):
        text = (to_text(value) or "").strip().casefold()
        return text in [str(each).casefold() for each in state.only]
    return to_number(value) in state.only


def joined_count(access_points: Sequence[ApReading]) -> int | None:
    """Return how many are joined, None where no table tells."""
    told = [each for each in access_points if each.is_joined is not None]
    return sum(bool(each.is_joined) for each in told) if told else None
