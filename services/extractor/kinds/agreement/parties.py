"""Who signs an agreement."""

from __future__ import annotations

from collections.abc import Sequence

from services.extractor.kinds.base import Draft
from services.extractor.layers import Layers
from services.extractor.lexicon import Mark, words
from services.extractor.phrases import phrase_end
from services.extractor.spans import within

_VERBS = words("صادق صادقت صادقوا يصادقوا يصادق وقع وقعت أبرم أبرمت يوقع توقع ستوقع سيوقع")
_PASSIVE = words("تم تمت جرى جرت خلالها خلاله")
_LIST = 60  # tokens that a list of signatories may take


def parties_of(layers: Layers, markers: Sequence[Mark], signed: Mark | None, high: int) -> list[str]:
    """The names of the parties.

    Args:
        markers: the words مع or بين that open the parties, the first of which counts.
        signed: the word of signing or approving: with 'صادقت الغرفة على اتفاقية مع …' the chamber is a party.
        high: the token where the sentence ends.
    """
    if not markers:
        return []
    tokens = layers.tokens
    marker = markers[0]
    start = tokens.starts[marker.start]
    end = tokens.ends[max(marker.end, phrase_end(layers, marker.end, high, limit=40)) - 1]
    found = list(within(layers.organisations, start, end))
    if marker.entry.forms[0] != "بين":
        # 'مع X من أجل Y': whom it is made with is named first
        found = [o for o in found if tokens.at(o.start) <= marker.end + 1] or found[:1]
        if signed is not None and found:
            return list(dict.fromkeys([*_signing_body(layers, signed), *(o.name for o in found)]))
    return list(dict.fromkeys(o.name for o in found))


def _signing_body(layers: Layers, signed: Mark) -> list[str]:
    """The body whose act the signing is: the last one named before it in its paragraph, else the first of the article."""
    texts = layers.tokens.words
    verb = texts[signed.start].removeprefix("و")
    if verb not in _VERBS and not any(w.removeprefix("و") in _PASSIVE for w in texts[max(0, signed.start - 4) : signed.start]):
        return []
    edge = layers.tokens.starts[signed.start]
    block = layers.tokens.starts[layers.structure.block_of(signed.start).start]
    before = [o for o in within(layers.organisations, 0, edge) if o.end <= edge]
    near = [o for o in before if o.start >= block]
    chosen = near[-1:] or before[:1]
    # 'وقعت كتابة الدولة اتفاقية مع …': the body may stand behind its verb
    behind = within(layers.organisations, edge + 1, layers.tokens.ends[min(signed.end, len(layers.tokens) - 1)] + 1)
    return [o.name for o in behind[:1] or chosen]


def give_signatories(layers: Layers, drafts: list[Draft]) -> None:
    """Give the article's only agreement the parties that are listed apart: 'الأطراف الموقعة على الاتفاقية وهم …'."""
    marks = layers.marks.between("agreement.signatories", 0, len(layers.tokens))
    without = [d for d in drafts if not d.parties]
    if not marks or len(without) != 1:
        return
    _, high = layers.structure.sentence_of(marks[0].start)
    start, end = layers.tokens.ends[marks[0].end - 1], layers.tokens.ends[min(high, marks[0].end + _LIST) - 1]
    without[0].parties = list(dict.fromkeys(o.name for o in within(layers.organisations, start, end)))
