"""The articles that a page describes in JSON-LD (schema.org), as sites write it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any


def articles_of(tree: Any) -> Iterator[dict[str, Any]]:
    """The JSON-LD objects of an article on the page."""
    for script in tree.xpath("//script[@type]"):
        if script.get("type").partition(";")[0].strip().lower() != "application/ld+json":
            continue
        data = _json(_WRAPPING.sub("", (script.text or "").strip()))
        yield from (o for o in _objects(data, 0) if _is_article(o))


def _json(text: str) -> Any:
    """JSON as sites write it, also with commas behind the last member; None where it is none."""
    for tried in (text, _LAST_COMMA.sub("", text)):
        try:
            return json.loads(tried, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


_WRAPPING = re.compile(r"\A(?:/\*|//)?\s{0,9}<!(?:\[CDATA\[|--)\s{0,9}(?:\*/)?|(?:/\*|//)?\s{0,9}(?:\]\]|--)>\s{0,9}(?:\*/)?\Z")
"""What hid scripts from old browsers and from XML: '/*<![CDATA[*/ … /*]]>*/', '<!-- … -->'."""
_LAST_COMMA = re.compile(r",(?=\s*[}\]])")
_OTHERS = frozenset(
    {"itemListElement", "hasPart", "isPartOf", "mentions", "citation", "isBasedOn", "relatedLink", "comment", "liveBlogUpdate"}
)
"""Properties of JSON-LD whose values are other pages."""


def _objects(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > 6:
        return
    if isinstance(data, dict):
        yield data
        for name, value in data.items():
            if name not in _OTHERS:
                yield from _objects(value, depth + 1)
    elif isinstance(data, list):
        for value in data:
            yield from _objects(value, depth + 1)


def _is_article(data: dict[str, Any]) -> bool:
    return any(_ARTICLE.search(kind) for kind in kinds(data))


_ARTICLE = re.compile(r"Article|(?:^|[/:])(?:BlogPosting|LiveBlogPosting|SocialMediaPosting|WebPage|Report)$")


def kinds(data: dict[str, Any]) -> list[str]:
    """The types of an object, as written."""
    named = data.get("@type")
    return [kind for kind in (named if isinstance(named, list) else [named]) if isinstance(kind, str)]
