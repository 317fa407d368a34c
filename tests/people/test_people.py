"""Persons and their roles, and the institutions and words that are no persons."""

import json
from pathlib import Path

import pytest

from services.extractor.organisations import find_organisations
from services.extractor.people import PersonMention, find_people
from services.extractor.tokens import tokenize
from shared.text.folding import fold, fold_word
from tests.people.corpus import CORPUS, ORGANISATIONS, People

ROOT = Path(__file__).parents[2]


def find(text: str) -> list[PersonMention]:
    folded = fold(text)
    tokens = tokenize(folded.text)
    return find_people(tokens, folded, find_organisations(tokens, folded))


@pytest.mark.parametrize(("text", "expected"), CORPUS, ids=[t for t, _ in CORPUS])
def test_corpus(text: str, expected: People) -> None:
    assert [(p.name, p.role) for p in find(text)] == expected


@pytest.mark.parametrize(("text", "name", "organisation"), ORGANISATIONS, ids=[n for _, n, _ in ORGANISATIONS])
def test_organisation_of_a_role(text: str, name: str, organisation: str | None) -> None:
    assert [(p.name, p.organisation) for p in find(text)] == [(name, organisation)]


@pytest.mark.parametrize("seed", ["000", "001", "002", "003", "004"])
def test_the_golds_people(seed: str) -> None:
    text = next((ROOT / "seeds").glob(f"{seed}_*")).read_text(encoding="utf-8")
    gold = json.loads((ROOT / "tests/gold" / f"{seed}.json").read_text(encoding="utf-8"))
    optional = {fold_word(n) for n in gold.get("people_optional", [])}
    found = {(fold_word(p.name), fold_word(p.role or "")) for p in find(text) if fold_word(p.name) not in optional}
    assert found == {(fold_word(p["name"]), fold_word(p["role"])) for p in gold["people"]}


def test_spans_are_the_words() -> None:
    text = "وقال السيد يونس العمراني، المدير الجهوي، وعبد الله غازي رئيس الجماعة"
    folded = fold(text)
    people = find(text)
    assert len(people) == 2
    for p in people:
        assert folded.text[p.start : p.end] == fold_word(p.name)
        assert p.role is not None
        assert folded.text[p.role_start : p.role_end] == fold_word(p.role)
