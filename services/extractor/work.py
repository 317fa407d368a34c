"""What the extractor's child process does with one message."""

from __future__ import annotations

from datetime import datetime

from services.extractor.extract import extract_article  # type: ignore[import-not-found,import-untyped,unused-ignore]
from shared.contracts import NormalizedArticle, read_message
from shared.delivery.child import Worked


def work(data: bytes, _entered_at: datetime) -> Worked:
    """Extract the facts of one normalised article (a message of the contract normalized)."""
    article = extract_article(read_message(NormalizedArticle, data))
    return Worked(article.to_json(), article.article_id)
