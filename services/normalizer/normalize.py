"""A raw article into a normalised one: the normalizer's pure function."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from services.normalizer.authors import author_of
from services.normalizer.boilerplate import Removed, strip_lines
from services.normalizer.bylines import is_date_line
from services.normalizer.columns import parted_columns
from services.normalizer.language import language_of
from services.normalizer.lines import words
from services.normalizer.published import acceptable, choose_published, read_date_line, read_dateline, read_report_day
from services.normalizer.text_cleaning import clean_text, join_lines
from services.normalizer.titles import part, tidy_title
from shared.contracts import NormalizedArticle, RawArticle
from shared.contracts.normalized import ArticleFlag
from shared.errors import PermanentError
from shared.identity import article_id, content_digest

VERSION = "normalizer/2"
"""Travels with every article: raised when the same input may give another output."""

_MAX_ROUNDS = 5


@dataclass(slots=True)
class Cleaned:
    """A text in its parts, with everything that was cut."""

    title: str | None
    body: str
    bylines: list[str] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)


def clean_article(content: str, *, title: str | None = None, source: str | None = None) -> Cleaned:
    """Part a plain text into title and body, without the outlet's furniture.

    Args:
        content: the text as it came in.
        title: a title known apart from it.
        source: the outlet, whose name may stand behind a title.

    Returns:
        the parts, the bylines and date lines, and everything that was cut with the rule that cut it. Cleaning `body`
        again with `title` changes nothing.
    """
    removed: list[Removed] = []
    bylines: list[str] = []
    known = tidy_title(title, source=source) if title else None
    known = known or None
    lines = clean_text(parted_columns(content, removed)).split("\n")
    for _ in range(_MAX_ROUNDS):
        before = lines
        stripped = strip_lines(lines, removed)
        parted = part(stripped, known, removed)
        bylines += parted.head
        if known is None and parted.title is not None:
            known = tidy_title(parted.title, source=source)
        lines = join_lines(parted.lines)
        if lines == before:
            break
    bylines += [
        r.text for r in removed if r.rule == "signature" or (r.rule != "byline" and words(r.text) <= 22 and is_date_line(r.text))
    ]
    return Cleaned(known, "\n".join(lines), bylines, removed)


def normalize_article(raw: RawArticle, *, now: datetime) -> NormalizedArticle:
    """Normalise an article.

    Args:
        raw: the article as the fetcher handed it on.
        now: the reference time, aware; only dates ahead of it are refused by it, and it stands in for a `fetched_at`
            that a foreign producer left out. It is never a published date.

    Returns:
        the article with its furniture gone.

    Raises:
        PermanentError: `no_text`, nothing that could be an article is left.
    """
    flags: list[ArticleFlag] = []
    content, title, author, metadata_dates = raw.content, raw.title, raw.author, []
    if raw.media_type == "text/html":
        from services.normalizer.html import read_html  # trafilatura is heavy, and most articles are text

        page = read_html(raw.content, url=raw.url)
        content, title, author, metadata_dates = page.text, raw.title or page.title, raw.author or page.author, page.dates
    cleaned = clean_article(content, title=title, source=raw.source)
    if not any(c.isalnum() for c in cleaned.body):
        raise PermanentError("no_text", "nothing is left of the text once the outlet's furniture is gone")

    published = raw.published_at if raw.published_at and acceptable(raw.published_at, now=now) else None
    refused = raw.published_at is not None and published is None
    if published is None:
        dates = list(metadata_dates)
        for line in cleaned.bylines:
            read = read_date_line(line)
            dates += read.dates if read else ()
        dates += read_dateline(cleaned.body) or read_report_day(cleaned.body)
        published, refused_here = choose_published(dates, now=now)
        refused = refused or refused_here
    language = language_of(cleaned.body)
    if cleaned.title is None:
        flags.append("no_title")
    if language != "ar":
        flags.append("not_arabic")
    if refused:
        flags.append("date_refused")
    return NormalizedArticle(
        article_id=raw.article_id or article_id(url=raw.url, content=raw.content),
        title=cleaned.title,
        body=cleaned.body,
        language=language,
        url=raw.url,
        source=raw.source,
        author=author or author_of(cleaned.bylines),
        published_at=published,
        fetched_at=raw.fetched_at or now,
        flags=flags,
        digest=raw.fetch.digest or content_digest(raw.content),
        normalizer_version=VERSION,
        run_id=raw.run_id,
    )
