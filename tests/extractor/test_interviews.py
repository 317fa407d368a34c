"""Interviews and texts in questions and answers: a question says what its answer is about."""

from __future__ import annotations

import pytest

from tests.extractor.reading import fact_of, read

ANSWER = "كنا في 23 مليار درهم سنة 2017 كما تعلمون، ثم نزلنا بعد ذلك إلى ما دون 15 مليارا، قبل أن نستعيد العافية شيئا فشيئا."


@pytest.mark.parametrize(
    "question",
    [
        "● لكن رقم المعاملات لم يتحرك كثيرا...",
        "- وماذا عن رقم المعاملات؟",
        "كيف تفسرون أن رقم المعاملات لم يتحرك كثيرا في السنوات الأخيرة رغم كل ما أنفق على القطاع من مال؟",
        "رقم المعاملات",
    ],
)
def test_a_question_says_what_the_answer_is_about(question: str) -> None:
    article = read(f"حوار مع الكاتبة العامة للقطاع\n\n{question}\n{ANSWER}\n\n✔ والتصدير؟\nتلك قصة أخرى.")
    assert fact_of(article, "turnover", 23_000_000_000).period == "2017"
    assert fact_of(article, "turnover", 15_000_000_000).qualifier == "max"


def test_items_of_a_list_are_no_questions() -> None:
    article = read("وتضمن البرنامج سنة 2019 ما يلي:\n- تنظيم 4 معارض\n- تكوين 90 شابا\nوقد لقي البرنامج استحسان الجميع بالمدينة.")
    assert fact_of(article, "activities", 4).period == "2019"
    assert fact_of(article, "trainees", 90).period == "2019"
