"""The folded form that rules match on, with a map of offsets back to the text as written.

Folding takes away what writers vary without meaning anything by it: tatweel, diacritics, the forms of alef, ya and
ta marbuta (camel-tools' own normalisations), Persian look-alike letters, digits of other scripts, kinds of white
space, dashes and quotation marks. Every fold is one character for one, or one character for none, so that the map
is a plain list of offsets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from camel_tools.utils.normalize import normalize_alef_ar, normalize_alef_maksura_ar, normalize_teh_marbuta_ar

_DIGITS = {ord(zero) + i: str(i) for zero in "٠۰" for i in range(10)}
_LETTERS = {ord(persian): arabic for persian, arabic in zip("یېےکھہۀەۃٱٲٳۆۇ", "يييكههههةاااوو", strict=True)}
_SPACES = dict.fromkeys((9, 160, 5760, *range(8192, 8203), 8239, 8287, 12288), " ")
_DASHES = {ord(c): "-" for c in "‐‑‒–—―−"}
_QUOTES = {ord(c): '"' for c in "“”„‟«»❝❞″"} | {ord(c): "'" for c in "‘’‛′`´"}
_OTHERS = {ord("٪"): "%", ord("‰"): "‰", ord("⁄"): "/"}
_MAP = _DIGITS | _LETTERS | _SPACES | _DASHES | _QUOTES | _OTHERS
_DROPPED = frozenset(
    map(chr, (0x640, 0xAD, 0xFEFF, 0x61C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
)
"""Tatweel, soft hyphen, joiners and direction marks."""


_TATWEEL = "\u0640"
_TATWEEL_DASH = re.compile(r"(?<![^\s0-9\u0660-\u0669\u06f0-\u06f9])\u0640+(?=[\s0-9\u0660-\u0669\u06f0-\u06f9]|\Z)")


def _fold_char(char: str) -> str:
    if char in _DROPPED or (char > "\u0300" and unicodedata.combining(char)):
        return ""
    char = char.translate(_MAP)
    return str(normalize_teh_marbuta_ar(normalize_alef_maksura_ar(normalize_alef_ar(char)))).lower()[:1]


class _Folds(dict[int, str]):
    """Each character's fold, worked out when it is first met: a table for `str.translate`."""

    def __missing__(self, code: int) -> str:
        fold = _fold_char(chr(code))
        if len(self) < _MOST_FOLDS:
            self[code] = fold
        return fold


_MOST_FOLDS = 8192  # a hostile text may hold every character there is
_FOLDS = _Folds()


class _Words(dict[str, str]):
    """The fold of what stands between two blanks: most words of a text were met before, and one look-up is less than ten."""

    def __missing__(self, word: str) -> str:
        fold = word.translate(_FOLDS)
        if fold == word:
            fold = word
        if len(word) <= _LONGEST_WORD:
            if len(self) >= _MOST_WORDS:
                self.clear()
            self[word] = fold
        return fold


_LONGEST_WORD = 32  # characters; a longer one is an address, or a heading with the line below it, and is not met again
_MOST_WORDS = 100_000
_WORDS = _Words()


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text. `offsets[i]` is where its character i stands in the original; one more entry marks the end."""

    text: str
    offsets: Sequence[int]
    original: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original of the folded range `[start, end)`, both in code points.

        Marks that were folded away stay with the character that they follow.
        """
        if end <= start:
            return self.offsets[start], self.offsets[start]
        return self.offsets[start], self._end(end)

    def _end(self, end: int) -> int:
        last = self.offsets[end - 1] + 1
        limit = self.offsets[end]
        original = self.original
        while last < limit and not original[last].isspace():
            last += 1
        return last


fold_piece = _WORDS.__getitem__
"""The fold of one of a text's `pieces`."""


def pieces(text: str) -> list[str]:
    """What stands between the blanks of a text, as written, but for a tatweel that stands for a dash."""
    if _TATWEEL in text:
        # typed for want of a dash: 2021ـ2023 is no number of eight digits
        text = _TATWEEL_DASH.sub(lambda m: "-" + m.group()[1:], text)
    return text.split(" ")


def fold(text: str) -> Folded:
    """Fold a text for matching.

    Args:
        text: any text, as written.

    Returns:
        its folded form and the map of offsets back to it.
    """
    written = pieces(text)
    return put_together(text, written, list(map(fold_piece, written)))


def put_together(original: str, written: Sequence[str], folds: Sequence[str]) -> Folded:
    """A folded text of its folded pieces.

    Args:
        original: the text.
        written, folds: its `pieces`, and the fold of each.
    """
    folded = " ".join(folds)
    if len(folded) == len(original):
        return Folded(folded, range(len(original) + 1), original)
    offsets: list[int] = []
    at = 0
    for piece, fold in zip(written, folds, strict=True):
        end = at + len(piece)
        if len(fold) == len(piece):
            offsets += range(at, end)
        else:
            offsets += [at + i for i, char in enumerate(piece) if _FOLDS[ord(char)]]
        offsets.append(end)  # the blank, or the end of the text
        at = end + 1
    return Folded(folded, offsets, original)


@lru_cache(maxsize=65536)
def fold_word(text: str) -> str:
    """The folded form of a word or phrase of a word list; no map."""
    return text.translate(_FOLDS)
