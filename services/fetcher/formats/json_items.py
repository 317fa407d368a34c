"""Articles as JSON objects: arrays, objects, and one object a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from pydantic import ValidationError

from services.fetcher.canonical import canonical_url, is_front_page
from services.fetcher.formats.encodings import decode, repaired
from services.fetcher.formats.json_values import Cut, cut_objects, parse
from services.fetcher.formats.model import BrokenItem, Origin, Readable, ReadError, raised
from services.fetcher.formats.plain import digest_of
from shared.contracts import FetchInfo, RawArticle
from shared.identity import article_id
from shared.text.published import IMPOSSIBLE, read_said


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(","))


_BODY = _names(
    "body, content, text, articlebody, article, html, content_html, contenthtml, body_html, content_text, full_text, fulltext, "
    "maintext, raw_text, contenu, texte, corps, المحتوى, النص, نص المقال"
)
_TITLE = _names("title, headline, titre, name, subject, العنوان")
_URL = _names("url, link, canonical_url, canonicalurl, permalink, source_url, href, lien, guid, الرابط")
_DATE = _names(
    "published_at, publishedat, published, datepublished, date_published, date_publish, pubdate, pub_date, publish_date, "
    "publication_date, date, timestamp, created_at, datetime, التاريخ"
)
_SOURCE = _names("source, outlet, site, site_name, publisher, source_domain, domain, المصدر")
_AUTHOR = _names("author, authors, byline, creator, auteur, الكاتب")
_LISTS = _names("articles, items, data, results, posts, documents, docs, records, entries, news, rows, hits, @graph")
_TAGS = re.compile(r"<(?:p|br|div|span|h[1-6]|ul|ol|li|table|article|html|body|strong|em|a|img)\b[^>]{0,2000}>", re.IGNORECASE)
_PAGE = re.compile(r"<(?:html|body|!doctype)\b", re.IGNORECASE)


def read_json(stream: Readable, origin: Origin) -> Iterator[RawArticle | BrokenItem]:
    """The articles of a JSON file: an object, an array, an object with a list of articles, or objects one after another."""
    for number, cut in enumerate(cut_objects(stream, origin.limits.item_bytes), start=1):
        if isinstance(cut, ReadError):
            yield BrokenItem(origin.name, cut.reason, cut.detail)
            continue
        yield from _from_text(cut, f"{origin.name}:{cut.line}" if cut.line > 1 or number > 1 else origin.name, origin)


def read_json_lines(stream: BinaryIO, origin: Origin) -> Iterator[RawArticle | BrokenItem]:
    """The articles of a file with one JSON object a line; each line is decoded by itself, a broken one costs one article."""
    head = stream.readline(origin.limits.item_bytes + 1)
    if b"\x00" in head or head.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16: a line's end is no single byte
        yield from read_json(_Rejoined(head, stream), origin)
        return
    number, seen = 0, False
    while head:
        number += 1
        name = f"{origin.name}:{number}"
        if len(head) > origin.limits.item_bytes:
            yield BrokenItem(name, "too_large", f"the line is longer than {origin.limits.item_bytes} bytes")
            while head and not head.endswith(b"\n"):
                head = stream.readline(origin.limits.item_bytes)
            seen = True
        elif head.strip(b" \t\r\n\xef\xbb\xbf\x1e"):
            seen = True
            try:
                text = decode(head).text.strip().lstrip("\x1e")
            except ReadError as error:
                yield BrokenItem(name, error.reason, error.detail)
            else:
                yield from _from_text(Cut(text.rstrip(",") if text.startswith("{") else text, number), name, origin)
        head = stream.readline(origin.limits.item_bytes + 1)
    if not seen:
        yield BrokenItem(origin.name, "empty", "the file is empty")


class _Rejoined:
    """A stream whose first bytes were read already."""

    def __init__(self, head: bytes, rest: Readable) -> None:
        self._head, self._rest = head, rest

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes."""
        head, self._head = self._head[:size], self._head[size:]
        return head + (self._rest.read(size - len(head)) if len(head) < size else b"")


def _from_text(cut: Cut, name: str, origin: Origin) -> Iterator[RawArticle | BrokenItem]:
    try:
        value = parse(cut.text)
        if not isinstance(value, dict):
            raise ReadError("not_an_article", "an object with a body is expected")
        inner = next((value[k] for k in value if k.lower() in _LISTS and isinstance(value[k], list)), None)
        if inner is not None and _pick(value, _BODY) is None:
            for i, item in enumerate(inner, start=1):
                yield _article(item, f"{name}[{i}]", origin)
            return
    except ReadError as error:
        yield BrokenItem(name, error.reason, error.detail)
        return
    yield _article(value, name, origin)


def _pick(value: dict[str, Any], names: tuple[str, ...]) -> Any:
    folded = {key.lower().strip(): key for key in value}
    for name in names:
        found = value.get(folded.get(name, ""))
        if found not in (None, "", [], {}):
            return found
    return None


