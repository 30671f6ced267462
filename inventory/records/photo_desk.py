"""Hands pictures to the process that makes them small and anonymous."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from inventory.records import photo
from inventory.records.photo import MOST_PIXELS, REFUSED
from netmon.core.errors import NetmonError

MOST_AT_ONCE = 2
"""Each may take some hundred megabytes for a second."""
MOST_WAITING = 8
"""More would wait for a minute, each with its picture in our memory."""
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


class PhotosBusy(NetmonError):
    """Too many pictures wait already."""

    def __init__(self) -> None:
        super().__init__("too many pictures are waiting; please try again in a minute")


class PhotoDesk:
    """Makes photographs fit to be kept, a few at a time.

    Args:
        longest_s: When one is given up.
        most_waiting: Pictures that may wait for those at work.
    """

    def __init__(
        self, longest_s: float = LONGEST_S, most_waiting: int = MOST_WAITING
    ) -> None:
        self._longest_s = longest_s
        self._most_count = MOST_AT_ONCE + most_waiting
        self._count = 0
        self._places = asyncio.Semaphore(MOST_AT_ONCE)

    async def make(self, read: Callable[[], Awaitable[bytes]]) -> bytes:
        """Return the JPEG of a picture; see inventory.records.photo.

        Args:
            read: Returns the picture; it is asked for only where it may wait here.

        Raises:
            PhotoRefused: Why it cannot be one.
            PhotosBusy: Too many wait already.
        """
        if self._count >= self._most_count:
            raise PhotosBusy
        self._count += 1
        try:
            raw = await read()
            async with self._places:
                return await _make(raw, self._longest_s)
        finally:
            self._count -= 1


async def _make(raw: bytes, longest_s: float) -> bytes:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", photo.__file__),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd="/",
        env={},  # what we were told, passwords among it, is not the decoder's
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
