"""What else a clause says of its figure: the facility that is paid for, the craft, the subject."""

from __future__ import annotations

from services.extractor.kinds.base import Draft
from services.extractor.lexicon import Mark
from services.extractor.spans import within

_SUBJECT_MAX = 14  # tokens
_BEHIND = 9  # tokens behind an amount in which 'لإنجاز قرية الصناع' says what it is for
_STOPS = frozenset("،,؛;:.!?؟()") | {"\n"}


def facility_of(draft: Draft, low: int) -> Mark | None:
    """What the money is for: the first facility of the clause, the nearest of the sentence, else the one worked on behind it."""
    layers = draft.layers
    start, end = layers.structure.sentence_of(draft.first)
    marks = layers.marks.between("facility.noun", low, draft.first)
    if marks:
        return marks[0]
    behind = layers.marks.between("facility.noun", draft.last, min(end, draft.last + _BEHIND))
    if behind and layers.marks.between("project.work", draft.last, behind[0].start + 1):
        return behind[0]
    return layers.marks.last_before("facility.noun", start, draft.first)


def crafts_of(draft: Draft, low: int, high: int) -> list[str]:
    """Ids of the crafts named in a token range."""
    tokens = draft.layers.tokens
    if low >= high:
        return []
    start, end = tokens.starts[low], tokens.ends[high - 1]
    return list(dict.fromkeys(c.id for c in within(draft.layers.crafts, start, end) if c.end <= end))


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
