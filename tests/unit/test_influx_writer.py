"""What becomes of lines a server refuses; the server is a fake with a rule."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from netmon.core.clock import SystemClock
from netmon.store.influx.dead import FILE, FILE_BEFORE, DeadLetters
from netmon.store.influx.faults import (
    InfluxFault,
    InfluxHeld,
    InfluxLater,
    InfluxRefused,
    InfluxTooLarge,
)
from netmon.store.influx.writer import LineWriter

Rule = Callable[[list[bytes]], InfluxFault | None]


class Server:
    """Keeps what it does not refuse; `rule` says of a request what is wrong with it."""

    def __init__(self, rule: Rule, stores_good: bool = True) -> None:
        self._rule = rule
        self._stores_good = stores_good
        self.lines: set[bytes] = set()
        self.requests: list[list[bytes]] = []

    async def write(self, database: str, body_lines: bytes) -> None:
        lines = body_lines.split(b"\n")
        self.requests.append(lines)
        fault = self._rule(lines)
        if fault is None:
            self.lines |= set(lines)
            return
        if isinstance(fault, InfluxRefused) and self._stores_good:
            self.lines |= {line for line in lines if b"bad" not in line}
        raise fault


LINES = [b"ping,site=S%d v=%di 1" % (i, i) for i in range(100)]


def feed(server: Server, folder: Path, lines: list[bytes], most: int = 5_000) -> int:
    dead = DeadLetters(folder)
    writer = LineWriter(server, dead, SystemClock(), most)
    asyncio.run(writer.write("netmon", lines))
    return dead.count


def dead_in(folder: Path) -> list[bytes]:
    text = (folder / FILE).read_bytes()
    return [line for line in text.splitlines() if not line.startswith(b"#")]


def unreadable(lines: list[bytes]) -> InfluxFault | None:
    bad = [line.decode() for line in lines if b"bad" in line]
    told = [f"unable to parse '{line}': missing fields" for line in bad]
    return (
        InfluxRefused("partial write: " + "\n".join(told) + " dropped=0")
        if bad
        else None
    )


def conflicting(lines: list[bytes]) -> InfluxFault | None:
    count = sum(b"bad" in line for line in lines)
    reason = (
        'partial write: field type conflict: input field "bad" on measurement "ping" '
        f"is type float, already exists as type integer dropped={count}"
    )
    return InfluxRefused(reason) if count else None


def beyond(lines: list[bytes]) -> InfluxFault | None:
    count = sum(b"bad" in line for line in lines)
    reason = f"partial write: points beyond retention policy dropped={count}"
    return InfluxRefused(reason) if count else None


@pytest.mark.parametrize("stores_good", [True, False])
@pytest.mark.parametrize("rule", [unreadable, conflicting, beyond])
def test_bad_lines_go_aside_and_good_ones_stay(
    rule: Rule, stores_good: bool, tmp_path: Path
) -> None:
    bad = [b"ping,site=S3 bad=1 1", b"ping,site=S70 v=1i,bad=2 1"]
    server = Server(rule, stores_good)
    lines = [*LINES[:40], *bad, *LINES[40:]]
    assert feed(server, tmp_path, lines) == 2
    assert server.lines == set(LINES)
    assert sorted(dead_in(tmp_path)) == sorted(bad)


def test_a_named_line_is_never_sent_again(tmp_path: Path) -> None:
    server = Server(unreadable)
    feed(server, tmp_path, [*LINES, b"bad"])
    assert [b"bad" in request for request in server.requests] == [True, False]


def test_a_conflict_of_thousands_takes_a_few_requests(tmp_path: Path) -> None:
    server = Server(conflicting)
    lines = [
        line for i in range(2_000) for line in (b"ping v=%di" % i, b"ping bad=%d" % i)
    ]
    assert feed(server, tmp_path, lines) == 2_000
    assert len(server.requests) == 3


def test_a_number_of_a_line_names_it(tmp_path: Path) -> None:
    def numbered(lines: list[bytes]) -> InfluxFault | None:
        bad = tuple(i + 1 for i, line in enumerate(lines) if b"bad" in line)
        return InfluxRefused("partial write of line protocol", bad) if bad else None

    server = Server(numbered, stores_good=False)
    assert feed(server, tmp_path, [*LINES, b"bad"]) == 1
    assert server.lines == set(LINES)
    assert len(server.requests) == 2


def test_what_is_too_long_is_halved_and_the_length_is_remembered(
    tmp_path: Path,
) -> None:
    def narrow(lines: list[bytes]) -> InfluxFault | None:
        return InfluxTooLarge("too large") if len(lines) > 10 else None

    server = Server(narrow)
    assert feed(server, tmp_path, LINES * 3, most=100) == 0
    assert server.lines == set(LINES)
    lengths = [len(request) for request in server.requests]
    assert max(lengths[len(lengths) // 2 :]) <= 10


def test_a_single_line_that_is_too_long_is_a_dead_letter(tmp_path: Path) -> None:
    def narrow(lines: list[bytes]) -> InfluxFault | None:
        return InfluxTooLarge("big") if any(b"long" in each for each in lines) else None

    server = Server(narrow)
    assert feed(server, tmp_path, [*LINES, b"long"]) == 1
    assert server.lines == set(LINES)


@pytest.mark.parametrize("fault", [InfluxLater("no"), InfluxHeld(401, "no")])
def test_what_is_not_about_a_line_buries_none(
    fault: InfluxFault, tmp_path: Path
) -> None:
    with pytest.raises(type(fault)):
        feed(Server(lambda _: fault), tmp_path, LINES)
    assert not (tmp_path / FILE).exists()


def test_requests_hold_at_most_what_was_said(tmp_path: Path) -> None:
    server = Server(lambda _: None)
    feed(server, tmp_path, LINES, most=30)
    assert [len(request) for request in server.requests] == [30, 30, 30, 10]


def test_dead_letters_have_a_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("netmon.store.influx.dead.MOST_BYTES", 1_000)
    dead = DeadLetters(tmp_path)
    for number in range(100):
        dead.put("netmon", "why\nnot", [b"line %d" % number], SystemClock().now())
    assert dead.count == 100
    assert (tmp_path / FILE).stat().st_size < 1_100
    assert (tmp_path / FILE_BEFORE).stat().st_size < 1_100
    assert b"why not" in (tmp_path / FILE).read_bytes()
