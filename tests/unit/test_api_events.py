"""The event stream: no gap, no duplicate, no listener left behind."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import httpx
import pytest
from starlette.types import Message

from netmon.api import models, stream
from netmon.api.desk import Desk
from netmon.api.stream import RESET, EventStream, events
from tests.live import World

pytestmark = pytest.mark.anyio


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world.live)


def _read(chunks: list[bytes]) -> list[dict[str, Any]]:
    lines = b"".join(chunks).decode().split("\n")
    return [json.loads(line[6:]) for line in lines if line.startswith('data: {"')]


async def _take(chunks: AsyncIterator[bytes], count: int) -> list[bytes]:
    async with asyncio.timeout(5):
        return [await anext(chunks) for _ in range(count)]


async def test_a_new_listener_hears_what_happens_from_now_on(
    world: World, desk: Desk
) -> None:
    async with aclosing(events(desk, None)) as chunks:
        hello = await anext(chunks)
        await world.fail("PI-00007")
        told = _read(await _take(chunks, 1))

    last_id = await world.live.history.last_transition_id()
    assert hello == b"retry: 2000\nid: %d\n\n" % (last_id - 1)
    event = models.EventShape.model_validate(told[0])
    assert (event.site, event.after.value, event.state.value) == (
        "PI-00007",
        "down",
        "down",
    )
    assert world.live.hub.listener_count == 0


async def test_resuming_leaves_no_gap_and_repeats_nothing(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "REPLAY_PAGE", 2)
    first = await world.live.history.last_transition_id()
    for number in range(10, 15):
        await world.fail(f"PI-{number:05}")

    async with aclosing(events(desk, first)) as chunks:
        got = await _take(chunks, 2)  # the greeting and the first page of the journal
        # These reach the journal and the listener: they must come once.
        await world.fail("PI-00020", "PI-00021")
        got += await _take(chunks, 3)
        await world.fail("PI-00022")
        got += await _take(chunks, 1)

    ids = [each["id"] for each in _read(got)]
    assert ids == list(range(first + 1, first + 9))


async def test_an_id_of_another_journal_makes_the_client_begin_anew(
    world: World, desk: Desk
) -> None:
    async with aclosing(events(desk, 10**9)) as chunks:
        hello = await _take(chunks, 2)
        await world.fail("PI-00007")
        told = _read(await _take(chunks, 1))

    assert hello[0] == RESET
    assert told[0]["site"] == "PI-00007"


async def test_silence_is_broken_by_a_heartbeat(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT_S", 0.01)

    async with aclosing(events(desk, None)) as chunks:
        told = await _take(chunks, 3)

    assert told[1:] == [b": still here\n\n"] * 2


async def test_a_storm_is_encoded_once_and_told_in_one_piece(
    world: World, desk: Desk
) -> None:
    dark = [f"PI-{number:05}" for number in range(10, 50)]

    async with (
        aclosing(events(desk, None)) as one,
        aclosing(events(desk, None)) as other,
    ):
        await anext(one)
        await anext(other)
        await world.fail("PI-00007")  # which both read from the journal
        await _take(one, 1)
        await _take(other, 1)
        async with asyncio.TaskGroup() as group:
            # They wait at the hub, no longer at the journal.
            told = [group.create_task(_take(each, 1)) for each in (one, other)]
            await asyncio.sleep(0.1)
            await world.fail(*dark)
        piece, same = (each.result() for each in told)

    assert [each["site"] for each in _read(piece)] == dark
    assert piece == same
    assert desk.events.press_count == len(dark)


async def test_a_client_too_slow_is_closed_so_that_it_resumes(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("netmon.status.events.ROOM", 1)

    async with aclosing(events(desk, None)) as chunks:
        await anext(chunks)
        # The hub knows the listener before the greeting is read.
        await world.fail("PI-00007", "PI-00008")
        with pytest.raises(StopAsyncIteration):
            await _take(chunks, 3)


async def test_a_client_that_leaves_is_forgotten(world: World, desk: Desk) -> None:
    sent: list[Message] = []
    greeted, gone = asyncio.Event(), asyncio.Event()

    async def receive() -> Message:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)
        if len(sent) == 2:
            greeted.set()

    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        answer = EventStream(events(desk, None))
        group.create_task(answer({"type": "http"}, receive, send))
        await greeted.wait()
        assert world.live.hub.listener_count == 1
        gone.set()

    assert world.live.hub.listener_count == 0
    assert dict(sent[0]["headers"])[b"content-type"].startswith(b"text/event-stream")


async def test_a_client_that_takes_nothing_is_closed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "SEND_DEADLINE_S", 0.01)
    stuck = asyncio.Event()

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            await stuck.wait()

    async def receive() -> Message:
        await stuck.wait()
        return {"type": "http.disconnect"}

    async with asyncio.timeout(5):
        await EventStream(events(desk, None))({"type": "http"}, receive, send)

    assert desk.live.hub.listener_count == 0


async def test_listeners_are_bounded(
    api: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("netmon.api.route_events.MOST_LISTENERS", 0)

    answer = await api.get("/api/v1/events")

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "10"
