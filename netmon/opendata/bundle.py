"""A build that somebody hands over: nothing in it is believed before its hash."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, ValidationError

from netmon.core.errors import ConfigError
from netmon.opendata.build import DATASET, FORMAT, MANIFEST

MOST_MANIFEST_BYTES = 1_000_000
_BLOCK_BYTES = 1_048_576


class BundleFile(BaseModel):
    """A line of the manifest."""

    name: Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z]+$")]
    media_type: str
    bytes: int
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class _Manifest(BaseModel):
    format: Literal["netmon-opendata"]
    schema_version: str
    files: Annotated[list[BundleFile], Field(min_length=1, max_length=50)]


@dataclass(frozen=True, slots=True)
class Bundle:
    """A build whose files are what its manifest says.

    Attributes:
        dataset: The fields of the catalogue.
        files: Those to hand over, in the order of the manifest.
    """

    folder: Path
    schema_version: str
    dataset: dict[str, Any]
    files: tuple[BundleFile, ...]


def read_bundle(folder: Path) -> Bundle:
    """Return the build in `folder`.

    Raises:
        ConfigError: It is none, or a file of it is not what it was.
    """
    manifest = _read_manifest(folder / MANIFEST)
    for each in manifest.files:
        _check(folder / each.name, each)
    dataset = _read_json(folder / DATASET)
    if not isinstance(dataset, dict) or not isinstance(dataset.get("name"), str):
        message = f"{folder / DATASET}: it describes no dataset"
        raise ConfigError(message)
    files = tuple(each for each in manifest.files if each.name != DATASET)
    return Bundle(folder, manifest.schema_version, dataset, files)


def _read_manifest(path: Path) -> _Manifest:
    try:
        if path.stat().st_size > MOST_MANIFEST_BYTES:
            message = f"{path}: more than {MOST_MANIFEST_BYTES:,} bytes"
            raise ConfigError(message)
        return _Manifest.model_validate(_read_json(path))
    except OSError as error:
        message = f"{path.parent}: it is no build of open data ({error.strerror})"
        raise ConfigError(message) from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        message = f"{path}: it is no manifest of {FORMAT}: {where}: {first['msg']}"
        raise ConfigError(message) from None


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        message = f"{path}: {error}"
        raise ConfigError(message) from None


def _check(path: Path, said: BundleFile) -> None:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK_BYTES):
                digest.update(block)
    except OSError as error:
        message = f"{path}: {error.strerror}"
        raise ConfigError(message) from None
    if digest.hexdigest() != said.sha256:
        message = f"{path}: it was changed since it was built (SHA-256 differs)"
        raise ConfigError(message)
