"""Laws, decrees and what the gazette holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from services.extractor.kinds.base import Draft, KindRules, PhraseRule
from services.extractor.kinds.legal.words import WORDS
from services.extractor.layers import Layers
from services.extractor.phrases import draft, phrase_end, refers_back

_ROLES = frozenset({"law", "gazette"})
_REACH = 5  # tokens from the word for the act to its number


def numbered_acts(layers: Layers, in_: Literal["title", "body"]) -> Iterator[Draft]:
    """An act with its number; each number once. The gazette's issue is told only where the act has no number."""
    seen: set[str] = set()
    sentences: set[int] = set()
    for reference in sorted((r for r in layers.references if r.role in _ROLES), key=lambda r: (r.role != "law", r.start)):
        token = layers.tokens.at(reference.start)
        low, high = layers.structure.sentence_of(token)
        head = layers.marks.last_before("legal.head", max(low, token - _REACH), token)
        # the reference's own span may begin at the word for the act
        head = head or next(iter(layers.marks.between("legal.head", token, token + _REACH)), None)
        if head is None or reference.text in seen or (reference.role == "gazette" and low in sentences):
            continue
        seen.add(reference.text)
        sentences.add(low)
        after = layers.tokens.between(reference.start, reference.end).stop
        found = draft(
            "legal", "legal.numbered", layers, in_, head, head.start, max(after, phrase_end(layers, head.start, high)), 0.9
        )
        found.reference = reference.text
        found.status = "achieved"  # what has a number has been passed
        if "مشروع" in layers.tokens.words[max(low, head.start - 1) : head.start + 1]:
            found.status = "planned"
        yield found


def described_acts(layers: Layers, in_: Literal["title", "body"]) -> Iterator[Draft]:
    """An act without a number that says what it is about: 'المرسوم المتعلق برفع نسبة التعويضات'."""
    for head in layers.marks.between("legal.head", 0, len(layers.tokens)):
        low, high = layers.structure.sentence_of(head.start)
        if refers_back(layers, head) or not layers.marks.between("legal.about", head.end, min(high, head.end + 2)):
            continue
        end = phrase_end(layers, head.start, high)
        found = draft("legal", "legal.described", layers, in_, head, head.start, end, 0.6)
        if "مشروع" in layers.tokens.words[max(low, head.start - 1) : head.start + 1]:
            found.status = "planned"
        yield found


KIND = KindRules(
    name="legal",
    words=WORDS,
    phrase_rules=(PhraseRule(("legal.numbered",), numbered_acts), PhraseRule(("legal.described",), described_acts)),
)
