"""Fiscal years: October to September, said in the Buddhist Era."""

from __future__ import annotations

import pytest

from netmon.core.fiscal_years import FiscalYear, NoFiscalYear, quarter_of
from netmon.core.months import Month


def test_a_year_goes_over_the_edge_of_the_calendar_s() -> None:
    months = FiscalYear.parse("2570").months

    assert [str(months[at]) for at in (0, 2, 3, 11)] == [
        *("2026-10", "2026-12", "2027-01", "2027-09")
    ]
    assert len(months) == 12
    assert [quarter_of(each) for each in months] == [1] * 3 + [2] * 3 + [3] * 3 + [
        4
    ] * 3


def test_the_first_and_the_last_have_months_of_the_product() -> None:
    assert FiscalYear.parse("2544").months[0] == Month(2000, 10)
    assert FiscalYear.parse("2743").months[-1] == Month(2200, 9)


@pytest.mark.parametrize("text", ["", "70", "2543", "2744", "02570", "-570", "๒๕๗๐"])
def test_what_is_no_fiscal_year_is_refused(text: str) -> None:
    with pytest.raises(NoFiscalYear, match="in the Buddhist Era, got") as refused:
        FiscalYear.parse(text)

    assert "did you mean" not in str(refused.value)
    assert "ปีงบประมาณแบบ 2570" in refused.value.message_th


def test_a_year_of_the_common_era_is_refused_with_a_hint() -> None:
    with pytest.raises(NoFiscalYear, match=r"did you mean 2570\?") as refused:
        FiscalYear.parse("2027")

    assert "หมายถึง 2570 หรือไม่" in refused.value.message_th
