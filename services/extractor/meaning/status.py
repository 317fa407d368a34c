"""Status: the word that governs a figure, in its clause, its list's lead sentence, its section's heading.

A sentence is read from left to right in reading order: a strong word (سيتم, بلغ, مواصلة, تهدف) holds until the next strong one;
a weak word (إحداث, إنجاز) speaks only where no strong one does.
"""

from __future__ import annotations

from services.extractor.kinds.base import Draft
from services.extractor.layers import Layers
from services.extractor.lexicon import Mark

_RIGHT = 9  # tokens behind a figure's noun in which 'في طور الأشغال' still speaks of it

# What a signed agreement holds is agreed upon, not yet done.
_SIGNED = {"agreement": "achieved", "event": "achieved", "legal": "achieved", "publication": "achieved"}


def _status(mark: Mark, kind: str) -> str:
    label = mark.entry.label
    return _SIGNED.get(kind, "planned") if label == "signed" else label


def _governing(layers: Layers, low: int, high: int) -> Mark | None:
    strong = layers.marks.last_before("status.strong", low, high)
    return strong or layers.marks.last_before("status.weak", low, high)


def status_at(layers: Layers, token: int, kind: str) -> str | None:
    """The status that the words of the sentence before a token tell, or None."""
    low, _ = layers.structure.sentence_of(token)
    mark = _governing(layers, low, token)
    return _status(mark, kind) if mark else None


def _behind(draft: Draft, high: int) -> Mark | None:
    """A word right of the figure that speaks of it: 'في طور الأشغال', 'المبرمجة', 'سيتم إحداثها'."""
    layers = draft.layers
    end = min(high, draft.last + _RIGHT)
    words = layers.tokens.words
    for token in range(draft.last, end):
        if words[token] in "،,:.؛":
            end = token
            break
    found = layers.marks.between("status.after", draft.last, end)
    return found[0] if found else None


def find_status(draft: Draft, default: str, high: int) -> str:
    """The status of a draft: money is planned for a goal, and is none itself.

    Args:
        draft: with `kind`, `first` and `last` set.
        default: what its kind is where no word says anything.
        high: the token where its clause ends.
    """
    status = _find(draft, default, high)
    return "planned" if draft.kind == "budget" and status == "target" else status


def _find(draft: Draft, default: str, high: int) -> str:
    layers, structure = draft.layers, draft.layers.structure
    low, _ = structure.sentence_of(draft.first)
    block = structure.block_of(draft.first)
    behind = _behind(draft, high)
    if behind is not None:
        return _status(behind, draft.kind)
    strong = layers.marks.last_before("status.strong", low, draft.first)
    if draft.kind != "event" and _has_horizon(draft, high):
        aimed = draft.kind not in _WORKS or (strong is not None and strong.entry.label == "target")
        return "target" if aimed else "planned"
    if strong is not None:
        return _status(strong, draft.kind)
    for index in (block.lead, block.heading):
        if index is not None:
            above = structure.blocks[index]
            mark = layers.marks.last_before("status.strong", above.start, above.end)
            if mark is not None:
                return _status(mark, draft.kind)
    weak = layers.marks.last_before("status.weak", low, draft.first)
    if weak is not None and not (weak.entry.label == "planned" and default == "achieved" and draft.kind not in _WORKS):
        return _status(weak, draft.kind)
    return default


def _has_horizon(draft: Draft, high: int) -> bool:
    """Whether a point to reach stands behind the figure, in its clause: '30 ألف متدرب بحلول سنة 2030'."""
    tokens = draft.layers.tokens
    end = tokens.ends[high - 1] if high > draft.last else 0
    start = tokens.starts[draft.last] if draft.last < len(tokens) else end
    return any(d.horizon and start <= d.start < end for d in draft.layers.dates)


_WORKS = frozenset({"budget", "facilities", "project", "programmes", "jobs"})
"""Kinds whose facts are planned where only a masdar of work (إحداث, بناء) governs them."""
