"""Topology: which nodes the line of a site hangs from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from inventory import tables
from inventory.importer.form import Form
from inventory.importer.parts.above import check_known
from inventory.importer.parts.codes import check_site, site_column
from inventory.importer.parts.nodes import parent_rows, parents_column
from inventory.importer.parts.part import Current, FormPart
from inventory.importer.plan import Step
from inventory.importer.row import Draft
from inventory.model import Register
from inventory.row_writing import delete_rows, insert_rows

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


def _make_form(register: Register, _today: date) -> Form:
    nodes = {code: node.parents for code, node in register.nodes.items()}

    def check(draft: Draft) -> None:
        check_site(draft, register.sites)
        check_known([draft], nodes)

    return Form(
        (site_column(), parents_column(is_required=True)),
        identity=("site", "parents"),
        check=check,
    )


async def _read(_connection: AsyncConnection, register: Register) -> Current:
    return {
        code: {
            "site": code if site.parents else None,
            "parents": ";".join(site.parents) or None,
        }
        for code, site in register.sites.items()
    }


async def _write(connection: AsyncConnection, steps: Sequence[Step]) -> None:
    codes = [step.site for step in steps]
    await delete_rows(connection, tables.site_parent, "site", codes)
    rows = [
        row
        for step in steps
        if step.after is not None
        for row in parent_rows("site", step, step.after)
    ]
    await insert_rows(connection, tables.site_parent, rows)


TOPOLOGY = FormPart("topology", _make_form, _read, _write)
