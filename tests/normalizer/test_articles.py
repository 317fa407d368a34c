"""Articles in the furniture of many outlets: title, body, date and author come out, and nothing else.

Each file under `articles/` holds what is expected and then, after `=== raw`, the text as it came in; the sentences are
our own, the furniture is that of the outlets and themes it was seen on.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.normalizer.normalize import clean_article, normalize_article
from shared.contracts import RawArticle

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ARTICLES = sorted((Path(__file__).parent / "articles").glob("*.txt"))


def _case(path: Path) -> dict[str, str]:
    head, raw = path.read_bytes().decode().split("=== raw\n", 1)
    parts = re.split(r"^=== (\w+)\n", head, flags=re.MULTILINE)[1:]
    return {"raw": raw, **{name: text.strip("\n") for name, text in zip(parts[::2], parts[1::2], strict=True)}}


def test_there_are_enough() -> None:
    assert len(ARTICLES) >= 20


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: p.stem)
def test_article(path: Path) -> None:
    case = _case(path)
    article = normalize_article(RawArticle(content=case["raw"]), now=NOW)
    assert article.title == (case["title"] or None)
    assert article.body == case["body"]
    published = case["published_at"]
    assert article.published_at == (datetime.fromisoformat(published) if published else None)
    assert article.author == (case["author"] or None)
    assert ("no_title" in article.flags) == (not case["title"])
    assert ("date_refused" in article.flags) == ("refused" in path.stem)
    assert clean_article(article.body, title=article.title).body == article.body
