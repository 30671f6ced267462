"""Drawing in a process of its own: the same bytes, bounded, and told when it fails."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import orjson
import pytest
from pypdfium2 import PdfDocument

from netmon.reports.document import to_document
from netmon.reports.typeset_apart import ReportFailed, typeset_apart
from netmon.reports.words import LANGUAGES, Language
from tests.unit.test_reports_document import DRAFT
from tests.unit.test_reports_files import EMPTY, STATEMENT

EVIL = '#panic("x") *b* $x$ `r` </l> \u202eกลับ \ud7ff ' + "W" * 400
MADE_AT = STATEMENT.head.made_at
_MARKS = "\u0e31\u0e33-\u0e3a\u0e45\u0e47-\u0e4e"


def draw(document: Mapping[str, Any], at: datetime = MADE_AT) -> bytes:
    return typeset_apart(orjson.dumps(document), at)


def hostile() -> dict[str, Any]:
    lines = [replace(line, name_th=EVIL) for line in STATEMENT.sites[:20]]
    asked = [replace(each, reason=EVIL) for each in STATEMENT.exclusions]
    return to_document(replace(STATEMENT, sites=lines, exclusions=asked), "th")


@pytest.fixture(scope="module")
def packs() -> dict[Language, bytes]:
    """Each is drawn once for all tests: that is the slow part."""
    return {"th": draw(hostile()), "en": draw(to_document(DRAFT, "en"))}


def test_the_same_document_gives_the_same_bytes(packs: dict[Language, bytes]) -> None:
    again = draw(hostile())
    assert again.startswith(b"%PDF-")
    assert again == packs["th"]
    made = f"{MADE_AT:%Y%m%d%H%M%S}".encode()
    assert made in again


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_its_letters_are_of_the_font_that_comes_along(
    packs: dict[Language, bytes], language: Language
) -> None:
    fonts = set(re.findall(rb"/BaseFont ?/[A-Z]{6}\+([A-Za-z-]+)", packs[language]))
    assert {each.decode().partition("-")[0] for each in fonts} == {"Sarabun"}


def test_a_month_without_anything_is_drawn() -> None:
    assert draw(to_document(EMPTY, "th")).startswith(b"%PDF-")


def test_a_document_that_cannot_be_drawn_is_told_in_one_line() -> None:
    broken = to_document(EMPTY, "en") | {"sections": [{"title": "x"}]}
    with pytest.raises(ReportFailed) as told:
        draw(broken)
    assert str(told.value).startswith("the report could not be made: ")
    assert "\n" not in str(told.value)


def test_nobody_waits_for_ever() -> None:
    with pytest.raises(ReportFailed, match="not drawn within 0 s"):
        typeset_apart(orjson.dumps(to_document(EMPTY, "en")), MADE_AT, 0.01)


def test_its_text_can_be_read_and_no_line_begins_with_a_mark(
    packs: dict[Language, bytes],
) -> None:
    """Read by pdfium, as a browser would."""
    text = "\n".join(
        page.get_textpage().get_text_range() for page in PdfDocument(packs["th"])
    )
    assert STATEMENT.head.ruleset_id in text
    assert '#panic("x") *b* $x$ `r`' in text
    assert STATEMENT.repairs[0].site in text
    assert not re.findall(rf"^\s*[{_MARKS}].*", text, re.MULTILINE)
