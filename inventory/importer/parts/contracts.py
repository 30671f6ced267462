"""Contracts and what they promise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from inventory import tables
from inventory.importer.current import BPS_PER_MBPS, to_mbps
from inventory.importer.form import Form, FormColumn
from inventory.importer.number_readers import (
    read_availability,
    read_percent,
    read_rate_mbps,
    read_ratio,
    read_unclear_share,
    whole_reader,
)
from inventory.importer.parts.codes import read_code, text_column
from inventory.importer.parts.part import Current, FormPart
from inventory.importer.plan import Step
from inventory.importer.row import Draft, Values
from inventory.importer.time_readers import day_reader
from inventory.model import Contract, Register
from inventory.records.tables import contract_terms
from inventory.row_writing import delete_rows, insert_rows, update_rows

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

_HOURS_OF_A_YEAR = 8_784
_HIGHEST_FEE_BAHT = 10_000_000_000
_TEXTS = ("contractor", "availability_min_ratio", "penalty_per_hour_ratio")
_NUMBERS = ("repair_hours", "monthly_fee_baht")
_DAYS = ("starts_date", "ends_date")


def _make_form(_register: Register, today: date) -> Form:
    read_day = day_reader(today, may_lie_ahead=True)
    return Form(
        (
            FormColumn(
                "contract_no",
                read_code,
                ("code", "contract", "contract no.", "เลขที่สัญญา", "สัญญา"),
                is_required=True,
            ),
            text_column("provider", "isp", "ผู้ให้บริการ", is_required=True),
            text_column("area", "พื้นที่", "ภาค"),
            *_rates(),
            text_column("contractor", "ผู้รับจ้าง", "คู่สัญญา"),
            *_promises(),
            FormColumn(
                "starts_date",
                read_day,
                ("start", "starts", "วันเริ่ม", "วันที่เริ่ม", "วันเริ่มสัญญา"),
            ),
            FormColumn(
                "ends_date",
                read_day,
                ("end", "ends", "วันสิ้นสุด", "วันที่สิ้นสุด", "วันสิ้นสุดสัญญา"),
            ),
        ),
        identity=("contract_no", "provider"),
        ignored=("ip_block", "provinces", "sites", "ลำดับ"),
        check=_check,
    )


def _rates() -> tuple[FormColumn, ...]:
    down, up = "ความเร็วดาวน์โหลดขั้นต่ำ", "ความเร็วอัปโหลดขั้นต่ำ"
    return (
        FormColumn("min_down_mbps", read_rate_mbps, (down, f"{down} (Mbps)")),
        FormColumn("min_up_mbps", read_rate_mbps, (up, f"{up} (Mbps)")),
    )


def _promises() -> tuple[FormColumn, ...]:
    whole = "ระยะเวลาซ่อม", "ค่าบริการรายเดือน"
    ready, penalty = "ความพร้อมใช้งานขั้นต่ำ", "ค่าปรับต่อชั่วโมง"
    return (
        FormColumn(
            "availability_min_ratio",
            read_availability,
            ("availability", "availability_min", "sla", ready),
            by_header={
                "availability_min_ratio": read_ratio,
                "availability_min_percent": read_percent,
                f"{ready} (ร้อยละ)": read_percent,
                f"{ready} (%)": read_percent,
            },
        ),
        FormColumn(
            "repair_hours",
            whole_reader(_HOURS_OF_A_YEAR),
            ("repair_h", whole[0], f"{whole[0]} (ชั่วโมง)", f"{whole[0]} (ชม.)"),
        ),
        FormColumn(
            "monthly_fee_baht",
            whole_reader(_HIGHEST_FEE_BAHT),
            ("monthly_fee", whole[1], f"{whole[1]} (บาท)"),
        ),
        FormColumn(
            "penalty_per_hour_ratio",
            read_unclear_share,
            ("penalty_per_hour", "penalty", penalty),
            by_header={
                "penalty_per_hour_ratio": read_ratio,
                "penalty_per_hour_percent": read_percent,
                f"{penalty} (ร้อยละ)": read_percent,
                f"{penalty} (%)": read_percent,
            },
        ),
    )


def _check(draft: Draft) -> None:
    starts, ends = draft.values.get("starts_date"), draft.values.get("ends_date")
    if starts and ends and ends <= starts:
        draft.reject("ends_date", "ends_before_start")


async def _read(connection: AsyncConnection, register: Register) -> Current:
    found = (await connection.execute(select(contract_terms))).mappings()
    terms = {row["contract"]: dict(row) for row in found}
    return {
        code: _to_values(contract, terms.get(code, {}))
        for code, contract in register.contracts.items()
    }


def _to_values(contract: Contract, terms: dict[str, Any]) -> Values:
    kept = {name: terms.get(name) for name in (*_TEXTS, *_NUMBERS, *_DAYS)}
    return {
        "contract_no": contract.code,
        "provider": contract.provider,
        "area": contract.area,
        "min_down_mbps": to_mbps(contract.min_down_bps),
        "min_up_mbps": to_mbps(contract.min_up_bps),
        **{name: None if each is None else str(each) for name, each in kept.items()},
    }


async def _write(connection: AsyncConnection, steps: Sequence[Step]) -> None:
    after = [(step, step.after) for step in steps if step.after is not None]
    made = [_to_contract(values) for step, values in after if step.before is None]
    kept = [_to_contract(values) for step, values in after if step.before is not None]
    codes = [step.site for step in steps]
    await delete_rows(connection, contract_terms, "contract", codes)
    terms = [_to_terms(values) for _, values in after]
    await insert_rows(connection, tables.contract, made)
    await update_rows(connection, tables.contract, "code", kept)
    await insert_rows(connection, contract_terms, terms)
    gone = [step.site for step in steps if step.after is None]
    await delete_rows(connection, tables.contract, "code", gone)


def _to_contract(values: Values) -> dict[str, Any]:
    code = values["contract_no"] or ""
    usual = Contract(code, values["provider"] or "", values["area"] or code)
    return {
        "code": code,
        "provider": usual.provider,
        "area": usual.area,
        "min_down_bps": _to_bps(values["min_down_mbps"]) or usual.min_down_bps,
        "min_up_bps": _to_bps(values["min_up_mbps"]) or usual.min_up_bps,
    }


def _to_bps(text: str | None) -> int:
    return round(float(text or 0) * BPS_PER_MBPS)


def _to_terms(values: Values) -> dict[str, Any]:
    return {
        "contract": values["contract_no"],
        **{name: values[name] for name in _TEXTS},
        **{name: _to_whole(values[name]) for name in _NUMBERS},
        **{name: _to_day(values[name]) for name in _DAYS},
    }


def _to_whole(text: str | None) -> int | None:
    return None if text is None else int(text)


def _to_day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


CONTRACTS = FormPart(
    "contracts", _make_form, _read, _write, ("area", "min_down_mbps", "min_up_mbps")
)
