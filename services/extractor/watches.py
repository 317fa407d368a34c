"""What the layers know of single words, looked up once a token for all of them.

A layer watches for the words that it has something to say of (a given name, a unit, the head of a body's name). One pass over a
text tells every watch its tokens, so that no layer walks over those that mean nothing to it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

T = TypeVar("T")

_MOST_FORMS = 100_000
"""Word forms that are kept, for all watches together: the vocabulary of some months of news."""


class Watch(Generic[T]):
    """One layer's eye on single words.

    Args:
        look: given a folded token, what it is to the layer, or None for nothing. It looks at nothing else, since its answer is
            kept for the word form.
    """

    def __init__(self, look: Callable[[str], T | None]) -> None:
        self.look = look
        self.number = len(_WATCHES)
        _WATCHES.append(self)
        for store in _STORES:
            store.clear()


class _Forms(dict[str, tuple[tuple[int, Any], ...]]):
    """By word form: the numbers of the watches that know it, each with what it knows."""

    def __missing__(self, word: str) -> tuple[tuple[int, Any], ...]:
        found = ((watch.number, watch.look(word)) for watch in _WATCHES)
        known = tuple((number, what) for number, what in found if what is not None)
        if len(self) >= _MOST_FORMS:
            self.clear()
        self[word] = known
        return known


_WATCHES: list[Watch[Any]] = []
_FORMS = _Forms()
_STORES: list[dict[str, Any]] = [_FORMS]

known_of = _FORMS.__getitem__
"""Given a word form, the numbers of the watches that know it, each with what it knows."""


def clear_with_watches(store: dict[str, Any]) -> None:
    """Have a store cleared when another watch comes, since what it keeps says what the watches know."""
    _STORES.append(store)


def unseen() -> list[list[tuple[int, Any]]]:
    """For each watch, by its number, an empty list for the tokens that it knows."""
    return [[] for _ in _WATCHES]


def look_up(words: Sequence[str]) -> list[list[tuple[int, Any]]]:
    """For each watch, by its number, the tokens that it knows, in order, each with what it knows."""
    seen = unseen()
    for token, known in enumerate(map(known_of, words)):
        for number, what in known:
            seen[number].append((token, what))
    return seen
