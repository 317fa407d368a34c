"""The letters that Arabic writes onto the front of a word: و ف, ب ل ك, ال.

Every reading is offered, the least stripped first, so that a lookup finds وجدة (a city) before و+جدة.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple


class Reading(NamedTuple):
    """One way to part a folded word: conjunction, preposition, article, and what remains."""

    conjunction: str
    preposition: str
    article: bool
    core: str

    @property
    def width(self) -> int:
        """How many letters stand before the core."""
        return len(self.conjunction) + len(self.preposition) + (2 if self.article else 0)


_MIN_CORE = 2


@lru_cache(maxsize=100_000)
def readings(word: str) -> tuple[Reading, ...]:
    """All readings of a folded word, the least stripped first.

    Args:
        word: one folded word, without white space.

    Returns:
        at least one reading, the word itself; cores have two letters or more.
    """
    found = [Reading("", "", False, word)]
    for conjunction in ("", "و", "ف"):
        if not word.startswith(conjunction):
            continue
        rest = word[len(conjunction) :]
        for preposition in ("", "ب", "ل", "ك"):
            if not rest.startswith(preposition):
                continue
            core = rest[len(preposition) :]
            if (conjunction or preposition) and len(core) >= _MIN_CORE:
                found.append(Reading(conjunction, preposition, False, core))
            if core.startswith("ال") and len(core) >= 2 + _MIN_CORE:
                found.append(Reading(conjunction, preposition, True, core[2:]))
        # ل before the article writes it away: للصناعة is ل+ال+صناعة, and للجنة is ل+ال+لجنة with one ل written
        if rest.startswith("لل") and len(rest) >= 2 + _MIN_CORE:
            found.append(Reading(conjunction, "ل", True, rest[2:]))
            found.append(Reading(conjunction, "ل", True, rest[1:]))
    return tuple(dict.fromkeys(sorted(found, key=lambda r: len(word) - len(r.core))))
