"""What a record belongs to, and where its page is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from inventory.records import catalogue
from netmon.web.texts import Language

if TYPE_CHECKING:
    from netmon.api.desk import Desk
    from netmon.web.record_plans import FormPlan
    from netmon.web.texts import Texts


@dataclass(frozen=True, slots=True)
class Home:
    """Where people came from when they keep a record.

    Attributes:
        url: Of that page.
        name: As people call it.
    """

    url: str
    name: str


def to_centre_url(code: str) -> str:
    """Return the address of a centre's page."""
    return f"/centre/{quote(code, safe='')}"


def to_record_url(kind: str, code: str) -> str:
    """Return the address of the page where a record is kept."""
    return f"/record/{kind}/{quote(code, safe='')}"


def to_new_url(kind: str, parent: str) -> str:
    """Return the address where a record that belongs to `parent` is made."""
    return f"/record/{kind}/new/{quote(parent, safe='')}"


def to_centre_name(desk: Desk, texts: Texts, code: str, site: str) -> str:
    """Return how people call a centre: its site's name, or its code alone."""
    facts = desk.fleet.get(site)
    if facts is None:
        return code
    is_thai = texts.language is Language.THAI
    return facts.site.name_th if is_thai else facts.site.name_en


async def find_home(
    desk: Desk, texts: Texts, plan: FormPlan, values: Mapping[str, Any]
) -> Home:
    """Return what a record with `values` belongs to.

    Raises:
        NotFound: That is not there.
    """
    if plan.kind is catalogue.CENTRE:
        code = str(values["code"])
        name = to_centre_name(desk, texts, code, str(values["site"]))
        return Home(to_centre_url(code), name)
    parent = str(values.get(plan.kind.at or ""))
    if plan.parent == catalogue.SHOP.name:
        shop = await desk.live.records.get(catalogue.SHOP, parent)
        return Home(to_record_url("shop", parent), str(shop.values["shop_name"]))
    centre = await desk.live.records.get(catalogue.CENTRE, parent)
    name = to_centre_name(desk, texts, parent, str(centre.values["site"]))
    return Home(to_centre_url(parent), name)
