"""Looking up what lies in a stretch of text, in lists that are sorted by `start`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter
from typing import Protocol, TypeVar


class _Spanned(Protocol):
    @property
    def start(self) -> int: ...


T = TypeVar("T", bound=_Spanned)


_start = attrgetter("start")  # runs in C: this is asked some thousand times an article


def within(items: Sequence[T], start: int, end: int) -> Sequence[T]:
    """The items that start in `[start, end)`.

    Args:
        items: sorted by `start`.
        start, end: in the same unit as theirs.
    """
    if not items:
        return items
    if isinstance(items[0], tuple):
        # most layers' records are named tuples that begin with `start`: they are compared as they are, without a call
        i = bisect_left(items, (start,))
        return items[i : bisect_left(items, (end,), i)]
    i = bisect_left(items, start, key=_start)
    return items[i : bisect_left(items, end, i, key=_start)]
