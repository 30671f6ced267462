"""`netmon token` and `netmon audit`, and a running service that follows them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.calls import call
from tests.integration.running import Netmon, load
from tests.registers import small_register


def run(home: Path, *arguments: str, **variables: str) -> tuple[int, str, str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("NETMON_")}
    done = subprocess.run(
        [sys.executable, "-m", "netmon.cli", *arguments],
        env={**clean, "NETMON_HOME": str(home), **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout, done.stderr


def test_a_token_is_shown_once_and_listed_without_its_secret(tmp_path: Path) -> None:
    code, secret, said = run(
        tmp_path, "token", "create", "--name", "ศูนย์", "--role", "ministry"
    )
    _, listed, _ = run(tmp_path, "token", "list")
    _, audited, _ = run(tmp_path, "audit")

    assert code == 0
    assert secret.startswith("netmon_")
    assert secret.count("\n") == 1
    assert secret.strip() not in said + listed + audited
    assert "ศูนย์" in listed
    assert "token.create" in audited


def test_a_token_is_revoked_by_its_id(tmp_path: Path) -> None:
    made = ["token", "create", "--name", "x", "--role", "noc", "--json"]
    identity = json.loads(run(tmp_path, *made)[1])["id"]

    first, second = (run(tmp_path, "token", "revoke", identity) for _ in range(2))
    code, _, said = run(tmp_path, "token", "revoke", "0000000000")

    assert (first[0], second[0]) == (0, 0)
    assert "revoked before" in second[2]
    assert (code, said) == (4, "netmon: no token is called '0000000000'\n")
    found = json.loads(run(tmp_path, "token", "list", "--json")[1])
    assert [each["standing"] for each in found] == ["revoked"]
    audited = json.loads(run(tmp_path, "audit", "--limit", "1", "--json")[1])
    assert audited[0]["action"] == "token.revoke"


def test_a_token_reaches_what_the_register_has(tmp_path: Path) -> None:
    make = ["token", "create", "--name", "x", "--role", "contractor"]
    early = run(tmp_path, *make, "--contract", "not-yet")
    load(tmp_path, small_register())
    wrong = run(
        tmp_path, *make, "--contract", "none", "--site", "PI-0", "--province", "999"
    )

    assert early[0] == 0
    assert (wrong[0], wrong[1]) == (2, "")
    for words in ("code '999'", "--contract: not in the", "--site: not in the"):
        assert words in wrong[2]


WRONG = {
    "no role": (["--name", "x"], "--role"),
    "odd role": (["--name", "x", "--role", "king"], "invalid choice: 'king'"),
    "no days": (["--name", "x", "--role", "noc", "--days", "0"], "1 to 1825, got '0'"),
    "half a day": (["--name", "x", "--role", "noc", "--days", "1.5"], "got '1.5'"),
    "no scope": (["--name", "x", "--role", "centre"], "say for which sites"),
    "no name": (["--name", "", "--role", "noc"], "name: expected 1 to 80"),
}


@pytest.mark.parametrize(("options", "words"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_wish_is_refused_by_name(
    tmp_path: Path, options: list[str], words: str
) -> None:
    code, shown, said = run(tmp_path, "token", "create", *options)

    assert (code, shown) == (2, "")
    assert words in said


def test_a_broken_database_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "netmon.db").write_bytes(b"no database " * 100)

    code, _, said = run(tmp_path, "token", "list")

    assert code == 3
    assert said.count("\n") == 1
    assert "file is not a database" in said


def ask(service: Netmon, secret: str, path: str = "/api/v1/summary") -> int:
    headers = {"Authorization": f"Bearer {secret}"}
    url = f"http://127.0.0.1:{service.port}{path}"
    return call("GET", url, headers=headers).status_code


def test_a_running_service_follows_tokens_within_seconds(tmp_path: Path) -> None:
    load(tmp_path, small_register("127.0"))
    (tmp_path / "token").write_text("the first token of this house")
    variables = {"NETMON_HTTP__TOKEN_FILE": str(tmp_path / "token")}
    service = Netmon(tmp_path, **variables)
    service.process = service.launch()
    try:
        service.wait(lambda: ask(service, "the first token of this house") == 200)
        bare = service.get("/api/v1/summary").status_code
        stranger = "netmon_0000000000_nobody-made-this-one"
        # Until the list of tokens has been read once nobody can say: 503 till then.
        service.wait(lambda: ask(service, stranger) != 503)
        assert ask(service, stranger) == 401
        made = ["token", "create", "--name", "x", "--role", "noc"]
        secret = run(tmp_path, *made)[1].strip()
        service.wait(lambda: ask(service, secret) == 200, timeout_s=8)
        run(tmp_path, "token", "revoke", secret.split("_")[1])
        service.wait(lambda: ask(service, secret) == 401, timeout_s=8)
        service.end(signal.SIGTERM)
    finally:
        service.end(signal.SIGKILL)

    assert bare == 401
    assert secret not in service.log()
    audited = json.loads(run(tmp_path, "audit", "--json")[1])
    refusals = [each for each in audited if each["action"] == "token.refuse"]
    assert {each["detail"]["why"] for each in refusals} == {"unknown", "revoked"}
    actions = [each["action"] for each in reversed(audited)]
    assert [each for each in actions if each != "token.refuse"] == [
        "token.create",
        "token.revoke",
    ]


def test_commands_ask_a_running_service_over_its_socket(tmp_path: Path) -> None:
    register = small_register("127.0")
    load(tmp_path, register)
    code = next(iter(register.sites))
    name = register.sites[code].name_th
    service = Netmon(tmp_path)
    service.process = service.launch()
    try:
        service.wait(lambda: service.get("/healthz").status_code == 200)
        listed = run(tmp_path, "sites", "--q", name, "--json")
        plan = ["maintenance", "plan", "--site", code, "--for", "1h"]
        planned = run(tmp_path, *plan, "--reason", "สายขาด", "--json")
        unknown = run(tmp_path, "site", "a/b?c")
        refused = run(tmp_path, "sites", "--province", "99")
        service.end(signal.SIGTERM)
        gone = run(tmp_path, "sites", "--limit", "1")
    finally:
        service.end(signal.SIGKILL)

    assert code in [each["code"] for each in json.loads(listed[1])]
    assert listed[2] == ""
    assert json.loads(planned[1])["reason"] == "สายขาด"
    assert (unknown[0], unknown[2]) == (4, "netmon: no site is called 'a/b?c'\n")
    assert refused[0] == 2
    assert "no province is called '99'" in refused[2]
    assert "no service runs" in gone[2]
