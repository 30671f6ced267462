"""What tells one device from another, and is there twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from inventory.importer.between import warn_shared
from inventory.importer.row import Draft
from inventory.model import Register


def check_addresses(
    drafts: Sequence[Draft], register: Register, *, renewed: str
) -> None:
    """Warn where an address of a row is that of another row or device.

    Args:
        drafts: With a column `address`.
        register: Whose devices have addresses.
        renewed: What the rows are: a node, access point or controller that a row names
            no longer has the address it had.
    """
    warn_shared(drafts, "address", "duplicate_ip")
    named = {(renewed, draft.site) for draft in drafts}
    taken = {
        address: code
        for kind, code, address in _addresses(register)
        if address is not None and (kind, code) not in named
    }
    warn_taken(drafts, "address", "address_taken", taken)


def warn_taken(
    drafts: Sequence[Draft], field: str, code: str, taken: Mapping[str, str]
) -> None:
    """Warn where the register has the value of `field` already."""
    for draft in drafts:
        owner = taken.get(draft.values.get(field) or "")
        if owner is not None:
            draft.warn(field, code, owner)


def _addresses(register: Register) -> list[tuple[str, str, str | None]]:
    points = (one for each in register.access_points.values() for one in each)
    controllers = register.controllers.values()
    return [
        *(("router", one.id, one.address) for one in register.routers.values()),
        *(("node", one.code, one.address) for one in register.nodes.values()),
        *(("access_point", one.id, one.address) for one in points),
        *(("controller", one.name, one.address) for one in controllers),
    ]
