"""All articles of a file at once, for those who need no stream of them."""

from __future__ import annotations

from datetime import datetime

from services.fetcher.formats import BrokenItem, read_file
from shared.contracts import RawArticle
from shared.errors import PermanentError


def read_articles(name: str, data: bytes, *, source: str | None, now: datetime) -> list[RawArticle]:
    """The articles in a file's bytes.

    Args:
        name: the file's name; its ending says the format.
        data: its bytes.
        source: the outlet, if known.
        now: the time of taking it in.

    Raises:
        PermanentError: something in it can't be read; the place names the item.
    """
    articles = []
    for item in read_file(name, data, source=source, now=now):
        if isinstance(item, BrokenItem):
            raise PermanentError(item.reason, item.detail, item.name)
        articles.append(item)
    if not articles:
        raise PermanentError("empty", "there is no article in it", name)
    return articles
