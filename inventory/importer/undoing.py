"""Which import can be taken back: the newest, once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netmon.core.errors import NetmonError

if TYPE_CHECKING:
    from sqlalchemy import Row


class NothingToUndo(NetmonError):
    """No import stands that could be taken back."""


def to_undoable(last: Row[Any] | None, what: str) -> Row[Any]:
    """Return the newest import.

    Args:
        last: Of `register_import` or `record_import`; None where there is none.
        what: It is, as `import of a centre`.

    Raises:
        NothingToUndo: There is none, or it was undone already.
    """
    if last is None:
        message = f"there is no {what} to undo"
        raise NothingToUndo(message)
    if last.undone_at is not None:
        message = (
            f"only the newest {what} can be undone, and it was: {last.file_name}, "
            f"import {last.id}, by {last.undone_by}"
        )
        raise NothingToUndo(message)
    return last
