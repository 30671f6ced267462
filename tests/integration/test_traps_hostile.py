"""Floods, forged sources and broken datagrams on the port for traps."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from collectors.traps.listener import (
    LOOK_IN_ALL,
    LOOK_PER_SOURCE,
    READ_IN_ALL,
    READ_PER_SOURCE,
)
from tests.integration.looking import target
from tests.integration.snmpd import CREDENTIALS
from tests.integration.trapping import LOCAL, StoppedClock, listening, recorded, send

pytestmark = pytest.mark.anyio


async def test_truncated_and_flipped_datagrams_do_no_harm(tmp_path: Path) -> None:
    async with recorded(tmp_path) as taken, listening("v2c") as on:
        listener = on.listener
        bad = [b"", b"\x30", b"junk" * 300, bytes(65_507)]
        for message in taken.values():
            bad += [message[:end] for end in range(1, len(message), 3)]
            for place in range(0, len(message), 2):
                flipped = bytearray(message)
                flipped[place] ^= 0x81
                bad.append(bytes(flipped))
        for name in taken:
            where = on.here["127.0.0.1"] = target("127.0.0.1", credential=name)
            for message in bad:
                listener._hear(message, LOCAL)
                assert listener._receiver is not None
                listener._receiver.read(message, LOCAL, listener._allowed(where))
        counts = on.counts
        await send(CREDENTIALS["v2c"], listener.port, tmp_path)

    ends = (counts.malformed, counts.refused, counts.over_budget, counts.unlisted)
    looks = counts.looks_asked + counts.looks_saved
    assert counts.received >= len(taken) * len(bad)
    assert sum(ends) + looks + counts.unknown_source == counts.received
    assert counts.malformed > len(bad)


async def test_a_flood_asks_for_no_more_looks_than_the_budget(tmp_path: Path) -> None:
    """50,000 good traps of a device whose community is known to the attacker."""
    async with recorded(tmp_path) as taken, listening("v2c", StoppedClock()) as on:
        message, ticks = taken["v2c"], 0
        port = on.listener.port
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        with sock:
            for sent in range(50_000):
                sock.sendto(message, ("127.0.0.1", port))
                if sent % 50 == 49:
                    await asyncio.sleep(0)
                    ticks += 1
        dropped_count = 50_000 - on.counts.received
        for _ in range(dropped_count):  # by the kernel
            on.listener._hear(message, LOCAL)
        counts = on.counts

    assert ticks == 1_000
    assert counts.received >= 50_000
    assert len(on.asked) == counts.looks_asked == LOOK_PER_SOURCE.most_count
    assert counts.by_kind["link_down"] == READ_PER_SOURCE.most_count
    assert counts.over_budget == counts.received - READ_PER_SOURCE.most_count


async def test_a_flood_of_forged_sources_is_held_by_the_common_budget(
    tmp_path: Path,
) -> None:
    async with recorded(tmp_path) as taken, listening("v2c", StoppedClock()) as on:
        addresses = [f"10.{n >> 8}.{n & 255}.1" for n in range(8_000)]
        here = {a: target(a, credential="v2c", device=a) for a in addresses}
        on.here.update(here)
        for number in range(50_000):
            address = addresses[number % len(addresses)]
            on.listener._hear(taken["v2c"], (address, 9))
        counts = on.counts

    assert counts.received == 50_000
    assert len(on.asked) == counts.looks_asked == LOOK_IN_ALL.most_count
    assert counts.by_kind["link_down"] == READ_IN_ALL.most_count
    assert counts.over_budget == 50_000 - READ_IN_ALL.most_count


async def test_pysnmp_forgets_what_it_has_read(tmp_path: Path) -> None:
    """Nothing of a message may stay, or a year of traps is a leak."""
    async with recorded(tmp_path) as taken, listening("sha256aes") as on:
        receiver = on.listener._receiver
        assert receiver is not None
        for _ in range(200):
            for name, message in taken.items():
                assert receiver.read(message, LOCAL, [CREDENTIALS[name]])
        for second in range(400):
            receiver.tick(2_000.0 + 2 * second)
        models = receiver._engine.security_models.values()
        held = [len(model._cache.__dict__["_Cache__cache_entries"]) for model in models]
        for name in ("__timeline", "__timelineExpQueue"):
            held.append(len(getattr(receiver._users, f"_SnmpUSMSecurityModel{name}")))

    assert held == [0] * 5
