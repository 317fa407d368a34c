"""A raw article: what the fetcher hands on, before anything was cleaned."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from shared.contracts.base import Message


class FetchInfo(Message):
    """Facts of the fetch that travel with the article, so that a replay can redo the cleaning.

    All fields may be absent: a dropped file has no status, a programme that publishes by XADD may know nothing.
    """

    status: int | None = None
    final_url: str | None = None
    headers: dict[str, str] = Field(default_factory=dict)
    encoding: str | None = None
    file_name: str | None = None
    digest: str | None = None
    """`sha256:` and the hexadecimal digest of the bytes as they came."""


class RawArticle(Message):
    """One article as it came in.

    Only `content` is required of a foreign producer: `article_id` is derived where it is missing
    (see `shared.identity`), `media_type` is plain text, `fetched_at` the time of taking it in.
    """

    contract: Literal["raw/1"] = "raw/1"
    article_id: str | None = None
    content: str = Field(min_length=1)
    media_type: Literal["text/plain", "text/html"] = "text/plain"
    url: str | None = None
    source: str | None = None
    """The outlet: a host name for a URL, the sub-folder for a dropped file, null where nothing says it."""
    title: str | None = None
    """A title known apart from the content (a JSON article, a feed item)."""
    author: str | None = None
    """An author known apart from the content."""
    published_at: AwareDatetime | None = None
    fetched_at: AwareDatetime | None = None
    fetch: FetchInfo = Field(default_factory=FetchInfo)
    run_id: str | None = None
    """The replay that sent this message, null for news."""
