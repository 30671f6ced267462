"""Photographs of products: what is kept of them, and what is refused."""

from __future__ import annotations

import ast
import asyncio
import io
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest
from PIL import Image

from inventory.records import photo
from inventory.records.photo import LONGEST_SIDE
from inventory.records.photo_desk import (
    MOST_AT_ONCE,
    REASONS,
    PhotoDesk,
    PhotoRefused,
    PhotosBusy,
)
from netmon.access.policy import Scope
from netmon.access.roles import Role
from netmon.api.app import create_api
from netmon.api.gate import Gate
from tests.live import World
from tests.pictures import OWNER, jpeg_with_position, png_bomb, png_with_text, webp
from tests.record_calls import calling_as
from tests.record_values import keep_one_of_each
from tests.unit.conftest import caller_of

pytestmark = pytest.mark.anyio

PHOTO = "/api/v1/commerce/products/PR-1/photo"
JPEG = {"Content-Type": "image/jpeg"}


@pytest.fixture
async def api(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who may do everything."""
    await keep_one_of_each(world.live.records)
    async with caller_of(create_api(world.live, Gate.control_socket())) as client:
        yield client


async def test_a_photograph_is_kept_upright_small_and_without_its_history(
    api: httpx.AsyncClient, world: World
) -> None:
    raw = jpeg_with_position()
    assert OWNER.encode() in raw
    assert Image.open(io.BytesIO(raw)).getexif().get_ifd(0x8825)

    kept = await api.put(PHOTO, content=raw, headers=JPEG)
    served = await api.get(PHOTO)

    assert kept.status_code == 200, kept.text
    assert served.headers["content-type"] == "image/jpeg"
    assert served.headers["etag"] == f'"{kept.json()["sha256"]}"'
    assert "private" in served.headers["cache-control"]
    picture = Image.open(io.BytesIO(served.content))
    assert (picture.format, picture.size) == ("JPEG", (LONGEST_SIDE // 2, LONGEST_SIDE))
    # It lay on its side: what was left is now above.
    red, blue = picture.getpixel((400, 100)), picture.getpixel((400, 1500))
    assert isinstance(red, tuple)
    assert isinstance(blue, tuple)
    assert red[0] > 200 > blue[0]
    assert not picture.getexif()
    assert set(picture.info) <= {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
    } | {
        "progressive",
        "progression",
    }
    for told in (OWNER.encode(), b"Exif", b"GPS", b"ICC_PROFILE", b"Camera"):
        assert told not in served.content
    known = await api.get(PHOTO, headers={"If-None-Match": served.headers["etag"]})
    assert known.status_code == 304
    (row,) = await world.live.audit.newest(1)
    assert (row.deed.action, row.deed.subject) == ("record.photo", "product:PR-1")
    assert await world.live.photos.among(["PR-1", "PR-2"]) == {
        "PR-1": kept.json()["sha256"]
    }


@pytest.mark.parametrize(
    ("name", "raw"), [("image/png", png_with_text()), ("image/webp", webp())]
)
async def test_other_pictures_become_jpeg_on_white(
    api: httpx.AsyncClient, name: str, raw: bytes
) -> None:
    kept = await api.put(PHOTO, content=raw, headers={"Content-Type": name})
    served = (await api.get(PHOTO)).content

    assert kept.status_code == 200, kept.text
    picture = Image.open(io.BytesIO(served))
    assert (picture.format, picture.size) == ("JPEG", (80, 60))
    if name == "image/png":
        assert picture.getpixel((40, 30)) == (255, 255, 255)
    assert OWNER.encode() not in served


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "text": (lambda: b"this is no picture", "no_picture"),
    "nothing": (bytes, "no_picture"),
    "GIF": (lambda: b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "no_picture"),
    "SVG": (
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>",
        "no_picture",
    ),
    "cut off": (lambda: jpeg_with_position()[:3000], "damaged"),
    "bomb": (png_bomb, "too_many_pixels"),
    "PNG without data": (lambda: png_with_text()[:60], "no_picture"),
}
"""Made when it is their turn: a bomb takes a second."""


@pytest.mark.parametrize(("make", "reason"), BAD.values(), ids=BAD.keys())
async def test_a_bad_picture_is_refused_with_the_reason(
    api: httpx.AsyncClient, make: Callable[[], bytes], reason: str
) -> None:
    answer = await api.put(PHOTO, content=make(), headers=JPEG)

    assert answer.status_code == 422, answer.text
    (error,) = answer.json()["errors"]
    assert (error["what"], error["message_th"]) == REASONS[reason]
    assert (await api.get(PHOTO)).status_code == 404


@pytest.mark.parametrize("name", ["image/gif", "image/svg+xml", "text/html", ""])
async def test_only_pictures_are_taken(api: httpx.AsyncClient, name: str) -> None:
    answer = await api.put(PHOTO, content=webp(), headers={"Content-Type": name})

    assert answer.status_code == 415
    assert "image/webp" in answer.json()["detail"]


async def test_a_body_of_more_than_five_megabytes_is_refused(
    api: httpx.AsyncClient,
) -> None:
    too_large = await api.put(PHOTO, content=bytes(5 * 1024 * 1024 + 1), headers=JPEG)
    elsewhere = await api.put(
        "/api/v1/commerce/products/PR-1", content=bytes(65 * 1024), headers=JPEG
    )

    assert (too_large.status_code, elsewhere.status_code) == (413, 413)


async def test_who_keeps_the_shop_keeps_its_photographs(
    api: httpx.AsyncClient, world: World
) -> None:
    await api.put(PHOTO, content=webp(), headers=JPEG)
    own, other = ({"PI-00001"}, {"PI-00002"})
    statuses = {}
    for name, sites in (("own", own), ("other", other)):
        async with calling_as(
            world, Role.CENTRE, Scope(sites=frozenset(sites))
        ) as caller:
            read = await caller.get(PHOTO)
            put = await caller.put(PHOTO, content=webp(), headers=JPEG)
            gone = await caller.delete(PHOTO)
        statuses[name] = [read.status_code, put.status_code, gone.status_code]

    assert statuses == {"own": [200, 200, 204], "other": [403, 403, 403]}
    assert (await api.delete(PHOTO)).status_code == 404


async def test_a_photograph_goes_with_its_product(api: httpx.AsyncClient) -> None:
    await api.put(PHOTO, content=webp(), headers=JPEG)

    gone = await api.delete(
        "/api/v1/commerce/products/PR-1", headers={"If-Match": '"1"'}
    )

    assert gone.status_code == 204
    assert (await api.get(PHOTO)).status_code == 404
    unknown = await api.put(PHOTO, content=webp(), headers=JPEG)
    assert unknown.status_code == 404


async def read_webp() -> bytes:
    return webp()


async def test_a_picture_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(PhotoRefused, match="too long"):
        await PhotoDesk(longest_s=0.0).make(read_webp)


async def test_the_decoder_is_told_nothing_of_the_service(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    spy = tmp_path / "spy.py"
    spy.write_text(
        "import os, sys\n"
        "told = [sorted(os.environ), os.getcwd(), sys.flags.isolated]\n"
        "sys.stdout.write(repr(told))\n"
    )
    monkeypatch.setattr(photo, "__file__", str(spy))
    monkeypatch.setenv("NETMON_SECRET", "s3cret")

    told = ast.literal_eval((await PhotoDesk().make(read_webp)).decode())

    names, where, is_isolated = told
    # Python itself sets LC_CTYPE where no locale is named (PEP 538).
    assert set(names) <= {"LC_CTYPE"}
    assert (where, is_isolated) == ("/", 1)


async def test_no_picture_is_read_that_would_wait_too_long() -> None:
    desk = PhotoDesk(most_waiting=1)
    may_end = asyncio.Event()
    read: list[int] = []

    async def read_slowly() -> bytes:
        read.append(len(read))
        await may_end.wait()
        return webp()

    waiting = [
        asyncio.create_task(desk.make(read_slowly)) for _ in range(MOST_AT_ONCE + 1)
    ]
    await asyncio.sleep(0)
    with pytest.raises(PhotosBusy):
        await desk.make(read_slowly)

    assert len(read) == MOST_AT_ONCE + 1
    may_end.set()
    assert len(await asyncio.gather(*waiting)) == MOST_AT_ONCE + 1
    assert await desk.make(read_slowly)


async def test_who_comes_while_many_wait_is_told_to_come_again(world: World) -> None:
    await keep_one_of_each(world.live.records)
    app = create_api(world.live, Gate.control_socket())
    app.state.desk.photographs = PhotoDesk(most_waiting=-MOST_AT_ONCE)

    async with caller_of(app) as client:
        refused = await client.put(PHOTO, content=webp(), headers=JPEG)

    assert refused.status_code == 503, refused.text
    assert refused.headers["retry-after"] == "60"


def test_the_service_loads_no_decoder_and_no_feed_reader() -> None:
    code = (
        "import sys, netmon.service.watch, netmon.web.app, netmon.cli.records\n"
        "print([name for name in ('PIL', 'defusedxml') if name in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert done.stdout == "[]\n"
