"""Pictures made in the test, telling ones: with a position, with too many pixels."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image, PngImagePlugin

OWNER = "Somchai of Ban Rai"
PLACE = (18.7883, 98.9853)
"""Where a telephone would have written that the picture was taken."""


def jpeg_with_position(size: tuple[int, int] = (2400, 1200)) -> bytes:
    """Return a JPEG: left half red, right half blue, lying on its side, with EXIF."""
    picture = Image.new("RGB", size, "red")
    picture.paste("blue", (size[0] // 2, 0, *size))
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: turn by 90 degrees clockwise
    exif[0x013B] = OWNER
    exif[0x010F] = "Camera Maker"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (18.0, 47.0, 17.88)
    gps[3], gps[4] = "E", (98.0, 59.0, 7.08)
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=OWNER.encode(), icc_profile=b"x" * 200)
    return out.getvalue()


def png_with_text(size: tuple[int, int] = (80, 60)) -> bytes:
    """Return a PNG, half transparent, with a text about its owner."""
    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    about = PngImagePlugin.PngInfo()
    about.add_text("Author", OWNER)
    out = io.BytesIO()
    picture.save(out, "PNG", pnginfo=about)
    return out.getvalue()


def webp(size: tuple[int, int] = (80, 60)) -> bytes:
    """Return a WebP."""
    out = io.BytesIO()
    Image.new("RGB", size, "green").save(out, "WEBP", exif=b"Exif\0\0" + b"x" * 20)
    return out.getvalue()


def png_bomb(side: int = 30_000) -> bytes:
    """Return a PNG of some hundred kilobytes that says it has `side` squared pixels."""
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    row = b"\0" + bytes(side // 8 + 1)
    data = zlib.compress(row * side, 9)
    chunks = ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*each) for each in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    check = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", check)
