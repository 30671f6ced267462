"""Debian's prometheus-snmp-exporter beside ours: what it needs for a device."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

from benchmarks.snmp_peers import Question
from benchmarks.table import Report

PROGRAM = "prometheus-snmp-exporter"
AT_ONCE = 20
START_S = 20
IF_TABLE, IF_X_TABLE = "1.3.6.1.2.1.2.2.1", "1.3.6.1.2.1.31.1.1.1"
WALKED = {
    **{f"{IF_TABLE}.{n}": kind for n, kind in ((2, "DisplayString"), (8, "gauge"))},
    **{f"{IF_TABLE}.{n}": "counter" for n in (13, 14, 19, 20)},
    **{f"{IF_X_TABLE}.{n}": "counter" for n in (6, 10)},
    **{f"{IF_X_TABLE}.{n}": kind for n, kind in ((1, "DisplayString"), (15, "gauge"))},
    f"{IF_X_TABLE}.18": "DisplayString",
}
"""What the if_mib module that comes with it walks, as far as ours reads it too."""
UPTIME = "1.3.6.1.2.1.1.3.0"
TEXTS = tuple(f"{oid}." for oid, kind in WALKED.items() if kind == "DisplayString")


def ask_exporter(report: Report, community: str, questions: Sequence[Question]) -> None:
    """Add CPU and time of a scrape of each device, by GET of its plan and by if_mib."""
    program = shutil.which(PROGRAM)
    if program is None:
        report.notes.append(f"{PROGRAM} is not installed; not measured")
        return
    plans = {oids: n for n, oids in enumerate(dict.fromkeys(q.oids for q in questions))}
    modules = {f"plan_{n}": _by_get(community, oids) for oids, n in plans.items()}
    modules["if_mib"] = _by_walks(community)
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "snmp.yml")
        config.write_text(json.dumps(modules))  # JSON is YAML
        port = _free_port()
        words = (f"--config.file={config}", f"--web.listen-address=127.0.0.1:{port}")
        process = subprocess.Popen((program, *words), stderr=subprocess.DEVNULL)
        try:
            _wait(port)
            named = [f"plan_{plans[each.oids]}" for each in questions]
            _measure(report, "GET of the plan", process.pid, port, questions, named)
            named = ["if_mib"] * len(questions)
            _measure(report, "if_mib", process.pid, port, questions, named)
        finally:
            process.terminate()
            process.wait(10)


def _by_get(community: str, oids: Sequence[str]) -> dict[str, object]:
    metrics = [
        _metric(f"o{n}", oid, "gauge", [])
        for n, oid in enumerate(oids)
        if not oid.startswith(TEXTS)
    ]
    return _module(community, {"get": list(oids), "metrics": metrics})


def _by_walks(community: str) -> dict[str, object]:
    index = [{"labelname": "ifIndex", "type": "gauge"}]
    metrics = [_metric("uptime", UPTIME, "gauge", [])]
    metrics += [
        _metric(f"c{n}", oid, kind, index)
        for n, (oid, kind) in enumerate(WALKED.items())
    ]
    asked = {"get": [UPTIME], "walk": list(WALKED), "metrics": metrics}
    return _module(community, asked)


def _metric(
    name: str, oid: str, kind: str, indexes: list[dict[str, str]]
) -> dict[str, object]:
    return {"name": name, "oid": oid, "type": kind, "help": "-", "indexes": indexes}


def _module(community: str, asked: dict[str, object]) -> dict[str, object]:
    return {"version": 2, "auth": {"community": community}, **asked}


def _measure(
    report: Report,
    case: str,
    pid: int,
    port: int,
    questions: Sequence[Question],
    modules: Sequence[str],
) -> None:
    process = psutil.Process(pid)
    cpu_s, began_s = _cpu_s(process), time.perf_counter()
    answered = asyncio.run(_scrape_all(port, questions, modules))
    cpu_s, took_s = _cpu_s(process) - cpu_s, time.perf_counter() - began_s
    count = len(questions)
    name = f"snmp_exporter, {case}, {count:,} devices"
    report.add(f"{name}: CPU per device", cpu_s / count * 1e6, "us")
    report.add(f"{name}: time per device", took_s / count * 1e6, "us")
    if answered != count:
        report.notes.append(f"{name}: {count - answered} were not answered")


async def _scrape_all(
    port: int, questions: Sequence[Question], modules: Sequence[str]
) -> int:
    room = asyncio.Semaphore(AT_ONCE)

    async def one(question: Question, module: str) -> bool:
        async with room:
            return await _scrape(port, question, module)

    return sum(await asyncio.gather(*map(one, questions, modules)))


async def _scrape(port: int, question: Question, module: str) -> bool:
    """Return whether a scrape brought metrics of the device."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    target = f"{question.address}:{question.port}"
    line = f"GET /snmp?module={module}&target={target} HTTP/1.0\r\n\r\n"
    writer.write(line.encode())
    answer = await reader.read(-1)
    writer.close()
    return b" 200 OK" in answer[:20] and b"\nsnmp_scrape_pdus_returned" in answer


def _cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def _wait(port: int) -> None:
    ends_s = time.monotonic() + START_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > ends_s:
                raise
            time.sleep(0.05)
        else:
            return
