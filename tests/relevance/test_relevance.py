"""What is about the craft sector scores 0.5 or more, other news less, with reasons that a person understands."""

from pathlib import Path

import pytest

from services.extractor.crafts import find_crafts
from services.extractor.organisations import find_organisations
from services.extractor.relevance import THRESHOLD, relevance
from services.extractor.tokens import tokenize
from shared.text.folding import fold
from tests.relevance.corpus import ABOUT, NOT_ABOUT
from tests.relevance.passages import CRAFT, LATER_CRAFT, LATER_OTHER, OTHER

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))


def score(body: str, title: str | None = None) -> tuple[float, list[str]]:
    folded = fold(body)
    tokens = tokenize(folded.text)
    title_tokens = tokenize(fold(title).text) if title else None
    return relevance(tokens, title_tokens, find_crafts(tokens), find_organisations(tokens, folded))


@pytest.mark.parametrize("text", ABOUT)
def test_about_the_sector(text: str) -> None:
    value, reasons = score(text)
    assert value >= THRESHOLD, reasons


@pytest.mark.parametrize("text", NOT_ABOUT)
def test_other_news(text: str) -> None:
    value, reasons = score(text)
    assert value < THRESHOLD, reasons


@pytest.mark.parametrize("path", SEEDS, ids=lambda p: p.name[:3])
def test_the_seeds_are_about_the_sector(path: Path) -> None:
    assert score(path.read_text(encoding="utf-8"))[0] > 0.7


@pytest.mark.parametrize(("craft", "other"), [(CRAFT, OTHER), (LATER_CRAFT, LATER_OTHER)], ids=["before", "after"])
def test_passages(craft: list[str], other: list[str]) -> None:
    missed = [text for text in craft if score(text)[0] < THRESHOLD]
    taken = [text for text in other if score(text)[0] >= THRESHOLD]
    assert len(missed) <= len(craft) / 10, missed
    assert taken == []


def test_a_ministrys_title_counts_nothing() -> None:
    value, reasons = score(
        "أكدت وزارة السياحة والصناعة التقليدية أن الفنادق امتلأت.", "وزيرة السياحة والصناعة التقليدية تعلن أرقام السياح"
    )
    assert value == 0.0
    assert "خارج أسماء الوزارات" in reasons[0]


def test_a_minister_who_speaks_of_the_sector_counts() -> None:
    assert score("أكد وزير السياحة أن الصناعة التقليدية توفر مناصب الشغل")[0] >= THRESHOLD


def test_the_title_weighs() -> None:
    body = "انطلقت فعاليات التظاهرة بمشاركة مائة عارض من داخل المغرب وخارجه، وتستمر عشرة أيام بالمدينة العتيقة."
    assert score(body)[0] < THRESHOLD <= score(body, "معرض الصناعة التقليدية يفتح أبوابه")[0]


def test_reasons_begin_in_arabic() -> None:
    for text in (*ABOUT, *NOT_ABOUT):
        _, reasons = score(text)
        assert reasons
        assert all("\u0621" <= reason[0] <= "\u064a" for reason in reasons)
