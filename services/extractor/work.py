"""What the extractor's child process does with one message."""

from __future__ import annotations

from datetime import datetime

from services.extractor.annotators import chosen_annotators
from services.extractor.extract import extract_article
from shared.contracts import NormalizedArticle, read_message
from shared.delivery.child import Worked


def prepare() -> None:
    """Load what is large before the first article, whose time limit it would take."""
    chosen_annotators()


def work(data: bytes, _entered_at: datetime) -> Worked:
    """Extract the facts of one normalised article (a message of the contract normalized)."""
    article = extract_article(read_message(NormalizedArticle, data), chosen_annotators())
    return Worked(article.to_json(), article.article_id)
