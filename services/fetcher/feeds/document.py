"""What a feed's document says, apart from the libraries that read it: those are loaded in the child process only."""

from __future__ import annotations

import orjson
from pydantic import BaseModel, ConfigDict

FEED_TYPES = frozenset(
    {
        "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml",
        "text/html", "text/plain", "application/octet-stream",  # what misconfigured servers say of a feed
        "application/x-rss+xml", "application/rss", "text/rss+xml", "text/rss", "application/x-atom+xml", "text/atom+xml",
        "application/gzip", "application/x-gzip",  # sitemaps as files: 'news.xml.gz'
    }
)  # fmt: skip


class Item(BaseModel):
    """One item of a feed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str
    """Absolute, as it is to be asked for."""
    article_id: str
    """By its address in canonical form."""
    published: float | None = None
    """Seconds since the epoch; None where no date stands, or none that can be."""


class Document(BaseModel):
    """What a feed's document says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    """`rss20`, `atom10`, … as feedparser names them; `sitemap`."""
    title: str | None = None
    language: str | None = None
    items: list[Item] = []
    """Each address once, in the document's order."""
    ttl: float | None = None
    """Seconds for which the feed asks not to be asked again (`ttl`, `sy:updatePeriod`)."""
    flaws: list[str] = []
    """What is wrong with it, for people; its items are taken all the same."""


FUNCTION = "services.fetcher.feeds.work:work"
"""Reads documents, in a child process."""


def request(url: str, charset: str | None, body: bytes) -> bytes:
    """What to send to the child process for a document: a JSON line, and the document's bytes behind it."""
    return orjson.dumps({"url": url, "charset": charset}) + b"\n" + body
