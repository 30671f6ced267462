"""The command line under wrong use: a line and an exit code, never a traceback."""

from __future__ import annotations

import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from netmon.cli import main, run


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NETMON_HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [
        ("demo", "--port", "80.5"),
        ("demo", "--speed", "nan"),
        ("sites", "--limit", "1e9"),
        ("sites", "--limit", "1.5"),
    ],
)
def test_a_number_that_cannot_be_is_wrong_use(arguments: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(list(arguments))

    assert caught.value.code == 2


@pytest.mark.parametrize(
    "code", ["NOPE", "..", "../summary", "a/b", "x?y", "%00", "", ".", "ก", "x" * 5000]
)
@pytest.mark.parametrize("command", ["site", "probe"])
def test_an_odd_code_is_no_site(
    command: str, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, code]) == 4
    assert capsys.readouterr().err.endswith(f"netmon: no site is called {code!r}\n")


def test_an_argument_that_is_no_text_is_wrong_use(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["sites", "--q", "\udcff"]) == 2
    assert capsys.readouterr().err == "netmon: expected UTF-8 text, got '\\udcff'\n"


def _write_rubbish(home: Path) -> None:
    (home / "netmon.db").write_bytes(b"this is no database" * 1000)


def _make_directory(home: Path) -> None:
    (home / "netmon.db").mkdir()


def _lose_a_row(home: Path) -> None:
    assert main(["sites"]) == 0
    with sqlite3.connect(home / "netmon.db") as database:
        database.execute("delete from register_version")
    database.close()


@pytest.mark.parametrize("spoil", [_write_rubbish, _make_directory, _lose_a_row])
def test_a_spoilt_database_is_one_line(
    home: Path, spoil: object, capsys: pytest.CaptureFixture[str]
) -> None:
    assert callable(spoil)
    spoil(home)
    capsys.readouterr()

    for command in (["sites"], ["inventory", "dump", str(home / "dump")]):
        assert main(command) == 3
        error = capsys.readouterr().err
        assert error.startswith("netmon: database: ")
        assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("postgresql+asyncpg://u:hunter2@127.0.0.1:1/x", 3),
        ("postgresql+asyncpg://u:hunter2@127.0.0.1:zz/x", 2),
        ("postgresql+asyncpg://u:hunter2@127.0.0.1/x?bogus=1", 2),
        ("mysql://u:hunter2@127.0.0.1/x", 2),
        ("sqlite+aiosqlite:////nowhere/at/all.db", 3),
    ],
)
def test_a_database_that_cannot_be_had_is_one_line_without_its_password(
    url: str,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("NETMON_DATABASE_URL", url)

    assert main(["sites"]) == code
    error = capsys.readouterr().err
    assert error.startswith("netmon: database")
    assert "hunter2" not in error


def test_a_dump_that_cannot_be_written_is_one_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["inventory", "dump", "/etc/passwd"]) == 3
    assert capsys.readouterr().err.splitlines()[-1].startswith("netmon: [Errno 17]")


def test_a_full_disk_behind_the_output_is_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "netmon.cli", "check-config"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert ended.returncode == 3
    assert ended.stderr == "netmon: [Errno 28] No space left on device\n"


def test_a_service_that_hangs_is_not_taken_for_none(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("netmon.cli.control_socket.TIMEOUT_S", 0.2)
    with socket.socket(socket.AF_UNIX) as control:
        control.bind(str(home / "netmon.sock"))
        control.listen()

        assert main(["sites"]) == 3
    assert "does not answer" in capsys.readouterr().err


def test_a_socket_left_behind_is_no_service(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket(socket.AF_UNIX) as control:
        control.bind(str(home / "netmon.sock"))

    assert main(["sites"]) == 0
    assert "no service runs" in capsys.readouterr().err


@pytest.mark.parametrize("host", ["a..b", "a" * 300, "nowhere.invalid"])
def test_a_name_nobody_can_listen_on_is_one_line(
    host: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NETMON_HTTP__HOST", host)

    assert main(["up", "--port", "0"]) == 2
    assert "cannot listen on" in capsys.readouterr().err


def test_a_home_too_deep_for_a_socket_says_how_deep_it_may_be(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NETMON_HOME", str(home / ("x" * 120)))

    assert main(["up", "--port", "0"]) == 2
    assert "at most 107 bytes" in capsys.readouterr().err


def test_a_second_demo_does_not_empty_the_home_of_the_first(home: Path) -> None:
    from netmon.serving import only_one

    demo = home / "demo"
    with only_one(demo):
        (demo / "netmon.db").write_text("the first one's")

        assert main(["demo", "--port", "0", "--size", "10"]) == 2
    assert (demo / "netmon.db").read_text() == "the first one's"


def test_an_interrupt_while_the_parts_are_loaded_leaves_no_traceback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupt(_: list[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("netmon.cli.main", interrupt)

    with pytest.raises(SystemExit) as caught:
        run()

    assert caught.value.code == 130
    # Where the interrupt is caught, none of what takes long has been loaded yet.
    early = "import sys, netmon.cli; print('sqlalchemy' in sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", early], capture_output=True, text=True, check=True
    )
    assert loaded.stdout == "False\n"
