"""`netmon export` under wrong use."""

from __future__ import annotations

from pathlib import Path

import pytest

from netmon.cli import main


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"--start": "0001-01-01T00:00:00+14:00"}, "expected a year from 2000"),
        ({"--end": "9999-12-31T23:59:59-23:59"}, "expected a year from 2000"),
        ({"--start": "nan"}, "expected a time"),
        ({"--start": ""}, "expected a time"),
        ({"FILE": ""}, "expected the name of a file"),
        ({"FILE": "/"}, "expected the name of a file"),
    ],
)
def test_a_wrong_word_is_named(
    changed: dict[str, str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("NETMON_HOME", str(tmp_path))
    good = {
        "FILE": str(tmp_path / "out"),
        "--start": "2026-11-20",
        "--end": "2026-11-21",
    }
    words = good | changed
    file = words.pop("FILE")
    options = [each for pair in words.items() for each in pair]

    with pytest.raises(SystemExit) as caught:
        main(["export", "ping", file, *options])

    assert caught.value.code == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
