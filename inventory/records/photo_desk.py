"""Hands pictures to the process that makes them small and anonymous."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from types import MappingProxyType

from inventory.records.photo import MOST_PIXELS, REFUSED
from netmon.core.errors import NetmonError

MOST_AT_ONCE = 2
"""Each may take some hundred megabytes for a second."""
LONGEST_S = 20.0
"""Wall time; the processor time within is bounded by the process itself."""

REASONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "no_picture": (
            "this is no JPEG, PNG or WebP picture",
            "ไฟล์นี้ไม่ใช่ภาพ JPEG, PNG หรือ WebP",
        ),
        "too_many_pixels": (
            f"the picture has more than {MOST_PIXELS:,} pixels",
            f"ภาพมีมากกว่า {MOST_PIXELS:,} จุดภาพ",
        ),
        "damaged": ("the picture is damaged", "ไฟล์ภาพเสียหาย"),
        "too_much_memory": (
            "the picture needs too much memory",
            "ภาพใช้หน่วยความจำมากเกินไป",
        ),
        "too_slow": ("the picture took too long", "ใช้เวลาอ่านภาพนานเกินไป"),
        "broken": ("the picture cannot be read", "อ่านภาพไม่ได้"),
    }
)
"""English and Thai."""


class PhotoRefused(NetmonError):
    """A picture cannot be kept.

    Attributes:
        message_th: Why, in Thai.
    """

    def __init__(self, reason: str) -> None:
        english, self.message_th = REASONS.get(reason, REASONS["broken"])
        super().__init__(english)


class PhotoDesk:
    """Makes photographs fit to be kept, a few at a time.

    Args:
        longest_s: When one is given up.
    """

    def __init__(self, longest_s: float = LONGEST_S) -> None:
        self._longest_s = longest_s
        self._places = asyncio.Semaphore(MOST_AT_ONCE)

    async def make(self, raw: bytes) -> bytes:
        """Return the JPEG of a picture; see inventory.records.photo.

        Raises:
            PhotoRefused: Why it cannot be one.
        """
        async with self._places:
            return await _make(raw, self._longest_s)


async def _make(raw: bytes, longest_s: float) -> bytes:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "inventory.records.photo"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(longest_s):
            made, told = await process.communicate(raw)
    except TimeoutError:
        raise PhotoRefused("too_slow") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode == 0:
        return made
    refused = process.returncode == REFUSED
    raise PhotoRefused(told.decode(errors="replace").strip() if refused else "broken")
