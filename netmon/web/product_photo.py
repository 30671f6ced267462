"""Where the photos of products are."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from netmon.api.desk import Desk

_TAG = 16
"""Characters of a photo's digest in its address: another photo has another address."""


def to_photo_url(code: str) -> str:
    """Return where the photo of a product is sent, and where it is."""
    return f"/api/v1/commerce/products/{quote(code, safe='')}/photo"


async def find_photos(desk: Desk, codes: Collection[str]) -> dict[str, str]:
    """Return the address of every photo that these products have."""
    found = await desk.live.photos.among(codes) if codes else {}
    return {code: f"{to_photo_url(code)}?v={found[code][:_TAG]}" for code in found}


async def to_photo_view(desk: Desk, code: str) -> dict[str, str]:
    """Return what the form of one product shows; "" where there is no photo yet."""
    found = await find_photos(desk, [code])
    return {"photo_shown": found.get(code, ""), "photo_sent": to_photo_url(code)}
