"""A body in a few hundred bytes, by which two bodies can be compared without either at hand.

MinHash (Broder 1997) over runs of three words of the folded text: the share of equal places in two signatures estimates
the share of runs that the texts have in common (Jaccard). Folding has made hamza, ta marbuta, tatweel, marks and digits
alike before, and the outlet's furniture is gone. Beside it stand the figures, since a report that comes every month, or
for every province, has the same words and other figures: such articles are no duplicates.
"""

from __future__ import annotations

import hashlib
import re
import struct
from dataclasses import dataclass

from rensa import RMinHash

from shared.text.folding import fold

SCHEME = "1"
"""Raised when new sketches can't be compared with those that are kept (see the test that holds a sketch to its bytes)."""

PLACES = 128
"""Of a signature. Of each hash value the lower two bytes are kept: they agree by chance once in 65,536."""
_SEED = 1
_RUN = 3
_MIN_WORDS = 12
"""A shorter body is a headline or a notice: it says too little to be told from another."""
_SHORT, _SHORT_LEAST, _LEAST = 60, 0.8, 0.5
"""Below 60 words a signature has little to estimate from, and 0.8 is asked for; else half of the runs (see ARCHITECTURE.md)."""
_MAX_FIGURES = 64

_WORD = re.compile(r"\d{1,3}(?:[ .,]\d{3})+(?!\d)|\d+(?:[.,]\d+)?|[^\W\d]+")
_NO_DIGIT = re.compile(r"\D")
_HEAD = struct.Struct(">8sH")


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of a body."""

    digest: bytes
    """Of its words, 8 bytes: the same words give the same."""
    least: int
    """How many places of the signature must be equal."""
    signature: bytes
    """`PLACES` times two bytes."""
    figures: bytes
    """Up to 64 digests of four bytes, in order."""

    def pack(self) -> bytes:
        """As bytes, to cross a pipe."""
        return _HEAD.pack(self.digest, self.least) + self.signature + self.figures

    @classmethod
    def unpack(cls, data: bytes) -> Sketch:
        """What `pack` made."""
        digest, least = _HEAD.unpack_from(data)
        middle = _HEAD.size + 2 * PLACES
        return cls(digest, least, data[_HEAD.size : middle], data[middle:])


def sketch_of(body: str) -> Sketch | None:
    """The sketch of a normalised body, or None where it is too short to be compared."""
    # outlets part thousands and decimals each in their way: 1.200, 1,200 and 1 200 are one word
    words = [_NO_DIGIT.sub("", word) if word[0].isdecimal() else word for word in _WORD.findall(fold(body).text)]
    if len(words) < _MIN_WORDS:
        return None
    minhash = RMinHash(num_perm=PLACES, seed=_SEED)
    minhash.update([" ".join(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1)])
    figures = sorted({_digest(word, 4) for word in words if word[0].isdecimal()})
    return Sketch(
        _digest(" ".join(words), 8),
        round(PLACES * (_SHORT_LEAST if len(words) < _SHORT else _LEAST)),
        struct.pack(f">{PLACES}H", *(value & 0xFFFF for value in minhash.digest())),
        b"".join(figures[:_MAX_FIGURES]),  # the same ones of every copy, since they are chosen by their digests
    )


def _digest(text: str, size: int) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=size).digest()
