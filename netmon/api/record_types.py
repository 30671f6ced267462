"""What fits a column of a record, for pydantic."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field

from inventory.records.kinds import CODE, Column, Shape
from inventory.records.web_address import check_web_address
from netmon.api.years import buddhist_year, is_buddhist

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2099, 12, 31)
"""As the importers take them."""
LONGEST_CODE = 64
MOST_CODES = 500
"""In one cell; the longest column holds about that many of a site's length."""


def type_of(column: Column) -> Any:
    """Return the type of a value of `column`, without None."""
    if column.shape is Shape.CHOICE:
        return Literal[tuple(column.choices)]
    if column.shape in (Shape.COUNT, Shape.BAHT):
        return Annotated[int, Field(ge=0, le=column.most, strict=True)]
    if column.shape is Shape.CODES:
        return _codes_of(column)
    if column.shape is Shape.CODE:
        return Annotated[_CODE, Field(max_length=min(column.most, LONGEST_CODE))]
    if column.shape in _TIMES:
        return _TIMES[column.shape]
    check = _CHECKS[column.shape]
    limits = Field(min_length=1, max_length=column.most)
    return Annotated[str, limits, BeforeValidator(_strip), AfterValidator(check)]


def _codes_of(column: Column) -> Any:
    """Return the type of a list of codes: kept as one text of at most `most`."""

    def join(codes: list[str]) -> str | None:
        joined = ";".join(sorted(set(codes)))
        if len(joined) > column.most:
            message = f"together they are longer than {column.most:,} characters"
            raise ValueError(message)
        return joined or None

    return Annotated[list[_CODE], Field(max_length=MOST_CODES), AfterValidator(join)]


def _strip(value: Any) -> Any:
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def _check_line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("it holds a character nobody can see")
    return text


def _check_lines(text: str) -> str:
    for line in text.split("\n"):
        _check_line(line.replace("\t", " "))
    return text


def _require_text(value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError("it is written as text, ISO 8601")  # noqa: TRY004  pydantic's
    return value


def _check_day(day: date) -> date:
    if is_buddhist(day.year):
        raise buddhist_year(day.year)
    if not FIRST_DAY <= day <= LAST_DAY:
        message = f"it is not between {FIRST_DAY} and {LAST_DAY}"
        raise ValueError(message)
    return day


def _check_moment(at: datetime) -> datetime:
    _check_day(at.date())
    return at


_CODE = Annotated[str, Field(pattern=f"^{CODE.pattern}$")]
_TIMES: Mapping[Shape, Any] = {
    Shape.DAY: Annotated[
        date, BeforeValidator(_require_text), AfterValidator(_check_day)
    ],
    Shape.MOMENT: Annotated[
        AwareDatetime, BeforeValidator(_require_text), AfterValidator(_check_moment)
    ],
}
_CHECKS = {
    Shape.TEXT: _check_line,
    Shape.LONG_TEXT: _check_lines,
    Shape.WEB_ADDRESS: check_web_address,
}
