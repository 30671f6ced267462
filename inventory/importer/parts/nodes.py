"""Nodes of the access network: providers, trunks, aggregation nodes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from inventory import tables
from inventory.importer.device_readers import read_device_address
from inventory.importer.form import Form, FormColumn
from inventory.importer.form_judge import accepted
from inventory.importer.parts.above import check_nodes, to_codes
from inventory.importer.parts.codes import read_code, text_column
from inventory.importer.parts.part import Current, FormPart
from inventory.importer.parts.shared import check_addresses
from inventory.importer.plan import Step
from inventory.importer.readers import choice_reader, codes_reader
from inventory.importer.row import Draft, Values
from inventory.model import NodeKind, Register
from inventory.row_writing import delete_rows, insert_rows, update_rows

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

PARENTS_LENGTH = 2_000
_KINDS = {
    NodeKind.PROVIDER.value: ("ผู้ให้บริการ", "isp"),
    NodeKind.TRUNK.value: ("โครงข่ายหลัก", "ทรังก์", "สายหลัก"),
    NodeKind.AGGREGATION.value: ("จุดรวมสัญญาณ", "จุดรวม", "agg"),
}


def parents_column(*, is_required: bool) -> FormColumn:
    """Return the column of the nodes above; their order is that of preference."""
    read = codes_reader(read_code, PARENTS_LENGTH, is_sorted=False)
    headers = ("parent", "upstream", "โหนดต้นทาง", "ต้นทาง")
    return FormColumn("parents", read, headers, is_required=is_required)


def _make_form(register: Register, _today: date) -> Form:
    stored = {code: node.parents for code, node in register.nodes.items()}

    def check_between(drafts: Sequence[Draft]) -> None:
        check_nodes(drafts, stored)
        check_addresses(accepted(drafts), register, renewed="node")

    return Form(
        (
            FormColumn(
                "code", read_code, ("node", "node_code", "รหัสโหนด"), is_required=True
            ),
            FormColumn(
                "kind",
                choice_reader(_KINDS),
                ("node_kind", "ชนิด", "ชนิดโหนด"),
                is_required=True,
                is_mergeable=True,
            ),
            text_column("name", "node_name", "ชื่อ", "ชื่อโหนด", is_required=True),
            FormColumn("address", read_device_address, ("ip", "ip address", "เลข ip")),
            parents_column(is_required=False),
        ),
        identity=("code", "kind", "name"),
        check_between=check_between,
    )


async def _read(_connection: AsyncConnection, register: Register) -> Current:
    return {
        code: {
            "code": code,
            "kind": node.kind.value,
            "name": node.name,
            "address": node.address,
            "parents": ";".join(node.parents) or None,
        }
        for code, node in register.nodes.items()
    }


async def _write(connection: AsyncConnection, steps: Sequence[Step]) -> None:
    after = [(step, step.after) for step in steps if step.after is not None]
    made = [_to_node(values) for step, values in after if step.before is None]
    kept = [_to_node(values) for step, values in after if step.before is not None]
    await insert_rows(connection, tables.node, made)
    await update_rows(connection, tables.node, "code", kept)
    codes = [step.site for step in steps]
    await delete_rows(connection, tables.node_parent, "node", codes)
    rows = [row for step, values in after for row in parent_rows("node", step, values)]
    await insert_rows(connection, tables.node_parent, rows)
    gone = [step.site for step in steps if step.after is None]
    await delete_rows(connection, tables.node, "code", gone)


def parent_rows(child: str, step: Step, values: Values) -> list[dict[str, Any]]:
    """Return the rows that say what is above a node or site."""
    return [
        {child: step.site, "position": position, "parent": parent}
        for position, parent in enumerate(to_codes(values["parents"]))
    ]


def _to_node(values: Values) -> dict[str, Any]:
    return {name: values[name] for name in ("code", "kind", "name", "address")}


NODES = FormPart("nodes", _make_form, _read, _write)
