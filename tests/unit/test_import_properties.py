"""What holds for every text: cleaning ends, and nothing a file says is a crash."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from inventory.importer.columns import COMPARED, Field
from inventory.importer.dates import NoDate, from_text, read_date, to_text
from inventory.importer.numbers import NoNumber, read_mbps
from inventory.importer.plan import make_plan, to_steps
from inventory.importer.records import to_router, to_site, to_site_record
from inventory.importer.text import clean
from tests.register_files import TODAY, good_row, judge_file, no_geography, to_csv

PIECES = st.sampled_from(
    [
        *("\u0e4d", "\u0e48", "\u0e32", "\u0e33", "\u0e40", "\u200b", "\u00a0", " "),
        *("\n", "\r", "\x07", "_x0007_", "_x005F_", "ก", "a", "1", "๑", ",", ".", "-"),
    ]
)
TEXTS = st.lists(PIECES | st.characters(codec="utf-8"), max_size=12).map("".join)


@example("\u0e33\u0e48\u0e48")
@example("\u0e33\u0e48\u0e33\u0e48")
@given(TEXTS)
def test_what_is_clean_stays_as_it_is(text: str) -> None:
    cleaned, _ = clean(text)

    assert clean(cleaned) == (cleaned, "")
    assert cleaned == cleaned.strip()
    assert not any(unicodedata.category(one) in ("Cc", "Cf") for one in cleaned)


@given(TEXTS)
def test_whatever_was_changed_is_told(text: str) -> None:
    cleaned, kind = clean(text)

    assert bool(kind) == (cleaned != text)


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_a_day_is_read_as_it_was_written(day: date) -> None:
    assert from_text(to_text(day)) == day
    assert read_date(to_text(day), TODAY) == day


@given(TEXTS)
def test_a_day_is_possible_or_refused(text: str) -> None:
    try:
        day = read_date(text, TODAY)
    except NoDate:
        return
    assert date(1990, 1, 1) <= day < date(2100, 1, 1)


@given(st.floats(0.001, 100_000).map(lambda value: f"{value:.3f}"))
def test_a_rate_is_read_once(text: str) -> None:
    try:
        rate, _ = read_mbps(text)
    except NoNumber:
        assert float(text) == 0
        return

    assert read_mbps(rate) == (rate, "")
    assert float(rate) == float(text)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.dictionaries(st.sampled_from([one.name for one in Field]), TEXTS, max_size=4))
def test_what_is_accepted_can_be_stored(tmp_path: Path, cells: dict[str, str]) -> None:
    path = tmp_path / "register.csv"
    text = to_csv(good_row(1, **cells), good_row(2)).replace("\x00", "")
    path.write_text(text, "utf-8-sig", newline="")

    judged = judge_file(path, no_geography())

    for step in to_steps(
        make_plan(judged.rows, {}, judged.named, COMPARED, 1), {}, Field
    ):
        assert step.after is not None
        assert to_site(step.after)["name_th"]
        assert to_site_record(step.after)
        assert to_router(step.site, step.after) is None or step.site
    assert judged.rows_read == len(judged.rows) + judged.rejected
