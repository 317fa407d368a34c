"""Whole texts of many layouts: title, published date, author and body come out of each."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from services.normalizer.normalize import clean_article, normalize_article
from shared.contracts import RawArticle
from tests.normalizer.layouts import COPPER, DATE_LINES, FIRST, FOURTH, POTTERY, SECOND, T1, THIRD, WOOL, Layout

NOW = datetime(2026, 11, 22, tzinfo=UTC)
LAYOUTS = FIRST | SECOND | THIRD | FOURTH


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_layout(layout: Layout) -> None:
    article = normalize_article(RawArticle(content=layout.text), now=NOW)
    when = article.published_at.isoformat() if article.published_at else None
    assert article.title == layout.title
    assert (when and when[: len(layout.published or when)]) == layout.published
    assert article.author == layout.author
    assert article.body.startswith(layout.starts)
    assert not layout.body or article.body == layout.body
    whole = (layout.body,) if layout.body else (COPPER, POTTERY, WOOL)
    assert article.body.endswith(whole)
    assert layout.starts or article.body in whole
    assert clean_article(article.body, title=article.title).body == article.body


@pytest.mark.parametrize("line", DATE_LINES)
def test_date_line(line: str) -> None:
    day = "2019-03-26" if "26" in line else "2019-03-12"
    for text in (f"{T1}\n{line}\n\n{COPPER}", f"{T1}\n\n{COPPER}\n\n{line}"):
        article = normalize_article(RawArticle(content=text), now=NOW)
        assert (article.title, article.body) == (T1, COPPER)
        assert article.published_at is not None
        assert article.published_at.isoformat()[:10] == day
    assert clean_article(f"{line}\n{T1}\n\n{COPPER}").title == T1
