"""The running service, by its control socket."""

from __future__ import annotations

import socket
from pathlib import Path

import httpx

from netmon.cli.doctor.finding import Finding, fail, ok, warn

LONGEST_PATH = 107
"""Bytes sun_path holds (unix(7))."""
TIMEOUT_S = 5.0


def check_service(path: Path) -> Finding:
    """Say whether a service runs and answers."""
    name = "service"
    if len(bytes(path)) > LONGEST_PATH:
        found = f"the control socket's path has more than {LONGEST_PATH} bytes"
        return fail(name, found, "let NETMON_HOME name a shorter path")
    if not path.exists():
        return ok(name, f"none runs in {path.parent}")
    if not _is_listening(path):
        found = "none runs; the socket of one that was killed is left"
        return ok(name, found)
    status, detail = _ask(path)
    if status == httpx.codes.OK:
        return ok(name, f"runs in {path.parent} and has looked at every site")
    if status == 0:
        advice = "see its log; end it with SIGTERM and start it again"
        return fail(name, f"one listens but does not answer: {detail}", advice)
    return warn(name, f"runs, but is not ready: {detail}", "see its log")


def _is_listening(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(TIMEOUT_S)
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            return False
    return True


def _ask(path: Path) -> tuple[int, str]:
    transport = httpx.HTTPTransport(uds=str(path))
    try:
        with httpx.Client(transport=transport, timeout=TIMEOUT_S) as client:
            answer = client.get("http://netmon/readyz")
            if answer.is_success:
                return answer.status_code, ""
            return answer.status_code, str(answer.json()["detail"])
    except (httpx.HTTPError, ValueError, KeyError) as error:
        return 0, str(error) or type(error).__name__
