"""What the normalizer's child process does with one message."""

from __future__ import annotations

from datetime import datetime

from services.normalizer.normalize import normalize_article
from shared.contracts import RawArticle, read_message
from shared.delivery.child import Worked


def work(data: bytes, entered_at: datetime) -> Worked:
    """Normalise one raw article.

    Args:
        data: a message of the contract raw.
        entered_at: when it entered the stream: what "now" means to it, the same at every delivery.
    """
    article = normalize_article(read_message(RawArticle, data), now=entered_at)
    return Worked(article.to_json(), article.article_id)
