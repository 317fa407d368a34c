"""What holds of any text: cleaning twice is cleaning once, no paragraph loses a figure, hostile input costs little."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.normalizer.normalize import clean_article, normalize_article
from services.normalizer.text_cleaning import clean_text
from shared.contracts import RawArticle
from shared.errors import PermanentError

NOW = datetime(2026, 11, 22, tzinfo=UTC)

_WORDS = st.sampled_from(
    re.findall(
        r"\S+",
        "الصناعة التقليدية بجهة فاس مكناس وأكد المدير أن البرنامج شمل تكوين صانع وصانعة في حرف الخزف والجلد خلال سنة مستفيد "
        "بغلاف درهم مليون",
    )
)
_FIGURES = st.sampled_from(["398", "180.000", "3,21", "٢٠١٠", "5 ,3", "2.5", "1.610", "16.098", "45%", "12"])
_SENTENCE = st.lists(st.one_of(_WORDS, _FIGURES), min_size=14, max_size=28, unique=True).map(lambda w: " ".join(w) + ".")
_FURNITURE = st.sampled_from(
    [
        "مشاركة",
        "img_8516",
        "إعلان",
        "Facebook Twitter WhatsApp",
        "اقرأ أيضا: معرض جديد بتطوان",
        "طباعة",
        "128 مشاهدة",
        "الأربعاء 12 أبريل 2023 - 14:05",
        "هسبريس - و.م.ع",
        "",
        "https://example.ma/p/12",
    ]
)
_HEADING = st.sampled_from(["التكوين المهني", "البنيات التحتية للإنتاج والتسويق", "أهم الأرقام", "فيما يلي الحصيلة:"])
_ITEM = st.tuples(st.sampled_from(["- ", "+ ", "• ", "1. ", "2) "]), _FIGURES).map(lambda p: f"{p[0]}إحداث {p[1]} مركزا؛")
_LINES = st.lists(st.one_of(_SENTENCE, _SENTENCE, _FURNITURE, _HEADING, _ITEM), min_size=1, max_size=14)


@given(_SENTENCE, _LINES)
@settings(max_examples=200, deadline=None)
def test_figures_of_paragraphs_and_items_survive(first: str, lines: list[str]) -> None:
    cleaned = clean_article("\n".join([first, *lines]))
    whole = (cleaned.title or "") + "\n" + cleaned.body
    for line in [first, *lines]:
        if line.endswith((".", "؛")):
            assert line in whole
        if line and line[0] in "-+•12" and line.endswith("؛"):
            assert line in whole


@given(_LINES)
@settings(max_examples=200, deadline=None)
def test_cleaning_again_changes_nothing(lines: list[str]) -> None:
    cleaned = clean_article("\n".join(lines))
    if cleaned.body:
        again = clean_article(cleaned.body, title=cleaned.title)
        assert again.body == cleaned.body
        assert again.title == cleaned.title


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_clean_text_is_idempotent(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    assert "  " not in once
    assert "\n\n\n" not in once
    assert "\r" not in once


@given(st.text(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_text_is_normalised_or_refused(text: str) -> None:
    try:
        raw = RawArticle(content=text or "نص")
    except ValueError:  # half a surrogate pair is no JSON string
        return
    if not any(c.isalnum() for c in clean_article(raw.content).body):
        with pytest.raises(PermanentError, match="no_text"):
            normalize_article(raw, now=NOW)
        return
    article = normalize_article(raw, now=NOW)
    assert article.published_at is None or article.published_at <= NOW.replace(day=24)
    assert article.to_json()


@pytest.mark.parametrize(
    "hostile",
    [
        "&" + "amp;" * 50_000,
        "a" * 200_000,
        "ا " * 100_000,
        "\n" * 200_000,
        ("مشاركة\n" * 30_000),
        "تابع آخر " * 30_000,
        "#" * 100_000 + "\n" + "#ا" * 50_000,
        "12/" * 60_000,
        "www." * 50_000,
        "- " * 100_000,
        ("اقرأ أيضا\n" * 20_000),
        ("كتب في " * 30_000),
        ("=" * 200_000),
        ("الرئيسية / " * 30_000),
    ],
    ids=lambda text: repr(text[:10]),
)
@pytest.mark.timeout(120)  # a pattern that backtracks without bound would take hours
def test_hostile_input_ends(hostile: str) -> None:
    clean_article("بداية المقال بجملة طويلة تقول إن المعرض استقبل زوارا كثيرين خلال الأيام الثلاثة الأولى.\n" + hostile)
