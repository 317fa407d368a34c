"""What the normalizer's child process does with one message."""

from __future__ import annotations

from datetime import datetime

from services.normalizer.normalize import normalize_article
from services.normalizer.sketch import sketch_of
from shared.contracts import RawArticle, read_message
from shared.delivery.child import Worked


def preload() -> None:
    """Load ahead what pages need: it takes longer than an article may before it counts as a slow one.

    Not the model of languages, which takes 70 MB and which few texts need.
    """
    import services.normalizer.html  # noqa: F401


def work(data: bytes, entered_at: datetime) -> Worked:
    """Normalise one raw article.

    Args:
        data: a message of the contract raw.
        entered_at: when it entered the stream.

    What "now" means to it is when it was fetched, else when it entered the stream: the same at every delivery and replay.
    """
    raw = read_message(RawArticle, data)
    article = normalize_article(raw, now=raw.fetched_at or entered_at)
    sketch = sketch_of(article.body)
    return Worked(article.to_json(), article.article_id, sketch.pack() if sketch else b"")
