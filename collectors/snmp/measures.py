"""Ratios and temperatures from what the objects of one way say; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from collectors.profiles.schema import Combine, Measure, ObjectEntry, Role, Way
from collectors.snmp.values import to_count, to_number, to_oid, to_text

if TYPE_CHECKING:
    from collectors.snmp.values import Value

Gathered = Mapping[str, Mapping[str, "Value"]]
"""What was read: rows keyed by instance (`0` of a scalar), keyed by object OID."""

COLDEST_CELSIUS, HOTTEST_CELSIUS = -40.0, 150.0
WEAKEST_DBM, STRONGEST_DBM = -60.0, 20.0
UNITS_EXPONENT = 9
"""units(9) of EntitySensorDataScale (RFC 3433, section 4): each step is 1,000."""
TWO_32 = 2**32
PHYSICAL = re.compile(r"physical|main|real|^ram|^memory$", re.IGNORECASE)
BUFFERS = re.compile(r"^memory buffers?$", re.IGNORECASE)
CACHED = re.compile(r"^cached memory$", re.IGNORECASE)


def to_measure(way: Way, data: Gathered) -> float | None:
    """Return what `way` says: a ratio 0-1, degrees Celsius or dBm.

    Args:
        way: Of CPU, MEMORY, TEMPERATURE, OPTICAL_RX or OPTICAL_TX.
        data: What its objects gave.
    """
    if way.measure is Measure.CPU:
        return _cpu_ratio(way, data)
    if way.measure is Measure.MEMORY:
        return _memory_ratio(way, data)
    return _sensor(way, data)


def _cpu_ratio(way: Way, data: Gathered) -> float | None:
    idle = way.of(Role.IDLE)
    entry = idle or way.of(Role.VALUE)
    if entry is None:
        return None
    rows = [percent for _, percent in _rows(way, entry, data) if 0 <= percent <= 100]
    percent = combine(entry.combine, rows)
    if percent is None:
        return None
    return round((100 - percent if idle else percent) / 100, 6)


def _memory_ratio(way: Way, data: Gathered) -> float | None:
    if way.of(Role.KIND) is not None:
        return _storage_ratio(way, data)
    value = way.of(Role.VALUE)
    if value is not None:
        rows = [each / 100 for _, each in _rows(way, value, data) if 0 <= each <= 100]
        return _rounded(combine(value.combine, rows))
    if _lacks(way, data):
        return None
    total = way.of(Role.TOTAL) or way.of(Role.USED)
    assert total is not None
    ratios = [_used_ratio(way, data, instance) for instance in data.get(total.oid, {})]
    told = [each for each in ratios if each is not None]
    return _rounded(combine(total.combine, told))


def _lacks(way: Way, data: Gathered) -> bool:
    return any(not each.is_optional and not data.get(each.oid) for each in way.objects)


def _used_ratio(way: Way, data: Gathered, instance: str) -> float | None:
    """Return the share in use of one pool, without buffers and cache."""

    def amount(role: Role) -> float | None:
        entry = way.of(role)
        if entry is None or not _is_kept(way, instance, data):
            return None
        number = to_count(data.get(entry.oid, {}).get(instance))
        return None if number is None else number * entry.scale

    total, used, free = amount(Role.TOTAL), amount(Role.USED), amount(Role.FREE)
    if used is None and total is not None and free is not None:
        used = total - free
    if total is None and used is not None and free is not None:
        total = used + free
    if not total or used is None:
        return None
    return _share(used, [amount(Role.BUFFERS), amount(Role.CACHED)], total)


def _share(used: float, cache: Iterable[float | None], total: float) -> float | None:
    """Return used / total without cache, where that still makes sense."""
    bare = used - sum(each or 0 for each in cache)
    share = (bare if bare >= 0 else used) / total
    return share if 0 <= share <= 1 else None


def _storage_ratio(way: Way, data: Gathered) -> float | None:
    """Return the share of RAM in use by hrStorageTable (RFC 2790).

    net-snmp counts cache and buffers as used, and lists them as rows of their own.
    """
    sizes, used = _amounts(way, Role.TOTAL, data), _amounts(way, Role.USED, data)
    ram, cache = _storage_rows(way, data)
    if ram is None or not sizes.get(ram) or ram not in used:
        return None
    amounts = [used.get(instance) for instance in cache]
    return _rounded(_share(used[ram], amounts, sizes[ram]))


def storage_instances(way: Way, data: Gathered) -> frozenset[str] | None:
    """Return the rows of hrStorageTable that matter, None for a way of another kind."""
    if way.measure is not Measure.MEMORY or way.of(Role.KIND) is None:
        return None
    ram, cache = _storage_rows(way, data)
    return frozenset(cache if ram is None else [ram, *cache])


def _storage_rows(way: Way, data: Gathered) -> tuple[str | None, list[str]]:
    """Return the row of the RAM and those of buffers and cache."""
    labels = {i: to_text(v) or "" for i, v in _column(way, Role.LABEL, data).items()}
    kinds = way.of(Role.KIND)
    ram = (
        [
            instance
            for instance, kind in data.get(kinds.oid, {}).items()
            if to_oid(kind) in kinds.only
        ]
        if kinds
        else []
    )
    # Stable: of equals the first row, which is the physical memory.
    ram.sort(key=lambda instance: not PHYSICAL.search(labels.get(instance, "")))
    cache = [
        i for i, text in labels.items() if BUFFERS.match(text) or CACHED.match(text)
    ]
    return (ram[0] if ram else None), cache


def _amounts(way: Way, role: Role, data: Gathered) -> dict[str, float]:
    """Return bytes by instance; sizes past 2^31 come back negative (Integer32)."""
    units = _column(way, Role.UNITS, data)
    found = {}
    for instance, value in _column(way, role, data).items():
        number = to_number(value)
        if number is not None:
            unit = to_count(units.get(instance)) or 1
            found[instance] = (number if number >= 0 else number + TWO_32) * unit
    return found


def _sensor(way: Way, data: Gathered) -> float | None:
    entry = way.of(Role.VALUE)
    if entry is None:
        return None
    is_sensible = _sensible(way.measure)
    rows = [
        fit
        for _, value in _sensor_rows(way, entry, data)
        for fit in [_first_sensible(value, entry, is_sensible)]
        if fit is not None
    ]
    return _rounded(combine(entry.combine, rows))


def _sensible(measure: Measure) -> Callable[[float], bool]:
    low, high = (
        (COLDEST_CELSIUS, HOTTEST_CELSIUS)
        if measure is Measure.TEMPERATURE
        else (WEAKEST_DBM, STRONGEST_DBM)
    )
    return lambda value: low <= value <= high


def _first_sensible(
    value: float, entry: ObjectEntry, is_sensible: Callable[[float], bool]
) -> float | None:
    """Return `value` in the first unit in which it can be true."""
    for scale in (1.0, *(other / entry.scale for other in entry.other_scales)):
        if is_sensible(value * scale):
            return value * scale
    return None


def _sensor_rows(
    way: Way, entry: ObjectEntry, data: Gathered
) -> Iterator[tuple[str, float]]:
    """Give each row, in the scale it says itself (RFC 3433)."""
    scales = _column(way, Role.SCALE, data)
    precisions = _column(way, Role.PRECISION, data)
    for instance, value in _rows(way, entry, data):
        exponent = 3 * ((to_count(scales.get(instance)) or UNITS_EXPONENT) - 9)
        precision = to_number(precisions.get(instance)) or 0.0
        if abs(exponent - precision) <= 24:
            yield instance, value * 10 ** (exponent - precision)


def _rows(way: Way, entry: ObjectEntry, data: Gathered) -> Iterator[tuple[str, float]]:
    """Give the rows of `entry` that are numbers, scaled, and meant by the way."""
    for instance, raw in data.get(entry.oid, {}).items():
        number = to_number(raw)
        if number is None or number in entry.no_reading:
            continue
        if _is_kept(way, instance, data):
            yield instance, number * entry.scale


def _is_kept(way: Way, instance: str, data: Gathered) -> bool:
    """Whether label, kind and state of a row are those the way is about."""
    for role in (Role.LABEL, Role.KIND, Role.STATE):
        entry = way.of(role)
        if entry is None:
            continue
        value = data.get(entry.oid, {}).get(instance)
        if entry.keep and not re.search(entry.keep, to_text(value) or ""):
            return False
        if entry.only and value is not None and value not in entry.only:
            return False
        if entry.only and value is None and not entry.is_optional:
            return False
    return True


def _column(way: Way, role: Role, data: Gathered) -> Mapping[str, Value]:
    entry = way.of(role)
    return data.get(entry.oid, {}) if entry else {}


def combine(how: Combine, rows: Sequence[float]) -> float | None:
    """Return one number for all rows, None where there are none."""
    if not rows:
        return None
    if how is Combine.MEAN_NONZERO:
        rows = [each for each in rows if each] or [0.0]
    return _COMBINERS[how](rows)


def _mean(rows: Sequence[float]) -> float:
    return sum(rows) / len(rows)


_COMBINERS: Mapping[Combine, Callable[[Sequence[float]], float]] = {
    Combine.MEAN: _mean,
    Combine.MEAN_NONZERO: _mean,
    Combine.MAX: max,
    Combine.MIN: min,
    Combine.SUM: sum,
    Combine.FIRST: lambda rows: rows[0],
    Combine.COUNT_ROWS: lambda rows: float(len(rows)),
}


def _rounded(value: float | None) -> float | None:
    """Return `value` without the noise of binary fractions."""
    return None if value is None else round(value, 6)
