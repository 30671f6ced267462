"""The interface tables (RFC 2863) as readings; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from collectors.snmp.values import to_count, to_text
from netmon.core.reading import InterfaceReading

if TYPE_CHECKING:
    from collectors.snmp.values import Value

IF_TABLE = "1.3.6.1.2.1.2.2.1"
IF_X_TABLE = "1.3.6.1.2.1.31.1.1.1"
IF_DESCR = f"{IF_TABLE}.2"
IF_TYPE = f"{IF_TABLE}.3"
IF_SPEED = f"{IF_TABLE}.5"
IF_OPER_STATUS = f"{IF_TABLE}.8"
IF_IN_OCTETS = f"{IF_TABLE}.10"
IF_IN_DISCARDS = f"{IF_TABLE}.13"
IF_IN_ERRORS = f"{IF_TABLE}.14"
IF_OUT_OCTETS = f"{IF_TABLE}.16"
IF_OUT_DISCARDS = f"{IF_TABLE}.19"
IF_OUT_ERRORS = f"{IF_TABLE}.20"
IF_NAME = f"{IF_X_TABLE}.1"
IF_HC_IN_OCTETS = f"{IF_X_TABLE}.6"
IF_HC_OUT_OCTETS = f"{IF_X_TABLE}.10"
IF_HIGH_SPEED = f"{IF_X_TABLE}.15"
IF_ALIAS = f"{IF_X_TABLE}.18"
IF_DISCONTINUITY = f"{IF_X_TABLE}.19"

LEADING = (IF_DESCR, IF_NAME, IF_TYPE)
"""Every row has one of them, whatever cells an agent leaves out."""
OTHERS = (
    *(IF_ALIAS, IF_OPER_STATUS, IF_HIGH_SPEED, IF_HC_IN_OCTETS, IF_HC_OUT_OCTETS),
    *(IF_IN_ERRORS, IF_OUT_ERRORS, IF_IN_DISCARDS, IF_OUT_DISCARDS, IF_DISCONTINUITY),
)
"""The order matters where a reading breaks off."""
SECOND = {
    IF_HIGH_SPEED: IF_SPEED,
    IF_HC_IN_OCTETS: IF_IN_OCTETS,
    IF_HC_OUT_OCTETS: IF_OUT_OCTETS,
}
"""What is read for the rows of which the first is absent or says nothing."""
WALKED = (*LEADING, *OTHERS, *SECOND.values())

ALTERNATIVES = (
    (IF_NAME, IF_DESCR),
    *SECOND.items(),
)
"""The second is read where the first is absent or says nothing."""
ALONE = (
    *(IF_ALIAS, IF_OPER_STATUS, IF_IN_ERRORS, IF_OUT_ERRORS),
    *(IF_IN_DISCARDS, IF_OUT_DISCARDS, IF_DISCONTINUITY),
)

UP = 1
MAX_SPEED_BPS = 10**13
"""Ten terabits, above any port there is; beyond, a number means something else."""

Columns = Mapping[str, Mapping[str, "Value"]]
"""Rows keyed by instance, keyed by column OID."""


def to_interfaces(columns: Columns) -> tuple[InterfaceReading, ...]:
    """Return the rows of the interface tables in ifIndex order.

    A row is there if any column has it: agents leave out cells, and ports come and go
    while a table is walked.

    Args:
        columns: What was walked, of WALKED.
    """
    instances = sorted(_instances(columns, WALKED), key=int)
    return tuple(to_interface(columns, instance) for instance in instances)


def _instances(columns: Columns, of: Iterable[str]) -> set[str]:
    return {
        instance
        for column in of
        for instance in columns.get(column, {})
        if instance.isdigit()
    }


def to_interface(columns: Columns, instance: str) -> InterfaceReading:
    """Return one row; a missing or senseless column is None."""

    def count(column: str) -> int | None:
        return to_count(columns.get(column, {}).get(instance))

    def text(column: str) -> str | None:
        return to_text(columns.get(column, {}).get(instance))

    wide_in, wide_out = count(IF_HC_IN_OCTETS), count(IF_HC_OUT_OCTETS)
    is_wide = wide_in is not None or wide_out is not None
    in_octets = count(IF_IN_OCTETS) if wide_in is None else wide_in
    out_octets = count(IF_OUT_OCTETS) if wide_out is None else wide_out
    is_counted = in_octets is not None or out_octets is not None
    status = count(IF_OPER_STATUS)
    return InterfaceReading(
        if_index=int(instance),
        name=text(IF_NAME) or text(IF_DESCR),
        alias=text(IF_ALIAS),
        type_number=count(IF_TYPE),
        is_up=None if status is None else status == UP,
        speed_bps=to_speed_bps(count(IF_HIGH_SPEED), count(IF_SPEED)),
        in_octets=in_octets,
        out_octets=out_octets,
        counter_bits=(64 if is_wide else 32) if is_counted else None,
        in_errors_count=count(IF_IN_ERRORS),
        out_errors_count=count(IF_OUT_ERRORS),
        in_discards_count=count(IF_IN_DISCARDS),
        out_discards_count=count(IF_OUT_DISCARDS),
        discontinuity_ticks=count(IF_DISCONTINUITY),
    )


def to_speed_bps(high_speed: int | None, speed: int | None) -> int | None:
    """Return the speed of a port, bits per second; 0 says that it has none.

    None where there is none that could be.

    Args:
        high_speed: ifHighSpeed, Mbps; 0 below half a Mbps, and where it is not kept.
        speed: ifSpeed, bps; 2^32 - 1 says that the port is at least as fast (RFC 2863,
            section 3.1.2).
    """
    told = high_speed if speed is None else speed
    if high_speed:
        told = high_speed * 1_000_000
    return told if told is not None and told <= MAX_SPEED_BPS else None


def routine_columns(columns: Columns, instance: str) -> tuple[str, ...]:
    """Return which columns of one row a slot must read; those it lacks are left out.

    Args:
        columns: Of a full reading.
        instance: The row.
    """
    chosen = []
    for first, second in ALTERNATIVES:
        is_silent = _is_silent(columns, first, instance)
        chosen.append(second if is_silent else first)
    return tuple(
        column
        for column in (*chosen, *ALONE)
        if columns.get(column, {}).get(instance) is not None
    )


def _is_silent(columns: Columns, first: str, instance: str) -> bool:
    says = columns.get(first, {}).get(instance)
    return says is None or says == b"" or (says == 0 and first == IF_HIGH_SPEED)


def to_lacking(columns: Columns) -> list[tuple[str, str]]:
    """Return what is still to be read of each row, as column and instance.

    Args:
        columns: What LEADING and OTHERS gave.
    """
    instances = sorted(_instances(columns, WALKED), key=int)
    return [
        (second, instance)
        for first, second in SECOND.items()
        for instance in instances
        if _is_silent(columns, first, instance)
    ]


def of_row(
    values: Mapping[str, Value], columns: Sequence[str], if_index: int
) -> InterfaceReading:
    """Return one row that was read by a GET.

    Args:
        values: Keyed by whole OID.
        columns: That were asked for.
        if_index: The row.
    """
    instance = str(if_index)
    found = {
        column: {instance: values[f"{column}.{instance}"]}
        for column in columns
        if f"{column}.{instance}" in values
    }
    return to_interface(found, instance)
