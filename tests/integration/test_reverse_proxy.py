"""netmon behind the proxy we ship: TLS, the caller's own address, pages, the stream."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.calls import call
from tests.integration.reverse_proxy import NAME, Front, proxy_before
from tests.integration.running import Netmon, load
from tests.people import PASSWORD, read_token
from tests.registers import small_register

TOKEN = "a token of some length, made by nobody"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
CALLER = "127.0.0.7"
SUMMARY = "/api/v1/summary"


@dataclass
class Scene:
    """A service, its proxy, and somebody from CALLER who asks through it."""

    netmon: Netmon
    front: Front
    caller: httpx.Client


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    home = tmp_path_factory.mktemp("home")
    load(home, small_register("127.0"))
    (home / "token").write_text(TOKEN)
    _add_account(home)
    netmon = Netmon(
        home,
        NETMON_HTTP__TOKEN_FILE=str(home / "token"),
        NETMON_HTTP__TRUSTED_PROXIES="127.0.0.1/32",
    )
    netmon.process = netmon.launch()
    try:
        netmon.wait(lambda: netmon.get("/healthz").status_code == 200)
        places = tmp_path_factory.mktemp("proxy")
        with proxy_before(netmon.port, places) as front, front.caller(CALLER) as caller:
            yield Scene(netmon, front, caller)
    finally:
        netmon.end(signal.SIGKILL)


def test_plain_http_is_sent_to_tls_and_nothing_else(scene: Scene) -> None:
    url = f"http://127.0.0.1:{scene.front.plain_port}/site/X?lang=en"
    answer = call("GET", url, headers={"Host": NAME, **BEARER})

    assert answer.status_code == 301
    assert answer.headers["location"] == f"https://{NAME}/site/X?lang=en"


def test_a_token_is_needed_though_netmon_listens_on_loopback(scene: Scene) -> None:
    assert scene.caller.get(SUMMARY).status_code == 401
    assert scene.netmon.get(SUMMARY).status_code == 401
    page = scene.caller.get("/?lang=th", headers=BEARER)

    assert page.status_code == 200
    assert "Secure" in page.headers["set-cookie"]
    assert page.headers["strict-transport-security"] == "max-age=31536000"


def test_pages_of_the_public_name_may_act_and_others_may_not(scene: Scene) -> None:
    def note(origin: str, **more: str) -> int:
        headers = {**BEARER, "Origin": origin, **more}
        url = "/api/v1/incidents/inc-nothing/note"
        return scene.caller.post(url, json={"text": "x"}, headers=headers).status_code

    assert note(f"https://{NAME}") == 404
    assert note(f"http://{NAME}") == 403
    assert note("https://evil.example") == 403
    forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    assert note("https://evil.example", **forged) == 403


def test_the_hook_is_not_reached_from_outside(scene: Scene) -> None:
    answer = scene.caller.post("/hooks/grafana", json={"alerts": []}, headers=BEARER)

    assert answer.status_code == 404
    assert "nginx" in answer.text, "the proxy itself answers"


def test_grafana_has_a_place_of_its_own(scene: Scene) -> None:
    assert scene.caller.get("/grafana/", headers=BEARER).status_code == 502


def test_the_event_stream_is_not_held_back(scene: Scene) -> None:
    with scene.caller.stream("GET", "/api/v1/events", headers=BEARER) as stream:
        first = next(stream.iter_raw())

    assert stream.headers["content-type"].startswith("text/event-stream")
    assert first


def test_a_person_signs_in_over_tls_alone(scene: Scene) -> None:
    html = {"Accept": "text/html", "Origin": f"https://{NAME}"}
    sent = scene.caller.get("/poller", headers=html)
    form = scene.caller.get(sent.headers["location"], headers=html)
    fields = {"login": "noc", "password": PASSWORD, "next": "/poller"}
    fields["csrf_token"] = read_token(form.text)
    answer = scene.caller.post("/login", data=fields, headers=html)
    page = scene.caller.get("/poller", headers=html)
    near = scene.netmon.get("/login", headers={"Accept": "text/html"})

    assert sent.status_code == 303
    assert (answer.status_code, answer.headers["location"]) == (303, "/poller")
    assert "__Host-netmon=" in answer.headers["set-cookie"]
    assert page.status_code == 200
    assert CALLER in scene.caller.get("/account", headers=html).text
    # From the proxy's address without saying TLS: what nginx never does.
    assert "<input" not in near.text.partition("<main")[2]
    scene.caller.cookies.clear()


def test_refusals_are_audited_with_the_address_the_proxy_saw(scene: Scene) -> None:
    forged = {
        "Authorization": "Bearer netmon_0000000000_nobody",
        "X-Forwarded-For": "8.8.8.8",
        "Forwarded": "for=8.8.4.4",
    }
    assert scene.caller.get(SUMMARY, headers=forged).status_code == 401
    scene.netmon.end(signal.SIGTERM)  # it writes its last refusals

    [refused] = [
        each["detail"]
        for each in _audit(scene.netmon.home)
        if each["action"] == "token.refuse"
    ]
    assert refused["from"] == [CALLER]


def _add_account(home: Path) -> None:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("NETMON_")}
    add = ["account", "add", "noc", "--name", "noc", "--role", "noc", "--final"]
    subprocess.run(
        [sys.executable, "-m", "netmon.cli", *add],
        env={**clean, "NETMON_HOME": str(home)},
        input=f"{PASSWORD}\n".encode(),
        timeout=60,
        check=True,
    )


def _audit(home: Path) -> list[dict[str, Any]]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("NETMON_")}
    done = subprocess.run(
        [sys.executable, "-m", "netmon.cli", "audit", "--json"],
        env={**clean, "NETMON_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return list(json.loads(done.stdout))
