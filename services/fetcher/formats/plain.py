"""Text files and HTML pages: one file, one article."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from urllib.parse import urlsplit

from services.fetcher.canonical import page_url
from services.fetcher.formats.encodings import declared_encoding, decode
from services.fetcher.formats.model import Origin, ReadError
from services.fetcher.markup import is_page
from shared.contracts import FetchInfo, RawArticle
from shared.identity import article_id

_OPENING = 2000
"""Code points in which a page must show that it is one."""


def digest_of(data: bytes) -> str:
    """The digest of bytes as `FetchInfo` has it."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def read_plain(data: bytes, origin: Origin, *, html: bool) -> Iterator[RawArticle]:
    """The article of a text file or a page.

    Raises:
        ReadError: `empty`, `binary`, `undecodable`.
    """
    if not data.strip():
        raise ReadError("empty", "the file is empty")
    decoded = decode(data, declared_encoding(data) if html or data[:200].lstrip()[:1] == b"<" else None)
    text = decoded.text
    if not any(c.isalnum() for c in text):
        raise ReadError("empty", "the file has no letters")
    html = html or is_page(text[:_OPENING])
    url = page_url(text) if html else None
    yield RawArticle(
        article_id=article_id(url=url, content=text),
        content=text,
        media_type="text/html" if html else "text/plain",
        url=url,
        source=origin.source or (urlsplit(url).hostname if url else None),
        fetched_at=origin.now,
        fetch=FetchInfo(file_name=origin.name, encoding=decoded.encoding, digest=digest_of(data)),
    )
