"""`netmon influx init` against doubles of 2.x, 3 and VictoriaMetrics."""

from __future__ import annotations

import stat
from io import StringIO
from pathlib import Path

import pytest

from netmon.cli.command_line import main
from netmon.cli.exit_codes import ExitCode
from netmon.store.influx.faults import InfluxHeld
from netmon.store.influx.setup import SetupFault, keep_secret, make_secret
from netmon.store.influx.transport import InfluxAccess, InfluxTransport
from tests.influx_double import OPERATOR, Double, Stub, Three, Two, serving

LINE = b"ping,site=A sent_count=3i 1795000000"
DATABASES = ("netmon", "netmon_1h", "netmon_1d")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NETMON_HOME", str(tmp_path / "home"))
    (tmp_path / "admin").write_text(OPERATOR)
    (tmp_path / "admin").chmod(0o600)
    return tmp_path / "home"


def init(
    double: Double, home: Path, monkeypatch: pytest.MonkeyPatch, *more: str
) -> int:
    monkeypatch.setenv("NETMON_INFLUX__URL", double.url)
    admin = str(home.parent / "admin")
    return main(["influx", "init", "--admin-file", admin, *more])


def secret(home: Path, who: str) -> str:
    path = home / "influx" / f"{who}.secret"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    return path.read_text().strip()


def test_2_gets_buckets_mappings_and_two_tokens_once(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(Two()) as two:
        assert isinstance(two, Two)
        assert init(two, home, monkeypatch, "--yes") == ExitCode.DONE
        first = capsys.readouterr()
        assert init(two, home, monkeypatch, "--yes") == ExitCode.DONE
        second = capsys.readouterr()

    kept_s = {
        name: each["retentionRules"][0]["everySeconds"]
        for name, each in two.buckets.items()
    }
    assert kept_s == {
        name: days * 86_400
        for name, days in zip(DATABASES, (90, 800, 3650), strict=True)
    }
    assert [(each["database"], each["default"]) for each in two.mappings] == [
        (name, True) for name in DATABASES
    ]
    assert [each["description"] for each in two.tokens] == [
        "netmon_writer",
        "netmon_reader",
    ]
    for made in (secret(home, "writer"), secret(home, "reader"), OPERATOR):
        assert made not in first.out + first.err + second.out + second.err
    assert second.out == ""
    assert "nothing is missing" in second.err


@pytest.mark.anyio
async def test_tokens_of_2_do_what_they_are_for_and_no_more(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from asyncio import to_thread

    async def outcome(who: str, what: str) -> str:
        access = InfluxAccess(two.url, who, secret(home, who))
        async with InfluxTransport(access) as transport:
            try:
                if what == "write":
                    await transport.write("netmon_1h", LINE)
                else:
                    await transport.query('SELECT "x" FROM "y"', "netmon_1h")
            except InfluxHeld as held:
                return str(held.status)
        return "done"

    with serving(Two()) as two:
        await to_thread(init, two, home, monkeypatch, "--yes")
        assert await outcome("writer", "write") == "done"
        assert await outcome("writer", "query") == "403"
        assert await outcome("reader", "query") == "done"
        assert await outcome("reader", "write") == "403"


def test_2_is_only_told_about_without_consent(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(Two()) as two:
        assert isinstance(two, Two)
        assert init(two, home, monkeypatch) == ExitCode.DONE
    told = capsys.readouterr()
    assert "make bucket netmon_1d, kept 3650 days" in told.out
    assert "nothing was done" in told.err
    assert not two.buckets
    assert not two.tokens
    assert {each.method for each in two.asked if "/api/" in each.path} == {"GET"}
    assert not home.exists()


class Terminal(StringIO):
    """A person who types."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("typed", "made_count"), [("yes\n", 3), ("y\n", 0), ("\n", 0)])
def test_a_person_at_a_terminal_types_token_and_consent(
    home: Path, monkeypatch: pytest.MonkeyPatch, typed: str, made_count: int
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(typed))
    monkeypatch.setattr("netmon.cli.influx_init.getpass", lambda _: OPERATOR)
    with serving(Two()) as two:
        assert isinstance(two, Two)
        monkeypatch.setenv("NETMON_INFLUX__URL", two.url)
        assert main(["influx", "init"]) == ExitCode.DONE
    assert len(two.buckets) == made_count


def test_of_several_organisations_one_is_named(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(Two(organisations=("nfe", "noc"))) as two:
        assert isinstance(two, Two)
        assert init(two, home, monkeypatch, "--yes") == ExitCode.NOT_ALLOWED
        assert "--org; the token sees: nfe, noc" in capsys.readouterr().err
        assert init(two, home, monkeypatch, "--yes", "--org", "noc") == ExitCode.DONE
    assert {each["orgID"] for each in two.buckets.values()} == {"0noc"}


def test_a_lost_token_of_2_is_made_anew_and_the_old_one_named(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(Two()) as two:
        init(two, home, monkeypatch, "--yes")
        before = secret(home, "writer")
        (home / "influx" / "writer.secret").unlink()
        capsys.readouterr()
        assert init(two, home, monkeypatch, "--yes") == ExitCode.DONE
    assert "delete the old one" in capsys.readouterr().out
    assert secret(home, "writer") != before


def test_a_wrong_token_of_2_changes_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (home.parent / "admin").write_text("wrong-token")
    with serving(Two()) as two:
        assert init(two, home, monkeypatch, "--yes") == ExitCode.NOT_ALLOWED
    told = capsys.readouterr()
    assert "401" in told.err
    assert "wrong-token" not in told.out + told.err


def test_3_is_told_what_to_run(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(Three(needs_token_for_ping=True)) as three:
        assert init(three, home, monkeypatch, "--yes") == ExitCode.DONE
    told = capsys.readouterr().out
    for name, days in zip(DATABASES, (90, 800, 3650), strict=True):
        assert f"--retention-period {days}d {name}\n" in told
    assert "db:netmon,netmon_1h,netmon_1d:write" in told
    assert "CREATE DATABASE" not in told
    assert {each.path for each in three.asked} == {"/ping"}


def test_a_stub_is_not_set_up(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(Stub()) as stub:
        assert init(stub, home, monkeypatch, "--yes") == ExitCode.NOT_ALLOWED
    assert "VictoriaMetrics" in capsys.readouterr().err


def test_without_an_address_nothing_is_set_up(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["influx", "init"]) == ExitCode.WRONG_USE
    assert "NETMON_INFLUX__URL" in capsys.readouterr().err


def test_a_secret_is_made_once_and_for_this_user_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "writer.secret"
    made = make_secret(path)
    assert make_secret(path) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    keep_secret(path, "another")
    assert make_secret(path) == "another"
    path.write_text("\n")
    with pytest.raises(SetupFault, match="is empty"):
        make_secret(path)
