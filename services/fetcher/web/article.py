"""A fetched page as a raw article."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from services.fetcher.canonical import page_url
from services.fetcher.formats.encodings import declared_encoding, decode
from services.fetcher.formats.model import ReadError
from services.fetcher.formats.plain import digest_of
from services.fetcher.web.fetch import Fetched
from shared.contracts import FetchInfo, RawArticle
from shared.errors import PermanentError
from shared.identity import article_id


def article_of(page: Fetched, *, now: datetime, source: str | None = None) -> RawArticle:
    """Make a raw article of a page.

    Args:
        page: as fetched.
        now: the time of fetching.
        source: the outlet, where it is known; else the host.

    Raises:
        PermanentError: `undecodable`, `binary`, `empty`.
    """
    try:
        decoded = decode(page.body, page.charset or declared_encoding(page.body))
    except ReadError as error:
        raise PermanentError(error.reason, error.detail) from None
    if not any(c.isalnum() for c in decoded.text):
        raise PermanentError("empty", "the page has no letters")
    url = page_url(decoded.text, page.final_url)
    return RawArticle(
        article_id=article_id(url=url, content=decoded.text),
        content=decoded.text,
        media_type="text/plain" if page.media_type == "text/plain" else "text/html",
        url=url,
        source=source or urlsplit(url or page.final_url).hostname,
        fetched_at=now,
        fetch=FetchInfo(
            status=page.status,
            final_url=page.final_url,
            headers=page.headers,
            encoding=decoded.encoding,
            digest=digest_of(page.body),
        ),
    )
