"""Which records people keep by hand on the pages, and what of each they write there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from inventory.records import catalogue
from inventory.records.kinds import Column, Kind


@dataclass(frozen=True, slots=True)
class FormPlan:
    """The form of one kind.

    Attributes:
        kind: What is kept; its column `at` leads to what the record belongs to.
        fields: Columns people write; the others keep what they have.
        fixed: Those of them that stand for good once the record is made.
        is_made: Whether new ones are made by hand, and wrong ones deleted.
    """

    kind: Kind
    fields: tuple[str, ...]
    fixed: tuple[str, ...] = ()
    is_made: bool = False

    def columns(self, *, is_new: bool, sees_people: bool) -> list[Column]:
        """Return the columns a form has, in its order."""
        found = [self.kind.column(name) for name in self.fields]
        return [
            column
            for column in found
            if (is_new or column.name not in self.fixed)
            and (sees_people or column.personal is None)
        ]

    @property
    def parent(self) -> str:
        """The name of the kind a record belongs to, as `centre`."""
        return self.kind.column(self.kind.at or "").refers or ""


_ALL = (
    FormPlan(catalogue.CENTRE, ("level", "equipment", "caretaker", "telephone")),
    FormPlan(catalogue.SESSION, ("registered", "attended", "completed")),
    FormPlan(
        catalogue.SHOP,
        ("code", "shop_name", "category", "opened_date", "members"),
        fixed=("code",),
        is_made=True,
    ),
    FormPlan(
        catalogue.PRODUCT,
        ("code", "name", "description", "price_baht"),
        fixed=("code",),
        is_made=True,
    ),
    FormPlan(
        catalogue.SALE,
        ("date", "orders", "amount_baht"),
        fixed=("date",),
        is_made=True,
    ),
    FormPlan(
        catalogue.COMMUNITY_ITEM,
        ("topic", "title", "body", "published_date", "expires_date"),
        is_made=True,
    ),
)

PLANS: Mapping[str, FormPlan] = MappingProxyType({one.kind.name: one for one in _ALL})
"""Keyed by the name of the kind."""
