"""When sites promise service, Asia/Bangkok."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import TYPE_CHECKING, Any

from inventory import tables
from inventory.importer.form import Form, FormColumn
from inventory.importer.parts.codes import check_site, site_column
from inventory.importer.parts.part import Current, FormPart
from inventory.importer.plan import Step
from inventory.importer.row import Draft, Values
from inventory.importer.time_readers import (
    ROUND_THE_CLOCK,
    read_time,
    read_weekdays,
)
from inventory.model import Register, Site
from inventory.row_writing import update_rows

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

_HOURS = ("weekdays", "opens", "closes")
_MIDNIGHT = "24:00"
_WHOLE_WEEK = {"weekdays": "1;2;3;4;5;6;7", "opens": "00:00", "closes": _MIDNIGHT}
"""Hours that say the same as round the clock."""


def _make_form(register: Register, _today: date) -> Form:
    def check(draft: Draft) -> None:
        check_site(draft, register.sites)
        _check_hours(draft)

    return Form(
        (
            site_column(),
            FormColumn(
                "weekdays", read_weekdays, ("days", "วันให้บริการ", "วันทำการ", "วัน")
            ),
            FormColumn(
                "opens",
                read_time,
                ("open", "hours", "เวลาเปิด", "เปิด", "เวลาให้บริการ"),
            ),
            FormColumn("closes", read_time, ("close", "เวลาปิด", "ปิด")),
        ),
        identity=("site",),
        check=check,
    )


def _check_hours(draft: Draft) -> None:
    given = {name: draft.values.get(name) for name in _HOURS}
    if given == _WHOLE_WEEK or ROUND_THE_CLOCK in given.values():
        said = {name: each for name, each in given.items() if each != ROUND_THE_CLOCK}
        if any(each not in (None, _WHOLE_WEEK[name]) for name, each in said.items()):
            draft.reject("opens", "round_the_clock_and_hours")
        draft.values |= dict.fromkeys(_HOURS)
        return
    for name in _HOURS:
        if given[name] is None:
            draft.reject(name, "missing_value")
    opens, closes = given["opens"], given["closes"]
    if _MIDNIGHT in (opens, closes):
        draft.reject("closes", "malformed_time")
    elif opens and closes and closes <= opens:
        draft.reject("closes", "closes_before_opens")


async def _read(_connection: AsyncConnection, register: Register) -> Current:
    return {code: _to_values(site) for code, site in register.sites.items()}


def _to_values(site: Site) -> Values:
    hours = site.service_hours
    if hours is None:
        return dict.fromkeys(("site", *_HOURS))
    return {
        "site": site.code,
        "weekdays": ";".join(map(str, hours.weekdays)),
        "opens": hours.opens.isoformat("minutes"),
        "closes": hours.closes.isoformat("minutes"),
    }


async def _write(connection: AsyncConnection, steps: Sequence[Step]) -> None:
    rows = [_to_row(step.site, step.after or {}) for step in steps]
    await update_rows(connection, tables.site, "code", rows)


def _to_row(site: str, values: Values) -> dict[str, Any]:
    days = values.get("weekdays")
    return {
        "code": site,
        "service_weekdays": days.replace(";", " ") if days else None,
        "service_opens": _to_time(values.get("opens")),
        "service_closes": _to_time(values.get("closes")),
    }


def _to_time(text: str | None) -> time | None:
    return None if text is None else time.fromisoformat(text)


SERVICE_HOURS = FormPart("service-hours", _make_form, _read, _write)
