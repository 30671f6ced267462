"""Keeps one photograph a product."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from inventory.records.steps import take_turn
from inventory.records.tables import product, product_photo
from netmon.core.errors import NotFound
from netmon.database import reading, writing

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from inventory.records.store import Witness

MEDIA_TYPE = "image/jpeg"


@dataclass(frozen=True, slots=True)
class Photo:
    """A photograph as it is kept, made by inventory.records.photo.

    Attributes:
        sha256: Of `image`, hexadecimal.
        image: JPEG.
    """

    sha256: str
    image: bytes


class PhotoStore:
    """Photographs in the database.

    Args:
        database: Migrated.
    """

    def __init__(self, database: AsyncEngine) -> None:
        self._database = database

    async def get(self, code: str) -> Photo:
        """Return the photograph of a product.

        Raises:
            NotFound: It has none, or there is no such product.
        """
        table = product_photo
        query = select(table.c.sha256, table.c.image).where(table.c.product == code)
        async with reading(self._database) as connection:
            row = (await connection.execute(query)).one_or_none()
        if row is None:
            raise NotFound("photo", code)
        return Photo(row.sha256, row.image)

    async def among(self, codes: Collection[str]) -> dict[str, str]:
        """Return the sha256 of the photographs that these products have."""
        table = product_photo
        query = select(table.c.product, table.c.sha256)
        query = query.where(table.c.product.in_(codes))
        async with reading(self._database) as connection:
            found = (await connection.execute(query)).all()
        return {row.product: row.sha256 for row in found}

    async def put(self, code: str, image: bytes, witness: Witness) -> Photo:
        """Keep `image` instead of what a product has.

        Raises:
            NotFound: There is no such product.
        """
        photo = Photo(hashlib.sha256(image).hexdigest(), image)
        table = product_photo
        async with writing(self._database) as connection:
            await take_turn(connection)
            known = select(product.c.code).where(product.c.code == code)
            if await connection.scalar(known) is None:
                raise NotFound("product", code)
            await _remove(connection, code)
            row = {
                "product": code,
                "media_type": MEDIA_TYPE,
                "sha256": photo.sha256,
                "image": image,
            }
            await connection.execute(insert(table).values(row))
            await witness(connection)
        return photo

    async def delete(self, code: str, witness: Witness) -> None:
        """Take the photograph of a product away.

        Raises:
            NotFound: It has none.
        """
        async with writing(self._database) as connection:
            await take_turn(connection)
            if not await _remove(connection, code):
                raise NotFound("photo", code)
            await witness(connection)


async def _remove(connection: AsyncConnection, code: str) -> bool:
    table = product_photo
    statement = delete(table).where(table.c.product == code).returning(table.c.product)
    return await connection.scalar(statement) is not None
