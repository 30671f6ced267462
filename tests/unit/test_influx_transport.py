"""What the transport makes of answers; the server is a function."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from netmon.store.influx.faults import (
    InfluxFault,
    InfluxHeld,
    InfluxLater,
    InfluxRefused,
    InfluxTooLarge,
)
from netmon.store.influx.transport import InfluxAccess, InfluxTransport

ACCESS = InfluxAccess("http://influx.test:8086", "netmon_writer", "secret", 0.2)


def ask(answer: httpx.Response | Exception, work: Callable[..., Any]) -> Any:
    def serve(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def run() -> Any:
        async with InfluxTransport(ACCESS, httpx.MockTransport(serve)) as transport:
            return await work(transport)

    seen: list[httpx.Request] = []
    result = asyncio.run(run())
    return result, seen[0]


def write(transport: InfluxTransport) -> Any:
    return transport.write("netmon", b"ping,site=S1 sent_count=3i 1\n")


def query(transport: InfluxTransport) -> Any:
    return transport.query("SELECT 1", "netmon")


def test_lines_go_compressed_with_basic_auth_and_seconds() -> None:
    _, request = ask(httpx.Response(204), write)
    assert request.url.params["precision"] == "s"
    assert request.url.params["db"] == "netmon"
    assert request.headers["authorization"].startswith("Basic ")
    assert gzip.decompress(request.content) == b"ping,site=S1 sent_count=3i 1\n"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, InfluxRefused),
        (422, InfluxRefused),
        (401, InfluxHeld),
        (403, InfluxHeld),
        (404, InfluxHeld),
        (301, InfluxHeld),
        (200, InfluxHeld),
        (413, InfluxTooLarge),
        (429, InfluxLater),
        (500, InfluxLater),
        (503, InfluxLater),
    ],
)
def test_each_status_says_what_to_do_next(status: int, kind: type[InfluxFault]) -> None:
    with pytest.raises(kind):
        ask(httpx.Response(status, json={"error": "partial write: why"}), write)


@pytest.mark.parametrize(
    "fault",
    [
        httpx.ConnectError("refused"),
        httpx.ReadError("reset"),
        httpx.RemoteProtocolError("junk"),
        httpx.ReadTimeout("slow"),
    ],
)
def test_a_broken_connection_may_be_tried_again(fault: Exception) -> None:
    with pytest.raises(InfluxLater):
        ask(fault, write)


def test_a_server_may_say_how_long_to_wait() -> None:
    answer = httpx.Response(429, headers={"retry-after": "7"})
    with pytest.raises(InfluxLater) as caught:
        ask(answer, write)
    assert caught.value.retry_after_s == 7.0
    answer = httpx.Response(503, headers={"retry-after": "99999999999"})
    with pytest.raises(InfluxLater) as caught:
        ask(answer, write)
    assert caught.value.retry_after_s == 3_600.0


def test_the_reason_is_read_in_the_shapes_of_1_and_2() -> None:
    for body in (
        {"error": "partial write: x dropped=2"},
        {"code": "invalid", "message": "partial write: x dropped=2"},
    ):
        with pytest.raises(InfluxRefused) as caught:
            ask(httpx.Response(400, json=body), write)
        assert caught.value.dropped_count == 2
        assert caught.value.reason == "partial write: x dropped=2"


def test_a_400_that_is_about_no_line_holds() -> None:
    with pytest.raises(InfluxHeld, match="HTTPS port"):
        ask(httpx.Response(400, text="plain HTTP sent to HTTPS port"), write)


def test_3_tells_the_lines_by_number() -> None:
    entries = [{"line_number": 2, "original_line": "x", "error_message": "bad"}, 7]
    body = {"error": "partial write of line protocol occurred", "data": entries}
    with pytest.raises(InfluxRefused) as caught:
        ask(httpx.Response(400, json=body), write)
    assert caught.value.line_numbers == (2,)


def test_a_line_that_says_dropped_is_not_believed() -> None:
    body = {"error": "unable to parse 'x,dropped=9 y': bad timestamp"}
    with pytest.raises(InfluxRefused) as caught:
        ask(httpx.Response(400, json=body), write)
    assert caught.value.dropped_count is None


def test_an_error_inside_a_good_answer_is_an_error() -> None:
    body = {"results": [{"statement_id": 0, "error": "no such thing"}]}
    with pytest.raises(InfluxRefused, match="no such thing"):
        ask(httpx.Response(200, json=body), query)


def test_an_answer_cut_short_is_no_answer() -> None:
    series = {"name": "ping", "columns": ["time"], "values": [[1]], "partial": True}
    body = {"results": [{"series": [series]}]}
    with pytest.raises(InfluxRefused, match="cut"):
        ask(httpx.Response(200, json=body), query)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"results": []}', b"{}"])
def test_what_is_no_answer_of_an_influxdb_holds(body: bytes) -> None:
    with pytest.raises(InfluxHeld):
        ask(httpx.Response(200, content=body), query)


def test_an_answer_that_drips_ends_in_time() -> None:
    class Drip(httpx.AsyncByteStream):
        async def __aiter__(self) -> Any:
            while True:
                await asyncio.sleep(0.05)
                yield b" "

    with pytest.raises(InfluxLater, match="no answer within"):
        ask(httpx.Response(200, stream=Drip()), query)


def test_the_password_is_in_no_text() -> None:
    assert "secret" not in repr(ACCESS)


def test_an_answer_to_a_write_without_an_end_blames_no_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("netmon.store.influx.transport.MOST_ANSWER_BYTES", 1_000)
    endless = httpx.Response(200, content=b"x" * 2_000)

    with pytest.raises(InfluxHeld, match="longer than 1000 bytes"):
        ask(endless, lambda transport: transport.write("netmon", b"ping v=1 1"))
