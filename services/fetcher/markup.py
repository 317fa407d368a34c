"""What is said of a document: what it opens with, behind white space, comments and processing instructions; its type. Pure."""

from __future__ import annotations

import re

_BEFORE = re.compile(r"\s+|<\?[^>]*>|<!--.*?-->|<!(?!--)(?P<doctype>[^>]*)>", re.DOTALL)
"""One thing of many that stand before the first element: matched one at a time, so that no choice between them is ever taken
back (a pattern for all of them at once tries every way to part them, and 180 bytes keep it for minutes)."""
_ELEMENT = re.compile(r"<(?:[\w.-]{1,50}:)?([\w.-]{1,50})(?![\w.:-])")
_DOCTYPE = re.compile(r"doctype\s+(\w+)", re.IGNORECASE)
_HTML = frozenset({"html", "head", "body"})


def opening(text: str) -> tuple[str, str]:
    """The name that the document type declares and that of the first element, lower-case; empty where there is none."""
    at, declared = 0, ""
    while found := _BEFORE.match(text, at):
        at = found.end()
        if found["doctype"] and (named := _DOCTYPE.match(found["doctype"])):
            declared = named[1].lower()
    element = _ELEMENT.match(text, at)
    return declared, element[1].lower() if element else ""


def is_page(text: str) -> bool:
    """Whether a text opens as an HTML page does."""
    declared, element = opening(text)
    return declared == "html" or element in _HTML


def parted_type(header: str) -> tuple[str, str | None]:
    """A `Content-Type` as media type, lower-case, and charset."""
    media, _, rest = header.partition(";")
    charset = rest.lower().partition("charset=")[2].split(";")[0].strip(" \"'") or None
    return media.strip().lower(), charset
