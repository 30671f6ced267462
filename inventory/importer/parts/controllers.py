"""Wireless controllers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from inventory import tables
from inventory.importer.device_readers import read_device_address
from inventory.importer.form import Form, FormColumn
from inventory.importer.parts.codes import read_code, text_column
from inventory.importer.parts.part import Current, FormPart
from inventory.importer.parts.shared import check_addresses
from inventory.importer.plan import Step
from inventory.importer.row import Draft, Values
from inventory.model import Register
from inventory.row_writing import delete_rows, insert_rows, update_rows
from netmon.core.model import SnmpAccess

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


def _make_form(register: Register, _today: date) -> Form:
    def check_between(drafts: Sequence[Draft]) -> None:
        check_addresses(drafts, register, renewed="controller")

    headers = ("controller", "controller_name", "code", "ชื่อตัวควบคุม", "ตัวควบคุม")
    return Form(
        (
            FormColumn("name", read_code, headers, is_required=True),
            text_column("vendor", "brand", "ยี่ห้อ", is_required=True),
            text_column("model", "รุ่น"),
            FormColumn("address", read_device_address, ("ip", "ip address", "เลข ip")),
        ),
        identity=("name", "vendor"),
        check_between=check_between,
    )


async def _read(_connection: AsyncConnection, register: Register) -> Current:
    return {
        str(name): {
            "name": name,
            "vendor": one.vendor or None,
            "model": one.model or None,
            "address": one.address,
        }
        for name, one in register.controllers.items()
    }


async def _write(connection: AsyncConnection, steps: Sequence[Step]) -> None:
    usual = SnmpAccess()
    own = {"snmp_credential": usual.credential, "snmp_port": usual.port}
    after = [(step, step.after) for step in steps if step.after is not None]
    made = [{**_to_row(each), **own} for step, each in after if step.before is None]
    kept = [_to_row(values) for step, values in after if step.before is not None]
    await insert_rows(connection, tables.controller, made)
    await update_rows(connection, tables.controller, "name", kept)
    gone = [step.site for step in steps if step.after is None]
    await delete_rows(connection, tables.controller, "name", gone)


def _to_row(values: Values) -> dict[str, Any]:
    return {
        "name": values["name"],
        "vendor": values["vendor"] or "",
        "model": values["model"] or "",
        "address": values["address"],
    }


CONTROLLERS = FormPart("controllers", _make_form, _read, _write)
