"""A rule set: every parameter, what single contracts change, and the digest of both."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from netmon.core.errors import ConfigError
from netmon.sla.parameters import STATEMENT_WIDE, Rules

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 1_000_000
_DEFAULT = "rules/default.toml"
_PREAMBLE = re.compile(r"(Input|Decimal input) should (be|have) ")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of a statement.

    Attributes:
        id: As the file says; at most 64 letters, digits, dots, dashes, underscores.
        rules: What holds where a contract says nothing else.
        overrides: What single contracts change: contract, parameter, value.
        digest: SHA-256 of the canonical JSON of all of it, hex.
        kept: As it was kept, where the parameters were others; see
            netmon.sla.statements.kept_rules.
    """

    id: str
    rules: Rules
    overrides: Mapping[str, Mapping[str, object]]
    digest: str
    _by_contract: Mapping[str, Rules] = field(repr=False)
    kept: Mapping[str, object] | None = field(default=None, repr=False)

    @property
    def label(self) -> str:
        """Name and digest, as they stand on everything that was judged by it."""
        return f"{self.id} sha256:{self.digest}"

    def for_contract(self, contract: str | None) -> Rules:
        """Return what holds for a contract; None for a site without one."""
        return (
            self.rules
            if contract is None
            else self._by_contract.get(contract, self.rules)
        )

    def to_json(self) -> Mapping[str, object]:
        """Return it as plain JSON values, decimals as text; read_ruleset reads it."""
        if self.kept is not None:
            return self.kept
        return _to_json(self.id, self.rules, self.overrides)


def load_ruleset(path: Path | None) -> RuleSet:
    """Return the rule set of a TOML file; None: the one that comes along.

    Raises:
        ConfigError: It cannot be read, or a key is unknown, missing, out of its range
            or contradicts another; one line each, with file, line and key.
    """
    return parse_ruleset(read_rules_text(path), str(path or _DEFAULT))


def read_rules_text(path: Path | None) -> str:
    """Return a file of rules as it is written; None: the one that comes along.

    Raises:
        ConfigError: It cannot be read.
    """
    if path is None:
        return files("netmon.sla").joinpath(_DEFAULT).read_text("utf-8")
    try:
        if path.stat().st_size > MOST_BYTES:
            message = f"{path}: more than {MOST_BYTES:,} bytes"
            raise ConfigError(message)
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path}: {error}"
        raise ConfigError(message) from None


def parse_ruleset(text: str, source: str) -> RuleSet:
    """Return the rule set in TOML `text`; see load_ruleset.

    Args:
        text: The file.
        source: Names the file in messages.
    """
    try:
        found = tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, ArithmeticError) as error:
        message = f"{source}: not TOML: {error}"
        raise ConfigError(message) from None
    except RecursionError:
        message = f"{source}: not a rule set: nested too deep"
        raise ConfigError(message) from None
    return read_ruleset(found, _Place(source, text))


def read_ruleset(found: Mapping[str, object], place: _Place | None = None) -> RuleSet:
    """Return the rule set `found` holds, as to_json gives it.

    Raises:
        ConfigError: See load_ruleset.
    """
    place = place or _Place("rule set", "")
    values = dict(found)
    name, contracts = values.pop("id", None), values.pop("contracts", {})
    if not isinstance(name, str) or not _ID.fullmatch(name):
        raise ConfigError(place.say(("id",), "expected a short name without spaces"))
    rules = _check(values, (), place)
    overrides = _to_overrides(contracts, place)
    by_contract = {
        code: _check({**values, **changes}, ("contracts", code), place)
        for code, changes in overrides.items()
    }
    plain = {
        code: {key: getattr(by_contract[code], key) for key in changes}
        for code, changes in overrides.items()
    }
    digest = to_digest(_to_json(name, rules, plain))
    return RuleSet(name, rules, plain, digest, by_contract)


def to_digest(found: Mapping[str, object]) -> str:
    """Return the SHA-256 of a rule set as `RuleSet.to_json` gives it, hex."""
    canonical = json.dumps(
        found,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def _to_overrides(found: object, place: _Place) -> dict[str, dict[str, object]]:
    if not isinstance(found, dict):
        raise ConfigError(
            place.say(("contracts",), 'expected tables [contracts."CODE"]')
        )
    problems, overrides = [], {}
    for code, changes in found.items():
        if not isinstance(changes, dict):
            problems.append(place.say(("contracts", code), "expected a table"))
            continue
        problems += [
            place.say(("contracts", code, key), "holds for all contracts alike")
            for key in changes
            if key in STATEMENT_WIDE
        ]
        overrides[code] = changes
    if problems:
        raise ConfigError(*problems)
    return overrides


def _check(
    values: Mapping[str, object], table: tuple[str, ...], place: _Place
) -> Rules:
    try:
        return Rules.model_validate(values)
    except ValidationError as error:
        problems = [
            place.say((*table, *map(str, each["loc"])), _to_words(dict(each)))
            for each in error.errors()
        ]
        raise ConfigError(*problems) from None


def _to_words(error: dict[str, Any]) -> str:
    if error["type"] == "extra_forbidden":
        return "unknown key"
    if error["type"] == "missing":
        return "expected a value, got none"
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    expected = _PREAMBLE.sub("", str(error["msg"]))
    return f"expected {expected}, got {error['input']!r}"


def _to_json(
    name: str, rules: Rules, overrides: Mapping[str, Mapping[str, object]]
) -> dict[str, object]:
    contracts = {
        code: {key: _to_plain(value) for key, value in changes.items()}
        for code, changes in overrides.items()
    }
    own = {key: _to_plain(getattr(rules, key)) for key in Rules.model_fields}
    return {"id": name, **own, "contracts": contracts}


def _to_plain(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, tuple):
        return [_to_plain(each) for each in value]
    return value


@dataclass(frozen=True, slots=True)
class _Place:
    """Where something stands in a file of rules."""

    source: str
    text: str

    def say(self, path: tuple[str, ...], problem: str) -> str:
        line = self._line(path)
        where = f"{self.source}, line {line}" if line else self.source
        return (
            f"{where}: {'.'.join(path)}: {problem}" if path else f"{where}: {problem}"
        )

    def _line(self, path: tuple[str, ...]) -> int | None:
        """Return the line a key stands in; None where it stands in none."""
        at = 2 if path[:1] == ("contracts",) else 0
        table, wanted = path[:at], path[at : at + 1]
        here: tuple[str, ...] = ()
        for number, line in enumerate(self.text.splitlines(), 1):
            if line.lstrip().startswith("["):
                here = tuple(
                    part.strip("\"' ") for part in line.strip("[] ").split(".", 1)
                )
                if here == path:
                    return number
            elif here == table and (line.split("=")[0].strip("\"' "),) == wanted:
                return number
        return None
