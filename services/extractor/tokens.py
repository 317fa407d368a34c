"""One pass over the folded text: the tokens that every layer of the extractor looks up."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from services.extractor.watches import T, Watch, look_up

_TOKEN = re.compile(
    r"(?P<w>[\u0621-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff]+)|(?P<d>[0-9]+)|(?P<l>[a-z\u00c0-\u024f]+)|(?P<n>\n)|(?P<p>[^\s])"
)


_GLUED = re.compile(
    r"(?P<scale>[\u0648\u0641]?[\u0628\u0644]?(?:مليونا?|ملايين|مليارا?|مليارات|ملايير|الف|الاف|الفا))"
    r"(?P<coin>درهما?|دراهم|سنتيما?|سنتيمات|دولارا?|اورو|يورو)"
)
"""A multiplier and its currency with the blank between them lost: 75 مليوندرهم."""


@dataclass(slots=True)
class Tokens:
    """The tokens of one folded text, as parallel lists.

    `kinds` has one letter a token: `d` a run of digits, `w` a run of Arabic letters, `l` a run of Latin letters,
    `n` a new line, `p` any other single character. `يوم21` is a `w` and a `d` that touch: glued text falls apart by itself.
    """

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    kinds: str
    _seen: list[list[tuple[int, Any]]] = field(default_factory=list, init=False, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.words)

    def seen(self, watch: Watch[T]) -> list[tuple[int, T]]:
        """The tokens that a watch knows, in order, each with what it knows of it."""
        if len(self._seen) <= watch.number:
            self._seen = look_up(self.words)
        return self._seen[watch.number]

    def at(self, offset: int) -> int:
        """Index of the first token that ends after `offset` (a code point of the folded text); `len(self)` past the last."""
        return bisect_right(self.ends, offset)

    def between(self, start: int, end: int) -> range:
        """Indices of the tokens that overlap the folded span `[start, end)`."""
        return range(bisect_right(self.ends, start), bisect_left(self.starts, end))


def _parted(found: re.Match[str]) -> Iterator[tuple[str, int, int, str]]:
    """The token that was found, or the two that it was glued from."""
    glued = _GLUED.fullmatch(found.group()) if found.lastgroup == "w" else None
    if glued is None:
        yield found.group(), found.start(), found.end(), found.lastgroup or "p"
        return
    middle = found.start() + glued.end("scale")
    yield glued["scale"], found.start(), middle, "w"
    yield glued["coin"], middle, found.end(), "w"


class _Chunks(dict[str, tuple[tuple[str, int, int, str], ...]]):
    """The tokens of what stands between two blanks: word, start and end counted from the chunk's own, and kind."""

    def __missing__(self, chunk: str) -> tuple[tuple[str, int, int, str], ...]:
        tokens = tuple(token for m in _TOKEN.finditer(chunk) for token in _parted(m))
        if len(chunk) <= _LONGEST_CHUNK:
            if len(self) >= _MOST_CHUNKS:
                self.clear()
            self[chunk] = tokens
        return tokens


_LONGEST_CHUNK = 32  # characters; a longer one is not met again
_MOST_CHUNKS = 100_000
_CHUNKS = _Chunks()


def tokenize(folded: str) -> Tokens:
    """Cut a folded text into tokens.

    Args:
        folded: `fold(text).text`.
    """
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    kinds: list[str] = []
    offset = 0
    for chunk in folded.split(" "):
        for word, start, end, kind in _CHUNKS[chunk]:
            words.append(word)
            starts.append(offset + start)
            ends.append(offset + end)
            kinds.append(kind)
        offset += len(chunk) + 1
    return Tokens(folded, words, starts, ends, "".join(kinds))
