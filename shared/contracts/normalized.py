"""A normalised article: clean title and body, language and date; what every later offset counts in."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from shared.contracts.base import Message

ArticleFlag = Literal[
    "title_body_mismatch",
    "weekday_mismatch",
    "no_title",
    "not_arabic",
    "date_refused",
]
"""Article-level findings. `date_refused`: the source gave a date that is in the future or absurd."""


class NormalizedArticle(Message):
    """One article after cleaning.

    `body` and `title` keep the article's own letters, digits and tatweel; offsets of facts count their code points.
    """

    contract: Literal["normalized/1"] = "normalized/1"
    article_id: str
    title: str | None = None
    body: str
    language: str
    """ISO 639 code of the body's language as py3langid tells it (`ar`, `fr`, …), `und` where nothing can be told."""
    url: str | None = None
    source: str | None = None
    author: str | None = None
    published_at: AwareDatetime | None = None
    fetched_at: AwareDatetime
    near_duplicate_of: str | None = None
    flags: list[ArticleFlag] = Field(default_factory=list)
    digest: str | None = None
    normalizer_version: str
    run_id: str | None = None
