"""Main text of an HTML page: title, author, date and running text, with lists, headings and tables as lines.

trafilatura finds the main text; its XML output is read here, since it keeps what is a heading, an item, a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import lxml.etree
import lxml.html
import trafilatura

from services.normalizer.json_ld import articles_of, kinds
from services.normalizer.lines import is_bullet, is_paragraph
from services.normalizer.markup import fragment_of, lines_of, walkable
from services.normalizer.published import LABELLED, PLAIN, UPDATED, read_date_line
from services.normalizer.text_cleaning import clean_line, clean_text
from shared.errors import PermanentError
from shared.text.published import IMPOSSIBLE, read_said

_LEAST_TEXT = 30
"""Letters below which an extraction is no article."""
_LITTLE_TEXT = 150
"""Letters below which trafilatura's answer is doubted: it is made for whole pages."""


@dataclass(slots=True)
class Page:
    """What an HTML page says of its article."""

    text: str
    title: str | None = None
    author: str | None = None
    dates: list[tuple[int, datetime]] = field(default_factory=list)
    """Published dates by rank, see `services.normalizer.published`."""


def read_html(source: str, *, url: str | None = None) -> Page:
    """Read the article out of an HTML page.

    Args:
        source: the page.
        url: its address, for the host rules of the extraction.

    Returns:
        main text as plain lines, and title, author and dates from JSON-LD, Open Graph, `time` tags and `meta`.

    Raises:
        PermanentError: `no_main_text`, the page has no text that could be an article.
    """
    source = _CONTROL.sub("", _CONTROL_ENTITY.sub(_entity, source))
    tree = _parse(source)
    if tree is None:
        raise PermanentError("no_main_text", "the page is empty or no HTML")
    facts = _own_first(tree, list(articles_of(tree)))
    title = _title(tree, facts)
    dates = _dates(tree, facts)
    author = _author(tree, facts)
    text = _text(tree, source, url)
    return Page(text, title, author, dates)


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
"""Characters that XML 1.0 has not, on which lxml and what is built on it fail."""
_CONTROL_ENTITY = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,8}));?")


def _entity(found: re.Match[str]) -> str:
    code = int(found[1], 16) if found[1] else int(found[2])
    return "" if code > 0x10FFFF or _CONTROL.match(chr(code)) else found[0]


def _text(tree: Any, source: str, url: str | None) -> str:
    """The running text: of a fragment all, of a page what trafilatura finds, else what stands in its article or body."""
    fragment = fragment_of(tree)
    if fragment is not None:
        text = clean_text("\n".join(lines_of(fragment)))
        if any(map(str.isalpha, text)):
            return text
    text = _main_text(source, url)
    for element in walkable(tree):
        if sum(c.isalpha() for c in text) >= _LITTLE_TEXT:
            break
        other = clean_text("\n".join(lines_of(element, page=True)))
        if len(other) > len(text) and any(map(is_paragraph, other.split("\n"))):
            text = other
    if sum(c.isalpha() for c in text) < _LEAST_TEXT:
        raise PermanentError("no_main_text", f"only {len(text)} characters of running text were found on the page")
    return text


def _parse(source: str) -> Any:
    source = re.sub(r"^\s*<\?xml[^>]*\?>", "", source)
    try:
        return lxml.html.document_fromstring(source)
    except (lxml.etree.ParserError, ValueError):
        return None


def _main_text(source: str, url: str | None) -> str:
    try:
        xml = trafilatura.extract(
            source,
            url=url,
            output_format="xml",
            include_comments=False,
            include_tables=True,
            include_formatting=False,
            favor_recall=True,
            deduplicate=False,
        )
    except lxml.etree.XMLSyntaxError:
        # trafilatura reads its own XML again, which may hold an attribute that only HTML forgives: the page's own text is taken
        return ""
    if not xml:
        return ""
    root = lxml.etree.fromstring(xml.encode())
    main = root.find("main")
    return clean_text("\n".join(_lines(main if main is not None else root)))


def _lines(element: Any) -> Iterator[str]:
    """The lines of trafilatura's XML: paragraphs and headings one each, items with a dash, rows with bars."""
    for child in element:
        tag = child.tag
        if tag == "list":
            yield from _items(child)
        elif tag == "table":
            for row in child.iter("row"):
                cells = [clean_line(" ".join(cell.itertext())) for cell in row.iter("cell")]
                if any(cells):
                    yield " | ".join(cells)
        elif tag in {"div", "quote"} and len(child):
            if child.text and child.text.strip():
                yield clean_line(child.text)
            yield from _lines(child)
        elif tag not in {"graphic", "comments"}:
            yield from filter(None, map(clean_line, _broken(child).split("\n")))
        if child.tail and child.tail.strip():
            yield clean_line(child.tail)
        yield ""


