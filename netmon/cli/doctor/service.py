"""The running service, by its control socket."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from netmon.api import PREFIX
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
    with httpx.Client(
        transport=httpx.HTTPTransport(uds=str(path)),
        base_url="http://netmon",
        timeout=TIMEOUT_S,
    ) as client:
        return judge_service(client, path.parent)


def judge_service(client: httpx.Client, home: Path) -> Finding:
    """Say how a service that listens is.

    Args:
        client: Speaks to its control socket.
        home: Its folder, to name it.
    """
    name = "service"
    status, detail = _ask_ready(client)
    if status == 0:
        advice = "see its log; end it with SIGTERM and start it again"
        return fail(name, f"one listens but does not answer: {detail}", advice)
    if status != httpx.codes.OK:
        return warn(name, f"runs, but is not ready: {detail}", "see its log")
    unreckoned = _ask_unreckoned(client)
    if unreckoned:
        found = f"runs, but cannot reckon the SLA's month to date: {unreckoned}"
        return warn(name, found, "see its log; it tries again every ten minutes")
    return ok(name, f"runs in {home} and has looked at every site")


def _judge_absence(settings: Settings) -> Finding:
    found = f"none runs in {settings.home}"
    demo = find_demo(settings)
    if demo is not None:
        advice = f"to examine the demo: NETMON_HOME={demo} netmon doctor"
        return Finding("service", Health.OK, f"{found}; a demo runs in {demo}", advice)
    if settings.socket_path.exists():
        found += "; the socket of one that was killed is left"
    return ok("service", found)


def _ask_ready(client: httpx.Client) -> tuple[int, str]:
    """Return the status of /readyz, 0 for none, and what it says."""
    try:
        answer = client.get("/readyz")
        if answer.is_success:
            return answer.status_code, ""
        return answer.status_code, str(answer.json()["detail"])
    except (httpx.HTTPError, ValueError, KeyError) as error:
        return 0, str(error) or type(error).__name__


def _ask_unreckoned(client: httpx.Client) -> str:
    """Return why the month to date cannot be reckoned, in one line; empty if it can."""
    try:
        pollers = client.get(f"{PREFIX}/pollers").raise_for_status().json()["items"]
        said = [str(each["sla_error"]) for each in pollers]
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
        said = [f"it does not say: {error!r}"]
    return " ".join(" ".join(said).split())
