"""`netmon account`, and passwords that stand in no list of processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

PASSWORD = "ช้างสามเชือกเดินข้ามสะพาน"


def run(home: Path, *arguments: str, given: bytes = b"") -> tuple[int, str, str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("NETMON_")}
    done = subprocess.run(
        [sys.executable, "-m", "netmon.cli", "account", *arguments],
        env={**clean, "NETMON_HOME": str(home)},
        input=given,
        capture_output=True,
        timeout=60,
        check=False,
    )
    said = done.stderr.decode()
    assert "Traceback" not in said, said
    return done.returncode, done.stdout.decode(), said


def test_an_account_is_made_narrowed_and_kept_out(tmp_path: Path) -> None:
    line = f"{PASSWORD}\r\n".encode()
    add = ["add", "Somchai", "--name", "สมชาย", "--role", "technician"]
    made = run(tmp_path, *add, "--province", "50", given=line)
    again = run(tmp_path, *add, "--province", "50", given=line)
    moved = run(tmp_path, "scope", "somchai", "--province", "10")
    changed = run(tmp_path, "password", "somchai", "--final", given=line)
    out = run(tmp_path, "disable", "somchai")
    _, listed, _ = run(tmp_path, "list")
    found = json.loads(run(tmp_path, "list", "--json")[1])

    assert [each[0] for each in (made, again, moved, changed, out)] == [0, 2, 0, 0, 0]
    assert "somchai may sign in" in made[2]
    assert "there is an account somchai already" in again[2]
    assert "disabled" in listed
    assert [(each["login"], each["scope"], each["must_change"]) for each in found] == [
        ("somchai", {"provinces": ["10"]}, False)
    ]
    assert "argon2" not in listed + json.dumps(found)


def test_what_cannot_be_is_refused_by_name(tmp_path: Path) -> None:
    add = ["add", "noc", "--name", "x", "--role", "noc"]
    wrong = {
        b"": "expected one line on standard input",
        b"short\n": "fewer than 12 characters",
        b"password1234\n": "among those that are tried first",
        b"\xff\xfe twelve characters\n": "expected UTF-8 text",
        b"x" * 100_000: "more than 128 characters",
    }
    for given, words in wrong.items():
        code, shown, said = run(tmp_path, *add, given=given)
        assert (code, shown) == (2, ""), words
        assert words in said

    unknown = run(tmp_path, "disable", "nobody")
    assert (unknown[0], unknown[2]) == (4, "netmon: no account is called 'nobody'\n")
    code, _, said = run(tmp_path, "add", "x", "--name", "x", "--role", "gateway")
    assert (code, "invalid choice" in said) == (2, True)


def test_a_reach_that_does_not_exist_is_refused_by_name(tmp_path: Path) -> None:
    add = ["add", "c4", "--name", "x", "--role", "technician", "--no-password"]
    for code in ("99", "เชียงใหม่"):
        refused = run(tmp_path, *add, "--province", "50", "--province", code)
        assert refused[0] == 2
        assert f"--province: no province has the code {code!r};" in refused[2]
    assert run(tmp_path, *add, "--province", "50")[0] == 0

    moved = run(tmp_path, "scope", "c4", "--province", "999")

    assert (moved[0], "'999'" in moved[2]) == (2, True)
    found = json.loads(run(tmp_path, "list", "--json")[1])
    assert [each["scope"] for each in found] == [{"provinces": ["50"]}]
