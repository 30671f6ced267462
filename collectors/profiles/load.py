"""Reads profile files and chooses one for a device."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Container, Iterable, Iterator, Sequence
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
        extra: A folder of `*.toml`; a profile of a known name replaces it, another
            goes before what comes with the product. May be missing.

    Raises:
        ConfigError: A file is not a profile; one line per problem, with file and entry.
    """
    problems: list[str] = []
    shipped = _read_all(_shipped(), problems)
    own = _read_all(_in_folder(extra), problems)
    problems += _clashes(own)
    profiles = _in_order([each for _, each in shipped], [each for _, each in own])
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
    if not extra or not extra.is_dir():
        return []
    try:  # a glob finds nothing where it may not look
        return sorted(each for each in extra.iterdir() if each.suffix == ".toml")
    except OSError as error:
        msg = f"{extra}: {error.strerror}"
        raise ConfigError(msg) from None


def _read_all(
    files: Iterable[Traversable], problems: list[str]
) -> list[tuple[str, Profile]]:
    """Return the profiles with the names of their files; add what is wrong."""
    found = []
    for file in files:
        try:
            found.append((file.name, _read(file)))
        except ConfigError as error:
            problems += error.problems
    return found


def _clashes(own: Sequence[tuple[str, Profile]]) -> Iterator[str]:
    """Say which files of one folder claim one name, or one family of devices."""
    seen: dict[str, str] = {}
    for file, profile in own:
        claims = (f"name {profile.name}", *(f"OID {o}" for o in profile.sys_object_ids))
        for claim in claims:
            before = seen.setdefault(claim, file)
            if before != file:
                yield f"{file}: {claim}: {before} has it already"


def _in_order(shipped: Sequence[Profile], own: Sequence[Profile]) -> list[Profile]:
    """Return all profiles, the first of equals first."""
    kept = {each.name for each in shipped}
    replaced = {each.name: each for each in own if each.name in kept}
    added = [each for each in own if each.name not in kept]
    return [*added, *(replaced.get(each.name, each) for each in shipped)]


def _read(file: Traversable) -> Profile:
    try:
        return Profile.model_validate(tomllib.loads(_content(file).decode("utf-8")))
    except ValidationError as error:
        raise ConfigError(*_to_lines(file, error)) from None
    except RecursionError:
        msg = f"{file}: nested too deeply"
        raise ConfigError(msg) from None
    except (OSError, ValueError) as error:  # also a number of 5,000 digits
        msg = f"{file}: {error}"
        raise ConfigError(msg) from None


def _content(file: Traversable) -> bytes:
    """Return what is in a file; a pipe or a device would hold us for ever."""
    if not file.is_file():
        msg = f"{file}: not a regular file"
        raise ConfigError(msg)
    with file.open("rb") as opened:
        content = opened.read(MAX_FILE_BYTES + 1)
    if len(content) > MAX_FILE_BYTES:
        msg = f"{file}: larger than {MAX_FILE_BYTES:,} bytes"
        raise ConfigError(msg)
    return content


def _to_lines(file: Traversable, error: ValidationError) -> list[str]:
    lines = []
    for each in error.errors(include_url=False):
        place = " ".join(str(part) for part in each["loc"]) or "file"
        given = each["input"]
        shown = "" if isinstance(given, dict | list) else f", got {given!r}"
        said = each["msg"].removeprefix("Value error, ")
        lines.append(f"{file}: {place}: {said}{shown if 'got' not in said else ''}")
    return lines
