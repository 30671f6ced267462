"""`netmon opendata push`: a build into a CKAN catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netmon.cli.answers import say, show_json
from netmon.cli.exit_codes import ExitCode
from netmon.core.errors import ConfigError
from netmon.opendata.bundle import read_bundle
from netmon.opendata.ckan import Ckan
from netmon.opendata.push import Call, plan, to_dataset
from netmon.opendata.push import push as push_bundle

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

_MOST_TOKEN_CHARACTERS = 4_096


def push(options: Namespace) -> int:
    """Bring a catalogue to what a build holds."""
    bundle = read_bundle(options.directory)
    dataset = to_dataset(bundle, options.organization)
    with Ckan(options.url, _read_token(options)) as ckan:
        if options.dry_run:
            there = ckan.show(str(dataset["name"]))
            calls = list(plan(bundle, dataset, there))
            show_json([_to_facts(ckan, call) for call in calls])
            say(f"{len(calls)} calls would be made; nothing was changed")
            return ExitCode.DONE
        count = 0
        for call in push_bundle(ckan, bundle, dataset):
            print(f"{call.action} {call.payload['name']}", flush=True)
            count += 1
        say(f"{count} calls made" if count else "the catalogue has all of it already")
    return ExitCode.DONE


def _to_facts(ckan: Ckan, call: Call) -> dict[str, Any]:
    return {
        "call": f"POST {ckan.to_address(call.action)}",
        "payload": call.payload,
        "upload": None if call.upload is None else str(call.upload),
    }


def _read_token(options: Namespace) -> str:
    path: Path | None = options.token_file
    if path is None:
        if options.dry_run:
            return ""
        raise ConfigError("--token-file: a catalogue is changed with a token only")
    try:
        token = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        message = f"--token-file: {path}: {error}"
        raise ConfigError(message) from None
    is_plain = token.isascii() and token.isprintable() and " " not in token
    if not 1 <= len(token) <= _MOST_TOKEN_CHARACTERS or not is_plain:
        message = f"--token-file: {path}: it holds no token"
        raise ConfigError(message)
    return token
