"""What must hold between cells, rows and files. Looks at good cells only."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from inventory.model import SeenBy
from inventory.provinces import load_provinces
from inventory.sheets.columns import CONTRACTS, DEVICES, SITES, TOPOLOGY, DeviceRole
from inventory.sheets.problems import PROBLEM_LIMIT, Place, Problems, shown
from inventory.sheets.rows import ParsedRow

Tables = Mapping[str, Sequence[ParsedRow] | None]
"""Rows keyed by file; None for a file that could not be judged at all."""

_SNMP = ("snmp_credential", "snmp_port")
_ROUTER_ONLY = ("methods", "tcp_port")
_NOT_OF_CONTROLLERS = ("site", "methods", "tcp_port")
_POINT_ONLY = ("mac", "seen_by", "controller")
_HOURS = ("weekdays", "opens", "closes")


def check_tables(tables: Tables, problems: Problems) -> None:
    """Note everything that does not fit together."""
    sites, devices = tables[SITES] or (), tables[DEVICES] or ()
    nodes, contracts = tables[TOPOLOGY] or (), tables[CONTRACTS] or ()
    for rows, column in (
        (contracts, "code"),
        (nodes, "code"),
        (sites, "code"),
        (devices, "id"),
    ):
        _check_unique(rows, column, problems)
    _check_references(tables, problems)
    _check_cycles(nodes, problems)
    for row in sites:
        _check_site(row, problems)
    for row in devices:
        _check_device(row, problems)
    _check_one_router(devices, problems)


def _check_unique(rows: Iterable[ParsedRow], column: str, problems: Problems) -> None:
    first: dict[object, Place] = {}
    for row in rows:
        value = row.values.get(column)
        if value is None:
            continue
        place = first.setdefault(value, row.place)
        if place != row.place:
            text = f"expected each {column} once, {shown(value)} is already in {place}"
            problems.add(row.at(column), text)


def _check_references(tables: Tables, problems: Problems) -> None:
    """Check codes that name a row of another file, unless that file is unreadable."""
    known = {
        name: {row.values.get("code") for row in rows}
        for name, rows in tables.items()
        if rows is not None
    }
    for row in tables[SITES] or ():
        _check_known(row, "province", ("the provinces", load_provinces()), problems)
        if CONTRACTS in known:
            _check_known(row, "contract", (CONTRACTS, known[CONTRACTS]), problems)
    if TOPOLOGY in known:
        for row in (*(tables[SITES] or ()), *(tables[TOPOLOGY] or ())):
            _check_known(row, "parents", (TOPOLOGY, known[TOPOLOGY]), problems)
    if SITES in known:
        for row in tables[DEVICES] or ():
            _check_known(row, "site", (SITES, known[SITES]), problems)


def _check_known(
    row: ParsedRow, column: str, of: tuple[str, Container[object]], problems: Problems
) -> None:
    value = row.values.get(column, ())
    if value is None:
        return
    for code in value if isinstance(value, tuple) else (value,):
        if code not in of[1]:
            text = f"expected a code of {of[0]}, got {shown(code)}"
            problems.add(row.at(column), text)


def _check_cycles(nodes: Iterable[ParsedRow], problems: Problems) -> None:
    """Note cycles among the parents, one by one; at most PROBLEM_LIMIT of them."""
    rows = {row.values.get("code"): row for row in nodes}
    graph = {code: row.values.get("parents", ()) for code, row in rows.items()}
    for _ in range(PROBLEM_LIMIT):
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            cycle: list[str] = error.args[1][::-1]
            text = f"expected no node above itself, got {' > '.join(cycle)}"
            problems.add(rows[cycle[0]].at("parents"), text)
            del graph[cycle[0]]
        else:
            return


def _check_site(row: ParsedRow, problems: Problems) -> None:
    values = row.values
    if "lat" in values and "lon" in values:
        _check_together(row, ("lat", "lon"), problems)
    if all(column in values for column in _HOURS):
        _check_together(row, _HOURS, problems)
        opens, closes = values["opens"], values["closes"]
        if opens and closes and closes <= opens:
            text = f"expected a time later than opens {opens:%H:%M}, got {closes:%H:%M}"
            problems.add(row.at("closes"), text)


def _check_together(
    row: ParsedRow, columns: tuple[str, ...], problems: Problems
) -> None:
    filled = [column for column in columns if row.values[column] not in (None, ())]
    missing = [column for column in columns if column not in filled]
    if filled and missing:
        text = f"expected a value, because {', '.join(filled)} has one, got ''"
        problems.add(row.at(missing[0]), text)


def _check_device(row: ParsedRow, problems: Problems) -> None:
    match row.values.get("role"):
        case DeviceRole.ROUTER:
            needed = ("site", *_ROUTER_ONLY, *_SNMP)
            _expect_filled(row, needed, "a router", problems)
            _expect_empty(row, _POINT_ONLY, "a router", problems)
        case DeviceRole.ACCESS_POINT:
            _expect_filled(row, ("site", "seen_by"), "an access point", problems)
            _expect_empty(row, _ROUTER_ONLY, "an access point", problems)
            _check_way(row, problems)
        case DeviceRole.CONTROLLER:
            others = (*_NOT_OF_CONTROLLERS, *_POINT_ONLY)
            _expect_filled(row, _SNMP, "a controller", problems)
            _expect_empty(row, others, "a controller", problems)


def _check_way(row: ParsedRow, problems: Problems) -> None:
    seen_by = row.values.get("seen_by")
    if seen_by is None:
        return
    who = f"an access point seen by {seen_by}"
    if seen_by is not SeenBy.TUNNEL:
        _expect_empty(row, ("address", *_SNMP), who, problems)
    elif all(column in row.values for column in _SNMP):
        _check_together(row, _SNMP, problems)
    if seen_by is SeenBy.CONTROLLER:
        _expect_filled(row, ("controller",), who, problems)
    else:
        _expect_empty(row, ("controller",), who, problems)


def _expect_filled(
    row: ParsedRow, columns: Iterable[str], who: str, problems: Problems
) -> None:
    for column in columns:
        if column in row.values and row.values[column] in (None, ()):
            problems.add(row.at(column), f"expected a value for {who}, got ''")


def _expect_empty(
    row: ParsedRow, columns: Iterable[str], who: str, problems: Problems
) -> None:
    for column in columns:
        if row.values.get(column) not in (None, ()):
            got = row.values[column]
            text = ";".join(got) if isinstance(got, tuple) else str(got)
            problems.add(
                row.at(column), f"expected an empty cell for {who}, got {shown(text)}"
            )


def _check_one_router(devices: Iterable[ParsedRow], problems: Problems) -> None:
    first: dict[object, Place] = {}
    for row in devices:
        site = row.values.get("site")
        if site is None or row.values.get("role") is not DeviceRole.ROUTER:
            continue
        place = first.setdefault(site, row.place)
        if place != row.place:
            text = f"expected one router per site, {shown(site)} has one in {place}"
            problems.add(row.at("site"), text)
