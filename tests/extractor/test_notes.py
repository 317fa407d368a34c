"""What a person is told of how a fact was read."""

from __future__ import annotations

from datetime import UTC, datetime

from services.extractor.extract import extract_article
from shared.contracts import ExtractedArticle, NormalizedArticle


def read(body: str, title: str | None = None, published: datetime | None = None) -> ExtractedArticle:
    return extract_article(
        NormalizedArticle(
            article_id="notes",
            title=title,
            body=body,
            language="ar",
            published_at=published,
            fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
            normalizer_version="test",
        )
    )


def test_a_wrong_weekday_is_flagged_and_said() -> None:
    article = read("عقد لقاء تواصلي يوم الأحد 12 ماي 2025 بمقر الغرفة.")
    assert article.flags == ["weekday_mismatch"]
    assert "اليوم" in (article.facts[0].note or "")


def test_a_right_weekday_is_not() -> None:
    article = read("عقد لقاء تواصلي يوم الإثنين 12 ماي 2025 بمقر الغرفة.")
    assert article.flags == []
    assert article.facts[0].note is None


def test_a_hijri_period_says_so() -> None:
    article = read("استقبل معرض الصناعة التقليدية 500 زائر في رمضان 1445.")
    assert any("هجري" in (f.note or "") for f in article.facts if f.kind == "visitors")


def test_a_year_from_the_date_of_publication_says_so() -> None:
    article = read("افتتح المعرض الجهوي للصناعة التقليدية يوم 3 دجنبر بفاس.", published=datetime(2024, 12, 5, tzinfo=UTC))
    assert [(f.period, "تاريخ نشر" in (f.note or "")) for f in article.facts if f.kind == "event"] == [("2024-12-03", True)]


def test_a_title_that_contradicts_is_flagged_on_both() -> None:
    article = read("بلغت صادرات الجهة 398 مليون درهم سنة 2024.", title="صادرات الجهة تبلغ 450 مليون درهم")
    assert article.flags == ["title_body_mismatch"]
    assert all("قيمة أخرى" in (f.note or "") for f in article.facts if f.kind == "exports")


def test_a_title_that_rounds_does_not_contradict() -> None:
    article = read("بلغت صادرات الجهة 398 مليون درهم سنة 2024.", title="صادرات الجهة تبلغ حوالي 400 مليون درهم")
    assert article.flags == []
    assert [f.value for f in article.facts] == [398_000_000]


def test_a_sum_that_does_not_add_up_is_said() -> None:
    article = read("أحدثت الجهة 30 بنية موزعة على 12 قرية و10 مجمعات و5 معاهد.")
    total = next(f for f in article.facts if f.value == 30)
    assert total.flags == ["sum_mismatch"]
    assert "27" in (total.note or "")


def test_a_share_is_checked_against_its_two_figures() -> None:
    article = read("يضم السجل 1000 صانع، منهم 250 امرأة أي 25 في المائة.")
    share = next(f for f in article.facts if f.kind == "share")
    assert share.flags == ["share_verified"]
