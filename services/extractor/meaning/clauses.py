"""How far a figure's own words reach: from its neighbour on the left to its neighbour on the right."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import lru_cache

from services.extractor.layers import Layers
from services.extractor.lexicon import Entry
from shared.text.folding import fold_word

_SEPARATORS = frozenset("،,؛:و")


class Neighbours:
    """Token ranges of all figures of a text, in order."""

    def __init__(self, ranges: list[tuple[int, int]]) -> None:
        self.ranges = ranges
        self.starts = [r[0] for r in ranges]

    def between(self, low: int, high: int) -> bool:
        """Whether a figure begins in `[low, high)`."""
        i = bisect_left(self.starts, low)
        return i < len(self.starts) and self.starts[i] < high


def clause_of(layers: Layers, first: int, last: int, figures: Neighbours) -> tuple[int, int]:
    """The token range that speaks of a figure or a named thing.

    Args:
        first, last: its tokens, last exclusive.
        figures: all figures of the text.

    Returns:
        the range, within the sentence: on the left up to the last separator behind the figure before,
        on the right up to the last separator in front of the figure that follows.
    """
    low, high = layers.structure.sentence_of(first)
    words = layers.tokens.words
    starts, neighbours = figures.starts, figures.ranges
    i = bisect_left(starts, first) - 1
    if i >= 0 and neighbours[i][1] > low:
        left = min(neighbours[i][1], first)
        last_separator = _last_separator(words, left, first)
        low = last_separator + 1 if last_separator is not None else _lone_conjunction(words, left, first)
    j = bisect_right(starts, max(first, last - 1))
    while j < len(neighbours) and neighbours[j][0] < last:
        j += 1
    if j < len(neighbours) and neighbours[j][0] < high:
        right = neighbours[j][0]
        last_separator = _last_separator(words, last, right)
        high = right if last_separator is None else last_separator
        high = _next_verb(layers, last, max(high, last))
    return low, high


def _last_separator(words: list[str], low: int, high: int) -> int | None:
    for token in range(high - 1, low - 1, -1):
        if words[token] in _SEPARATORS:
            return token
    return None


def _next_verb(layers: Layers, last: int, high: int) -> int:
    """A verb that و joins opens the next clause, also without a comma: 'استفاد بفاس 50 صانعا واستفاد بوجدة 70'."""
    words = layers.tokens.words
    for mark in layers.marks.between("status.strong", last, high):
        if words[mark.start].startswith("و") and words[mark.start][1:] in _form_words(mark.entry):
            return mark.start
    return high


@lru_cache(maxsize=500)
def _form_words(entry: Entry) -> frozenset[str]:
    return frozenset(fold_word(form.split()[0]) for form in entry.forms)


def _lone_conjunction(words: list[str], left: int, first: int) -> int:
    """A word that begins with و right behind a figure's noun phrase opens the next member: '5 قرى بفاس وتهيئة 3 مجمعات'."""
    for token in range(first - 1, left, -1):
        if words[token].startswith("و") and len(words[token]) > 4:
            return token
    return left
