"""What a profile file may say. Whatever does not fit is named by file and entry."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    FiniteFloat,
    model_validator,
)

SCALAR = "scalar"
INDEX_PARTS = frozenset(
    {"integer", "if_index", "mac", "text", "implied_text", "counted", "address", "rest"}
)
"""integer: one number; if_index: the ifIndex of a port; mac: six numbers; text: a
length and as many characters; implied_text: the characters alone; counted: a length
and as many numbers; address: four numbers; rest: whatever is left (RFC 2578, section
7.7)."""


class Measure(StrEnum):
    """What an object is read for."""

    CPU = "cpu"
    MEMORY = "memory"
    TEMPERATURE = "temperature"
    OPTICAL_RX = "optical_rx"
    OPTICAL_TX = "optical_tx"
    CLIENTS = "clients"
    """Rows: one radio, SSID, access point or client each."""
    CLIENTS_TOTAL = "clients_total"
    """The device's own total."""
    APS_JOINED = "aps_joined"
    """The controller's own count of access points that are joined."""
    APS = "aps"
    """Rows: one access point each."""
    POE = "poe"
    """Rows: one port that can give power over Ethernet each."""


class Combine(StrEnum):
    """How the rows of a column become one number."""

    MEAN = "mean"
    MEAN_NONZERO = "mean_nonzero"
    """The mean of the rows that are not 0; 0 where all are."""
    MAX = "max"
    MIN = "min"
    SUM = "sum"
    FIRST = "first"
    COUNT_ROWS = "count_rows"


class Role(StrEnum):
    """What a column is to its way; a way is all columns that are read together."""

    VALUE = "value"
    MORE = "more"
    """Added to the value, row by row."""
    PRESENCE = "presence"
    """Its rows say that the table of the value exists, though it may be empty."""
    IDLE = "idle"
    USED = "used"
    TOTAL = "total"
    FREE = "free"
    BUFFERS = "buffers"
    CACHED = "cached"
    KIND = "kind"
    UNITS = "units"
    SCALE = "scale"
    PRECISION = "precision"
    STATE = "state"
    LABEL = "label"
    MAC = "mac"


def _to_oid(text: str) -> str:
    if not re.fullmatch(r"[0-2](\.(0|[1-9][0-9]{0,9})){1,60}", text):
        message = f"expected an OID in numbers, without a dot in front, got {text!r}"
        raise ValueError(message)
    return text


def _to_pattern(text: str) -> str:
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        message = f"not a regular expression: {error}"
        raise ValueError(message) from None
    return text


def _to_index(text: str) -> str:
    parts = text.split(",")
    if text != SCALAR and not set(parts) <= INDEX_PARTS:
        known = ", ".join(sorted(INDEX_PARTS))
        message = f"expected {SCALAR!r}, or parts of {known} with commas, got {text!r}"
        raise ValueError(message)
    return text


Oid = Annotated[str, AfterValidator(_to_oid)]
Pattern = Annotated[str, AfterValidator(_to_pattern)]
Scale = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Text = Annotated[str, Field(min_length=1, max_length=300)]


