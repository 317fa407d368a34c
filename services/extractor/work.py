"""What the extractor's child process does with one message."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from services.extractor.annotators import Annotator, load_annotators
from services.extractor.extract import extract_article
from shared.contracts import NormalizedArticle, read_message
from shared.delivery.child import Worked
from shared.settings import load_settings


@cache
def annotators() -> tuple[Annotator, ...]:
    """The annotators that the settings name, loaded once in this process."""
    return load_annotators(load_settings().annotators)


def prepare() -> None:
    """Load what is large before the first article, whose time limit it would take."""
    annotators()


def work(data: bytes, _entered_at: datetime) -> Worked:
    """Extract the facts of one normalised article (a message of the contract normalized)."""
    article = extract_article(read_message(NormalizedArticle, data), annotators())
    return Worked(article.to_json(), article.article_id)
