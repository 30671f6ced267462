"""The register's types. A site's code is its identity; everything else may change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from netmon.core.model import DeviceId, Method, SiteCode, SnmpAccess


class SiteType(StrEnum):
    """The eight kinds of public-internet site."""

    LEARNING_CENTRE = "learning_centre"  # กศน. sub-district non-formal education
    LIBRARY = "library"
    FARM_CENTRE = "farm_centre"  # ศพก.
    DIGITAL_CENTRE = "digital_centre"
    BORDER_POLICE_SCHOOL = "border_police_school"
    JUSTICE_CENTRE = "justice_centre"
    WELFARE_SCHOOL = "welfare_school"  # schools for the disadvantaged
    HOSPITAL = "hospital"


class SeenBy(StrEnum):
    """How an access point behind the router's NAT is seen."""

    TUNNEL = "tunnel"  # its own management address
    CONTROLLER = "controller"  # matched there by MAC or name
    ROUTER = "router"  # the router's ARP, DHCP lease, PoE or port state


class NodeKind(StrEnum):
    """What a parent in the access network is."""

    PROVIDER = "provider"
    TRUNK = "trunk"
    AGGREGATION = "aggregation"


@dataclass(frozen=True, slots=True)
class Province:
    """One of the 77 provinces.

    Attributes:
        code: Two digits of the administrative code, text.
        iso: ISO 3166-2 code, as TH-10.
        lat, lon: Centre point, degrees WGS84.
        tile_column, tile_row: Place on the tile-grid map, from 0 at top left; no two
            provinces share one.
    """

    code: str
    iso: str
    name_th: str
    name_en: str
    region: str
    lat: float
    lon: float
    tile_column: int
    tile_row: int


@dataclass(frozen=True, slots=True)
class Contract:
    """Who owes which line to whom.

    Attributes:
        min_down_bps, min_up_bps: The guaranteed rates, bits per second.
    """

    code: str
    provider: str
    area: str
    min_down_bps: int = 200_000_000
    min_up_bps: int = 100_000_000


@dataclass(frozen=True, slots=True)
class Node:
    """A parent in the access network: provider, trunk or aggregation node.

    Attributes:
        address: Where it answers, None where it is known but not reachable.
        parents: Codes of the nodes it hangs from; several mean any one suffices.
    """

    code: str
    kind: NodeKind
    name: str
    address: str | None = None
    parents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceHours:
    """When a site promises service, Asia/Bangkok.

    Attributes:
        weekdays: ISO weekdays, 1 = Monday, ascending, at least one.
        opens, closes: Local times; `closes` is later than `opens`.
    """

    weekdays: tuple[int, ...]
    opens: time
    closes: time

    def holds(self, local: datetime) -> bool:
        """Return whether service is promised at `local`, a time in Asia/Bangkok."""
        is_day = local.isoweekday() in self.weekdays
        return is_day and self.opens <= local.time() < self.closes

    def opens_next(self, local: datetime) -> datetime:
        """Return when service begins next after `local`, a time in Asia/Bangkok."""
        opening = datetime.combine(local.date(), self.opens, local.tzinfo)
        while opening <= local or opening.isoweekday() not in self.weekdays:
            opening += timedelta(days=1)
        return opening


@dataclass(frozen=True, slots=True)
class Site:
    """A public-internet site.

    Attributes:
        province: Province code.
        district, subdistrict: Thai names of amphoe and tambon, without prefix.
        lat, lon: Degrees WGS84, None where unknown.
        contract: Contract code.
        parents: Codes of the nodes its line hangs from.
        service_hours: None means round the clock.
        in_service_from: First day of service, None where not yet in service.
    """

    code: SiteCode
    name_th: str
    name_en: str
    site_type: SiteType
    province: str
    district: str
    subdistrict: str
    lat: float | None
    lon: float | None
    contract: str
    parents: tuple[str, ...] = ()
    service_hours: ServiceHours | None = None
    in_service_from: date | None = None


@dataclass(frozen=True, slots=True)
class Router:
    """The router that ends the line at a site.

    Attributes:
        address: The line's fixed address or name, None where it cannot be watched.
        methods: How it is watched, in order.
    """

    id: DeviceId
    site: SiteCode
    vendor: str
    model: str
    address: str | None
    methods: tuple[Method, ...] = (Method.ICMP, Method.SNMP, Method.TCP)
    snmp: SnmpAccess = field(default_factory=SnmpAccess)
    tcp_port: int = 22


@dataclass(frozen=True, slots=True)
class AccessPoint:
    """A Wi-Fi access point, behind the router's NAT.

    Attributes:
        seen_by: How it is seen.
        address: Management address, for `tunnel` only.
        controller: Register name of the controller, for `controller` only.
        mac: Six octets as lower-case hex with colons, empty where unknown.
        snmp: For `tunnel` only; None where it is asked with its router's credential.
    """

    id: DeviceId
    site: SiteCode
    vendor: str
    model: str
    mac: str
    seen_by: SeenBy
    address: str | None = None
    controller: str | None = None
    snmp: SnmpAccess | None = None


@dataclass(frozen=True, slots=True)
class Controller:
    """A wireless controller: it tells of access points at many sites.

    Attributes:
        name: Its code; `AccessPoint.controller` names it.
        address: Where it answers, None where it is known but cannot be asked.
    """

    name: DeviceId
    vendor: str
    model: str
    address: str | None
    snmp: SnmpAccess = field(default_factory=SnmpAccess)


@dataclass(frozen=True, slots=True)
class Register:
    """Everything that exists, at one version.

    Attributes:
        version: Grows by one with every change.
        provinces, contracts, nodes, sites: Keyed by code, in code order.
        routers: At most one per site, keyed by site code.
        access_points: In id order, keyed by site code.
        controllers: Keyed by name, in name order. An access point may name a
            controller that is not here: nobody asks that one.
    """

    version: int
    provinces: Mapping[str, Province]
    contracts: Mapping[str, Contract]
    nodes: Mapping[str, Node]
    sites: Mapping[SiteCode, Site]
    routers: Mapping[SiteCode, Router]
    access_points: Mapping[SiteCode, tuple[AccessPoint, ...]] = field(
        default_factory=dict
    )
    controllers: Mapping[str, Controller] = field(default_factory=dict)
