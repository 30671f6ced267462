"""Settings from NETMON_HOME/netmon.toml and NETMON_ variables; every mistake is named.

A variable wins over the file. Nested settings take two underscores:
NETMON_POLL__ICMP_PERIOD_S=30.
"""

from __future__ import annotations

import stat
import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from netmon.core.errors import ConfigError
from netmon.core.settings import DEFAULT_HOME, Settings

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

PREFIX = "NETMON_"
RESERVED = frozenset({"NETMON_REQUIRE", "NETMON_TEST_DATA"})
"""Variables of the test suite, known and ignored here."""

SETTINGS_FILE = "netmon.toml"
MAX_FILE_BYTES = 1_000_000


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Return the settings of this process.

    Args:
        environ: The environment.

    Raises:
        ConfigError: One line per problem, each naming the variable, or file and key.
    """
    home = _read_home(environ)
    variables = {
        name: value
        for name, value in environ.items()
        if name.startswith(PREFIX) and name not in RESERVED
    }
    problems = list(_find_unknown(variables))
    if problems:
        raise ConfigError(*problems)
    path = home / SETTINGS_FILE
    merged = _read_file(path)
    if "home" in merged:
        message = f"{path}: home: the file lies there; only NETMON_HOME moves it"
        raise ConfigError(message)
    for name, value in variables.items():
        _put(merged, to_key(name), value)
    merged["home"] = home
    try:
        return Settings.model_validate(merged)
    except ValidationError as error:
        raise ConfigError(*_explain(error, variables, path)) from None


def _read_home(environ: Mapping[str, str]) -> Path:
    given = environ.get("NETMON_HOME") or DEFAULT_HOME
    if not str(given).isprintable():  # bytes that are no text are not, either
        message = f"NETMON_HOME: expected a path of plain text, got {given!a}"
        raise ConfigError(message)
    try:
        return Path(given).expanduser().absolute()
    except (RuntimeError, OSError) as error:  # nobody of that name; no place to be
        message = f"NETMON_HOME: {given}: {error}"
        raise ConfigError(message) from None


def to_key(variable: str) -> tuple[str, ...]:
    """Return the path of the setting that `variable` names."""
    return tuple(variable.removeprefix(PREFIX).lower().split("__"))


def to_variable(key: tuple[str, ...]) -> str:
    """Return the variable that names the setting at `key`."""
    return PREFIX + "__".join(key).upper()


def known_variables() -> Iterator[str]:
    """Yield every variable that names a setting, but for credentials by name."""
    yield from (to_variable(key) for key in _keys_of(Settings))


def _keys_of(
    model: type[BaseModel], at: tuple[str, ...] = ()
) -> Iterator[tuple[str, ...]]:
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _keys_of(kind, (*at, name))
        elif name != "snmp":
            yield (*at, name)


def _find_unknown(variables: Mapping[str, str]) -> Iterator[str]:
    known = sorted(known_variables())
    for name in sorted(variables):
        key = to_key(name)
        if name in known or (key[0] == "snmp" and len(key) == 3):
            continue
        close = get_close_matches(name, known, n=1, cutoff=0.6)
        hint = f"; did you mean {close[0]}?" if close else ""
        yield f"{name}: no such setting{hint}"


def _read_file(path: Path) -> dict[str, Any]:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # a pipe would keep us waiting
            message = f"{path}: expected a file"
            raise ConfigError(message)
        if found.st_size > MAX_FILE_BYTES:
            message = f"{path}: larger than {MAX_FILE_BYTES} bytes"
            raise ConfigError(message)
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        message = f"{path}: {error.strerror}"
        raise ConfigError(message) from None
    except RecursionError:
        message = f"{path}: too many brackets within brackets"
        raise ConfigError(message) from None
    except ValueError as error:  # no UTF-8, no TOML, a number without an end
        message = f"{path}: {error}"
        raise ConfigError(message) from None


def _put(tree: dict[str, Any], key: tuple[str, ...], value: str) -> None:
    *parents, leaf = key
    for name in parents:
        child = tree.setdefault(name, {})
        tree = child if isinstance(child, dict) else {}
    tree[leaf] = value


def _explain(
    error: ValidationError, variables: Mapping[str, str], path: Path
) -> Iterator[str]:
    """Say where each mistake stands; a secret's value is never repeated."""
    for each in error.errors(include_url=False, include_input=False):
        parts = tuple(str(part) for part in each["loc"])
        variable = to_variable(tuple(p for p in parts if p not in {"1", "2c", "3"}))
        is_set = any(name.startswith(variable) for name in variables)
        place = variable if is_set else f"{path}: {'.'.join(parts)}"
        yield f"{place}: {_to_words(each)}"


def _to_words(each: ErrorDetails) -> str:
    """Return what is wrong; of a credential's kind not what was given for it."""
    if each["type"] in {"union_tag_invalid", "union_tag_not_found"}:
        return "expected a version: 1, 2c or 3"
    return each["msg"].removeprefix("Value error, ")
