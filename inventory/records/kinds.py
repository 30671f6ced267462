"""What a kind of record is: its columns, what fits them, why a person is in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,63}")
"""What the key of a record or of a site is made of; it stands in addresses as it is."""

Values = Mapping[str, Any]
"""Python values keyed by column name, as Shape says; None where there is none."""


class Shape(StrEnum):
    """What a cell holds, and as what Python keeps it.

    Attributes:
        CODE: str without spaces, the key of something.
        CODES: str, codes joined by `;`, each once, in ascending order.
        TEXT: str of one line.
        LONG_TEXT: str with line breaks.
        CHOICE: str, one of Column.choices.
        DAY: datetime.date.
        MOMENT: datetime, aware.
        COUNT: int, 0 or more.
        BAHT: int, whole baht, 0 or more.
        WEB_ADDRESS: str, http or https.
    """

    CODE = "code"
    CODES = "codes"
    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    DAY = "day"
    MOMENT = "moment"
    COUNT = "count"
    BAHT = "baht"
    WEB_ADDRESS = "web_address"


@dataclass(frozen=True, slots=True)
class Personal:
    """Why something about a person is kept, and how long after the last change.

    Attributes:
        purpose_en, purpose_th: What it is for; it is shown for nothing else.
        keep_days: Then it is blanked, in the history too.
    """

    purpose_en: str
    purpose_th: str
    keep_days: int


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a kind.

    Attributes:
        name: In database, API and English files.
        headers: Other headers people give it, Thai ones among them.
        choices: Values by what people write for them; for CHOICE.
        refers: The kind a CODE names; `site` and `province` are the register's.
        named_by: Columns of that kind by which a file may name it instead.
        most: Most characters of a text, or the largest number.
        personal: Set for what is about a person.
    """

    name: str
    shape: Shape
    headers: tuple[str, ...] = ()
    is_required: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    refers: str | None = None
    named_by: tuple[str, ...] = ()
    most: int = 200
    personal: Personal | None = None


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong between the values of a record, or between two records.

    Attributes:
        column: The column to look at.
        code: The kind of flaw, a key of inventory.records.flaws.WORDS.
        is_fatal: Whether the record cannot be kept; otherwise it is odd.
        detail: What fills `{detail}` of the words.
        record: The code of the record, for a flaw between records.
    """

    column: str
    code: str
    is_fatal: bool = True
    detail: str = ""
    record: str = ""


Check = Callable[[Values], Iterator[Flaw]]
Between = Callable[[Iterable[Values]], Iterator[Flaw]]


def _no_flaw(_values: Any) -> Iterator[Flaw]:
    yield from ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record.

    Attributes:
        name: In commands and in the audit, as `session`; its table has that name too.
        path: Of its resource below /api/v1, as `training/sessions`.
        title_en, title_th: For people.
        columns: The first is `code`, the key.
        at: The column that leads to the site: one that refers to `site`, or to a kind
            that leads there; None for what belongs to no site.
        check: Judges the values of one record.
        between: Judges all records of the kind against each other.
        meets_by: Columns by which two records can get into each other's way: `between`
            finds nothing in two that share the value of none of them.
        make_code: Makes the key of the other values; None where people give it.
        past_day: A DAY that cannot lie ahead, None for none.
    """

    name: str
    path: str
    title_en: str
    title_th: str
    columns: tuple[Column, ...]
    at: str | None = None
    check: Check = _no_flaw
    between: Between = _no_flaw
    meets_by: tuple[str, ...] = ()
    make_code: Callable[[Values], str] | None = None
    past_day: str | None = None

    def column(self, name: str) -> Column:
        """Return the column called `name`.

        Raises:
            KeyError: There is none.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def personal(self) -> tuple[Column, ...]:
        """The columns about people."""
        return tuple(one for one in self.columns if one.personal is not None)
