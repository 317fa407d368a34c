"""What the extractor makes of its own and does not check (`Message.of_own`) fits its contract all the same."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.console.bench.corpus import generate
from services.console.bench.extraction import normalized
from services.console.extracting import extract_file
from services.extractor.evaluation.gold import GoldSet, gold_sets
from services.extractor.extract import extract_article
from shared.contracts import ExtractedArticle, Fact

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 1, 1, tzinfo=UTC)
_SETS = [s for s in gold_sets(ROOT) if s.name in {"seeds", "second", "third", "fourth", "fifth"}]


def _assert_fits(article: ExtractedArticle) -> None:
    assert ExtractedArticle.from_json(article.to_json()) == article
    for fact in article.facts:
        assert fact.model_fields_set == set(Fact.model_fields)


@pytest.mark.parametrize("gold", _SETS, ids=lambda s: s.name)
def test_facts_of_the_gold_sets(gold: GoldSet) -> None:
    for path in sorted(gold.articles.glob("*.txt")):
        _assert_fits(extract_file(path, NOW))


def test_facts_of_generated_articles() -> None:
    for article in normalized(list(generate(21, 20))):
        _assert_fits(extract_article(article))


def test_a_field_of_the_wrong_type_would_be_seen() -> None:
    article = extract_article(normalized(list(generate(21, 1)))[0])
    fields = dict(vars(article.facts[0])) | {"status": "done"}
    broken = article.model_copy(update={"facts": [Fact.of_own(fields)]})
    with pytest.raises(ValueError, match="status"):
        ExtractedArticle.from_json(broken.to_json())
