"""Status: the word that governs a figure, in its clause, its list's lead sentence, its section's heading.

A sentence is read from left to right in reading order: a strong word (سيتم, بلغ, مواصلة, تهدف) holds until the next strong one;
a weak word (إحداث, إنجاز) speaks only where no strong one does.
"""

from __future__ import annotations

from functools import lru_cache

from services.extractor.kinds.base import Draft
from services.extractor.layers import Layers
from services.extractor.lexicon import Entry, Mark, words
from services.extractor.spans import within
from shared.text.folding import fold_word

_RIGHT = 9  # tokens behind a figure's noun in which 'في طور الأشغال' still speaks of it

# What a signed agreement holds is agreed upon, not yet done.
_SIGNED = dict.fromkeys(
    ("agreement", "event", "legal", "publication", "participants", "visitors", "turnover", "exports", "workforce", "price"),
    "achieved",
)
_BUT = words("لكن ولكن بينما فيما")
_INSTEAD = words("مقابل عوض بدل مقارنة")


def _status(mark: Mark, kind: str) -> str:
    label = mark.entry.label
    if label == "allotted":  # money that is set aside is to be spent; stands and prizes are given
        return "planned" if kind == "budget" else "achieved"
    return _SIGNED.get(kind, "planned") if label == "signed" else label


_FUTURE = Entry("status.strong", ("س",), "planned")
_NO_FUTURE = ("سياح", "سياق", "سياس", "سيارة", "سيارات", "سيناري", "سيرامي", "ستراتيج", "ستوديو", "ستمائ", "ستمئ", "سيادي")
_NO_FUTURE_WORDS = words("سيدة سيدات سيدنا سيدتي سيطرة سينما سيناء سينمائي سينمائية سيولة سيول ستائر ستينات ستينيات سيراميك")
_NO_FUTURE_STEMS = tuple(fold_word(stem) for stem in _NO_FUTURE)
_FAR = 80  # tokens between a figure and the verb that governs it; a sentence without a full stop has no end
_SHORTEST_FUTURE = 5  # letters: سيتم is in the word list


@lru_cache(maxsize=50_000)
def is_future(word: str) -> bool:
    """Whether a folded word is a verb with the س of the future: سيوزع, وستفتح."""
    verb = word[1:] if word[0] in "وف" else word
    if not verb.startswith(("سي", "ست")) or len(verb) < _SHORTEST_FUTURE:
        return False
    if verb.endswith("ه") and len(verb) <= _SHORTEST_FUTURE + 1:
        return False  # سيروة and other nouns in ة
    return verb not in _NO_FUTURE_WORDS and not verb.startswith(_NO_FUTURE_STEMS)


def _strong(layers: Layers, low: int, high: int) -> Mark | None:
    """The last strong word of a token range, a verb in the future included."""
    mark = layers.marks.last_before("status.strong", low, high)
    texts = layers.tokens.words
    for token in range(high - 1, max(mark.end if mark else low, high - _FAR) - 1, -1):
        if is_future(texts[token]):
            return Mark(token, token + 1, _FUTURE)
    return mark


def _governing(layers: Layers, low: int, high: int) -> Mark | None:
    strong = _strong(layers, low, high)
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
        if words[token] in "،,:.؛" or words[token] in _BUT:
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
    strong = _strong(layers, low, draft.first)
    if draft.kind != "event" and _has_horizon(draft, high):
        aimed = draft.kind not in _WORKS or (strong is not None and strong.entry.label == "target")
        decided = strong is not None and strong.entry.label == "planned"  # 'تعتزم … في أفق 2027'
        return "target" if aimed and not decided else "planned"
    if strong is not None:
        status = _status(strong, draft.kind)
        if status == "target" and strong.end < draft.first and _compared(draft, strong.end):
            return "achieved"  # 'تطمح إلى 350 ألف أورو، مقابل 310 آلاف سنة 2015'
        return status
    for index in (block.lead, block.heading):
        # a heading speaks of its list and of the paragraph below it, not of all that follows
        if index is not None and (block.kind == "item" or structure.blocks[min(index + 1, len(structure.blocks) - 1)] is block):
            above = structure.blocks[index]
            mark = _strong(layers, above.start, above.end)
            if mark is not None:
                return _status(mark, draft.kind)
    weak = layers.marks.last_before("status.weak", low, draft.first)
    if weak is not None and not (weak.entry.label == "planned" and default == "achieved" and draft.kind not in _WORKS):
        return _status(weak, draft.kind)
    return default


def _compared(draft: Draft, low: int) -> bool:
    texts = draft.layers.tokens.words
    return any(texts[t] in _INSTEAD for t in range(max(low, draft.first - 3), draft.first))


def _has_horizon(draft: Draft, high: int) -> bool:
    """Whether a point to reach stands behind the figure, in its clause: '30 ألف متدرب بحلول سنة 2030'."""
    tokens = draft.layers.tokens
    end = tokens.ends[high - 1] if high > draft.last else 0
    start = tokens.starts[draft.last] if draft.last < len(tokens) else end
    return any(d.horizon for d in within(draft.layers.dates, start, end))


_WORKS = frozenset({"budget", "facilities", "project", "programmes", "jobs"})
"""Kinds whose facts are planned where only a masdar of work (إحداث, بناء) governs them."""
