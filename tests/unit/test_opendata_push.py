"""A build into a catalogue: the calls that are needed, and no other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from inventory.fleet import make_fleet
from netmon.cli import main
from netmon.core.months import Month
from netmon.opendata import ckan
from netmon.opendata.about import About
from netmon.opendata.build import build
from netmon.opendata.sources import Sources
from netmon.status.lookback import Journals
from tests.ckan_double import TOKEN, CkanDouble, ckan_double

OCTOBER = Month(2026, 10)
ABOUT = About(organization="mdes", maintainer="กองตัวอย่าง", maintainer_email="a@b.go.th")
NAME = "public-internet-sites"
FILES = 7


@pytest.fixture
def catalogue() -> Iterator[CkanDouble]:
    with ckan_double() as double:
        yield double


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    return make(tmp_path / "bundle")


@pytest.fixture
def token(tmp_path: Path) -> Path:
    path = tmp_path / "token"
    path.write_text(f"{TOKEN}\n")
    return path


def make(out: Path, about: About = ABOUT, size: int = 3) -> Path:
    looked = Journals(OCTOBER.span, [("p", OCTOBER.span)], [], {}, {}, {})
    build(
        Sources(make_fleet(size=size), [OCTOBER], looked, {}),
        out,
        about,
        is_replacing=out.exists(),
    )
    return out


def push(catalogue: CkanDouble, bundle: Path, *options: object) -> int:
    given = [str(each) for each in options]
    return main(["opendata", "push", str(bundle), "--url", catalogue.url, *given])


def test_a_new_dataset_is_made_with_all_its_files(
    catalogue: CkanDouble, bundle: Path, token: Path
) -> None:
    assert push(catalogue, bundle, "--token-file", token) == 0

    assert catalogue.writes == ["package_create", *["resource_create"] * FILES]
    made = catalogue.datasets[NAME]
    assert made["license_id"] == "Open Data Common"
    assert made["organization"]["name"] == "mdes"
    sent = {one["name"]: catalogue.uploads[one["id"]] for one in made["resources"]}
    every = {path.name for path in bundle.iterdir()}
    assert set(sent) == every - {"dataset.json", "manifest.json"}
    assert all(data == (bundle / name).read_bytes() for name, data in sent.items())


def test_pushed_again_nothing_is_changed(
    catalogue: CkanDouble, bundle: Path, token: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    push(catalogue, bundle, "--token-file", token)
    catalogue.writes.clear()

    assert push(catalogue, bundle, "--token-file", token) == 0

    assert catalogue.writes == []
    assert "has all of it already" in capsys.readouterr().err


def test_only_what_differs_is_sent(
    catalogue: CkanDouble, bundle: Path, token: Path
) -> None:
    push(catalogue, bundle, "--token-file", token)
    there = catalogue.datasets[NAME]
    there["resources"].append({"id": "theirs", "name": "readme.pdf"})
    there["added_by_others"] = "stays"
    catalogue.writes.clear()

    make(bundle, ABOUT.model_copy(update={"tags": ("ใหม่",)}), size=4)
    assert push(catalogue, bundle, "--token-file", token) == 0

    changed = ["sites.csv", "sites.json", "site_months.csv", "site_months.json"]
    files = [*changed, "dataset.jsonld"]
    assert catalogue.writes == ["package_update", *["resource_update"] * len(files)]
    now = catalogue.datasets[NAME]
    assert now["tags"] == [{"name": "ใหม่"}]
    assert now["added_by_others"] == "stays"
    assert now["resources"][-1]["name"] == "readme.pdf"
    assert len(now["resources"]) == FILES + 1


def test_a_dry_run_prints_the_calls_and_makes_none(
    catalogue: CkanDouble, bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert push(catalogue, bundle, "--dry-run", "--organization", "nso") == 0

    assert (catalogue.writes, catalogue.datasets) == ([], {})
    calls: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    assert [one["call"].rpartition("/")[2] for one in calls] == [
        "package_create",
        *["resource_create"] * FILES,
    ]
    assert calls[0]["call"] == f"POST {catalogue.url}/api/3/action/package_create"
    assert calls[0]["payload"]["owner_org"] == "nso"
    assert calls[1]["payload"]["package_id"] == NAME
    assert calls[1]["upload"] == str(bundle / "sites.csv")


def test_the_calls_of_a_dry_run_are_those_that_are_made(
    catalogue: CkanDouble, bundle: Path, token: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    push(catalogue, bundle, "--token-file", token)
    make(bundle, size=5)
    capsys.readouterr()
    push(catalogue, bundle, "--dry-run")
    told = [
        one["call"].rpartition("/")[2] for one in json.loads(capsys.readouterr().out)
    ]
    catalogue.writes.clear()

    push(catalogue, bundle, "--token-file", token)

    assert catalogue.writes == told != []


def test_a_refusal_names_the_call_and_a_second_try_goes_on(
    catalogue: CkanDouble, bundle: Path, token: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    catalogue.refuses = "resource_create"

    assert push(catalogue, bundle, "--token-file", token) == 3
    said = capsys.readouterr().err
    assert "resource_create: HTTP 409" in said
    assert "Missing value" in said
    assert TOKEN not in said

    catalogue.refuses = ""
    assert push(catalogue, bundle, "--token-file", token) == 0
    assert catalogue.writes == ["package_create", *["resource_create"] * FILES]


def test_a_wrong_token_is_said_to_be(
    catalogue: CkanDouble, bundle: Path, token: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    token.write_text("wrong-secret")

    assert push(catalogue, bundle, "--token-file", token) == 3

    said = capsys.readouterr().err
    assert "package_create: HTTP 403" in said
    assert "wrong-secret" not in said


@pytest.mark.parametrize(
    "answer",
    [
        (200, {}, b"<html>sign in</html>"),
        (200, {}, b"[" * 100_000),
        (200, {}, b"[]"),
        (200, {}, b'{"success": true, "result": 3}'),
        (500, {}, b""),
        (302, {"Location": "http://127.0.0.1:9/"}, b""),
    ],
)
def test_what_is_no_catalogue_is_said_to_be_none(
    catalogue: CkanDouble,
    bundle: Path,
    answer: tuple[int, dict[str, str], bytes],
    capsys: pytest.CaptureFixture[str],
) -> None:
    catalogue.answers = answer

    assert push(catalogue, bundle, "--dry-run") == 3

    assert "netmon: package_show: HTTP" in capsys.readouterr().err


@pytest.mark.parametrize(
    "body", [b"<html>nothing here</html>", b"", b"[]", b'{"detail": "Not Found"}']
)
def test_a_404_that_is_not_of_ckan_is_no_missing_dataset(
    catalogue: CkanDouble, bundle: Path, body: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    catalogue.answers = (404, {}, body)

    assert push(catalogue, bundle, "--dry-run") == 3

    told, said = capsys.readouterr()
    assert told == ""
    assert "no CKAN answers there" in said


def test_an_endless_answer_is_cut(
    catalogue: CkanDouble,
    bundle: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(ckan, "MOST_ANSWER_BYTES", 1_000)
    catalogue.answers = (200, {}, b" " * 2_000)

    assert push(catalogue, bundle, "--dry-run") == 3

    assert "too long or too slow" in capsys.readouterr().err


@pytest.mark.parametrize("limit", ["UPLOAD_S", "ANSWER_S"])
def test_a_slow_catalogue_is_not_waited_for(
    catalogue: CkanDouble,
    bundle: Path,
    token: Path,
    limit: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(ckan, limit, -1.0)

    assert push(catalogue, bundle, "--token-file", token) == 3

    assert "slow" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://catalog.example.go.th", "without https"),
        ("http://127.0.0.1.example.go.th", "without https"),
        ("ftp://127.0.0.1", "expected https"),
        ("catalog.example.go.th", "expected https"),
        ("https://", "expected https"),
        ("https://me:secret@catalog.example.go.th", "without user"),
        ("https://catalog.example.go.th?x=1", "without user, query"),
        ("http://[::1", "--url: "),
    ],
)
def test_an_address_that_would_show_the_token_is_refused(
    bundle: Path, token: Path, url: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = [
        "opendata",
        "push",
        str(bundle),
        "--url",
        url,
        "--token-file",
        str(token),
    ]

    assert main(command) == 2

    assert said in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", "two words", "ไทย", "a\nb", "x" * 5_000])
def test_what_is_no_token_is_refused(
    catalogue: CkanDouble, bundle: Path, token: Path, text: str
) -> None:
    token.write_text(text, "utf-8")

    assert push(catalogue, bundle, "--token-file", token) == 2
    assert push(catalogue, bundle) == 2

    assert catalogue.writes == []


def test_a_file_that_was_changed_since_is_not_sent(
    catalogue: CkanDouble, bundle: Path, token: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (bundle / "sites.csv").open("ab") as file:
        file.write(b"PI-99-00001\r\n")

    assert push(catalogue, bundle, "--token-file", token) == 2

    assert "sites.csv: it was changed since it was built" in capsys.readouterr().err
    assert catalogue.writes == []


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        (None, "it is no build of open data"),
        ("{", "manifest.json: "),
        ('{"format": "other"}', "it is no manifest of netmon-opendata"),
        (
            '{"format": "netmon-opendata", "schema_version": "1.0", "files": [{"name": '
            '"../../etc/passwd", "media_type": "a", "bytes": 1, "sha256": "0"}]}',
            "files.0.name",
        ),
    ],
)
def test_what_is_no_build_is_refused(
    catalogue: CkanDouble,
    bundle: Path,
    manifest: str | None,
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = bundle / "manifest.json"
    path.unlink()
    if manifest is not None:
        path.write_text(manifest)

    assert push(catalogue, bundle, "--dry-run") == 2

    assert said in capsys.readouterr().err


def test_a_mandatory_field_that_is_empty_stops_it(
    catalogue: CkanDouble,
    tmp_path: Path,
    token: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    bundle = make(tmp_path / "nobody", About())

    assert push(catalogue, bundle, "--token-file", token) == 2

    assert "owner_org, maintainer, maintainer_email" in capsys.readouterr().err


def test_a_silent_catalogue_is_named(
    bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    closed = CkanDouble(url="http://127.0.0.1:9")

    assert push(closed, bundle, "--dry-run") == 3

    assert "package_show: http://127.0.0.1:9: " in capsys.readouterr().err


def test_the_time_of_a_build_is_that_of_its_data(bundle: Path) -> None:
    told = json.loads((bundle / "manifest.json").read_bytes())["data_until"]

    assert datetime.fromisoformat(told) == datetime(2026, 10, 31, 17, tzinfo=UTC)