def _items(element: Any) -> Iterator[str]:
    """One line for each item; items of a list within an item follow it."""
    for item in element:
        nested = [child for child in item if child.tag == "list"]
        text = clean_line(_broken(item))
        if text:
            yield text if is_bullet(text) else f"- {text}"
        for inner in nested:
            yield from _items(inner)


def _broken(element: Any) -> str:
    """Text of a paragraph with its line breaks."""
    parts = [element.text or ""]
    for child in element:
        parts.append("\n" if child.tag == "lb" else "" if child.tag == "list" else _broken(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _own_first(tree: Any, facts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The objects with those of the page itself in front, which bear its title: sites describe their other articles as well.

    Among equals an article goes before the page that it stands on, whose date is that of the template.
    """
    if len(facts) < 2:
        return facts
    titles = {clean_line(h.text_content()) for h in tree.xpath("//h1")} | set(_meta(tree, "og:title")) - {""}

    def other(fact: dict[str, Any]) -> tuple[bool, bool]:
        headline = fact.get("headline")
        own = isinstance(headline, str) and clean_line(headline) in titles
        return not own, all(kind.endswith("WebPage") for kind in kinds(fact))

    return sorted(facts, key=other)


def _meta(tree: Any, *names: str) -> list[str]:
    nodes = (node for name in names for node in tree.xpath("//meta[@property=$n or @name=$n or @itemprop=$n]/@content", n=name))
    return [value for node in nodes if (value := clean_line(str(node)))]


def _title(tree: Any, facts: list[dict[str, Any]]) -> str | None:
    articles = [f["headline"] for f in facts if isinstance(f.get("headline"), str)]
    headings = [clean_line(h.text_content()) for h in tree.xpath("//h1")]
    headings = [h for h in headings if h]
    page = [clean_line(t.text_content()) for t in tree.xpath("//head/title | //title")[:1]]
    known = articles + _meta(tree, "og:title", "twitter:title") + page
    for heading in headings:
        if any(heading in k for k in map(clean_line, known)):
            return heading
    if len(headings) == 1 and len(headings[0].split()) > 3:
        return headings[0]
    return next((t for t in map(clean_line, known) if t), None)


def _author(tree: Any, facts: list[dict[str, Any]]) -> str | None:
    for fact in facts:
        authors = fact.get("author")
        for author in authors if isinstance(authors, list) else [authors]:
            name = author.get("name") if isinstance(author, dict) else author
            if isinstance(name, str) and 3 <= len(name) <= 80 and "http" not in name:
                return clean_line(name)
    return next((a for a in _meta(tree, "author", "article:author") if "http" not in a and len(a) <= 80), None)


def _dates(tree: Any, facts: list[dict[str, Any]]) -> list[tuple[int, datetime]]:
    texts: list[tuple[int, str]] = []
    for fact in facts:
        for rank, name in ((LABELLED, "datePublished"), (UPDATED, "dateModified")):
            values = fact.get(name)
            texts += [(rank, v) for v in (values if isinstance(values, list) else [values]) if isinstance(v, str)]
    published = (
        "article:published_time",
        "og:article:published_time",
        "datePublished",
        "date",
        "DC.date.issued",
        "dc.date",
        "pubdate",
        "publish-date",
    )
    texts += [(LABELLED, t) for t in _meta(tree, *published)]
    texts += [(UPDATED, t) for t in _meta(tree, "article:modified_time", "og:updated_time", "dateModified")]
    texts += [(PLAIN, node.get("datetime") or node.text_content()) for node in _times(tree)[:6]]
    dates = [(rank, read_said(clean_line(text))) for rank, text in texts]
    found = [(rank, when) for rank, when in dates if when is not None]
    return found if any(when != IMPOSSIBLE for _, when in found) else found + list(_visible(tree))


_IN_ARTICLE = ("//article[.//h1]//time", "//article//time", "//main//time", "//time")
_BESIDE = "[not(ancestor::aside or ancestor::nav or ancestor::footer)]"


def _times(tree: Any) -> list[Any]:
    """The `time` tags that are nearest to the article: of its own element, before those of tickers and lists around it."""
    return next((found for path in _IN_ARTICLE if (found := tree.xpath(path + _BESIDE))), []) or tree.xpath("//time")


_DATE_CLASS = re.compile(r"date|time|meta|byline|post-info|published|auteur|author", re.IGNORECASE)


def _visible(tree: Any) -> Iterator[tuple[int, datetime]]:
    """Dates of short visible texts whose class says that they are a date."""
    for node in tree.xpath("//body//*[@class]"):
        if not _DATE_CLASS.search(node.get("class")):
            continue
        text = clean_line(node.text_content())
        if len(text) <= 120 and (read := read_date_line(text)):
            yield from read.dates
