"""`netmon influx init` on a real InfluxDB 1.6."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from netmon.cli.command_line import main
from netmon.cli.exit_codes import ExitCode
from tests.calls import call
from tests.integration.influx import ADMIN, Influx, influx_server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Influx]:
    with influx_server(tmp_path_factory.mktemp("influx"), with_auth=True) as found:
        yield found


@pytest.fixture
def home(
    tmp_path: Path, server: Influx, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """Of settings that name the server, which is empty again afterwards."""
    monkeypatch.setenv("NETMON_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("NETMON_INFLUX__URL", server.url)
    yield tmp_path / "home"
    for name in ("netmon", "netmon_1h", "netmon_1d"):
        server.query(f"DROP DATABASE {name}")
    for [user, is_admin] in server.query("SHOW USERS")[0]["values"]:
        if not is_admin:
            server.query(f'DROP USER "{user}"')


@pytest.fixture
def admin_file(tmp_path: Path) -> Path:
    path = tmp_path / "admin"
    path.write_text(":".join(ADMIN) + "\n")
    path.chmod(0o600)
    return path


def init(admin_file: Path, *more: str) -> int:
    return main(["influx", "init", "--admin-file", str(admin_file), *more])


def test_everything_is_made_once_and_with_few_rights(
    server: Influx, home: Path, admin_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert init(admin_file, "--yes") == ExitCode.DONE
    first = capsys.readouterr()

    kept = {
        name: server.query(f'SHOW RETENTION POLICIES ON "{name}"')[0]["values"]
        for name in ("netmon", "netmon_1h", "netmon_1d")
    }
    assert [kept[name][0][1] for name in kept] == [
        f"{days * 24}h0m0s" for days in (90, 800, 3650)
    ]
    for user, right in (("netmon_writer", "WRITE"), ("netmon_reader", "READ")):
        granted = server.query(f'SHOW GRANTS FOR "{user}"')[0]["values"]
        assert sorted(granted) == sorted([name, right] for name in kept)
        secret = home / "influx" / f"{user.removeprefix('netmon_')}.secret"
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600
        assert secret.read_text().strip() not in first.out + first.err
        assert len(secret.read_text().strip()) == 32

    assert init(admin_file, "--yes") == ExitCode.DONE
    second = capsys.readouterr()
    assert second.out == ""
    assert "nothing is missing" in second.err


def test_the_writer_writes_and_the_reader_reads_and_neither_does_more(
    server: Influx, home: Path, admin_file: Path
) -> None:
    init(admin_file, "--yes")

    def status(user: str, path: str, **parts: object) -> int:
        secret = (home / "influx" / f"{user}.secret").read_text().strip()
        answer = call(
            "POST", f"{server.url}{path}", auth=(f"netmon_{user}", secret), **parts
        )
        return answer.status_code

    line = {"params": {"db": "netmon"}, "content": "ping,site=A sent_count=3i"}
    ask = {"data": {"q": 'SELECT "sent_count" FROM "ping"', "db": "netmon"}}
    drop = {"data": {"q": "DROP DATABASE netmon"}}
    assert status("writer", "/write", **line) == 204
    assert status("reader", "/write", **line) == 403
    assert status("reader", "/query", **ask) == 200
    assert status("writer", "/query", **ask) == 403
    assert status("reader", "/query", **drop) == 403
    assert status("writer", "/query", **drop) == 403


def test_without_consent_nothing_is_done(
    server: Influx, home: Path, admin_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert init(admin_file) == ExitCode.DONE

    told = capsys.readouterr()
    assert 'CREATE DATABASE "netmon" WITH DURATION 90d' in told.out
    assert 'GRANT WRITE ON "netmon_1d" TO "netmon_writer"' in told.out
    assert "nothing was done" in told.err
    assert ["netmon"] not in server.query("SHOW DATABASES")[0].get("values", [])
    assert not home.exists() or not any(home.rglob("*.secret"))


def test_what_is_there_is_completed_and_nothing_kept_shorter(
    server: Influx, home: Path, admin_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.query("CREATE DATABASE netmon WITH DURATION 7d")
    server.query("CREATE DATABASE netmon_1h")
    server.query("CREATE USER netmon_writer WITH PASSWORD 'somebody-elses'")

    assert init(admin_file, "--yes") == ExitCode.DONE
    told = capsys.readouterr()
    [policy] = server.query("SHOW RETENTION POLICIES ON netmon")[0]["values"]
    assert policy[1] == "2160h0m0s"
    [policy] = server.query("SHOW RETENTION POLICIES ON netmon_1h")[0]["values"]
    assert policy[1] == "0s"
    assert "netmon_1h keeps rows for ever" in told.out
    assert re.search(r'SET PASSWORD FOR "netmon_writer" = \'\.\.\.\'', told.out)
    secret = (home / "influx" / "writer.secret").read_text().strip()
    answer = call(
        "POST",
        f"{server.url}/write",
        params={"db": "netmon"},
        content="ping,site=A sent_count=3i",
        auth=("netmon_writer", secret),
    )
    assert answer.status_code == 204


@pytest.mark.parametrize(
    ("text", "mode", "complaint"),
    [
        ("admin:wrong", 0o600, "401"),
        ("admin:x", 0o644, "others may read it"),
        ("a\nb", 0o600, "one line"),
    ],
)
def test_an_administrator_that_cannot_be_used_is_named(
    home: Path,
    admin_file: Path,
    capsys: pytest.CaptureFixture[str],
    text: str,
    mode: int,
    complaint: str,
) -> None:
    admin_file.write_text(text)
    admin_file.chmod(mode)

    assert init(admin_file, "--yes") != ExitCode.DONE
    assert complaint in capsys.readouterr().err
    assert not home.exists()


def test_a_server_that_asks_nobody_is_told_of(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("NETMON_HOME", str(tmp_path / "home"))
    with influx_server(tmp_path / "open") as server:
        monkeypatch.setenv("NETMON_INFLUX__URL", server.url)
        monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
        assert main(["influx", "init", "--yes"]) == ExitCode.DONE
    assert "auth-enabled = true" in capsys.readouterr().out
