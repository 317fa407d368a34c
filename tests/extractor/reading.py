"""Reads a text of an example the way the service does, from a normalised article on."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from services.extractor.extract import extract_article
from shared.contracts import ExtractedArticle, Fact, NormalizedArticle


@cache
def read(text: str, title: str | None = None, published: str | None = None) -> ExtractedArticle:
    """The article that the extractor makes of a body.

    Args:
        text: the body.
        title: its title.
        published: the day of publication, ISO 8601; without it relative dates have none.
    """
    return extract_article(
        NormalizedArticle(
            article_id="example",
            title=title,
            body=text,
            language="ar",
            published_at=datetime.fromisoformat(published).replace(tzinfo=UTC) if published else None,
            fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
            normalizer_version="test",
        )
    )


def fact_of(article: ExtractedArticle, kind: str, value: float | None) -> Fact:
    """The fact of a kind and value; fails where there is none."""
    found = [f for f in article.facts if f.kind == kind and f.value == value]
    assert found, f"no {kind} {value} in {[(f.kind, f.value, f.quote) for f in article.facts]}"
    return found[0]