SmiType = Literal[
    "Integer32",
    "Gauge32",
    "Counter32",
    "Counter64",
    "TimeTicks",
    "OctetString",
    "DisplayString",
    "MacAddress",
    "IpAddress",
    "ObjectId",
]
Unit = Literal[
    "percent",
    "celsius",
    "dBm",
    "count",
    "bytes",
    "kbytes",
    "text",
    "enum",
    "power_of_ten",
    "mac",
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class ObjectEntry(_Strict):
    """One MIB object and what it is read for.

    Attributes:
        measure: What it is read for.
        way: Objects of one measure with one way are read together; the ways of a
            measure are tried in the order of the file, the first that gives a number
            is taken.
        role: What it is to its way.
        mib: Module and object, as `IF-MIB::ifName`.
        oid: Of the object, without an index.
        type: Base type as the MIB declares it. What a device sends may differ.
        unit: Of the value after `scale`.
        index: Shape of the instance part: `scalar`, or parts with commas.
        source: Where this is from: MIB and revision, RFC, page.
        scale: Raw values are multiplied by it.
        other_scales: Tried in turn where the scaled value is not plausible: firmwares
            that changed the unit.
        combine: How rows become one number.
        no_reading: Raw values by which a device says that it has no reading.
        only: Raw values that count: states, kinds.
        keep: Only rows whose label matches this.
        is_optional: The way works without it.
    """

    measure: Measure
    way: str = Field(default="own", pattern=r"^[a-z][a-z0-9_]*$")
    role: Role = Role.VALUE
    mib: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9-]*::[A-Za-z][A-Za-z0-9.]*$")
    oid: Oid
    type: SmiType
    unit: Unit
    index: Annotated[str, AfterValidator(_to_index)]
    source: Text
    scale: Scale = 1.0
    other_scales: tuple[Scale, ...] = ()
    combine: Combine = Combine.MEAN
    no_reading: tuple[FiniteFloat, ...] = ()
    only: tuple[int | str, ...] = ()
    keep: Pattern | None = None
    is_optional: bool = False

    @property
    def is_scalar(self) -> bool:
        """Whether there is one instance, `.0`."""
        return self.index == SCALAR


class Way(_Strict):
    """Objects that are read together to give one measure."""

    measure: Measure
    name: str
    objects: tuple[ObjectEntry, ...]

    def of(self, role: Role) -> ObjectEntry | None:
        """Return the object with `role`, None where the way has none."""
        return next((each for each in self.objects if each.role is role), None)

    @cached_property
    def is_scalar(self) -> bool:
        """Whether one GET reads all of it."""
        return all(each.is_scalar for each in self.objects)


class Profile(_Strict):
    """How one family of devices is read.

    Attributes:
        name: As `snmp read` shows it.
        vendor: For people.
        sys_object_ids: Families under these; the longest that fits is taken.
        sys_descrs: Patterns; beat a sysObjectID of the plain net-snmp agent, which
            vendors do not change.
        clients: `first`: ways are different views of the same clients; `sum`: each
            way has clients of its own, but one called `x_y` is another view of `x`.
        probes: Instances whose presence tells the vendor where sysObjectID and sysDescr
            are those of plain net-snmp.
        also: Other profiles whose ways are tried after ours.
        standard: Measures for which the standard MIBs are asked where our own ways
            give nothing.
        object: What is read.
    """

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=40)
    vendor: Text
    sys_object_ids: tuple[Oid, ...] = ()
    sys_descrs: tuple[Pattern, ...] = ()
    clients: Literal["first", "sum"] = "first"
    probes: tuple[Oid, ...] = ()
    also: tuple[str, ...] = ()
    standard: tuple[Measure, ...] = (
        Measure.CPU,
        Measure.MEMORY,
        Measure.TEMPERATURE,
        Measure.POE,
    )
    object: tuple[ObjectEntry, ...] = ()

    @model_validator(mode="after")
    def _one_role_each(self) -> Self:
        seen: set[tuple[Measure, str, Role]] = set()
        for number, each in enumerate(self.object):
            place = (each.measure, each.way, each.role)
            if place in seen:
                message = (
                    f"object {number} ({each.mib}): the way {each.way!r} of "
                    f"{each.measure} has two objects with the role {each.role}"
                )
                raise ValueError(message)
            seen.add(place)
        return self

    @cached_property
    def _ways(self) -> dict[Measure, tuple[Way, ...]]:
        found: dict[tuple[Measure, str], list[ObjectEntry]] = {}
        for each in self.object:
            found.setdefault((each.measure, each.way), []).append(each)
        ways = [
            Way(measure=measure, name=name, objects=tuple(objects))
            for (measure, name), objects in found.items()
        ]
        return {
            measure: tuple(way for way in ways if way.measure is measure)
            for measure in Measure
        }

    def ways(self, measure: Measure) -> tuple[Way, ...]:
        """Return the ways to read `measure`, best first."""
        return self._ways[measure]
