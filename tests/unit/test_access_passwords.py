"""What a password must be, and how it is kept and compared."""

from __future__ import annotations

import asyncio
import unicodedata

import pytest
from argon2 import extract_parameters

from netmon.access.passwords import (
    LONGEST,
    MOST_AT_ONCE,
    MOST_WAITING,
    SHORTEST,
    Busy,
    Cost,
    Fault,
    Passwords,
    find_faults,
)
from tests.people import CHEAP

pytestmark = pytest.mark.anyio

THAI = "ฝนตกหนักที่ริมน้ำ"

TAKEN = {
    "a sentence": "correct horse battery staple",
    "Thai": THAI,
    "spaces": "one two  three four",
    "the shortest": "kx9$mw2q!pzt",
    "the longest": " ".join(f"{n}x" for n in range(99))[:LONGEST],
    "an emoji": "🐘 walks over the bridge",
    "holds the login": "somchai likes durian a lot",
}
REFUSED = {
    "short": ("elevenchars", Fault.TOO_SHORT),
    "short in characters, long in bytes": ("ช้างน้ำ", Fault.TOO_SHORT),
    "long": ("aB3 " * 33, Fault.TOO_LONG),
    "the login": ("somchai.jaidee", Fault.IS_NAME),
    "the login and figures": ("Somchai.Jaidee2569!", Fault.IS_NAME),
    "the login twice": ("somchai.jaideesomchai.jaidee", Fault.IS_NAME),
    "the name": ("สมชาย ใจดี มาก", Fault.IS_NAME),
    "a common word": ("password123456", Fault.COMMON),
    "a common word twice": ("passwordpassword", Fault.COMMON),
    "the product": ("netmon2569!!!", Fault.COMMON),
    "Thai common": ("รหัสผ่าน12345678", Fault.COMMON),
    "one letter": ("aaaaaaaaaaaaaa", Fault.COMMON),
    "a pattern": ("abcabcabcabcabc", Fault.COMMON),
    "a run of figures": ("123456789012", Fault.COMMON),
    "a run of keys": ("qwertyuiopas", Fault.COMMON),
    "a run back": ("lkjhgfdsapoi", Fault.COMMON),
    "control": ("twelve\x07characters", Fault.NOT_TEXT),
    "half a character": ("twelve\ud800characters", Fault.NOT_TEXT),
}


@pytest.mark.parametrize("password", TAKEN.values(), ids=TAKEN.keys())
def test_any_long_text_of_ones_own_is_taken(password: str) -> None:
    assert find_faults(password, "somchai.jaidee", "สมชาย ใจดี มาก") == []


@pytest.mark.parametrize(("password", "fault"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_guessed_first_is_refused(password: str, fault: Fault) -> None:
    assert fault in find_faults(password, "somchai.jaidee", "สมชาย ใจดี มาก")


def test_the_part_of_an_address_before_the_at_is_the_login_too() -> None:
    assert Fault.IS_NAME in find_faults("somchai.jaidee99", "somchai.jaidee@go.th")


async def test_it_is_kept_as_rfc_9106_recommends() -> None:
    kept = await Passwords().hash(THAI)
    found = extract_parameters(kept)

    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert (found.salt_len, found.hash_len) == (16, 32)


async def test_only_the_same_password_matches() -> None:
    passwords = Passwords(CHEAP)
    kept = await passwords.hash(THAI)

    assert await passwords.matches(kept, THAI)
    assert not await passwords.matches(kept, THAI + " ")
    assert not await passwords.matches(kept, "")
    assert not await passwords.matches(None, THAI)
    assert not await passwords.matches(None, "nobody has this password")
    assert not await passwords.matches("no hash at all", THAI)
    assert not await passwords.matches(kept, "\ud800")


async def test_a_longer_text_does_not_match_by_its_beginning() -> None:
    passwords = Passwords(CHEAP)
    longest = "x" * (LONGEST - 1) + "y"
    kept = await passwords.hash(longest)

    assert await passwords.matches(kept, longest)
    assert not await passwords.matches(kept, longest + "z" * 10_000)


async def test_however_it_is_typed_it_is_the_same() -> None:
    passwords = Passwords(CHEAP)
    one, other = "น้ำ" * 4, unicodedata.normalize("NFKD", "น้ำ") * 4
    assert one != other

    kept = await passwords.hash(one)

    assert await passwords.matches(kept, other)


async def test_what_was_kept_cheaper_is_noticed() -> None:
    kept = await Passwords(CHEAP).hash(THAI)

    assert Passwords(Cost(2, 64, 1)).is_outdated(kept)
    assert not Passwords(CHEAP).is_outdated(kept)


async def test_a_crowd_is_sent_away_and_the_rest_are_served() -> None:
    passwords = Passwords(CHEAP)
    kept = await passwords.hash(THAI)
    most = MOST_AT_ONCE + MOST_WAITING

    asked = [passwords.matches(kept, THAI) for _ in range(most + 5)]
    # The first asks for the hash of nobody's password before its own.
    found = await asyncio.gather(*asked, return_exceptions=True)

    assert any(isinstance(each, Busy) for each in found)
    assert sum(each is True for each in found) >= most - 1
    assert await passwords.matches(kept, THAI)


def test_the_shortest_is_longer_than_the_standard_asks() -> None:
    assert SHORTEST >= 8
    assert LONGEST >= 64
