"""Makes a photograph small and anonymous; run as a process of its own.

`python -I photo.py < any picture > JPEG`; it imports nothing of ours. What a
stranger's file makes of the decoder stays in here: memory, time and files are bounded
before it is loaded, and it is told nothing of the service that started it.
Nothing but pixels gets out: EXIF (position, owner, serial number), XMP, comments,
thumbnails and profiles are left behind, since a new picture is painted.
"""

from __future__ import annotations

import io
import resource
import struct
import sys
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

MOST_MEMORY_BYTES = 768 * 1024 * 1024
"""40 million pixels of RGBA, twice, and the interpreter."""
MOST_CPU_S = 10
MOST_PIXELS = 40_000_000
"""More than telephones make by default; a bomb is measured before it is unpacked."""
LONGEST_SIDE = 1_600
"""Pixels; fills the page of a product on any screen it is likely seen on."""
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP")
REFUSED = 3
"""Exit code: the reason is one word on stderr."""


_DAMAGED = (
    *(OSError, ValueError, SyntaxError, EOFError, LookupError, TypeError),
    *(ArithmeticError, struct.error),
)
"""What Pillow raises for files that are not what they say."""


class Unfit(Exception):
    """The picture is refused; says why in one word, a key of photo_desk.REASONS."""


def make_photo(raw: bytes) -> bytes:
    """Return a JPEG of the picture in `raw`: upright, sRGB, on white.

    Raises:
        Unfit: It is no picture of FORMATS, has too many pixels, or is damaged.
    """
    from PIL import Image  # noqa: PLC0415  within the bounds, and only here

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with warnings.catch_warnings():
            # Pillow refuses above twice its bound, and warns above it.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(raw), formats=FORMATS)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Unfit("too_many_pixels") from None
    except (OSError, ValueError, SyntaxError):
        raise Unfit("no_picture") from None
    try:
        opened.draft("RGB", (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))
        upright = _turn(opened)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
        return _paint(upright)
    except _DAMAGED:
        raise Unfit("damaged") from None


def _turn(picture: Image.Image) -> Image.Image:
    """Return the picture as it was held; as it lies where its EXIF cannot be read."""
    from PIL import ImageOps  # noqa: PLC0415

    picture.load()
    try:
        return ImageOps.exif_transpose(picture)
    except _DAMAGED:
        return picture


def _paint(picture: Image.Image) -> bytes:
    from PIL import Image  # noqa: PLC0415

    coloured = picture.convert("RGBA")
    # A new picture: what hangs on the old one besides pixels does not come along.
    clean = Image.new("RGB", coloured.size, "white")
    clean.paste(coloured, mask=coloured.getchannel("A"))
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=QUALITY, progressive=True)
    return out.getvalue()


def main() -> int:
    """Read a picture from stdin, write a JPEG to stdout; return the exit code."""
    _bound(resource.RLIMIT_AS, MOST_MEMORY_BYTES)
    _bound(resource.RLIMIT_CPU, MOST_CPU_S)
    _bound(resource.RLIMIT_FSIZE, 0)
    _bound(resource.RLIMIT_CORE, 0)
    try:
        made = make_photo(sys.stdin.buffer.read())
    except Unfit as error:
        return _refuse(str(error))
    except MemoryError:
        return _refuse("too_much_memory")
    sys.stdout.buffer.write(made)
    return 0


def _refuse(word: str) -> int:
    sys.stderr.write(word)
    return REFUSED


def _bound(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    sys.exit(main())
