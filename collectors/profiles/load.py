"""Reads profile files and chooses one for a device."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Container, Iterable, Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from collectors.profiles.schema import Measure, Profile, Way
from netmon.core.errors import ConfigError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

STANDARD = "standard"
"""The profile of the standard MIBs: for models nobody has seen, and behind others."""
NET_SNMP = "1.3.6.1.4.1.8072.3.2"
"""netSnmpAgentOIDs: says which system the agent was built for, not who made the box."""
MAX_FILE_BYTES = 262_144


class Catalogue:
    """All profiles there are.

    Args:
        profiles: At least the standard one; of two with one name the later counts.
    """

    def __init__(self, profiles: Iterable[Profile]) -> None:
        self._profiles = {each.name: each for each in profiles}
        self._standard = self._profiles[STANDARD]
        self._by_id = [
            (tuple(oid.split(".")), each)
            for each in self._profiles.values()
            for oid in each.sys_object_ids
        ]
        self._by_id.sort(key=lambda pair: len(pair[0]), reverse=True)
        self._by_descr = [
            (re.compile(pattern), each)
            for each in self._profiles.values()
            for pattern in each.sys_descrs
        ]

    @property
    def profiles(self) -> Sequence[Profile]:
        """Every profile, in the order of loading."""
        return tuple(self._profiles.values())

    def choose(self, sys_object_id: str | None, sys_descr: str | None) -> Profile:
        """Return the profile for a device that says this of itself.

        A pattern for sysDescr counts within the family of its own sysObjectID, and
        where the sysObjectID says nothing of the vendor; else the longest sysObjectID.
        """
        found = self._by_object_id(sys_object_id or "")
        text = sys_descr or ""
        for pattern, profile in self._by_descr:
            if not pattern.search(text):
                continue
            if found is None or _is_generic(sys_object_id):
                return profile
            if profile.vendor == found.vendor:
                return profile
        return found or self._standard

    @property
    def probes(self) -> tuple[str, ...]:
        """Instances by which to tell a box that hides behind net-snmp."""
        return tuple(oid for each in self.profiles for oid in each.probes)

    def choose_by_probes(self, present: Container[str], chosen: Profile) -> Profile:
        """Return the profile one of whose probes is present, else the one chosen."""
        for each in self.profiles:
            if any(oid in present for oid in each.probes):
                return each
        return chosen

    @staticmethod
    def is_hidden(sys_object_id: str | None) -> bool:
        """Whether the sysObjectID says nothing of the vendor."""
        return _is_generic(sys_object_id)

    def ways(self, profile: Profile, measure: Measure) -> tuple[Way, ...]:
        """Return the ways to read `measure`: own, of kindred profiles, standard."""
        sources = [profile, *(self._profiles[name] for name in profile.also)]
        if profile is not self._standard and measure in profile.standard:
            sources.append(self._standard)
        return tuple(way for each in sources for way in each.ways(measure))

    def _by_object_id(self, sys_object_id: str) -> Profile | None:
        given = tuple(sys_object_id.split("."))
        for prefix, profile in self._by_id:
            if given[: len(prefix)] == prefix:
                return profile
        return None


def _is_generic(sys_object_id: str | None) -> bool:
    """Whether the sysObjectID names the agent's software, or nothing at all."""
    oid = sys_object_id or ""
    return oid in ("", "0.0") or f"{oid}.".startswith(f"{NET_SNMP}.")


def load_catalogue(extra: Path | None = None) -> Catalogue:
    """Read the profiles that come with the product, then those of a folder.

    Args:
        extra: A folder of `*.toml`; a profile of a known name replaces it. May be
            missing.

    Raises:
        ConfigError: A file is not a profile; one line per problem, with file and entry.
    """
    problems: list[str] = []
    profiles: list[Profile] = []
    for file in (*_shipped(), *_in_folder(extra)):
        try:
            profiles.append(_read(file))
        except ConfigError as error:
            problems += error.problems
    known = {each.name for each in profiles}
    problems += [
        f"profile {each.name}: also: no profile is called {name!r}"
        for each in profiles
        for name in each.also
        if name not in known
    ]
    if problems:
        raise ConfigError(*problems)
    return Catalogue(profiles)


def _shipped() -> list[Traversable]:
    folder = resources.files("collectors.profiles") / "data"
    files = [each for each in folder.iterdir() if each.name.endswith(".toml")]
    return sorted(files, key=lambda each: each.name)


def _in_folder(extra: Path | None) -> list[Path]:
    return sorted(extra.glob("*.toml")) if extra and extra.is_dir() else []


def _read(file: Traversable) -> Profile:
    try:
        content = file.read_bytes()
        if len(content) > MAX_FILE_BYTES:
            msg = f"{file}: larger than {MAX_FILE_BYTES:,} bytes"
            raise ConfigError(msg)
        return Profile.model_validate(tomllib.loads(content.decode("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        msg = f"{file}: {error}"
        raise ConfigError(msg) from None
    except ValidationError as error:
        raise ConfigError(*_to_lines(file, error)) from None


def _to_lines(file: Traversable, error: ValidationError) -> list[str]:
    lines = []
    for each in error.errors(include_url=False):
        place = " ".join(str(part) for part in each["loc"]) or "file"
        given = each["input"]
        shown = "" if isinstance(given, dict | list) else f", got {given!r}"
        said = each["msg"].removeprefix("Value error, ")
        lines.append(f"{file}: {place}: {said}{shown if 'got' not in said else ''}")
    return lines
