"""Passwords: what one must be, and how it is kept and compared.

The rules are those of NIST SP 800-63B (2017 with updates to 2020), 5.1.1.2: length,
no rules of composition, no changing without a reason, a list of the commonest, and
nothing that everybody knows of the account. Ours asks for 12 characters where the
document asks for 8. Text is normalised to NFKC before anything else, as it says: the
same Thai vowel can be typed as one code point or as two.

Kept is Argon2id with the second recommended parameters of RFC 9106, section 4: 3
passes, 4 lanes, 64 MiB, a salt of 128 bits, a tag of 256 bits.
"""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import ParamSpec, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from netmon.core.errors import NetmonError

SHORTEST = 12
LONGEST = 128
"""Characters; the document asks that 64 be allowed at least."""
MOST_AT_ONCE = 2
"""Each takes 64 MiB and a core: more would starve what watches."""
MOST_WAITING = 16
"""Beside those being worked on; who comes then is sent away."""

T = TypeVar("T")
P = ParamSpec("P")


class Fault(StrEnum):
    """Why a password is not taken."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    NOT_TEXT = "not_text"
    IS_NAME = "is_name"
    COMMON = "common"
    SAME = "same"


WORDS = {
    Fault.TOO_SHORT: f"it has fewer than {SHORTEST} characters",
    Fault.TOO_LONG: f"it has more than {LONGEST} characters",
    Fault.NOT_TEXT: "it holds characters that cannot be typed",
    Fault.IS_NAME: "it is the login, or little more",
    Fault.COMMON: "it is among those that are tried first",
    Fault.SAME: "it is the one there was",
}

_STEMS = """
password passw0rd p@ssw0rd p@ssword pass password1 qwerty qwertyuiop qwertyuiop[]
asdfghjkl zxcvbnm 1q2w3e4r 1qaz2wsx 1qaz2wsx3edc q1w2e3r4t5 iloveyou letmein
welcome admin administrator abc abcd abcdef abc123 monkey dragon sunshine princess
football baseball superman batman trustno1 whatever starwars computer internet
changeme changeit secret default thailand bangkok sawasdee sawatdee prathetthai
thaiwifi wifi network netmon netpracharat netpracharath pracharat nbtc mdes ministry
รหัสผ่าน ประเทศไทย สวัสดี กรุงเทพ เน็ตประชารัฐ ฟหกด ฟหกดเสวง ๆไำพะ
"""
"""What the lists of stolen passwords begin with, without the figures people add."""

_COMMON = frozenset(unicodedata.normalize("NFKC", _STEMS).split())

_RUNS = ("abcdefghijklmnopqrstuvwxyz", "0123456789", "qwertyuiopasdfghjklzxcvbnm")
_ADDED = "0123456789!@#$%^&*()_+-=.,;:?*/ ๐๑๒๓๔๕๖๗๘๙"


class Busy(NetmonError):
    """Too many passwords are being compared; ask again in a moment."""


def normalise(password: str) -> str:
    """Return `password` as it is compared."""
    return unicodedata.normalize("NFKC", password)


def is_same(password: str, other: str) -> bool:
    """Return whether two are the same password, however they were typed."""
    return normalise(password) == normalise(other)


def find_faults(password: str, login: str, display_name: str = "") -> list[Fault]:
    """Return what speaks against a new password; empty where it may be taken."""
    text = normalise(password)
    faults = []
    if len(text) < SHORTEST:
        faults.append(Fault.TOO_SHORT)
    if len(text) > LONGEST or len(password) > LONGEST:
        return [Fault.TOO_LONG]
    if any(unicodedata.category(each) in ("Cc", "Cs") for each in text):
        faults.append(Fault.NOT_TEXT)
    bare = text.casefold().strip(_ADDED)
    names = {login.casefold(), login.partition("@")[0].casefold()}
    names.add(normalise(display_name).casefold())
    if bare in names or _is_repeated(bare, names):
        faults.append(Fault.IS_NAME)
    if _is_common(text.casefold(), bare):
        faults.append(Fault.COMMON)
    return faults


def _is_common(text: str, bare: str) -> bool:
    """Return whether it is a common word, a repetition, or a run of keys."""
    if bare in _COMMON or _is_repeated(bare, _COMMON):
        return True
    plain = "".join(text.split())
    if any(_is_repeated(plain, [plain[:size]]) for size in range(1, 5)):
        return True
    rows = (each * 3 for each in (*_RUNS, *(run[::-1] for run in _RUNS)))
    return any(plain in row for row in rows)


def _is_repeated(text: str, units: frozenset[str] | set[str] | list[str]) -> bool:
    """Return whether `text` is one of `units`, again and again."""
    return bool(text) and any(
        unit and (unit * (len(text) // len(unit) + 1)).startswith(text)
        for unit in units
        if len(unit) < len(text)
    )


@dataclass(frozen=True, slots=True)
class Cost:
    """What comparing one password costs.

    Attributes:
        passes: Over the memory.
        memory_kib: Filled by each.
        lanes: Worked on side by side.
    """

    passes: int = 3
    memory_kib: int = 65_536
    lanes: int = 4


class Passwords:
    """Hashes and compares, in threads of its own, a few at once.

    Args:
        cost: RFC 9106's; less is for tests alone.
    """

    def __init__(self, cost: Cost | None = None) -> None:
        cost = cost or Cost()
        self._hasher = PasswordHasher(cost.passes, cost.memory_kib, cost.lanes)
        self._pool = ThreadPoolExecutor(MOST_AT_ONCE, "passwords")
        self._busy_count = 0
        self._nobodys: str | None = None

    async def hash(self, password: str) -> str:
        """Return what is kept of `password`.

        Raises:
            Busy: Too many are asked for at once.
        """
        return await self._run(_hash, self._hasher, password)

    async def matches(self, kept: str | None, password: str) -> bool:
        """Return whether `kept` is of `password`.

        Without `kept` it takes as long and answers no: the time does not tell which
        logins there are.

        Raises:
            Busy: Too many are asked for at once.
        """
        if self._nobodys is None:
            self._nobodys = await self.hash("nobody has this password")
        known = kept or self._nobodys
        is_same = await self._run(_verify, self._hasher, known, password)
        return is_same and kept is not None

    def is_outdated(self, kept: str) -> bool:
        """Return whether `kept` was made at another cost than is asked for now."""
        return self._hasher.check_needs_rehash(kept)

    async def _run(self, work: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
        if self._busy_count >= MOST_AT_ONCE + MOST_WAITING:
            raise Busy("too many are signing in; try again in a moment")
        loop = asyncio.get_running_loop()
        self._busy_count += 1
        try:
            return await loop.run_in_executor(
                self._pool, partial(work, *given, **named)
            )
        finally:
            self._busy_count -= 1


def _hash(hasher: PasswordHasher, password: str) -> str:
    return hasher.hash(normalise(password))


def _verify(hasher: PasswordHasher, kept: str, password: str) -> bool:
    # A text longer than any password is compared as far as one may reach.
    text = normalise(password[: LONGEST + 1])
    try:
        return hasher.verify(kept, text)
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False
