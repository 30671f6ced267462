"""A disk of its own that is full while an hour is sealed: nothing is lost, all is said.

The disk is a small tmpfs in a mount namespace that nobody else sees; it is reached
through the root of the process that holds it.
"""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from netmon.core.schema import Sample
from netmon.store.faults import StoreUnwritable
from netmon.store.layout import FOLDER
from netmon.store.port import RangeQuestion, Span
from netmon.store.sealing import SealRules
from netmon.store.store import SampleStore
from tests.require import require
from tests.samples import NOON, SetClock, ping

pytestmark = pytest.mark.anyio

DISK_BYTES = 16 * 1_048_576
SITES = [f"S{number:03d}" for number in range(15)]
TIMES = range(0, 60, 10)
SLOTS = 59
SEAL_AT = NOON + timedelta(hours=13)
AROUND = Span(NOON - timedelta(days=2), NOON + timedelta(days=2))
RULES = SealRules(grace_s=0, day_grace_s=0, late_wait_s=0)
UNSHARE = ("unshare", "--mount", "--propagation", "private")
AS_USER = ("--user", "--map-root-user")
SCRIPT = f'mount -t tmpfs -o size={DISK_BYTES} none "$0" && echo ready && exec cat'

Rows = dict[str, list[tuple[object, ...]]]


class SmallDisk:
    """A tmpfs that can be filled to the last byte.

    Attributes:
        home: Its root, as this process and its children reach it.
    """

    def __init__(self, holder: subprocess.Popen[str], folder: Path) -> None:
        inside = Path(f"/proc/{holder.pid}/root")
        self.home = inside / folder.relative_to("/")
        self._filler = self.home / "filler"

    def fill(self, room_bytes: int) -> None:
        """Leave no more than `room_bytes`, in whole pages."""
        with self._filler.open("ab", buffering=0) as file:
            while _takes(file.fileno()):
                pass
            file.truncate(max(0, file.tell() - room_bytes))

    def make_room(self) -> None:
        self._filler.unlink()


def _takes(handle: int) -> bool:
    try:
        return os.write(handle, bytes(4096)) == 4096
    except OSError:
        return False


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    command = [*UNSHARE, *(AS_USER if os.geteuid() else ())]
    with subprocess.Popen(
        [*command, "sh", "-c", SCRIPT, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        assert holder.stderr is not None
        is_ready = holder.stdout.readline() == "ready\n"
        require(is_ready, "mount", "" if is_ready else holder.stderr.read())
        yield SmallDisk(holder, tmp_path)
        holder.stdin.close()  # the holder ends, and the disk with it


def slot(number: int) -> list[Sample]:
    """Return the batch of a minute, whose values no file can pack tightly."""
    dice = random.Random(number)
    at = NOON + timedelta(minutes=number)
    return [
        ping(site, at + timedelta(seconds=each), dice.randrange(2**24) / 2**24)
        for site in SITES
        for each in TIMES
    ]


def expected(slots: range) -> Rows:
    samples = [each for number in slots for each in slot(number)]
    return {
        site: [(s.at, s.values[3]) for s in samples if s.tags[0] == site]
        for site in SITES
    }


async def rows_of(store: SampleStore) -> Rows:
    found: Rows = {}
    for site in SITES:
        question = RangeQuestion("ping", ("rtt_avg_s",), AROUND, 0, site)
        points = await store.reader.range(question)
        found[site] = [(each.at, *each.values) for each in points]
    return found


def tails_of(home: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in (home / FOLDER / "tail").iterdir()}


async def written(home: Path) -> tuple[SampleStore, SetClock]:
    clock = SetClock(NOON + timedelta(minutes=SLOTS))
    store = SampleStore(home, clock, sealing=RULES)
    for number in range(SLOTS):
        await store.append(slot(number))
    return store, clock


@pytest.mark.parametrize("room_bytes", [0, 8_192, 32_768])
async def test_sealing_that_fills_the_disk_loses_nothing_and_is_made_good(
    disk: SmallDisk, room_bytes: int
) -> None:
    store, clock = await written(disk.home)
    before = tails_of(disk.home)
    clock.at = SEAL_AT
    disk.fill(room_bytes)

    await store.keep_order()

    said = store.status.seal_fault
    assert said is not None
    assert "No space left" in said
    assert store.status.seal_lateness_s > 0
    kept = tails_of(disk.home)
    assert {name: kept[name] for name in before} == before
    assert await asyncio.wait_for(rows_of(store), 60) == expected(range(SLOTS))

    disk.make_room()
    await store.keep_order()

    assert not store.status.seal_fault
    assert not before.keys() & tails_of(disk.home).keys()
    assert await rows_of(store) == expected(range(SLOTS))
    await store.close()


async def test_a_batch_the_full_disk_refused_is_there_once_when_given_again(
    disk: SmallDisk,
) -> None:
    store, clock = await written(disk.home)
    disk.fill(0)
    with pytest.raises(StoreUnwritable):
        await store.append(slot(SLOTS))
    clock.at = SEAL_AT
    await store.keep_order()
    assert store.status.seal_fault

    disk.make_room()
    await store.append(slot(SLOTS))
    await store.keep_order()
    await store.close()

    opened = SampleStore(disk.home, clock, sealing=RULES)
    assert opened.status.losses == ()
    assert await rows_of(opened) == expected(range(SLOTS + 1))
    await opened.close()
