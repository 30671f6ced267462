"""What belongs to a shop, for those who keep its records."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from inventory.records.catalogue import PRODUCT, SALE
from inventory.records.record import Span
from netmon.core.clock import to_thai
from netmon.web.record_home import to_new_url, to_record_url

if TYPE_CHECKING:
    from netmon.api.desk import Desk
    from netmon.web.render import Reader

SALE_DAYS = 31
"""Days whose sales are listed, newest first; older ones seldom need a pen."""
MOST_PRODUCTS = 500


async def to_shop_view(desk: Desk, reader: Reader, code: str) -> dict[str, Any]:
    """Return a shop's products, and its sales of the last month."""
    records = desk.live.records
    products = await records.page(PRODUCT, {"shop_id": code}, limit=MOST_PRODUCTS)
    since = to_thai(reader.now).date() - timedelta(days=SALE_DAYS)
    sales = await records.page(SALE, {"shop_id": code}, span=Span("date", since))
    return {
        "products": [(each, to_record_url("product", each.code)) for each in products],
        "new_product": to_new_url("product", code),
        "sales": [
            (each, to_record_url("sale", each.code))
            for each in sorted(sales, key=lambda one: one.values["date"], reverse=True)
        ],
        "new_sale": to_new_url("sale", code),
    }
