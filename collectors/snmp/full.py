"""A full reading: every table of a device that anything is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from collectors.profiles.schema import Measure
from collectors.snmp import routes
from collectors.snmp.conversation import TalkOver
from collectors.snmp.gather import SENSORS, Gatherer
from collectors.snmp.interfaces import LEADING, OTHERS, to_interfaces, to_lacking
from collectors.snmp.neighbours import ARP_MAC, MAX_NEIGHBOURS, to_neighbours
from collectors.snmp.table import read_cells
from collectors.snmp.wan import Evidence, WanPort, choose_wan
from netmon.core.reading import (
    InterfaceReading,
    NeighbourReading,
    PowerPortReading,
    WifiReading,
)

if TYPE_CHECKING:
    from collectors.profiles import Catalogue, Profile
    from collectors.snmp.conversation import Conversation
    from collectors.snmp.system import Identity
    from collectors.snmp.values import Value

MAX_INTERFACES = 2_048


@dataclass(slots=True)
class Findings:
    """What a full reading has found so far; it may break off anywhere.

    Attributes:
        sensors: Keyed by measure.
        columns: Interface rows keyed by instance, keyed by column OID.
        wan: The port of the line.
        gatherer: For what gave each measure.
    """

    gatherer: Gatherer
    sensors: dict[Measure, float | None] = field(default_factory=dict)
    columns: dict[str, dict[str, Value]] = field(default_factory=dict)
    interfaces: tuple[InterfaceReading, ...] = ()
    wan: WanPort = field(default_factory=lambda: WanPort(None, ""))
    wifi: WifiReading = field(default_factory=WifiReading)
    neighbours: tuple[NeighbourReading, ...] = ()
    power_ports: tuple[PowerPortReading, ...] = ()


async def find_profile(
    talk: Conversation, catalogue: Catalogue, identity: Identity
) -> Profile:
    """Return the profile of a device, asking for more where it hides its vendor."""
    chosen = catalogue.choose(identity.sys_object_id, identity.sys_descr)
    if not catalogue.is_hidden(identity.sys_object_id):
        return chosen
    return catalogue.choose_by_probes(await talk.get(catalogue.probes), chosen)


async def read_all(
    talk: Conversation, catalogue: Catalogue, profile: Profile, wan_hint: str
) -> Findings:
    """Read everything; what breaks off leaves what came before it.

    Args:
        talk: With the device; its notes tell what did not come.
        catalogue: For the standard ways.
        profile: Of the device.
        wan_hint: The register's word for the port of the line.
    """
    findings = Findings(Gatherer(talk, catalogue, profile))
    try:
        await _fill(talk, findings, wan_hint)
    except TalkOver:
        findings.interfaces = findings.interfaces or to_interfaces(findings.columns)
    return findings


async def _fill(talk: Conversation, findings: Findings, wan_hint: str) -> None:
    await findings.gatherer.scalars()
    await _read_interfaces(talk, findings.columns)
    findings.interfaces = to_interfaces(findings.columns)
    for measure in SENSORS:
        findings.sensors[measure] = await findings.gatherer.sensor(measure)
    if findings.interfaces:
        findings.wan = await _find_wan(talk, findings.interfaces, wan_hint)
    findings.wifi = await findings.gatherer.wifi()
    if findings.interfaces:
        findings.neighbours = to_neighbours(await talk.walk(ARP_MAC, MAX_NEIGHBOURS))
        findings.power_ports = await findings.gatherer.power_ports()


async def _read_interfaces(
    talk: Conversation, columns: dict[str, dict[str, Value]]
) -> None:
    for column in LEADING:
        columns[column] = await talk.walk(column, MAX_INTERFACES)
    instances = dict.fromkeys(each for rows in columns.values() for each in rows)
    unknown = [(column, "") for column in OTHERS]
    wanted = [(column, each) for column in OTHERS for each in instances]
    await read_cells(talk, columns, wanted or unknown, MAX_INTERFACES)
    await read_cells(talk, columns, to_lacking(columns), MAX_INTERFACES)


async def _find_wan(
    talk: Conversation, interfaces: tuple[InterfaceReading, ...], wan_hint: str
) -> WanPort:
    scalars = await talk.get(routes.ROUTE_SCALARS)
    inet, cidr = [
        await talk.walk(column, routes.MAX_DEFAULT_ROUTES)
        for column in (routes.INET_IF_INDEX, routes.CIDR_IF_INDEX)
    ]
    addresses = [*await _addresses(talk, routes.ADDRESS_IF_INDEX, routes.ADDRESS_MASK)]
    if not addresses[0]:
        addresses += await _addresses(
            talk, routes.INET_ADDRESS_IF_INDEX, routes.INET_ADDRESS_PREFIX
        )
    evidence = Evidence(
        interfaces,
        routes.to_addresses(*addresses),
        routes.to_routes(scalars, cidr, inet),
        wan_hint,
    )
    return choose_wan(evidence)


async def _addresses(
    talk: Conversation, if_indices: str, masks: str
) -> tuple[dict[str, Value], dict[str, Value]]:
    found = await talk.walk(if_indices, routes.MAX_ADDRESSES)
    return found, await talk.walk(masks, routes.MAX_ADDRESSES) if found else {}
