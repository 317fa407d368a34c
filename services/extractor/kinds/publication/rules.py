"""Publications: reports, studies, surveys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from services.extractor.kinds.base import Draft, KindRules, PhraseRule
from services.extractor.kinds.publication.words import WORDS
from services.extractor.layers import Layers
from services.extractor.phrases import draft, is_bare, is_counted, phrase_end, refers_back

_REACH = 4


def made_publications(layers: Layers, in_: Literal["title", "body"]) -> Iterator[Draft]:
    """A study or report that is made, issued or quoted, and says what it is about."""
    for head in layers.marks.between("publication.head", 0, len(layers.tokens)):
        low, high = layers.structure.sentence_of(head.start)
        if refers_back(layers, head) or is_counted(layers, head):
            continue
        made = layers.marks.last_before("publication.making", max(low, head.start - _REACH), head.start)
        end = phrase_end(layers, head.start, high)
        about = layers.marks.between("publication.about", head.start, min(high, head.end + 2))
        if made is None or not about or (is_bare(layers, head, high) and not about):
            continue
        yield draft("publication", "publication.made", layers, in_, head, made.start, end, 0.72)


KIND = KindRules(name="publication", words=WORDS, phrase_rules=(PhraseRule(("publication.made",), made_publications),))
