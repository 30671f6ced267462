"""What an InfluxDB needs before rows are sent: databases, two users with few rights.

A plan says what is missing, in words a person can read; nothing is done before its
steps are run. Planned again, it is empty.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from netmon.core.errors import NetmonError

if TYPE_CHECKING:
    from netmon.store.influx.databases import Databases

_PASSWORD_BYTES = 24
"""32 characters; nobody types it."""


class SetupFault(NetmonError):
    """The server cannot be set up so; the text says what a person may do."""


class Right(StrEnum):
    """What an account may do with the databases."""

    WRITE = "write"
    READ = "read"


@dataclass(frozen=True, slots=True)
class Account:
    """A user of 1.x, or a token of 2.x by its description.

    Attributes:
        secret_file: Holds the password or the token; made where it is not there.
    """

    name: str
    right: Right
    secret_file: Path


@dataclass(frozen=True, slots=True)
class Wish:
    """What ought to be there.

    Attributes:
        organisation: Of 2.x; None for the only one.
    """

    databases: Databases
    accounts: Sequence[Account]
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do.

    Attributes:
        text: What is done, without any secret.
        run: Does it.
    """

    text: str
    run: Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is missing, and what a person ought to know."""

    steps: tuple[Step, ...]
    remarks: tuple[str, ...]


def make_secret(path: Path) -> str:
    """Return the secret in `path`; where there is no file one is made.

    Raises:
        SetupFault: The file cannot be read or written.
    """
    try:
        known = path.read_text("utf-8").strip()
    except FileNotFoundError:
        made = secrets.token_urlsafe(_PASSWORD_BYTES)
        keep_secret(path, made)
        return made
    except (OSError, UnicodeError) as error:
        message = f"{path}: {error}"
        raise SetupFault(message) from None
    if not known:
        message = f"{path} is empty; remove it and run this again"
        raise SetupFault(message)
    return known


def keep_secret(path: Path, secret: str) -> None:
    """Write a secret where only this user reads it, whole or not at all.

    Raises:
        SetupFault: The file cannot be written.
    """
    fresh = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh.unlink(missing_ok=True)
        number = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(f"{secret}\n")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        message = f"{path}: {error}"
        raise SetupFault(message) from None
