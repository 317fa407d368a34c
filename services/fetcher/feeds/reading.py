"""A feed's document as its items: RSS and Atom by feedparser, news sitemaps by lxml. Pure: bytes in, items out.

A document that declares entities is refused as a whole, before a parser sees it: no feed needs them, and they are how few bytes
become many (and how a parser is sent to read files). The encoding is found as for pages, whatever is declared.
"""

from __future__ import annotations

import calendar
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

import feedparser
from lxml import etree

from services.fetcher.canonical import canonical_url
from services.fetcher.feeds.document import Document, Item
from services.fetcher.formats.encodings import declared_encoding, decode
from services.fetcher.formats.model import ReadError
from services.fetcher.markup import opening
from services.fetcher.unpacking import Unpacker
from shared.errors import PermanentError
from shared.identity import article_id

MOST_ITEMS = 1_000
"""Items of one document that are looked at, the newest: a news sitemap has no more."""
MOST_BYTES = 16 << 20
"""Bytes to which a gzip file is unpacked; a thousand items of a news sitemap are one or two megabytes."""
_EARLIEST = datetime(1995, 1, 1, tzinfo=UTC).timestamp()
_AHEAD_SECONDS = 3600.0
"""How far a clock may be ahead of ours before its dates are not believed."""
_ENTITY = re.compile(r"<!\s*ENTITY", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\A<\?xml[^>]{0,300}\?>")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
_PERIODS = {"hourly": 3600.0, "daily": 86_400.0, "weekly": 604_800.0, "monthly": 2_592_000.0, "yearly": 31_536_000.0}


def read_feed(data: bytes, url: str, charset: str | None, now: float) -> Document:
    """Read a feed's document.

    Args:
        data: its bytes.
        url: where it was fetched from, against which its links are resolved.
        charset: what the HTTP header names.
        now: seconds since the epoch; dates ahead of it are not believed.

    Raises:
        PermanentError: `bad_encoding`, `too_large`, what a gzip file holds; `undecodable`, `binary`; `entities`, it declares
            some; `sitemap_index`, it lists sitemaps instead of pages; `not_a_feed`, `bad_xml`.
    """
    data = _unpacked(data)
    try:
        text = decode(data, charset or declared_encoding(data)).text.lstrip()
    except ReadError as error:
        raise PermanentError(error.reason, error.detail) from None
    if _ENTITY.search(text):
        raise PermanentError("entities", "it declares XML entities, which no feed needs and attackers use")
    text = _REFERENCE.sub(_possible, _XML_DECLARATION.sub("", text, count=1))
    root = opening(text)[1]
    if root == "sitemapindex":
        names = ", ".join(loc for loc, _ in _sitemap_rows(text)[0][:3])
        raise PermanentError("sitemap_index", f"it lists sitemaps; add the one of news itself. The first are: {names}"[:500])
    if root == "html":
        raise PermanentError("not_a_feed", "it is an HTML page")
    return _sitemap(text, url, now) if root == "urlset" else _feed(text, url, now)


def _unpacked(data: bytes) -> bytes:
    """The document in a gzip file, as sitemaps often are, of one member or of several; any other as it is."""
    if not data.startswith(b"\x1f\x8b\x08"):
        return data
    unpacker = Unpacker("gzip", MOST_BYTES, file=True)
    if not unpacker.feed(data):
        raise PermanentError("too_large", f"it unpacks to more than {MOST_BYTES} bytes")
    if not unpacker.ended:
        raise PermanentError("bad_encoding", "the gzip file ends in the middle")
    return bytes(unpacker.out)


def _possible(found: re.Match[str]) -> str:
    """A reference to a character as it stands; U+FFFD for one to none, at which parsers give up, each in its way."""
    digits = (found[1] or found[2]).lstrip("0")
    code = int(digits, 16 if found[1] else 10) if 0 < len(digits) < 8 else 0
    possible = code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
    return found[0] if possible else "\ufffd"


def _feed(text: str, url: str, now: float) -> Document:
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    parsed = feedparser.parse(
        io.BytesIO(text.encode("utf-8", "replace")), response_headers=headers, resolve_relative_uris=False, sanitize_html=False
    )
    flaws = []
    if parsed.bozo:
        error = parsed.get("bozo_exception")
        flaws.append(f"not well-formed: {' '.join(str(error).split())[:200]}")
    version = parsed.get("version") or ""
    if flaws and not parsed.entries:
        raise PermanentError("bad_xml", flaws[0])
    if not version and not parsed.entries:
        raise PermanentError("not_a_feed", "there is neither RSS nor Atom nor a sitemap in it")
    rows = ((_link(entry), _dates(entry)) for entry in parsed.entries)
    items, more = _items(rows, url, now)
    ttl = None
    if (minutes := str(parsed.feed.get("ttl", "")).strip()).isdigit() and len(minutes) < 7:
        ttl = int(minutes) * 60.0
    elif period := _PERIODS.get(str(parsed.feed.get("sy_updateperiod", "")).strip().lower()):
        times = str(parsed.feed.get("sy_updatefrequency", "1")).strip()
        ttl = period / max(1, int(times) if times.isdigit() and len(times) < 5 else 1)
    return Document(
        kind=version or "unknown",
        title=(parsed.feed.get("title") or "").strip()[:200] or None,
        language=(parsed.feed.get("language") or "").strip().lower()[:20] or None,
        items=items, ttl=ttl, flaws=flaws + more,
    )  # fmt: skip


def _link(entry: Any) -> str:
    """The address of an item's page: what a distributor calls its original first."""
    return str(entry.get("feedburner_origlink") or entry.get("pheedo_origlink") or entry.get("link") or "")


def _dates(entry: Any) -> float | None:
    for name in ("published_parsed", "updated_parsed", "created_parsed"):
        if parsed := dict.get(entry, name):  # feedparser's own `get` answers with one date for another, and warns of it
            try:
                return float(calendar.timegm(parsed))
            except (ValueError, OverflowError):
                continue
    return None


def _sitemap(text: str, url: str, now: float) -> Document:
    rows, flaws = _sitemap_rows(text)
    items, more = _items(iter(rows), url, now)
    return Document(kind="sitemap", items=items, flaws=flaws + more)


def _sitemap_rows(text: str) -> tuple[list[tuple[str, float | None]], list[str]]:
    """Address and date of each entry, in the order of the document.

    Raises:
        PermanentError: `bad_xml`: nothing can be read.
    """
    parser = etree.XMLPullParser(
        events=("end",), recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    rows: list[tuple[str, float | None]] = []
    loc, date, published = "", None, None
    parser.feed(text.encode("utf-8", "replace"))
    for _, element in parser.read_events():
        if not isinstance(element.tag, str):
            continue
        match _local(element):
            case "loc" if _local(element.getparent()) in ("url", "sitemap"):
                loc = (element.text or "").strip()
            case "lastmod":
                date = _iso(element.text)
            case "publication_date":
                published = _iso(element.text)
            case "url" | "sitemap":
                rows.append((loc, published or date))
                loc, date, published = "", None, None
                element.clear()
    flaws = []
    try:
        parser.close()
    except etree.XMLSyntaxError as error:
        flaws.append(f"not well-formed: {str(error)[:200]}")
    flaws = flaws or [f"not well-formed: {error.message[:200]}" for error in list(parser.feed_error_log)[:1]]
    if flaws and not rows:
        raise PermanentError("bad_xml", flaws[0])
    return rows, flaws


def _local(element: Any) -> str:
    """An element's name without its namespace, also one that is no name (`a:b:c`); none for no element."""
    return "" if element is None else str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _iso(text: str | None) -> float | None:
    """A W3C date; without a zone, UTC."""
    try:
        found = datetime.fromisoformat((text or "").strip())
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def _items(rows: Iterator[tuple[str, float | None]], base: str, now: float) -> tuple[list[Item], list[str]]:
    """Items with absolute addresses and dates that can be, and what is wrong with the others."""
    found: dict[str, Item] = {}
    no_link = odd_date = 0
    taken = list(rows)
    over = max(0, len(taken) - MOST_ITEMS)
    if over:
        taken = sorted(taken, key=lambda row: row[1] or 0.0, reverse=True)[:MOST_ITEMS]
    for link, published in taken:
        try:
            address = urljoin(base, link.strip()) if link.strip() else ""
            who = canonical_url(address)
        except ValueError:
            no_link += 1
            continue
        if published is not None and not _EARLIEST < published <= now + _AHEAD_SECONDS:
            odd_date += 1
            published = None
        found.setdefault(who, Item(url=address, article_id=article_id(url=who, content=""), published=published))
    flaws = []
    if no_link:
        flaws.append(f"{no_link} items without an address to fetch")
    if odd_date:
        flaws.append(f"{odd_date} items with a date ahead of now or before 1995")
    if over:
        flaws.append(f"{over} items more than {MOST_ITEMS}: the oldest were left out")
    return list(found.values()), flaws
