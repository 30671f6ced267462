"""Makes the files people download, one at a time of each form, and keeps them."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import shutil
from typing import TYPE_CHECKING

from netmon.core.errors import NetmonError
from netmon.reports.formats import Format
from netmon.reports.kept_file import Order, encode
from netmon.reports.typeset_apart import COMMAND, LONGEST_S, ReportFailed, to_fault

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

STATEMENTS_FOLDER = "statements"
"""In NETMON_HOME; all of it can be made again, so no backup needs it."""
MOST_WAITING = 8
"""For each form; more would wait for minutes."""
MOST_KEPT_BYTES = 1 << 30
"""Of files; the ones nobody asked for longest go first. They can be made again."""
FORM_VERSION = "3"
"""Grows when the same statement is written in another way."""


_FOLDERS = re.compile(r"[^\s:'\"]*/")
"""Of a path, all but its last part: whoever reads why is shown no place of ours."""


class PressBusy(NetmonError):
    """Too many wait for a file of this form already."""

    def __init__(self, form: Format) -> None:
        message = f"too many {form} files are being made; please try again in a minute"
        super().__init__(message)


class StatementPress:
    """Hands out files of statements.

    Args:
        folder: Where they are kept; made where it does not exist.
        longest_s: When a child is given up.
        command: Of the child.
        most_bytes: Of all files that are kept.
    """

    def __init__(
        self,
        folder: Path,
        longest_s: float = LONGEST_S,
        command: Sequence[str] = COMMAND,
        most_bytes: int = MOST_KEPT_BYTES,
    ) -> None:
        self._folder = folder
        self._longest_s = longest_s
        self._command = command
        self._most_bytes = most_bytes
        self._turns = {form: asyncio.Lock() for form in Format}
        self._waiting = dict.fromkeys(Format, 0)
        for left in folder.glob(".*.work"):  # of a service that was killed
            shutil.rmtree(left, ignore_errors=True)

    async def file(self, order: Order) -> Path:
        """Return the file that is asked for: the kept one, or a new one.

        Whoever waits and is cancelled ends the child that works for them.

        Raises:
            PressBusy: Too many wait already.
            ReportFailed: It could not be made, or not in time.
        """
        path = self._folder / f"{to_key(order)}.{order.form}"
        try:
            return await self._find_or_make(order, path)
        except OSError as error:
            why = error.strerror or type(error).__name__
            message = f"the report could not be made: its folder: {why}"
            raise ReportFailed(message) from None

    async def _find_or_make(self, order: Order, path: Path) -> Path:
        if found := await asyncio.to_thread(_find_whole, path):
            return found
        if self._waiting[order.form] > MOST_WAITING:
            raise PressBusy(order.form)
        self._waiting[order.form] += 1
        try:
            async with self._turns[order.form]:
                # Who waited for the same file finds it made.
                found = await asyncio.to_thread(_find_whole, path)
                return found or await self._make(order, path)
        finally:
            self._waiting[order.form] -= 1

    async def _make(self, order: Order, path: Path) -> Path:
        work = path.with_name(f".{path.name}.work")
        await asyncio.to_thread(_clear, work)
        try:
            await self._run(encode(order, work / path.name))
            made = await asyncio.to_thread(_keep, work / path.name, path)
        except FileNotFoundError:
            message = "the report could not be made: its process made no file"
            raise ReportFailed(message) from None
        finally:
            shutil.rmtree(work, ignore_errors=True)
        await asyncio.to_thread(_forget_oldest, made, self._most_bytes)
        return made

    async def _run(self, order: bytes) -> None:
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.PIPE,
                env={},  # what we were told, passwords among it, is not the child's
            )
        except OSError:
            message = "the report could not be made: its program cannot be started"
            raise ReportFailed(message) from None
        try:
            async with asyncio.timeout(self._longest_s):
                _, told = await process.communicate(order)
        except TimeoutError:
            message = f"the report was not made within {self._longest_s:.0f} s"
            raise ReportFailed(message) from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode:
            fault = to_fault(process.returncode, told)
            fault = fault.replace(f"{self._folder}/", "")
            raise ReportFailed(_FOLDERS.sub("", fault))


def to_key(order: Order) -> str:
    """Return what tells a file from every other, as a name."""
    final_at = order.final_at.isoformat() if order.final_at else ""
    language = order.language if order.form in (Format.XLSX, Format.PDF) else ""
    contract = "" if order.contract is None else f"={order.contract}"
    parts = (FORM_VERSION, order.kept.result_digest, final_at, language, contract)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def to_sha256(path: Path) -> str:
    """Return the SHA-256 a kept file was made with, hex: it stands in its name."""
    return path.stem.rpartition("-")[2]


def _find_whole(path: Path) -> Path | None:
    """Return a kept file and note that it was asked for; what is broken goes."""
    for found in sorted(path.parent.glob(f"{path.stem}-*{path.suffix}")):
        if _reckon(found) == to_sha256(found):
            os.utime(found)
            return found
        found.unlink(missing_ok=True)
    return None


def _reckon(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _keep(made: Path, path: Path) -> Path:
    """Give a new file its place once all of it is on the disk."""
    with made.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    return made.replace(path.with_name(f"{path.stem}-{sha256}{path.suffix}"))


def _clear(work: Path) -> None:
    """Make an empty folder to work in; what a killed process left goes."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)


def _forget_oldest(newest: Path, most_bytes: int) -> None:
    """Delete files until the rest is small enough; the newest stays."""
    found = [path for path in newest.parent.iterdir() if path != newest]
    sizes = {path: path.stat() for path in found if path.is_file()}
    left = newest.stat().st_size + sum(each.st_size for each in sizes.values())
    for path in sorted(sizes, key=lambda path: sizes[path].st_mtime):
        if left <= most_bytes:
            return
        path.unlink(missing_ok=True)
        left -= sizes[path].st_size
