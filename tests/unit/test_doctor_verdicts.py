"""What the doctor says of what was read: pure, so every illness can be shown."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path

import httpx
import pytest

from collectors.icmp import EchoSettings
from collectors.snmp import SnmpSettings
from netmon.cli import doctor
from netmon.cli.doctor import machine, reach, register, service, storage
from netmon.cli.doctor.finding import Finding, Health
from netmon.cli.doctor.machine import ClockState
from netmon.cli.doctor.storage import DatabaseState
from netmon.core.addresses import AddressGuard
from netmon.core.settings import Settings
from netmon.migrations import head_revision

HOME = Path("/var/lib/netmon")
GB = 1_000_000_000

VERDICTS: dict[str, tuple[Finding, Health, str]] = {
    "raw ping": (
        reach.judge_ping("raw", "raw"),
        Health.OK,
        "raw sockets (CAP_NET_RAW)",
    ),
    "datagram ping": (
        reach.judge_ping("datagram", ""),
        Health.OK,
        "datagram sockets (net.ipv4.ping_group_range); IPv6: none",
    ),
    "no ping": (reach.judge_ping("", "raw"), Health.FAIL, "no ICMP socket"),
    "roomy buffer": (reach.judge_buffer(8 << 20, 4 << 20), Health.OK, "8 MB of 8 MB"),
    "small buffer": (
        reach.judge_buffer(212_992, 212_992),
        Health.WARN,
        "0 MB of 8 MB (net.core.rmem_max 212,992 bytes); a mass answer may be dropped",
    ),
    "unknown limit": (reach.judge_buffer(8 << 20, None), Health.OK, "8 MB of 8 MB"),
    "many handles": (machine.judge_handles(65_536, 65_536), Health.OK, "65,536 may be"),
    "unlimited handles": (machine.judge_handles(-1, -1), Health.OK, "any number"),
    "just the sessions": (machine.judge_handles(2_500, 4_096), Health.WARN, "3500 are"),
    "few handles": (
        machine.judge_handles(1_024, 524_288),
        Health.FAIL,
        "1,024 may be open, 524,288 at most; 2000 SNMP sessions do not fit",
    ),
    "clock in step": (
        machine.judge_clock(ClockState(0, 0x2001, 0.0004, 0.02)),
        Health.OK,
        "in step; estimated error 0.4 ms",
    ),
    "clock alone": (
        machine.judge_clock(ClockState(5, 0x40, 0.0, 16.0)),
        Health.WARN,
        "nobody keeps the clock in step",
    ),
    "clock far off": (
        machine.judge_clock(ClockState(0, 0x1, 0.001, 3.25)),
        Health.WARN,
        "estimated error 1.0 ms, at most 3.2 s",
    ),
    "memory": (machine.judge_memory(4 * GB), Health.OK, "4,000 MB can be had"),
    "little memory": (machine.judge_memory(GB // 2), Health.WARN, "500 MB can be"),
    "no memory": (machine.judge_memory(GB // 10), Health.FAIL, "100 MB can be had"),
    "disk": (storage.judge_disk(HOME, 9 * GB, 0.002), Health.OK, "9,000 MB free, 2.0"),
    "slow disk": (storage.judge_disk(HOME, 9 * GB, 0.2), Health.WARN, "200.0 ms"),
    "little disk": (storage.judge_disk(HOME, GB, 0.002), Health.WARN, "1,000 MB free"),
    "full disk": (storage.judge_disk(HOME, 0, 0.002), Health.FAIL, "0 MB free"),
    "database": (
        storage.judge_database(DatabaseState("SQLite 3", head_revision(), "wal")),
        Health.OK,
        "SQLite 3, wal journal, schema",
    ),
    "old database": (
        storage.judge_database(DatabaseState("PostgreSQL 15.4", "0001")),
        Health.WARN,
        "PostgreSQL 15.4, schema 0001",
    ),
    "empty database": (
        storage.judge_database(DatabaseState("PostgreSQL 15.4", "")),
        Health.WARN,
        "schema not there yet",
    ),
    "database of tomorrow": (
        storage.judge_database(DatabaseState("SQLite 3", "9999", "wal")),
        Health.FAIL,
        "schema 9999",
    ),
    "no WAL": (
        storage.judge_database(DatabaseState("SQLite 3", head_revision(), "delete")),
        Health.FAIL,
        "delete journal",
    ),
    "no names": (register.judge_names(0, 0, []), Health.OK, "holds no names"),
    "good names": (register.judge_names(3, 0, []), Health.OK, "3 names resolve"),
    "too many names": (
        register.judge_names(500, 7_000, []),
        Health.OK,
        "500 names resolve (7,000 more were not asked for)",
    ),
    "bad names": (
        register.judge_names(9, 0, ["a", "b", "c", "d"]),
        Health.WARN,
        "4 of 9 names do not resolve: a, b, c…",
    ),
    "good addresses": (
        register.judge_addresses(["192.0.2.1"], AddressGuard()),
        Health.OK,
        "none of 1 is refused",
    ),
    "refused addresses": (
        register.judge_addresses(
            ["192.0.2.1", "198.18.0.9", "0.0.0.0"], AddressGuard()
        ),
        Health.WARN,
        "2 of 3 are refused: address '198.18.0.9' is refused as a target",
    ),
}


@pytest.mark.parametrize(
    ("finding", "health", "words"), VERDICTS.values(), ids=VERDICTS.keys()
)
def test_the_doctor_says_how_bad_it_is_and_what_to_do(
    finding: Finding, health: Health, words: str
) -> None:
    assert finding.health is health
    assert words in finding.found
    assert bool(finding.advice) is (health is not Health.OK)
    assert "\n" not in finding.found + finding.advice


@pytest.mark.parametrize(
    ("ready", "pollers", "health", "words"),
    [
        (200, {"items": [{"sla_error": ""}]}, Health.OK, "has looked at every site"),
        (
            200,
            {"items": [{"sla_error": "no such\nrule"}]},
            Health.WARN,
            "cannot reckon the SLA's month to date: no such rule",
        ),
        (200, {}, Health.WARN, "month to date: it does not say: KeyError('items')"),
        (503, {}, Health.WARN, "runs, but is not ready: the first sweep"),
        (500, {}, Health.FAIL, "one listens but does not answer"),
    ],
)
def test_the_doctor_asks_a_service_that_runs_how_it_is(
    ready: int, pollers: dict[str, object], health: Health, words: str
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/readyz":
            said = {} if ready == 500 else {"detail": "the first sweep"}
            return httpx.Response(ready, json=said)
        assert request.url.path == "/api/v1/pollers"
        return httpx.Response(200, json=pollers)

    transport = httpx.MockTransport(answer)
    with httpx.Client(transport=transport, base_url="http://netmon") as client:
        finding = service.judge_service(client, HOME)

    assert (finding.health, finding.check) == (health, "service")
    assert words in finding.found
    assert bool(finding.advice) is (health is not Health.OK)


def test_what_the_doctor_wants_is_what_the_collectors_take() -> None:
    assert EchoSettings().receive_buffer_bytes == reach.WANTED_BUFFER_BYTES
    assert SnmpSettings().max_open_count == machine.SESSIONS


def test_the_clock_of_this_machine_can_be_read() -> None:
    assert machine.check_clock().check == "clock"


def test_a_check_that_breaks_is_a_finding_and_the_others_go_on() -> None:
    def break_down() -> Finding:
        raise RuntimeError("two\nlines")

    finding = doctor._run("odd", break_down)

    assert finding.health is Health.FAIL
    assert finding.found == "the check itself broke: RuntimeError: two lines"


def test_the_answer_for_programs_has_every_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    doctor.doctor(Namespace(json=True), Settings(home=tmp_path))

    found = json.loads(capsys.readouterr().out)
    assert [each["check"] for each in found] == [
        "ping",
        "receive buffer",
        "file handles",
        "memory",
        "clock",
        "disk",
        "service",
        "demo",
        "database",
    ]
    assert {tuple(each) for each in found} == {("check", "health", "found", "advice")}
    assert found[-1]["found"] == "none yet; the first start makes it"
    assert list(tmp_path.iterdir()) == []
