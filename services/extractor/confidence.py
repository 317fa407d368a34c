"""Confidence: how often facts like this one are right, learnt from the gold sets (see `hirfa evaluate`)."""

from __future__ import annotations

from bisect import bisect_right

from services.extractor.kinds.base import Draft

# (rule score from, share of facts with such a score that are right)
_TABLE = ((0.0, 0.74), (0.35, 0.79), (0.55, 0.83), (0.7, 0.86), (0.8, 0.91), (0.9, 0.95), (0.97, 0.985))
_SCORES = tuple(score for score, _ in _TABLE)


def confidence(draft: Draft) -> float:
    """The confidence of a draft, 0..1."""
    if draft.quantity is not None and draft.value is None:
        return 0.2
    base = _TABLE[max(0, bisect_right(_SCORES, draft.score) - 1)][1]
    if "sum_verified" in draft.flags or "share_verified" in draft.flags:
        base = max(base, 0.98)
    if "ambiguous_number" in draft.flags:
        base = min(base, 0.6)
    return round(base, 2)
