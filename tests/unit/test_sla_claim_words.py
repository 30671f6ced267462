"""Words and documents people send with a claim, and who they are."""

from __future__ import annotations

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netmon.sla.claims.claim_text import check_code, check_text
from netmon.sla.claims.claim_words import _WORDS
from netmon.sla.claims.documents import LONGEST_NAME, MOST_BYTES, accept, clean_name
from netmon.sla.claims.refusals import Flawed
from netmon.sla.claims.second_person import is_same_person


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "nothing_said"),
        (" \n ", "nothing_said"),
        ("ก" * 2_001, "too_long"),
        ("a\u0000b", "unseen_character"),
        ("a\u202eb", "unseen_character"),
        ("a\ud800b", "unseen_character"),
    ],
)
def test_words_that_cannot_be_kept_are_refused(text: str, code: str) -> None:
    with pytest.raises(Flawed) as caught:
        check_text("reason", text, "nothing_said")

    assert (caught.value.field, caught.value.code) == ("reason", code)
    assert re.search(r"[ก-๛]", caught.value.message_th)


def test_words_keep_their_lines_and_lose_the_space_around_them() -> None:
    assert check_text("note", " ไฟดับ\nทั้งตำบล ") == "ไฟดับ\nทั้งตำบล"
    assert check_text("note", "ก" * 2_000) == "ก" * 2_000
    assert check_text("note", " ") == ""


@pytest.mark.parametrize("code", ["x" * 101, "PI\u0000", "PI\n"])
def test_a_code_no_database_is_asked_for_is_refused(code: str) -> None:
    with pytest.raises(Flawed):
        check_code("site", code)


@pytest.mark.parametrize(
    ("body", "media_type", "ending"),
    [
        (b"%PDF-1.4", "application/pdf", ".pdf"),
        (b"\xff\xd8\xff\xe0", "image/jpeg", ".jpg"),
        (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    ],
)
def test_a_document_is_known_by_its_first_bytes(
    body: bytes, media_type: str, ending: str
) -> None:
    sent = accept("ใบแจ้ง.PDF", body)

    assert (sent.media_type, sent.name) == (media_type, f"ใบแจ้ง{ending}")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "document_empty"),
        (b"%PDF", "document_of_other_kind"),
        (b"\n%PDF-1.4", "document_of_other_kind"),
        (b"GIF89a", "document_of_other_kind"),
        (b"PK\x03\x04", "document_of_other_kind"),
        (b"%PDF-" + bytes(MOST_BYTES - 4), "document_too_long"),
    ],
)
def test_what_is_no_document_is_refused(body: bytes, code: str) -> None:
    with pytest.raises(Flawed) as caught:
        accept("x.pdf", body)

    assert caught.value.code == code


def test_a_document_of_5_mb_is_kept_with_its_digest() -> None:
    sent = accept("x", b"%PDF-" + bytes(MOST_BYTES - 5))

    assert len(sent.body) == MOST_BYTES
    assert sent.sha256 == hashlib.sha256(sent.body).hexdigest()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", "document.pdf"),
        ("...", "document.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\x\\ไฟดับ.pdf", "ไฟดับ.pdf"),
        ('a"b<c>:d|e?f*g', "a_b_c__d_e_f_g.pdf"),
        ("a\r\nSet-Cookie: x", "aSet-Cookie_ x.pdf"),
        ("x\u202egpj.exe", "xgpj.exe.pdf"),
        ("a.pdf.pdf", "a.pdf.pdf"),
        ("ก" * 500, "ก" * LONGEST_NAME + ".pdf"),
    ],
)
def test_a_name_is_made_harmless(name: str, expected: str) -> None:
    assert clean_name(name, ".pdf") == expected


@given(st.text())
def test_any_name_becomes_one_a_disk_and_a_header_take(name: str) -> None:
    cleaned = clean_name(name, ".pdf")

    assert cleaned.isprintable()
    assert not set(cleaned) & set('/\\<>:"|?*\0')
    assert len(cleaned) <= LONGEST_NAME + 4
    assert not cleaned.startswith(".")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("account:som", "account:som", True),
        ("account:som", "account:lek", False),
        ("token:1", "token:1", True),
        ("token:1", "token:2", False),
        ("token:som", "account:som", False),
        ("local:root", "token-file", True),
        ("loopback", "local", True),
        ("account:local", "local", False),
        ("account:", "token:", True),  # names of nobody
    ],
)
def test_a_person_is_told_by_the_account_not_by_the_way_in(
    one: str, other: str, same: bool
) -> None:
    assert is_same_person(one, other) is same


def test_every_sentence_stands_in_both_languages_with_the_same_places() -> None:
    for code, (english, thai) in _WORDS.items():
        wanted = set(re.findall(r"{(\w+)}", english)) - {"why"}
        assert set(re.findall(r"{(\w+)}", thai)) - {"why"} == wanted, code
        assert re.search(r"[ก-๛]", thai), code
