"""What people fill in about claims, and the documents they send with it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netmon.core.intervals import Interval
from netmon.core.months import Month
from netmon.sla.claim_forms import (
    MOST_SITES,
    ExclusionForm,
    read_exclusion,
    read_moment,
    read_objection,
    read_ticket,
    to_field,
)
from netmon.sla.claim_words import _WORDS
from netmon.sla.documents import LONGEST_NAME, MOST_BYTES, accept, clean_name
from netmon.sla.facts import ExclusionType
from netmon.sla.objections import ObjectionWish
from netmon.sla.refusals import Flawed
from netmon.sla.second_person import is_same_person
from netmon.sla.site_places import SitesWish
from netmon.sla.tickets import TicketTimes

EXCLUSION = {
    "kind": "mains_power",
    "starts_at": "2026-12-10T01:00",
    "ends_at": "2026-12-10T03:30:15",
    "reason": " ไฟดับ\r\nทั้งตำบล ",
    "sites": "PI-1, PI-2\nPI-1",
}
OBJECTION = {
    "month": "2026-11",
    "version": "2",
    "contract": "C-01/2569",
    "text": "ไม่จริง",
}


def test_a_request_is_read_in_thai_time() -> None:
    start = datetime(2026, 12, 9, 18, 0, tzinfo=UTC)
    end = datetime(2026, 12, 9, 20, 30, 15, tzinfo=UTC)

    assert read_exclusion(EXCLUSION) == ExclusionForm(
        ExclusionType.MAINS_POWER,
        Interval(start, end),
        "ไฟดับ\nทั้งตำบล",
        SitesWish(["PI-1", "PI-2"]),
    )
    whole = {**EXCLUSION, "sites": " ", "contract": "C-1", "province": "50"}
    assert read_exclusion(whole).sites == SitesWish(None, "C-1", "50")


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"kind": "holiday"}, "kind", "no_choice"),
        ({"starts_at": ""}, "starts_at", "no_moment"),
        ({"starts_at": "2026-02-30T01:00"}, "starts_at", "no_moment"),
        ({"starts_at": "2026-12-10T01:00+07:00"}, "starts_at", "no_moment"),
        ({"starts_at": "๒๐๒๖-12-10T01:00"}, "starts_at", "no_moment"),
        ({"ends_at": "2569-12-10T01:00"}, "ends_at", "buddhist_year"),
        ({"ends_at": "0001-01-01T01:00"}, "ends_at", "no_moment"),
        ({"ends_at": "9999-12-31T23:59"}, "ends_at", "no_moment"),
        ({"reason": "\n"}, "reason", "nothing_said"),
        ({"reason": "x" * 2_001}, "reason", "too_long"),
        ({"reason": "a\u202eb"}, "reason", "unseen_character"),
        ({"sites": "PI-1 \u0000"}, "sites", "unseen_character"),
        ({"sites": "x" * 101}, "sites", "too_long"),
        ({"sites": "x " * (MOST_SITES + 1)}, "sites", "too_many_sites"),
        ({"province": "x" * 101}, "province", "too_long"),
    ],
)
def test_a_field_that_cannot_be_is_named(
    changes: Mapping[str, str], field: str, code: str
) -> None:
    with pytest.raises(Flawed) as caught:
        read_exclusion({**EXCLUSION, **changes})

    assert (caught.value.field, caught.value.code) == (field, code)
    assert re.search(r"[ก-๛]", caught.value.message_th)


def test_an_objection_is_read() -> None:
    wish = ObjectionWish(Month(2026, 11), 2, "C-01/2569", "ไม่จริง")

    assert read_objection(OBJECTION) == wish
    for changes, field in (
        ({"month": "2569-11"}, "month"),
        ({"version": "-1"}, "version"),
        ({"version": "๑"}, "version"),
        ({"version": "12345"}, "version"),
        ({"contract": " "}, "contract"),
        ({"text": ""}, "text"),
        ({"outage": "\u0007"}, "outage"),
    ):
        with pytest.raises(Flawed) as caught:
            read_objection({**OBJECTION, **changes})
        assert caught.value.field == field


def test_the_hint_of_a_buddhist_month_names_the_one_that_is_meant() -> None:
    with pytest.raises(Flawed, match=r"did you mean 2026-11\?"):
        read_objection({**OBJECTION, "month": "2569-11"})


def test_times_of_a_ticket_may_be_left_empty() -> None:
    fields = {"sent_at": "2026-11-20T12:00", "on_site_at": " "}

    sent = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
    assert read_ticket(fields) == TicketTimes(sent)


FIRST = datetime(2000, 1, 2, tzinfo=UTC).replace(tzinfo=None)
LAST = datetime(2200, 12, 31, tzinfo=UTC).replace(tzinfo=None)


@given(st.datetimes(FIRST, LAST, timezones=st.just(UTC)))
def test_what_a_form_shows_is_read_as_it_was(at: datetime) -> None:
    at = at.replace(microsecond=0)

    assert read_moment({"at": to_field(at)}, "at") == at


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
