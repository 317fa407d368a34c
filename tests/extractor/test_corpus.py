"""Every kind's corpus beside its rules: each example reads as written, each rule fires, each word is used."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.extractor.extract import engine, extract_article
from services.extractor.kinds import KindRules, all_kinds
from services.extractor.tokens import tokenize
from shared.contracts import ExtractedArticle, NormalizedArticle
from shared.text.folding import fold

KINDS_FOLDER = Path(__file__).parents[2] / "services" / "extractor" / "kinds"
KINDS = all_kinds()


@cache
def corpus(kind: str) -> list[dict[str, Any]]:
    file = KINDS_FOLDER / kind / "corpus.yaml"
    # a folder without a corpus fails below, under its own name
    examples: list[dict[str, Any]] = yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else []
    return examples


@cache
def read(text: str, title: str | None = None, published: datetime | None = None) -> ExtractedArticle:
    return extract_article(
        NormalizedArticle(
            article_id="corpus",
            title=title,
            body=text,
            language="ar",
            published_at=published,
            fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
            normalizer_version="test",
        )
    )


def read_example(example: dict[str, Any]) -> ExtractedArticle:
    return read(example["text"].strip(), example.get("title"), example.get("published"))


EXAMPLES = [
    pytest.param(kind.name, example, id=f"{kind.name}-{n}") for kind in KINDS for n, example in enumerate(corpus(kind.name))
]


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_example_reads_as_written(kind: str, example: dict[str, Any]) -> None:
    article = read_example(example)
    left = list(article.facts)
    for expected in example.get("facts", []):
        match = next((f for f in left if all(f.model_dump()[k] == v for k, v in expected.items())), None)
        assert match is not None, (
            f"{expected} not in {[(f.kind, f.value, f.unit, f.qualifier, f.status, f.period) for f in article.facts]}"
        )
        left.remove(match)
    if not example.get("facts"):
        assert [f for f in article.facts if f.kind == kind] == [], "a negative example has no fact of this kind"


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.name)
def test_every_rule_fires(kind: KindRules) -> None:
    fired = {f.rule for example in corpus(kind.name) if example.get("facts") for f in read_example(example).facts}
    assert set(kind.rule_names) - fired == set()


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.name)
def test_every_word_is_used(kind: KindRules) -> None:
    texts = [t for example in corpus(kind.name) if example.get("facts") for t in (example["text"], example.get("title")) if t]
    used = {m.entry for text in texts for m in engine().lexicon.scan(tokenize(fold(text).text)).all}
    assert [entry.name for entry in kind.words if entry not in used] == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.name)
def test_a_corpus_has_negative_examples(kind: KindRules) -> None:
    assert any(not example.get("facts") for example in corpus(kind.name))
