"""One pass over the folded text: the tokens that every layer of the extractor looks up."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import add
from typing import Any, NamedTuple

from services.extractor.watches import T, Watch, clear_with_watches, known_of, look_up, unseen
from shared.text.folding import Folded, fold_piece, pieces, put_together

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
    _seen: list[list[tuple[int, Any]]] = field(default_factory=list, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.words)

    def seen(self, watch: Watch[T]) -> list[tuple[int, T]]:
        """The tokens that a watch knows, in order, each with what it knows of it."""
        if len(self._seen) <= watch.number:
            self._seen = look_up(self.words)
        return self._seen[watch.number]

    def sees(self, watch: Watch[Any], low: int, high: int) -> bool:
        """Whether a watch knows a token in `[low, high)`."""
        seen = self.seen(watch)
        i = bisect_left(seen, (low,))  # a pair with the same token is greater
        return i < len(seen) and seen[i][0] < high

    def at(self, offset: int) -> int:
        """Index of the first token that ends after `offset` (a code point of the folded text); `len(self)` past the last."""
        return bisect_right(self.ends, offset)

    def between(self, start: int, end: int) -> range:
        """Indices of the tokens that overlap the folded span `[start, end)`."""
        return range(bisect_right(self.ends, start), bisect_left(self.starts, end))


def _parted(found: re.Match[str]) -> Iterator[tuple[str, str, int]]:
    """The token that was found, or the two that it was glued from: word, kind, start."""
    glued = _GLUED.fullmatch(found.group()) if found.lastgroup == "w" else None
    if glued is None:
        yield found.group(), found.lastgroup or "p", found.start()
        return
    yield glued["scale"], "w", found.start()
    yield glued["coin"], "w", found.start() + glued.end("scale")


class _Chunk(NamedTuple):
    """What is known of what stands between two blanks: one look-up tells what fold, tokens and watches would take four for.

    Attributes:
        fold: its folded form.
        starts: of its tokens, in the folded form.
        known: for each watch that knows one of its tokens: which token, the number of the watch, what it knows.
    """

    fold: str
    words: tuple[str, ...]
    kinds: str
    starts: tuple[int, ...]
    known: tuple[tuple[int, int, Any], ...]


class _Chunks(dict[str, _Chunk]):
    """By a piece of text as written its chunk: most of a text was met before."""

    def __missing__(self, piece: str) -> _Chunk:
        fold = fold_piece(piece)
        words, kinds, starts = _cut(fold)
        known = tuple((n, number, what) for n, word in enumerate(words) for number, what in known_of(word))
        if words == [fold]:  # mostly; the fewer objects, the more of them stay in the processor's cache
            chunk = _Chunk(fold, (fold,), kinds, _ALONE, known)
        else:
            chunk = _Chunk(fold, tuple(words), kinds, tuple(starts), known)
        if len(piece) <= _LONGEST_CHUNK:
            if len(self) >= _MOST_CHUNKS:
                self.clear()
            self[piece] = chunk
        return chunk


_LONGEST_CHUNK = 32  # characters; a longer one is not met again
_MOST_CHUNKS = 100_000
_ALONE = (0,)
_CHUNKS = _Chunks()
clear_with_watches(_CHUNKS)


def _cut(folded: str) -> tuple[list[str], str, list[int]]:
    """The tokens of a folded text: words, kinds, starts."""
    found = [token for match in _TOKEN.finditer(folded) for token in _parted(match)]
    return [word for word, _, _ in found], "".join(kind for _, kind, _ in found), [start for _, _, start in found]


def read_tokens(text: str) -> tuple[Folded, Tokens]:
    """Fold a text and cut it into tokens, in one pass.

    Args:
        text: as written.

    Returns:
        `fold(text)`, and what `tokenize` makes of it.
    """
    written = pieces(text)
    chunks = list(map(_CHUNKS.__getitem__, written))
    words: list[str] = []
    starts: list[int] = []
    seen = unseen()
    tell = [tokens.append for tokens in seen]
    offset = 0
    for fold, own, _, places, known in chunks:
        if known:
            at = len(words)
            for n, number, what in known:
                tell[number]((at + n, what))
        words += own
        for start in places:
            starts.append(offset + start)  # noqa: PERF401  mostly one, where a comprehension costs more than the loop
        offset += len(fold) + 1
    folded = put_together(text, written, [chunk.fold for chunk in chunks])
    kinds = "".join([chunk.kinds for chunk in chunks])
    return folded, Tokens(folded.text, words, starts, list(map(add, starts, map(len, words))), kinds, seen)


def tokenize(folded: str) -> Tokens:
    """Cut a folded text into tokens.

    Args:
        folded: `fold(text).text`.
    """
    words, kinds, starts = _cut(folded)
    return Tokens(folded, words, starts, list(map(add, starts, map(len, words))), kinds)
