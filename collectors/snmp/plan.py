"""What a routine reading asks for: one GET, learnt from a full reading; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from collectors.profiles.schema import Combine, Measure, ObjectEntry, Role, Way
from collectors.snmp.conversation import MAX_VARIABLES
from collectors.snmp.gather import to_wifi
from collectors.snmp.interfaces import of_row, routine_columns
from collectors.snmp.measures import storage_instances, to_measure
from collectors.snmp.power import to_power_ports
from collectors.snmp.system import CLOCKS
from collectors.snmp.wifi import to_radios, to_total
from netmon.core.reading import InterfaceReading, PowerPortReading, WifiReading

if TYPE_CHECKING:
    from collectors.profiles import Profile
    from collectors.snmp.full import Findings
    from collectors.snmp.values import Value

STATIC = frozenset(
    {Role.LABEL, Role.KIND, Role.UNITS, Role.SCALE, Role.PRECISION, Role.TOTAL}
)
"""Columns that do not change while a device runs."""
ORDER = (
    *(Measure.CLIENTS_TOTAL, Measure.APS_JOINED, Measure.MEMORY, Measure.CPU),
    *(Measure.CLIENTS, Measure.TEMPERATURE, Measure.OPTICAL_RX, Measure.OPTICAL_TX),
    Measure.POE,
)
"""What is asked for first where not all fits."""

Rows = dict[str, dict[str, "Value"]]


@dataclass(frozen=True, slots=True)
class Plan:
    """How one device is read in a slot.

    Attributes:
        profile: Of the device.
        wan_if_index: The port of the line.
        wan_columns: What is read of it.
        wan_name: Its name when the plan was made: another name is another port.
        ways: What else is read, keyed by measure.
        oids: The one GET, at most 25.
        walks: Columns whose rows must be counted.
        static: Rows that are not read again.
    """

    profile: Profile
    wan_if_index: int | None
    wan_columns: tuple[str, ...]
    wan_name: str | None
    ways: Mapping[Measure, tuple[Way, ...]]
    oids: tuple[str, ...]
    walks: tuple[str, ...] = ()
    static: Rows = field(default_factory=dict)


def to_plan(profile: Profile, findings: Findings, clocks: Mapping[str, Value]) -> Plan:
    """Return the plan for a device.

    A measure whose objects do not all fit is left to full readings.

    Args:
        profile: Of the device.
        findings: Of a full reading.
        clocks: Which of CLOCKS the agent has.
    """
    oids = [oid for oid in CLOCKS if oid in clocks]
    wan = next(
        (p for p in findings.interfaces if p.if_index == findings.wan.if_index), None
    )
    columns: tuple[str, ...] = ()
    if wan is not None:
        columns = routine_columns(findings.columns, str(wan.if_index))
        oids += [f"{column}.{wan.if_index}" for column in columns]
    ways: dict[Measure, tuple[Way, ...]] = {}
    walks: list[str] = []
    data, used = findings.gatherer.data, findings.gatherer.used
    for measure in ORDER:
        wanted = [w for way in used.get(measure, ()) for w in _instances(way, data)]
        if len(set(oids) | set(wanted)) <= MAX_VARIABLES and used.get(measure):
            ways[measure] = tuple(used[measure])
            oids += [oid for oid in wanted if oid not in oids]
            walks += [oid for way in used[measure] for oid in _counted(way)]
    return Plan(
        profile=profile,
        wan_if_index=wan.if_index if wan else None,
        wan_columns=columns,
        wan_name=wan.name if wan else None,
        ways=ways,
        oids=tuple(oids),
        walks=tuple(walks),
        static=_static(ways, data),
    )


def _instances(way: Way, data: Mapping[str, Mapping[str, Value]]) -> Iterator[str]:
    """Give the instances of a way that change."""
    meant = storage_instances(way, data)
    for each in way.objects:
        if each.role in STATIC or each.combine is Combine.COUNT_ROWS:
            continue
        for instance in data.get(each.oid, {}):
            if meant is None or instance in meant:
                yield f"{each.oid}.{instance}"


def _counted(way: Way) -> Iterator[str]:
    for each in way.objects:
        if each.combine is Combine.COUNT_ROWS:
            yield each.oid


def _static(
    ways: Mapping[Measure, tuple[Way, ...]], data: Mapping[str, Mapping[str, Value]]
) -> Rows:
    return {
        each.oid: dict(data.get(each.oid, {}))
        for measured in ways.values()
        for way in measured
        for each in way.objects
        if each.role in STATIC | {Role.PRESENCE}
    }


def to_wan(plan: Plan, values: Mapping[str, Value]) -> InterfaceReading | None:
    """Return the port of the line, None where none is known or it has gone."""
    if plan.wan_if_index is None:
        return None
    port = of_row(values, plan.wan_columns, plan.wan_if_index)
    return None if port.name is None and port.in_octets is None else port


def to_rows(
    plan: Plan, values: Mapping[str, Value], walked: Mapping[str, Mapping[str, Value]]
) -> Rows:
    """Return what the ways of a plan need, as a full reading would have it."""
    rows: Rows = {oid: dict(found) for oid, found in plan.static.items()}
    rows.update({oid: dict(found) for oid, found in walked.items()})
    for each in _objects(plan):
        prefix = f"{each.oid}."
        for oid in plan.oids:
            if oid.startswith(prefix) and oid in values:
                rows.setdefault(each.oid, {})[oid[len(prefix) :]] = values[oid]
    return rows


def _objects(plan: Plan) -> Iterator[ObjectEntry]:
    for ways in plan.ways.values():
        for way in ways:
            yield from (each for each in way.objects if each.role not in STATIC)


def to_sensor(plan: Plan, measure: Measure, rows: Rows) -> float | None:
    """Return a ratio, temperature or level."""
    ways = plan.ways.get(measure, ())
    return to_measure(ways[0], rows) if ways else None


def to_plan_power(plan: Plan, rows: Rows) -> tuple[PowerPortReading, ...]:
    """Return the ports that can give power."""
    ways = plan.ways.get(Measure.POE, ())
    return to_power_ports(ways[0], rows) if ways else ()


def to_plan_wifi(plan: Plan, rows: Rows) -> WifiReading:
    """Return clients and joined access points; the list of them is not read."""
    totals = {
        measure: to_total(plan.ways[measure][0], rows)
        for measure in (Measure.CLIENTS_TOTAL, Measure.APS_JOINED)
        if measure in plan.ways
    }
    found = [to_radios(way, rows) for way in plan.ways.get(Measure.CLIENTS, ())]
    told = [each for each in found if each is not None]
    return to_wifi(
        totals.get(Measure.CLIENTS_TOTAL),
        tuple(radio for each in told for radio in each) if told else None,
        totals.get(Measure.APS_JOINED),
        (),
        adds_up=plan.profile.clients == "sum",
    )
