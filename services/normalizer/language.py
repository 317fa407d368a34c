"""The language of a body.

Arabic is told by its script, by the letters that its neighbours need and it lacks, and by its commonest words, which takes
no model; every other text goes to py3langid, whose model takes half a second to load and is loaded only then.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from services.normalizer import furniture as f
from shared.text.folding import fold_word

_ARABIC = re.compile(r"[ء-يٱ-ۓ]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_NOT_ARABIC = re.compile(r"[یکہےںٹڈڑۆێەپچژ]")
"""Letters of Persian, Urdu, Kurdish and their neighbours that Arabic spelling lacks (گ and ڤ are used for Moroccan names)."""
_COMMON = f.keys("arabic_words")
_SAMPLE = 2_000
"""Code points looked at: the middle of a text, where no furniture stands."""


def _sample(body: str) -> str:
    start = max(0, (len(body) - _SAMPLE) // 2)
    return body[start : start + _SAMPLE]


@lru_cache(maxsize=1)
def _identifier() -> Any:
    import py3langid  # half a second, and most texts never need it

    return py3langid


def language_of(body: str) -> str:
    """The language of a text.

    Args:
        body: a cleaned body.

    Returns:
        its ISO 639-1 code, `und` where it has no letters to tell it by.
    """
    sample = _sample(body)
    arabic, latin = len(_ARABIC.findall(sample)), len(_LATIN.findall(sample))
    if arabic + latin == 0 and not any(c.isalpha() for c in sample):
        return "und"
    foreign = len(_NOT_ARABIC.findall(sample))
    if arabic > 4 * latin and foreign * 50 <= arabic:
        tokens = sample.split()
        if not foreign or sum(fold_word(t) in _COMMON for t in tokens) * 40 >= len(tokens):
            return "ar"
    code, _ = _identifier().classify(sample)
    return str(code)
