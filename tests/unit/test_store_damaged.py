"""Questions over sealed files that are damaged."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from netmon.store.faults import AnswerLate
from netmon.store.layout import Layout
from netmon.store.log_reader import LogReader
from netmon.store.port import RangeQuestion, Span
from tests.live import NOON, HandClock

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("damage", [b"", b"not parquet", b"PAR1" + bytes(64) + b"PAR1"])
async def test_a_damaged_file_is_no_answer_and_no_fault(
    tmp_path: Path, damage: bytes
) -> None:
    file = Layout(tmp_path).raw_day("ping", date(2026, 11, 20))
    file.parent.mkdir(parents=True)
    file.write_bytes(damage)
    reader = LogReader(tmp_path, HandClock())
    span = Span(NOON - timedelta(hours=1), NOON)
    question = RangeQuestion("ping", ("loss_ratio",), span, 0, site="S1")

    with pytest.raises(AnswerLate, match="cannot answer"):
        await reader.range(question)

    reader.close()
