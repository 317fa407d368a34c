"""Figures that are written in two parts are one; two amounts are two."""

from __future__ import annotations

import pytest

from services.extractor.numbers import read_numbers
from services.extractor.tokens import tokenize
from shared.text.folding import fold


def values(text: str) -> list[float | None]:
    return [q.value for q in read_numbers(tokenize(fold(text).text)).quantities]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("بلغت الصادرات ألفا و200 مليون درهم", 1_200_000_000),
        ("بلغت الصادرات ألفين و300 مليون درهم", 2_300_000_000),
        ("بلغت الصادرات ألف وخمسمائة مليون درهم", 1_500_000_000),
        ("بلغت الكلفة 12 مليون درهم و350 ألف درهم", 12_350_000),
        ("بلغت الميزانية مليار درهم و146 مليون درهم", 1_146_000_000),
        ("بلغت الكلفة ستة وثلاثين مليون درهم ومائتي ألف درهم", 36_200_000),
        ("رصدت الجهة ألفي مليون سنتيم", 20_000_000),
        ("مئة ألف وثلاثة آلاف صانع", 103_000),
    ],
)
def test_one_figure(text: str, value: float) -> None:
    assert values(text) == [value]


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("بلغت الكلفتان 12 مليون درهم و350 ألف درهم على التوالي", [12_000_000, 350_000]),
        ("ساهمت الجهة ب 3 ملايين درهم والوزارة ب 5 ملايين درهم", [3_000_000, 5_000_000]),
        ("كلف 38 مليون سنتيم و5 ملايين سنتيم", [380_000, 50_000]),
        ("بين 3,5 مليون درهم و350 ألف درهم", [3_500_000, 350_000]),
    ],
)
def test_two_amounts(text: str, both: list[float]) -> None:
    assert values(text) == both


def test_a_year_in_words_is_no_amount() -> None:
    assert values("بلغت الصادرات 40 مليون درهم عام ألفين وعشرين") == [40_000_000]
