"""Records as the API takes and shows them, made from what each kind declares."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, create_model

from inventory.records.catalogue import BY_NAME
from inventory.records.kinds import Column, Flaw, Kind, Shape, Values
from inventory.records.record import Refused
from netmon.api.models import ProblemPlace
from netmon.api.models import Shape as Model
from netmon.api.queries import LONGEST_PAGE, PAGE_LENGTH, Cursor, Moment, Text
from netmon.api.record_types import type_of

SPANS: Mapping[str, str] = {
    "session": "starts_at",
    "sale": "date",
    "community_item": "published_date",
    "news_item": "published_at",
}
"""The column that `since` and `until` of a list are about."""


class Shapes(NamedTuple):
    """The models of one kind.

    Attributes:
        wish: A record to make.
        change: What a record shall be instead; its key stands in the address.
        row: A record in an answer.
        kept: The answer to a wish or change.
        page: A page of records.
        query: Which records, and which page of them.
    """

    wish: type[BaseModel]
    change: type[BaseModel]
    row: type[BaseModel]
    kept: type[BaseModel]
    page: type[BaseModel]
    query: type[BaseModel]


class RecordChange(Model):
    """One line of a record's history. What is personal is shown to few."""

    version: int
    at: datetime
    who: str | None = Field(None, description="Shown to whoever may see people")
    before: dict[str, Any] | None = Field(description="Null where it was made")
    after: dict[str, Any] | None = Field(description="Null where it was deleted")


class RecordHistory(Model):
    """What happened to a record, the newest first."""

    items: list[RecordChange]


class PhotoKept(Model):
    """A photograph that has been kept."""

    sha256: str = Field(description="Of the JPEG as it is served")
    size_bytes: int


class HistoryQuery(BaseModel):
    """How much of a history."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: int = Field(PAGE_LENGTH, ge=1, le=LONGEST_PAGE, description="Most lines")


class Asked(BaseModel):
    """What every list of records may be asked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: int = Field(PAGE_LENGTH, ge=1, le=LONGEST_PAGE, description="Most rows")
    cursor: Cursor | None = Field(None, description="`next` of the page before")


class Placed(Asked):
    """What lists of records that belong to sites may be asked, too."""

    site: Text | None = Field(None, description="At this site")
    province: Text | None = Field(None, description="At a site of this province")
    contract: Text | None = Field(None, description="At a site of this contract")


@cache
def shapes_of(name: str) -> Shapes:
    """Return the models of the kind called `name`."""
    kind = BY_NAME[name]
    title = "".join(part.title() for part in name.split("_"))
    row = create_model(f"{title}Row", __base__=Model, **_row_fields(kind))
    kept: dict[str, Any] = {"warnings": (list[ProblemPlace], Field(description=_ODD))}
    page: dict[str, Any] = {"items": (list[row], ...), "next": (str | None, ...)}
    no_key = [column for column in kind.columns if column.name != "code"]
    given = no_key if kind.make_code else list(kind.columns)
    return Shapes(
        wish=create_model(f"{title}Wish", __base__=_Wish, **_wish_fields(given)),
        change=create_model(f"{title}Change", __base__=_Wish, **_wish_fields(no_key)),
        row=row,
        kept=create_model(f"{title}Kept", __base__=row, **kept),
        page=create_model(f"{title}Page", __base__=Model, **page),
        query=_make_query(title, kind),
    )


_SHOWN: Mapping[Shape, Any] = {
    Shape.CODES: list[str],
    Shape.DAY: date,
    Shape.MOMENT: datetime,
    Shape.COUNT: int,
    Shape.BAHT: int,
}
_MOMENTS: Mapping[Shape, Any] = {Shape.MOMENT: Moment, Shape.DAY: date}
_ODD = "What is odd about it; it was kept all the same"


class _Wish(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def to_values(kind: Kind, wish: BaseModel, code: str | None = None) -> Values:
    """Return what `wish` says as values of every column.

    Args:
        kind: Whose `wish` or `change` it is.
        wish: Checked.
        code: The key, where it stands in the address.

    Raises:
        Refused: The values make another key than `code`.
    """
    given = {name: getattr(wish, name) for name in type(wish).model_fields}
    values = dict.fromkeys(column.name for column in kind.columns) | given
    made = kind.make_code(values) if kind.make_code else None
    if code and made and made != code:
        raise Refused([Flaw(kind.columns[1].name, "other_key", detail=code)])
    if code or made:
        values["code"] = code or made
    return values


def to_shown(kind: Kind, values: Values, *, sees_people: bool) -> dict[str, Any]:
    """Return values as answers show them; what is personal only to whoever may."""
    shown = {}
    for column in kind.columns:
        if column.name in values and (sees_people or column.personal is None):
            value = values[column.name]
            is_list = column.shape is Shape.CODES and isinstance(value, str)
            shown[column.name] = value.split(";") if is_list else value
    return shown


def _wish_fields(columns: list[Column]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for column in columns:
        about = _describe(column)
        if column.is_required:
            fields[column.name] = (type_of(column), Field(description=about))
        else:
            field = Field(None, description=about)
            fields[column.name] = (type_of(column) | None, field)
    return fields


def _row_fields(kind: Kind) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for column in kind.columns:
        shown = _SHOWN.get(column.shape, str)
        kept = shown if column.is_required else shown | None
        about = _describe(column)
        field = Field(None if column.personal else ..., description=about)
        fields[column.name] = (kept, field)
    return fields | {
        "version": (int, Field(description="For If-Match; grows with each change")),
        "changed_at": (datetime, ...),
        "changed_by": (
            str | None,
            Field(None, description="Shown to whoever may see people"),
        ),
    }


def _make_query(title: str, kind: Kind) -> type[BaseModel]:
    fields: dict[str, Any] = {}
    for column in kind.columns:
        if column.shape is Shape.CHOICE:
            field = Field(None, description="Only these")
            fields[column.name] = (type_of(column) | None, field)
        elif column.refers and column.shape is Shape.CODE:
            about = f"Code of a {column.refers}"
            fields[column.name] = (Text | None, Field(None, description=about))
    if kind.name in SPANS:
        moment = _MOMENTS[kind.column(SPANS[kind.name]).shape] | None
        about = f"`{SPANS[kind.name]}` is then or later"
        fields["since"] = (moment, Field(None, description=about))
        about = f"`{SPANS[kind.name]}` is before"
        fields["until"] = (moment, Field(None, description=about))
    base = Placed if kind.at else Asked
    return create_model(f"{title}Query", __base__=base, **fields)


def _describe(column: Column) -> str | None:
    said = []
    if column.refers:
        said.append(f"Code of a {column.refers}")
    if column.shape is Shape.BAHT:
        said.append("Whole baht")
    if column.personal:
        why, days = column.personal.purpose_en, column.personal.keep_days
        said.append(f"Personal: {why}; blanked {days} days after the last change")
    return ". ".join(said) or None
