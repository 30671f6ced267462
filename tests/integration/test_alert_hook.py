"""An alert of Grafana's over a real service that is killed between its two words."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.calls import call
from tests.integration.running import Netmon, load, now
from tests.registers import small_register
from tests.unit.grafana import alert, notice, over


def make_token(home: Path) -> str:
    command = ["token", "create", "--name", "Grafana", "--role", "alert_source"]
    made = subprocess.run(
        [sys.executable, "-m", "netmon.cli", *command],
        env={"NETMON_HOME": str(home), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return made.stdout.strip()


def say(netmon: Netmon, secret: str, body: dict[str, Any]) -> dict[str, int]:
    answer = call(
        "POST",
        f"http://127.0.0.1:{netmon.port}/hooks/grafana",
        json=body,
        headers={"Authorization": f"Bearer {secret}"},
    )
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def kinds_of(home: Path) -> list[str]:
    lines = (home / "notifications.jsonl").read_text("utf-8").splitlines()
    facts = [json.loads(line) for line in lines]
    return [each["kind"] for each in facts if each["key"].startswith("alert:")]


def test_an_alert_survives_a_kill_and_ends_once(tmp_path: Path) -> None:
    load(tmp_path, small_register("127.0"))
    secret = make_token(tmp_path)
    began = now() - timedelta(seconds=60)
    with Netmon(tmp_path) as netmon:
        first = say(netmon, secret, notice(alert(began)))
        netmon.end(signal.SIGKILL)
        netmon.start()
        again = say(netmon, secret, notice(alert(began)))
        netmon.wait((tmp_path / "notifications.jsonl").exists)
        netmon.wait(lambda: kinds_of(tmp_path) == ["opened"])
        ended = say(netmon, secret, notice(over(began, 30)))
        netmon.wait(lambda: kinds_of(tmp_path) == ["opened", "closed"])
        [row] = netmon.get("/api/v1/incidents", cause="alert").json()["items"]

    assert first["opened"] == 1
    assert set(again.values()) == {0}
    assert ended["closed"] == 1
    assert not row["is_open"]
    assert row["report"]["title"] == "ShareDown"
