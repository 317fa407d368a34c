"""The lines of an HTML element as a browser would break them, all of its text kept.

For fragments that are an article's body already (a JSON field, a feed item), and for pages in which the search for the main
text finds next to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from services.normalizer.lines import is_bullet
from services.normalizer.text_cleaning import clean_line

_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form "
        "h1 h2 h3 h4 h5 h6 header hr html main ol p pre section summary table tbody tfoot thead ul",
    )
)
_SKIPPED = frozenset(
    re.findall(
        r"\w+",
        "audio button canvas embed head iframe input nav noscript object option script select style svg template textarea video",
    )
)
_AROUND = frozenset(("aside", "footer", "form", "header"))
_AROUND_CLASS = re.compile(
    r"comment|share|social|related|sidebar|widget|breadcrumb|newsletter|cookie|menu|navbar|footer", re.IGNORECASE
)


def lines_of(element: Any, *, page: bool = False) -> list[str]:
    """The lines of an element: one for each block, heading, item and row of a table, empty ones between blocks.

    Args:
        element: an lxml element.
        page: of a whole page: what is plainly around an article (footers, forms, comments, share buttons) is left out.
    """
    lines: list[str] = []
    parts: list[str] = []

    def flush() -> None:
        if text := clean_line("".join(parts)):
            lines.append(text)
        parts.clear()

    def walk(node: Any) -> None:
        tag = node.tag if isinstance(node.tag, str) else None
        if tag is None or tag in _SKIPPED or (page and _is_around(node, tag)):
            pass
        elif tag == "br":
            flush()
        elif tag == "tr":
            flush()
            cells = [clean_line(" ".join(cell.itertext())) for cell in node if cell.tag in {"td", "th"}]
            if len(cells) == 1 or any(len(cell) > _CELL for cell in cells):  # a table for layout
                for cell in node:
                    walk(cell)
                    flush()
            elif any(cells):
                lines.append(" | ".join(cells))
        elif tag == "li":
            flush()
            at = len(lines)
            inside(node)
            flush()
            if at < len(lines) and not is_bullet(lines[at]):
                lines[at] = f"- {lines[at]}"
        elif tag in _BLOCKS:
            flush()
            if tag not in {"ul", "ol", "tbody", "thead"}:
                lines.append("")
            inside(node)
            flush()
            lines.append("")
        else:
            inside(node)
        if node.tail:
            parts.append(node.tail)

    def inside(node: Any) -> None:
        parts.append(node.text or "")
        for child in node:
            walk(child)

    inside(element)
    flush()
    return lines


_CELL = 200
"""Code points of a table's cell; a longer one is part of a page laid out with tables."""


def _is_around(node: Any, tag: str) -> bool:
    return tag in _AROUND or bool(_AROUND_CLASS.search(f"{node.get('class', '')} {node.get('id', '')}"))


_RUNNING = frozenset(("p", "br", "b", "strong", "em", "i", "a", "span", "ul", "ol", "blockquote", "h2", "h3", "table"))


def fragment_of(tree: Any) -> Any | None:
    """The element of a document that is a fragment and no page: no head, and one article or only inline text in its body."""
    body = tree.find("body")
    if body is None or tree.find("head") is not None:
        return None
    children = [child for child in body if isinstance(child.tag, str)]
    if len(children) == 1 and children[0].tag == "article":
        return children[0]
    return body if all(child.tag in _RUNNING for child in children) else None


def walkable(root: Any) -> Iterator[Any]:
    """The elements of a page in which an article may be, the likeliest first."""
    for path in (".//article", ".//main", ".//body"):
        yield from root.findall(path)[:1]
