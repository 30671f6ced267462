"""Server-sent events: recorded transitions, resumable without gap or duplicate."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import TYPE_CHECKING

from starlette.responses import Response

from netmon.api.encoding import to_json_bytes
from netmon.api.problems import bad_parameter, echo
from netmon.api.rows import to_transition
from netmon.status.events import Overrun

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from netmon.api.desk import Desk
    from netmon.status.events import Listener
    from netmon.status.journal import Recorded

MOST_LISTENERS = 500
HEARTBEAT_S = 15.0
SEND_DEADLINE_S = 30.0
"""A client that takes nothing for so long is closed; it resumes when it is back."""
REPLAY_PAGE = 500
MOST_KEPT = 10_000
"""Encoded events kept: as many as a listener may be behind."""
LONGEST_ID = 18
"""Digits of an event id; more would not fit a database's integer."""

HEARTBEAT = b": still here\n\n"
RESET = b"event: reset\ndata: {}\n\n"
"""The id to resume from is not of this journal: the client must read anew."""


def read_last_id(header: str | None) -> int | None:
    """Return the id to resume after, None to begin now.

    Raises:
        Problem: It is no id.
    """
    if header is None or header == "":
        return None
    if not (header.isascii() and header.isdigit() and len(header) <= LONGEST_ID):
        what = f"expected a number, got {echo(header)}"
        raise bad_parameter("header Last-Event-ID", what)
    return int(header)


def to_event(recorded: Recorded, desk: Desk) -> bytes:
    """Return one transition as an event."""
    state = desk.live.board.status(recorded.transition.site).state
    data = to_json_bytes(to_transition(recorded, desk.fleet) | {"state": state.value})
    return b"id: %d\nevent: transition\ndata: %s\n\n" % (recorded.id, data)


async def events(
    desk: Desk, last_id: int | None, holds: Callable[[], bool] = lambda: True
) -> AsyncGenerator[bytes, None]:
    """Return the stream from `last_id` on, while what let its listener in `holds`.

    It listens before it reads the journal, and drops what comes twice.
    """
    history = desk.live.history
    with desk.live.hub.listen() as listener:
        newest = await history.last_transition_id()
        sent = newest if last_id is None else last_id
        if sent > newest:
            sent = newest
            yield RESET
        yield b"retry: 2000\nid: %d\n\n" % sent
        while page := await history.transitions_after(sent, REPLAY_PAGE):
            if not holds():
                return
            yield b"".join(to_event(each, desk) for each in page)
            sent = page[-1].id
        async for chunk in _follow(desk, listener, sent):
            if not holds():
                return
            yield chunk


async def _follow(
    desk: Desk, listener: Listener, sent: int
) -> AsyncGenerator[bytes, None]:
    while True:
        try:
            async with asyncio.timeout(HEARTBEAT_S):
                news = [await listener.next()]
            news += _take_waiting(listener, REPLAY_PAGE - 1)
        except TimeoutError:
            yield HEARTBEAT
        except Overrun:
            return
        else:
            fresh = [each for each in news if each.id > sent]
            if fresh:
                sent = fresh[-1].id
                yield b"".join(desk.events.press(each) for each in fresh)


def _take_waiting(listener: Listener, most: int) -> list[Recorded]:
    """Return what can be had without waiting.

    A storm is told in few large pieces: a piece per event and client held the loop for
    minutes when the whole nation went dark before 200 clients.
    """
    taken: list[Recorded] = []
    while len(taken) < most:
        step = listener.next()
        try:
            step.send(None)
        except StopIteration as ended:
            taken.append(ended.value)
        else:  # it began to wait
            step.close()
            break
    return taken


class EventPress:
    """Encodes each transition once for all who listen.

    Args:
        to_bytes: Encodes one.

    Attributes:
        press_count: Events encoded so far.
    """

    def __init__(self, to_bytes: Callable[[Recorded], bytes]) -> None:
        self._to_bytes = to_bytes
        self._kept: dict[int, bytes] = {}
        self.press_count = 0

    def press(self, recorded: Recorded) -> bytes:
        """Return `recorded` as an event, as it was when the first client took it."""
        event = self._kept.get(recorded.id)
        if event is None:
            while len(self._kept) >= MOST_KEPT:
                del self._kept[next(iter(self._kept))]
            event = self._kept[recorded.id] = self._to_bytes(recorded)
            self.press_count += 1
        return event


class EventStream(Response):
    """Sends events until the client is gone, too slow, or the stream ends.

    Args:
        chunks: The events.
    """

    def __init__(self, chunks: AsyncGenerator[bytes, None]) -> None:
        self.status_code = 200
        self.background = None
        self._chunks = chunks
        self.init_headers(
            {
                "Content-Type": "text/event-stream; charset=utf-8",
                "Cache-Control": "no-store",
                "X-Accel-Buffering": "no",
            }
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the class."""
        start = {"status": self.status_code, "headers": self.raw_headers}
        await send({"type": "http.response.start", **start})
        async with asyncio.TaskGroup() as group:
            sender = group.create_task(self._send_all(send), name="events:send")
            watcher = group.create_task(_wait_for_goodbye(receive), name="events:gone")
            sender.add_done_callback(lambda _: watcher.cancel())
            watcher.add_done_callback(lambda _: sender.cancel())

    async def _send_all(self, send: Send) -> None:
        async with aclosing(self._chunks):
            async for chunk in self._chunks:
                if not await _try_send(send, chunk):
                    return
        await send({"type": "http.response.body", "body": b""})


async def _try_send(send: Send, chunk: bytes) -> bool:
    """Send `chunk`; return whether the client took it in time."""
    try:
        async with asyncio.timeout(SEND_DEADLINE_S):
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
    except (TimeoutError, OSError):
        return False
    return True


async def _wait_for_goodbye(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
