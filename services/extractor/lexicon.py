"""Word lists as data: written in normal orthography, matched folded."""

from __future__ import annotations

from shared.text.folding import fold_word


def words(text: str) -> frozenset[str]:
    """The folded words of a list.

    Args:
        text: words in normal orthography, parted by white space.
    """
    return frozenset(map(fold_word, text.split()))
