"""Names of bodies: where they begin and end, which body it is, what a short form refers back to."""

import json
from pathlib import Path

import pytest

from services.extractor.organisations import OrganisationMention, find_organisations
from services.extractor.tokens import tokenize
from shared.text.folding import fold, fold_word
from tests.organisations.corpus import CORPUS, IDS, REFERS_BACK

ROOT = Path(__file__).parents[2]


def find(text: str) -> list[OrganisationMention]:
    folded = fold(text)
    return find_organisations(tokenize(folded.text), folded)


@pytest.mark.parametrize(("text", "expected"), CORPUS + REFERS_BACK, ids=[t for t, _ in CORPUS + REFERS_BACK])
def test_corpus(text: str, expected: list[str]) -> None:
    assert [m.name for m in find(text)] == expected


@pytest.mark.parametrize(("text", "expected"), IDS, ids=[t for t, _ in IDS])
def test_ids(text: str, expected: str) -> None:
    assert [m.id for m in find(text)] == [expected]


@pytest.mark.parametrize("seed", ["001", "003", "004"])
def test_every_party_of_the_gold_is_found(seed: str) -> None:
    text = next((ROOT / "seeds").glob(f"{seed}_*")).read_text(encoding="utf-8")
    names = {m.name for m in find(text)}
    gold = json.loads((ROOT / "tests/gold" / f"{seed}.json").read_text(encoding="utf-8"))
    for fact in gold["facts"]:
        for party in fact.get("parties", []):
            assert party in names


def test_spans_hold_the_name() -> None:
    text = "شراكة مع الوزارة ومؤسسة دار الصانــع وللجمعية المغربية للتنمية"
    folded = fold(text)
    for m in find_organisations(tokenize(folded.text), folded):
        assert fold_word(m.name).endswith(folded.text[m.start : m.end])


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("ساهم الصندوق الوطني للضمان الاجتماعي في الحملة. وأفاد صندوق الضمان الاجتماعي أن", True),
        ("تضم تعاونية الأمل للنسيج بتازناخت 30 امرأة. وفازت تعاونية الأمل بجائزة", True),
        ("قال مكتب التكوين المهني وإنعاش الشغل. وأضاف مكتب التكوين المهني أن", True),
        ("تضم تعاونية الأمل للنسيج 30 امرأة، وتعاونية الأمل للفخار 20 امرأة. وفازت تعاونية الأمل", False),
        ("تضم تعاونية الأمل للنسيج 30 امرأة. وفازت تعاونية النور للنسيج", False),
    ],
)
def test_a_shortened_name_is_the_same_body(text: str, same: bool) -> None:
    found = find(text)
    assert (found[-1].id == found[0].id) is same
