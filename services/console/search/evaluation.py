"""How good a ranking is: nDCG over judged queries.

Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR techniques, ACM TOIS 20(4), 2002; gains 2^grade - 1 and a
logarithmic discount, as is usual.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log2


def ndcg(found: Sequence[str], grades: Mapping[str, int], depth: int = 10) -> float:
    """The normalised discounted cumulated gain of a ranking, 0 to 1.

    Args:
        found: ids, the best first.
        grades: how relevant an id is; 0 for those that are missing.
        depth: how many of the first count.

    Raises:
        ValueError: nothing is relevant, so that no ranking can be good.
    """
    best = _gain(sorted(grades.values(), reverse=True)[:depth])
    if not best:
        raise ValueError("no grade above 0")
    return _gain([grades.get(one, 0) for one in found[:depth]]) / best


def _gain(grades: Sequence[int]) -> float:
    return sum((float(2**grade) - 1) / log2(place + 2) for place, grade in enumerate(grades))
