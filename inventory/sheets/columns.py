"""The columns of the four files: their order, and what their cells may hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from inventory.model import NodeKind, SeenBy, SiteType
from inventory.sheets.cells import (
    address_parser,
    choice_parser,
    code_parser,
    degrees_parser,
    list_parser,
    parse_date,
    parse_mac,
    parse_province,
    parse_text,
    parse_time,
    whole_parser,
)
from netmon.core.model import DIRECT, Role

SITES = "sites.csv"
DEVICES = "devices.csv"
TOPOLOGY = "topology.csv"
CONTRACTS = "contracts.csv"
FILES = (CONTRACTS, TOPOLOGY, SITES, DEVICES)
"""In an order in which each refers only to those before it."""

FASTEST_BPS = 100_000_000_000
"""No line is promised more than 100 Gbit/s; a larger number is a slip."""


class DeviceRole(StrEnum):
    """The roles a row of devices.csv can have."""

    ROUTER = Role.ROUTER.value
    ACCESS_POINT = Role.ACCESS_POINT.value
    CONTROLLER = Role.CONTROLLER.value


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        parse: Turns a cell that is not empty into its value, or raises BadCell.
        is_required: Whether the cell must not be empty.
        is_text: Whether it holds free text, which a spreadsheet might run.
        empty: The value of an empty cell.
    """

    parse: Callable[[str], Any]
    is_required: bool = True
    is_text: bool = False
    empty: object = None


def _text(*, is_required: bool) -> Column:
    return Column(parse_text, is_required, is_text=True, empty="")


def _codes(parse: Callable[[str], str]) -> Column:
    return Column(list_parser(parse), is_required=False, empty=())


def _optional(parse: Callable[[str], Any]) -> Column:
    return Column(parse, is_required=False)


_parse_code = code_parser(64, "/")
_parse_site = code_parser(48)
_port = _optional(whole_parser(1, 65_535))
_rate = Column(whole_parser(1, FASTEST_BPS))

_SITE_COLUMNS = {
    "code": Column(_parse_site),
    "name_th": _text(is_required=True),
    "name_en": _text(is_required=True),
    "site_type": Column(choice_parser(SiteType)),
    "province": Column(parse_province),
    "district": _text(is_required=False),
    "subdistrict": _text(is_required=False),
    "lat": _optional(degrees_parser(5, 21)),
    "lon": _optional(degrees_parser(97, 106)),
    "contract": Column(_parse_code),
    "parents": _codes(_parse_code),
    "weekdays": _optional(list_parser(whole_parser(1, 7))),
    "opens": _optional(parse_time),
    "closes": _optional(parse_time),
    "in_service_from": _optional(parse_date),
}
_DEVICE_COLUMNS = {
    "id": Column(_parse_code),
    "site": _optional(_parse_site),
    "role": Column(choice_parser(DeviceRole)),
    "vendor": _text(is_required=False),
    "model": _text(is_required=False),
    "address": _optional(address_parser(allow_loopback=False)),
    "methods": _optional(list_parser(choice_parser(DIRECT))),
    "snmp_credential": _optional(_parse_code),
    "snmp_port": _port,
    "tcp_port": _port,
    "mac": _optional(parse_mac),
    "seen_by": _optional(choice_parser(SeenBy)),
    "controller": _optional(_parse_code),
}
_NODE_COLUMNS = {
    "code": Column(_parse_code),
    "kind": Column(choice_parser(NodeKind)),
    "name": _text(is_required=True),
    "address": _optional(address_parser(allow_loopback=False)),
    "parents": _codes(_parse_code),
}
_CONTRACT_COLUMNS = {
    "code": Column(_parse_code),
    "provider": _text(is_required=True),
    "area": _text(is_required=True),
    "min_down_bps": _rate,
    "min_up_bps": _rate,
}

COLUMNS: Mapping[str, Mapping[str, Column]] = MappingProxyType(
    {
        SITES: _SITE_COLUMNS,
        DEVICES: _DEVICE_COLUMNS,
        TOPOLOGY: _NODE_COLUMNS,
        CONTRACTS: _CONTRACT_COLUMNS,
    }
)
"""The columns keyed by file and header, in the order in which they are written."""


def columns_of(name: str, *, allow_loopback: bool) -> Mapping[str, Column]:
    """Return the columns of file `name`, keyed by header."""
    columns = COLUMNS[name]
    if not allow_loopback or "address" not in columns:
        return columns
    return {**columns, "address": _optional(address_parser(allow_loopback=True))}
