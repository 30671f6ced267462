"""The database's password may stand in a file of its own, and is shown nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy.engine import make_url

from netmon.core.errors import ConfigError
from netmon.core.settings import InfluxSettings, Settings
from netmon.home import database_url
from netmon.main import check_influx

URL = "postgresql+asyncpg://netmon@postgres/netmon"


def settings_of(tmp_path: Path, url: str | None = URL) -> Settings:
    return Settings(
        home=tmp_path,
        database_url=SecretStr(url) if url else None,
        database_password_file=tmp_path / "password",
    )


@pytest.mark.parametrize("password", ["plain", "p@ss:/?#[]%20 word", "รหัสลับ"])
def test_any_password_reaches_the_url_as_it_is(tmp_path: Path, password: str) -> None:
    (tmp_path / "password").write_text(password + "\n", "utf-8")

    url = make_url(database_url(settings_of(tmp_path)))

    assert url.password == password
    assert (url.host, url.username, url.database) == ("postgres", "netmon", "netmon")


@pytest.mark.parametrize("content", [None, b"", b"\n", b"\xff"])
def test_a_file_without_a_password_is_refused_by_name(
    tmp_path: Path, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "password").write_bytes(content)

    with pytest.raises(ConfigError, match=r"NETMON_DATABASE_PASSWORD_FILE: .*password"):
        database_url(settings_of(tmp_path))


@pytest.mark.parametrize("content", [None, b"", b"\xff"])
def test_a_feed_without_its_password_is_refused_before_anything_runs(
    tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "password"
    influx = InfluxSettings(url="http://127.0.0.1:1", password_file=path)
    settings = Settings(home=tmp_path, influx=influx)
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ConfigError, match=r"NETMON_INFLUX__PASSWORD_FILE: .*password"):
        check_influx(settings)
    path.write_text("secret")
    check_influx(settings)


def test_a_wrong_url_does_not_show_the_password(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("do not show this")

    with pytest.raises(ConfigError) as refused:
        database_url(settings_of(tmp_path, "mysql://netmon@db/netmon"))

    assert "do not show this" not in str(refused.value)


def test_a_file_in_the_home_needs_none(tmp_path: Path) -> None:
    assert database_url(settings_of(tmp_path, None)).endswith("netmon.db")
