"""Words of a query that say nothing of what is looked for, in Arabic, French and English. Pure.

They are taken out of the query and not of the texts: a phrase in quotation marks may hold them, and a synonym too (maison de
l'artisan).
"""

from __future__ import annotations

from collections.abc import Set

from services.console.search.names import key

_TABLE = """
كم ما ماذا هو هي هم هل أين متى كيف لماذا أي أية ماهي ماهو وما بكم من في على إلى عن مع
de du des d' l' le la les un une à au aux en et ou dans sur par pour avec sans chez ce ces cette son ses leur leurs
que qui quoi quel quelle quels quelles combien où comment est sont y
of the a an in on at to for from by with and or is are was were what which who how where when many much
"""
_WORDS = frozenset(map(key, _TABLE.split()))
_PAIRS = frozenset({("كم", "عدد"), ("كم", "بلغ"), ("كم", "بلغت"), ("nombre", "de"), ("number", "of")})
"""Two words that ask for a figure together."""
_LONGEST = 5
"""Words of the longest phrase that is looked for among those that are known."""


def without_stop_words(words: str, known: Set[str]) -> str:
    """The words without stop words; all of them where nothing else is left.

    Args:
        words: of a query, without phrases in quotation marks.
        known: phrases that stay whole, normalised.
    """
    tokens = words.replace("’", "'").split()
    plain = [key(token) or token for token in tokens]
    kept: list[str] = []
    place = 0
    while place < len(tokens):
        spans = range(min(_LONGEST, len(tokens) - place), 1, -1)
        if size := next((size for size in spans if " ".join(_raw(tokens[place : place + size])) in known), 0):
            kept += tokens[place : place + size]
            place += size
        elif tuple(plain[place : place + 2]) in _PAIRS:
            place += 2
        else:
            if plain[place] not in _WORDS:
                kept.append(tokens[place])
            place += 1
    return " ".join(kept) or words


def _raw(tokens: list[str]) -> list[str]:
    """The tokens normalised, with what is elided: l'artisan stays so, since the index's synonyms hold it."""
    found = []
    for token in tokens:
        head, sign, rest = token.lower().partition("'")
        found.append(f"{head}'{key(rest)}" if sign and len(head) == 1 else key(token))
    return found
