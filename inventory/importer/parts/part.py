"""What a part of the register is: its form, and how it is read and written."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, Protocol

from inventory.importer.form import Form
from inventory.importer.form_judge import judge_form, name_columns
from inventory.importer.headings import Headings
from inventory.importer.plan import Compared, Step
from inventory.importer.row import Values
from inventory.importer.sheet_judge import Judged, finish
from inventory.importer.source import Source
from inventory.model import Register
from inventory.repository import read_register

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

Current = Mapping[str, Values]
"""Every field of what is stored, keyed by code."""


class Look(NamedTuple):
    """A file held against the register.

    Attributes:
        version: Of the register.
        current: What the register holds.
    """

    judged: Judged
    version: int
    current: Current


class Part(Protocol):
    """A part of the register.

    Attributes:
        name: For `--kind`, and in the history.
        headings: What its header may be.
        fields: All there are.
        compared: Those that are held against the register.
    """

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def headings(self) -> Headings: ...  # noqa: D102
    @property
    def fields(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def compared(self) -> Compared: ...  # noqa: D102

    async def look(
        self, connection: AsyncConnection, source: Source, today: date
    ) -> Look:
        """Return what `source` holds; raises ConfigError without a header."""

    async def read(self, connection: AsyncConnection) -> Current:
        """Return what the register holds."""

    async def write(
        self, connection: AsyncConnection, steps: Sequence[Step]
    ) -> list[str]:
        """Write `steps`; return the codes of contracts that came with them."""


FormMaker = Callable[[Register, date], Form]
"""Makes a form whose rows are held against a register, on a day in Thailand."""
Reading = Callable[["AsyncConnection", Register], Awaitable[Current]]
Writing = Callable[["AsyncConnection", Sequence[Step]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class FormPart:
    """A part whose sheet is a form.

    Attributes:
        kept: Fields that an empty cell does not end.
        unseen: Fields that no sheet has, and that others may end.
    """

    name: str
    make_form: FormMaker
    read_from: Reading
    write_to: Writing
    kept: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()

    @property
    def headings(self) -> Headings:
        """What its header may be."""
        return self._blank().headings()

    @property
    def fields(self) -> tuple[str, ...]:
        """All there are, the code first."""
        form = self._blank()
        return (form.key, *form.fields, *self.unseen)

    @property
    def compared(self) -> Compared:
        """Those that are held against the register."""
        return Compared(self.fields[1:], self.kept)

    async def look(
        self, connection: AsyncConnection, source: Source, today: date
    ) -> Look:
        """Return what `source` holds; raises ConfigError without a header."""
        register = await read_register(connection)
        sheet = judge_form(source, self.make_form(register, today))
        current = await self.read_from(connection, register)
        return Look(finish(name_columns(sheet)), register.version, current)

    async def read(self, connection: AsyncConnection) -> Current:
        """Return what the register holds."""
        return await self.read_from(connection, await read_register(connection))

    async def write(
        self, connection: AsyncConnection, steps: Sequence[Step]
    ) -> list[str]:
        """Write `steps`; no contract comes with them."""
        await self.write_to(connection, steps)
        return []

    def _blank(self) -> Form:
        nothing = Register(0, {}, {}, {}, {}, {})
        return self.make_form(nothing, date.max)
