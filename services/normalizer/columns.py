"""Lines in columns: what stands beside what is lost once runs of spaces are one space, so it is written as bars before that."""

from __future__ import annotations

import re

from services.normalizer.boilerplate import Removed

_GAP = re.compile(r"[ \xa0]{3,}|[ \xa0]*\t[ \xa0\t]*")
_NAVIGATION_WORDS = 3
"""Words of a part of a row of links, at most."""
_TICKER_PARTS = 4
_TICKER_WORDS = 4.0
"""Words of a headline in a ticker, on average, at least; a table's cells have fewer."""


def parted_columns(text: str, removed: list[Removed]) -> str:
    """Write the columns of a plain text's rows with bars, and drop a ticker of other articles' headlines at its start.

    Args:
        text: a text as it came in.
        removed: what is cut is appended here.

    Returns:
        the text with `a | b | c` for rows whose cells were parted by tabs, or by three spaces or more where each has at
        most three words.
    """
    if "\t" not in text and "   " not in text and "\xa0\xa0" not in text:
        return text
    lines = text.split("\n")
    first = next((i for i, line in enumerate(lines) if line.strip()), None)
    for i, line in enumerate(lines):
        cells = [cell.strip() for cell in _GAP.split(line.strip())]
        if len(cells) < 2:
            continue
        lengths = [len(cell.split()) for cell in cells if cell]
        if i == first and len(lengths) >= _TICKER_PARTS and sum(lengths) >= _TICKER_WORDS * len(lengths):
            removed.append(Removed(line.strip(), "ticker"))
            lines[i] = ""
        elif "\t" in line.strip() or (len(lengths) > 2 and max(lengths) <= _NAVIGATION_WORDS):
            lines[i] = " | ".join(cells)
    return "\n".join(lines)
