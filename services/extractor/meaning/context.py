"""What else a clause says of its figure: the facility that is paid for, the craft, the subject."""

from __future__ import annotations

from services.extractor.kinds.base import Draft
from services.extractor.lexicon import Mark

_SUBJECT_MAX = 14  # tokens
_STOPS = frozenset("،,؛;:.!?؟()") | {"\n"}


def facility_of(draft: Draft, low: int) -> Mark | None:
    """The first facility that stands between the beginning of the clause and the figure."""
    marks = draft.layers.marks.between("facility.noun", low, draft.first)
    return marks[0] if marks else None


def crafts_of(draft: Draft, low: int, high: int) -> list[str]:
    """Ids of the crafts named in a token range."""
    tokens = draft.layers.tokens
    if low >= high:
        return []
    start, end = tokens.starts[low], tokens.ends[high - 1]
    return list(dict.fromkeys(c.id for c in draft.layers.crafts if start <= c.start and c.end <= end))


def subject_of(draft: Draft, low: int, high: int) -> str | None:
    """The phrase that says what is counted or paid for, as the article writes it."""
    layers = draft.layers
    words = layers.tokens.words
    if draft.unit in {"MAD", "EUR", "USD", "percent"} or (draft.noun and draft.noun.start < draft.first):
        start, end = low, draft.first
        if draft.quantity is not None:
            end = max(start, layers.tokens.between(draft.quantity.qualifier_start, draft.quantity.end).start)
        while start < end and (words[start] in _STOPS or words[start] in "-+*•و"):
            start += 1
        if start >= end:
            start, end = draft.last, min(high, draft.last + _SUBJECT_MAX)
        start = max(start, end - _SUBJECT_MAX)
    else:
        start = draft.noun.start if draft.noun else draft.last
        end = next(
            (t for t in range(start, min(high, start + _SUBJECT_MAX)) if words[t] in _STOPS), min(high, start + _SUBJECT_MAX)
        )
    if start >= end:
        return None
    a, b = layers.folded.span(layers.tokens.starts[start], layers.tokens.ends[end - 1])
    return layers.folded.original[a:b].strip() or None
