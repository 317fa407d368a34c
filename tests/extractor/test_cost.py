"""The extraction's cost is linear in the length of a text, hostile ones included."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from services.extractor.extract import extract_article
from shared.contracts import NormalizedArticle
from tests.cost import assert_linear

HOSTILE = {
    "one sentence of figures": "بلغت 398 مليون درهم وتكوين 500 صانع بفاس سنة 2024 ",
    "no space and no stop": "و",
    "digits": "1234567890",
    "digits and commas": "1,2.3،4 ",
    "bare figures": "1 ",
    "thousands": "ألف و",
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


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=list(HOSTILE))
def test_cost_is_linear(unit: str) -> None:
    assert_linear(extract, unit, short=3_000)
