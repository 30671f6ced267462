"""Wi-Fi access points, and how each is seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from inventory import tables
from inventory.importer.between import warn_shared
from inventory.importer.device_readers import read_device_address, read_mac
from inventory.importer.form import Form, FormColumn
from inventory.importer.parts.codes import (
    check_site,
    read_code,
    site_column,
    text_column,
)
from inventory.importer.parts.part import Current, FormPart
from inventory.importer.parts.shared import check_addresses, warn_taken
from inventory.importer.plan import Step
from inventory.importer.readers import choice_reader
from inventory.importer.row import Draft, Values
from inventory.model import AccessPoint, Register, SeenBy
from inventory.row_writing import delete_rows, insert_rows, update_rows

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

_WAYS = {
    SeenBy.TUNNEL.value: ("อุโมงค์", "ทันเนล"),
    SeenBy.CONTROLLER.value: ("ตัวควบคุม", "คอนโทรลเลอร์", "wlc"),
    SeenBy.ROUTER.value: ("เราเตอร์",),
}
_TUNNEL = SeenBy.TUNNEL.value
_SNMP = ("snmp_credential", "snmp_port")
_BELONGS = {
    "address": _TUNNEL,
    "controller": SeenBy.CONTROLLER.value,
    **dict.fromkeys(_SNMP, _TUNNEL),
}
"""The way of seeing that a column belongs to."""


def _make_form(register: Register, _today: date) -> Form:
    stored = {str(point.id): point for point in _points(register)}

    def check(draft: Draft) -> None:
        check_site(draft, register.sites)
        _check_way(draft, stored.get(draft.site))
        name = draft.values.get("controller")
        if name is not None and name not in register.controllers:
            draft.warn("controller", "unknown_controller")

    def check_between(drafts: Sequence[Draft]) -> None:
        check_addresses(drafts, register, renewed="access_point")
        _check_macs(drafts, register)

    headers = ("ap", "ap_id", "access_point", "รหัส ap")
    return Form(
        (
            FormColumn("id", read_code, headers, is_required=True),
            site_column(),
            text_column("vendor", "brand", "ยี่ห้อ"),
            text_column("model", "รุ่น", "รุ่น ap"),
            FormColumn("mac", read_mac, ("mac address", "แมค")),
            FormColumn(
                "seen_by",
                choice_reader(_WAYS),
                ("how_seen", "seen by", "วิธีเฝ้าดู", "เห็นผ่าน"),
                is_required=True,
                is_mergeable=True,
            ),
            FormColumn(
                "address",
                read_device_address,
                ("ip", "ip address", "เลข ip", "fixed ip", "fixed_ip"),
            ),
            FormColumn("controller", read_code, ("wlc", "ตัวควบคุม")),
        ),
        identity=("id", "site", "seen_by"),
        check=check,
        check_between=check_between,
    )


def _check_way(draft: Draft, stored: AccessPoint | None) -> None:
    """Reject what contradicts the way of seeing; what is stored of another way ends."""
    way = draft.values["seen_by"]
    for column, owner in _BELONGS.items():
        if draft.values.get(column) is not None and way != owner:
            draft.reject(column, "not_needed_here", f"seen_by {way}")
        elif way != owner:
            draft.values[column] = None
    kept = stored.address if stored and "address" not in draft.raw else None
    if way == _TUNNEL and not (draft.values.get("address") or kept):
        draft.warn("address", "tunnel_without_address")
    known = stored.controller if stored and "controller" not in draft.raw else None
    if way == SeenBy.CONTROLLER and not (draft.values.get("controller") or known):
        draft.reject("controller", "missing_value")


def _check_macs(drafts: Sequence[Draft], register: Register) -> None:
    warn_shared(drafts, "mac", "doubled_mac")
    named = {draft.site for draft in drafts}
    taken = {
        point.mac: str(point.id)
        for point in _points(register)
        if point.mac and point.id not in named
    }
    warn_taken(drafts, "mac", "mac_taken", taken)


def _points(register: Register) -> list[AccessPoint]:
    return [point for each in register.access_points.values() for point in each]


async def _read(_connection: AsyncConnection, register: Register) -> Current:
    return {str(point.id): _to_values(point) for point in _points(register)}


def _to_values(point: AccessPoint) -> Values:
    return {
        "id": point.id,
        "site": point.site,
        "vendor": point.vendor or None,
        "model": point.model or None,
        "mac": point.mac or None,
        "seen_by": point.seen_by.value,
        "address": point.address,
        "controller": point.controller,
        "snmp_credential": point.snmp.credential if point.snmp else None,
        "snmp_port": str(point.snmp.port) if point.snmp else None,
    }


async def _write(connection: AsyncConnection, steps: Sequence[Step]) -> None:
    after = [(step, step.after) for step in steps if step.after is not None]
    made = [_to_row(values) for step, values in after if step.before is None]
    kept = [_to_row(values) for step, values in after if step.before is not None]
    await insert_rows(connection, tables.access_point, made)
    await update_rows(connection, tables.access_point, "id", kept)
    gone = [step.site for step in steps if step.after is None]
    await delete_rows(connection, tables.access_point, "id", gone)


def _to_row(values: Values) -> dict[str, Any]:
    kept = {name: values[name] for name in ("id", "site", "seen_by")}
    texts = {name: values[name] or "" for name in ("vendor", "model", "mac")}
    ways = {name: values[name] for name in ("address", "controller", _SNMP[0])}
    port = values["snmp_port"]
    own = {"snmp_port": None if port is None else int(port)}
    return {**kept, **texts, **ways, **own}


ACCESS_POINTS = FormPart("access-points", _make_form, _read, _write, unseen=_SNMP)