def _text(value: Any) -> str | None:
    """The text of a field: a string, a list of paragraphs, or an object with a name or a rendered form."""
    if isinstance(value, str):
        return repaired(value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")).strip() or None
    if isinstance(value, dict):
        return _text(
            next((value[k] for k in ("rendered", "name", "text", "value", "#text", "@value", "title") if value.get(k)), None)
        )
    if isinstance(value, list):
        return "\n".join(filter(None, map(_text, value))) or None
    return None


_YEARS = range(1000, 3000)
"""Numbers that are a year, which is no date."""


def _when(value: Any) -> datetime | None:
    """A date as JSON writes them: ISO 8601, RFC 822, Arabic or French words, seconds or milliseconds since 1970.

    One that cannot be is `IMPOSSIBLE`, so that the article bears the flag of it.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _of_number(value)
    text = _text(value)
    if text is None:
        return None
    if text.removeprefix("-").isdecimal():
        return _of_number(int(text)) if len(text) <= _LONGEST_NUMBER else IMPOSSIBLE
    return read_said(text)


_LONGEST_NUMBER = 20
"""Digits of a time in nanoseconds, and one more."""


def _of_number(value: float) -> datetime | None:
    """The date of a number, or of a text that is one. A year alone is none; 0 is one that cannot be, as little as -1."""
    if value in _YEARS:
        return None
    if isinstance(value, int) and value > 0 and len(text := str(value)[:_LONGEST_NUMBER]) in _COMPACT:
        said = read_said(text)
        if said is not None or len(text) == _DAY_DIGITS:  # as seconds it would be of the year 1970
            return said or IMPOSSIBLE
    return _of_seconds(value)


_DAY_DIGITS = 8
_COMPACT = {_DAY_DIGITS, 12, 14}
"""Digits of a day, and of a day with its time: 20240312, 202403121030."""


def _of_seconds(value: float) -> datetime:
    try:
        seconds = value / 1000 if value > 1e11 else value
        return datetime.fromtimestamp(seconds, UTC) if seconds > 1e8 else IMPOSSIBLE
    except (OverflowError, ValueError, OSError):
        return IMPOSSIBLE


def _article(value: Any, name: str, origin: Origin) -> RawArticle | BrokenItem:
    """An object's article. Whatever its values make of their readers costs this object alone."""
    try:
        return _read(value, name, origin)
    except RecursionError:
        return BrokenItem(name, "not_an_article", "its values are nested too deeply")
    except Exception as error:
        return raised(name, error)


def _read(value: Any, name: str, origin: Origin) -> RawArticle | BrokenItem:
    if not isinstance(value, dict):
        return BrokenItem(name, "not_an_article", "an object with a body is expected")
    if value.get("contract") == "raw/1":
        return _contract(value, name, origin)
    body = _text(_pick(value, _BODY))
    if body is None:
        known = ", ".join(list(value)[:8])
        return BrokenItem(name, "no_body", f"no text under 'body', 'content' or 'text'; the object has: {known or 'nothing'}")
    if len(body) > origin.limits.item_bytes:
        return BrokenItem(name, "too_large", f"the body is longer than {origin.limits.item_bytes} characters")
    html = bool(_TAGS.search(body))
    if html and not _PAGE.search(body):
        body = f"<html><body><article>{body}</article></body></html>"
    urls = _urls(value)
    url = next((found for found in urls if not is_front_page(found)), None)  # many exports name the site in each of its articles
    author = _text(_pick(value, _AUTHOR))
    return RawArticle(
        article_id=article_id(url=url, content=body),
        content=body,
        media_type="text/html" if html else "text/plain",
        url=url,
        source=origin.source or _text(_pick(value, _SOURCE)) or (urlsplit(urls[0]).hostname if urls else None),
        title=_text(_pick(value, _TITLE)),
        author=author.replace("\n", "، ")[:200] if author else None,
        published_at=_when(_pick(value, _DATE)),
        fetched_at=origin.now,
        fetch=FetchInfo(file_name=name, digest=digest_of(body.encode("utf-8", "surrogatepass"))),
    )


def _urls(value: dict[str, Any]) -> list[str]:
    found = []
    for name in _URL:
        text = _text(_pick(value, (name,)))
        if text and text.startswith(("http://", "https://", "HTTP")):
            with suppress(ValueError):
                found.append(canonical_url(text))
    return found


def _contract(value: dict[str, Any], name: str, origin: Origin) -> RawArticle | BrokenItem:
    """An object that is a raw article already."""
    try:
        article = RawArticle.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        return BrokenItem(name, "contract", f"{'.'.join(map(str, first['loc']))}: {first['msg']}")
    known = {
        "article_id": article.article_id or article_id(url=article.url, content=article.content),
        "fetched_at": article.fetched_at or origin.now,
        "source": article.source or origin.source,
    }
    return article.model_copy(update=known)
