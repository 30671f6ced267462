"""A column's value among many: one parameter, however many values there are.

PostgreSQL takes 32,767 parameters a statement, and a region may have more sites.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement
    from sqlalchemy.sql.compiler import SQLCompiler


class _Listed(FunctionElement[str]):
    """The members of a JSON array of texts, as rows."""

    name = "listed"
    type = Text()
    inherit_cache = True


@compiles(_Listed, "sqlite")
def _on_sqlite(element: _Listed, compiler: SQLCompiler, **words: Any) -> str:
    array = compiler.process(element.clauses, **words)
    # `array` is a placeholder; the values are bound.
    return f"(SELECT value FROM json_each({array}))"  # noqa: S608


@compiles(_Listed, "postgresql")
def _on_postgresql(element: _Listed, compiler: SQLCompiler, **words: Any) -> str:
    array = compiler.process(element.clauses, **words)
    return f"(SELECT json_array_elements_text(CAST({array} AS JSON)))"


def among(column: ColumnElement[Any], values: Iterable[str]) -> ColumnElement[bool]:
    """Return whether the text `column` is one of `values`; never, where none are."""
    array = bindparam(None, json.dumps(list(values)), type_=Text())
    return column.op("IN", return_type=Boolean())(_Listed(array))
