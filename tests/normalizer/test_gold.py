"""The seeds against the gold: title, date, what must not be in the body, and that no digit of a paragraph is lost."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from services.normalizer.normalize import clean_article, normalize_article
from shared.contracts import RawArticle
from shared.text.folding import fold

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
GOLD = sorted((ROOT / "tests/gold").glob("*.json"))


def _squeezed(text: str) -> str:
    return "".join(fold(text).text.split())


@pytest.mark.parametrize("path", GOLD, ids=lambda p: p.stem)
def test_gold(path: Path) -> None:
    gold: dict[str, Any] = json.loads(path.read_text())
    content = next((ROOT / "seeds").glob(f"{gold['seed']}_*.txt")).read_text()
    article = normalize_article(RawArticle(content=content), now=NOW)
    if "title" in gold:
        assert article.title == gold["title"]
    published = gold["published_at"]
    assert article.published_at == (datetime.fromisoformat(published) if published else None)
    for words in gold.get("not_in_body", []):
        assert words not in article.body
    assert article.language == "ar"
    whole = _squeezed((article.title or "") + article.body)
    for fact in gold["facts"]:
        assert _squeezed(fact["quote"]) in whole
    assert clean_article(article.body, title=article.title).body == article.body
