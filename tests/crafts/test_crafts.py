"""The thesaurus: well formed, and found as the corpus says."""

import pytest

from services.extractor.crafts import CRAFTS, find_crafts, with_broader
from services.extractor.tokens import tokenize
from shared.text.folding import fold
from tests.crafts.corpus import CORPUS


@pytest.mark.parametrize(("text", "expected"), CORPUS, ids=[t for t, _ in CORPUS])
def test_corpus(text: str, expected: list[str]) -> None:
    assert [m.id for m in find_crafts(tokenize(fold(text).text))] == expected


@pytest.mark.parametrize("craft", CRAFTS.values(), ids=CRAFTS)
def test_every_word_of_the_thesaurus_is_found(craft) -> None:  # type: ignore[no-untyped-def]
    for written in craft.words:
        word = written.lstrip("=~@")
        marks = written[: len(written) - len(word)]
        if "=" in marks:
            word = "ال" + word
        text = f"حرفة {word} تقليدي" if marks else f"هنا {word}."
        found = [m.id for m in find_crafts(tokenize(fold(text).text))]
        assert found, f"{written} of {craft.id} is not found"
        assert set(with_broader(found)) & {craft.id, craft.broader}, f"{written} of {craft.id} is read as {found}"


def test_thesaurus_is_well_formed() -> None:
    assert len(CRAFTS) >= 60
    for craft in CRAFTS.values():
        assert craft.ar
        assert craft.fr
        assert craft.en
        assert len(craft.synonyms) >= 3
        assert craft.broader is None or craft.broader in CRAFTS
        assert craft.broader != craft.id
    assert {"pottery", "wood", "weaving", "tailoring", "leather", "zellige"} <= CRAFTS.keys()


def test_spans_leave_conjunctions_and_prepositions_out() -> None:
    text = fold("بالنسيج وللفخار ووالجلد فخزفنا").text
    mentions = find_crafts(tokenize(text))
    assert [m.name for m in mentions[:2]] == ["النسيج", "فخار"]
    assert all(text[m.start : m.end] == m.name for m in mentions)


def test_broader_crafts_follow_their_narrower_ones() -> None:
    assert with_broader(["tanning", "pottery"]) == ["tanning", "pottery", "leather"]
