"""The extraction's cost is linear in the length of a text, hostile ones included.

Counted in bytecodes, not in seconds, so that the answer is the same on any machine under any load.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from types import FrameType
from typing import Any

import pytest

from services.extractor.extract import extract_article
from shared.contracts import NormalizedArticle

SHORT, TIMES = 2_500, 4
ALLOWED = TIMES * 1.6  # windows of bounded length fill up at first: less than seven times the work, never sixteen times

HOSTILE = {
    "one sentence of figures": "بلغت 398 مليون درهم وتكوين 500 صانع بفاس سنة 2024 ",
    "no space and no stop": "و",
    "digits": "1234567890",
    "digits and commas": "1,2.3،4 ",
    "commas": "،",
    "brackets": "((((",
    "quotes": '" " ',
    "agreements": "اتفاقية شراكة مع غرفة الصناعة التقليدية ",
    "ordinals": "اتفاقيتين الأولى بين الغرفة والثانية بين الوزارة ",
    "dates": "سنة 2024 مقابل 2023 يوم 12 ماي ",
    "places": "فاس ومكناس وتاونات وصفرو ",
    "facilities": "وقرية ومجمع ودار الصانعة وفندق ",
    "people": "رئيس الغرفة محمد العلوي وحسن بناني ",
    "percents": "ارتفاع 12 في المائة وتراجع 3% ",
    "lines": "12\n",
    "bullets": "- 5 قرى:\n",
    "headings": "عنوان:\n",
    "totals": "10 قرى منها 3 و2 ",
    "words of status": "سيتم بلغت تهدف مواصلة ",
    "tatweel": "ـ",
    "latin": "craft ",
}


def extract(text: str) -> None:
    extract_article(
        NormalizedArticle(
            article_id="cost", body=text, language="ar", fetched_at=datetime(2025, 1, 1, tzinfo=UTC), normalizer_version="test"
        )
    )


def bytecodes(text: str) -> int:
    """How many bytecodes the extraction of a text executes."""
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        frame.f_trace_opcodes = True
        frame.f_trace_lines = False
        if event == "opcode":
            count += 1
        return trace

    previous = sys.gettrace()
    sys.settrace(trace)
    try:
        extract(text)
    finally:
        sys.settrace(previous)
    return count


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=list(HOSTILE))
def test_cost_is_linear(unit: str) -> None:
    short, long = ((unit * (n // len(unit) + 1))[:n] for n in (SHORT, SHORT * TIMES))
    extract(long)  # caches of word forms are filled
    assert bytecodes(long) <= ALLOWED * bytecodes(short)
