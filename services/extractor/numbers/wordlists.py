"""How the grammar's tables of words are written: normal orthography, folded on the way in, with clitics where wanted."""

from __future__ import annotations

from shared.text.folding import fold_word


def folded(words: str) -> frozenset[str]:
    """The folded words of a list parted by white space."""
    return frozenset(map(fold_word, words.split()))


def closed(words: str, articles: bool = True) -> frozenset[str]:
    """Folded words with every clitic they may carry: و ف, ب ل ك, and the article unless `articles` is false."""
    forms = set()
    for core in map(fold_word, words.split()):
        for conjunction in ("", "و", "ف"):
            for preposition in ("", "ب", "ل", "ك"):
                forms.add(conjunction + preposition + core)
                if articles:
                    forms.add(conjunction + ("لل" if preposition == "ل" else preposition + "ال") + core)
    return frozenset(forms)
