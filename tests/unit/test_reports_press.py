"""Files for whoever asks: made once, one at a time, given up when nobody waits."""

from __future__ import annotations

import asyncio
import hashlib
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from netmon.reports import press as pressing
from netmon.reports.formats import Format
from netmon.reports.kept_file import Order
from netmon.reports.press import PressBusy, StatementPress, to_key, to_sha256
from netmon.reports.typeset_apart import ReportFailed
from netmon.sla.statements.kept import Kept

pytestmark = pytest.mark.anyio

ORDER = Order(Kept(b"f", b"s", b"a", "d1"), None, Format.XLSX, "th", None)
_BEGIN = """
import json, os, pathlib, sys, time
line = sys.stdin.buffer.readline()
out = pathlib.Path(json.loads(line)["out"])
notes = out.parent.parent.parent / "notes"
with notes.open("a") as file:
    file.write(f"{os.getpid()} {len(os.environ)}\\n")
"""
MAKES = "out.write_bytes(line)"
HANGS = "time.sleep(60)"
FAILS = "sys.exit('Traceback...\\nno space left')"
DOES_NOTHING = "pass"


def make_press(
    folder: Path, does: str, longest_s: float = 30.0, most_bytes: int = 1 << 20
) -> StatementPress:
    command: Sequence[str] = (sys.executable, "-I", "-S", "-c", _BEGIN + does)
    return StatementPress(folder / "kept", longest_s, command, most_bytes)


def begun(folder: Path) -> list[int]:
    """The ids of the children there were."""
    notes = folder / "notes"
    if not notes.exists():
        return []
    return [int(line.split()[0]) for line in notes.read_text().splitlines()]


async def wait_for_a_child(folder: Path) -> None:
    async with asyncio.timeout(30):
        while not begun(folder):  # noqa: ASYNC110 - it is another process
            await asyncio.sleep(0.01)


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


async def test_a_file_is_made_once_for_all_who_ask(tmp_path: Path) -> None:
    press = make_press(tmp_path, MAKES)
    first, second = await asyncio.gather(press.file(ORDER), press.file(ORDER))
    assert first == second == await press.file(ORDER)
    assert first.read_bytes().startswith(b"{")
    assert len(begun(tmp_path)) == 1
    # Nothing of the service's environment is the child's; Python may set LC_CTYPE.
    assert int((tmp_path / "notes").read_text().split()[1]) <= 1
    assert [path.name for path in first.parent.iterdir()] == [first.name]


@pytest.mark.parametrize("body", [b"", b"{ha", b"x" * 400])
async def test_a_kept_file_that_is_broken_is_made_anew(
    tmp_path: Path, body: bytes
) -> None:
    press = make_press(tmp_path, MAKES)
    path = await press.file(ORDER)
    whole = path.read_bytes()
    assert hashlib.sha256(whole).hexdigest() == to_sha256(path)
    path.write_bytes(body)

    again = await press.file(ORDER)

    assert again.read_bytes() == whole
    assert len(begun(tmp_path)) == 2


def test_what_changes_a_file_changes_its_name() -> None:
    final = datetime(2026, 11, 20, tzinfo=UTC)
    orders = [
        ORDER,
        replace(ORDER, kept=replace(ORDER.kept, result_digest="d2")),
        replace(ORDER, final_at=final),
        replace(ORDER, language="en"),
        replace(ORDER, contract="x"),
        replace(ORDER, contract=""),
    ]
    assert len({to_key(each) for each in orders}) == len(orders)
    csv = replace(ORDER, form=Format.CSV)
    assert to_key(csv) == to_key(replace(csv, language="en"))


async def test_a_child_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    press = make_press(tmp_path, HANGS, longest_s=1.0)
    with pytest.raises(ReportFailed, match="not made within 1 s"):
        await press.file(ORDER)
    assert not [each for each in begun(tmp_path) if is_there(each)]
    assert not list((tmp_path / "kept").iterdir())


async def test_a_child_ends_with_whoever_waited_for_it(tmp_path: Path) -> None:
    press = make_press(tmp_path, HANGS)
    waiting = asyncio.ensure_future(press.file(ORDER))
    await wait_for_a_child(tmp_path)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert not [each for each in begun(tmp_path) if is_there(each)]
    assert not list((tmp_path / "kept").iterdir())


@pytest.mark.parametrize(
    ("does", "told"), [(FAILS, "no space left"), (DOES_NOTHING, "made no file")]
)
async def test_a_failure_is_told_and_leaves_nothing(
    tmp_path: Path, does: str, told: str
) -> None:
    with pytest.raises(ReportFailed, match=told):
        await make_press(tmp_path, does).file(ORDER)
    assert not list((tmp_path / "kept").iterdir())


async def test_what_is_refused_names_no_place_of_the_server(tmp_path: Path) -> None:
    fails = "sys.exit(f'{out.parent}/sla-2026-10-v1.json: No space left on device')"
    with pytest.raises(ReportFailed) as full:
        await make_press(tmp_path, fails).file(ORDER)
    gone = StatementPress(tmp_path / "kept", command=(str(tmp_path / "none"),))
    with pytest.raises(ReportFailed) as missing:
        await gone.file(ORDER)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ReportFailed) as in_the_way:
        await StatementPress(tmp_path / "file").file(ORDER)

    began = "the report could not be made: "
    assert [str(each.value) for each in (full, missing, in_the_way)] == [
        f"{began}sla-2026-10-v1.json: No space left on device",
        f"{began}its program cannot be started",
        f"{began}its folder: Not a directory",
    ]


async def test_too_many_are_turned_away_and_the_next_may_come(tmp_path: Path) -> None:
    press = make_press(tmp_path, HANGS)
    orders = [replace(ORDER, contract=str(n)) for n in range(pressing.MOST_WAITING + 1)]
    waiting = [asyncio.ensure_future(press.file(each)) for each in orders]
    await wait_for_a_child(tmp_path)
    with pytest.raises(PressBusy, match="too many xlsx files"):
        await press.file(ORDER)
    for each in waiting:
        each.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert len(begun(tmp_path)) == 1
    press._command = make_press(tmp_path, MAKES)._command
    assert (await press.file(ORDER)).exists()


async def test_the_file_nobody_asked_for_longest_goes_first(tmp_path: Path) -> None:
    one = await make_press(tmp_path, MAKES).file(ORDER)
    size = one.stat().st_size
    press = make_press(tmp_path, MAKES, most_bytes=2 * size + size // 2)
    two = await press.file(replace(ORDER, language="en"))
    os.utime(two, (1, 1))
    three = await press.file(
        replace(ORDER, contract=None, final_at=None, form=Format.PDF)
    )
    assert {path.name for path in one.parent.iterdir()} == {one.name, three.name}


async def test_what_a_killed_service_left_goes_and_files_stay(tmp_path: Path) -> None:
    path = await make_press(tmp_path, MAKES).file(ORDER)
    left = path.parent / ".abc.pdf.work"
    left.mkdir()
    (left / "half").write_text("x")
    make_press(tmp_path, MAKES)
    assert [each.name for each in path.parent.iterdir()] == [path.name]
