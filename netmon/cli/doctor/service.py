"""The running service, by its control socket."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from netmon.cli.doctor.finding import Finding, Health, fail, ok, warn
from netmon.cli.sources import find_demo, is_listening

if TYPE_CHECKING:
    from netmon.core.settings import Settings

LONGEST_PATH = 107
"""Bytes sun_path holds (unix(7))."""
TIMEOUT_S = 5.0


def check_service(settings: Settings) -> Finding:
    """Say whether a service runs and answers."""
    name, path = "service", settings.socket_path
    if len(bytes(path)) > LONGEST_PATH:
        found = f"the control socket's path has more than {LONGEST_PATH} bytes"
        return fail(name, found, "let NETMON_HOME name a shorter path")
    if not is_listening(path):
        return _judge_absence(settings)
    status, detail = _ask(path)
    if status == httpx.codes.OK:
        return ok(name, f"runs in {path.parent} and has looked at every site")
    if status == 0:
        advice = "see its log; end it with SIGTERM and start it again"
        return fail(name, f"one listens but does not answer: {detail}", advice)
    return warn(name, f"runs, but is not ready: {detail}", "see its log")


def _judge_absence(settings: Settings) -> Finding:
    found = f"none runs in {settings.home}"
    demo = find_demo(settings)
    if demo is not None:
        advice = f"to examine the demo: NETMON_HOME={demo} netmon doctor"
        return Finding("service", Health.OK, f"{found}; a demo runs in {demo}", advice)
    if settings.socket_path.exists():
        found += "; the socket of one that was killed is left"
    return ok("service", found)


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
