"""Agreements: signed, approved, drafted; with their parties."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from services.extractor.kinds.agreement.parties import give_signatories, opening_mark, parties_of
from services.extractor.kinds.agreement.words import WORDS
from services.extractor.kinds.base import Draft, KindRules, PhraseRule
from services.extractor.layers import Layers
from services.extractor.lexicon import Mark
from services.extractor.phrases import draft, is_bare, is_counted, phrase_end, refers_back
from services.extractor.watches import Watch
from shared.text.folding import fold_word

_DRAFT = frozenset({"مشروع", "مشاريع", "مشروعي", "ومشروع", "ومشاريع"})
_FOLLOWING = frozenset(map(fold_word, ("التالية", "الآتية", "المذكورة", "السالفة", "السابقة", "المشار")))
_ORDINALS = frozenset(
    letter + fold_word(word)
    for word in ("الأولى", "الثانية", "الثالثة", "الرابعة", "الخامسة", "السادسة", "الأول", "الثاني", "الثالث")
    for letter in ("", "و")
)
_ORDINAL = Watch(lambda word: True if word in _ORDINALS else None)
_PREPOSITIONS = frozenset(map(fold_word, ("في", "من", "ضمن", "بموجب", "حسب", "وفق", "على")))
_ANNOUNCED = 60  # tokens between '… اتفاقيتين' and 'الأولى …'
_SIGNED_REACH = 6  # tokens from the verb of signing to a 'شراكة' that is signed
_REACH = 45  # tokens between the word of signing and the last agreement of its list


def named_agreements(layers: Layers, in_: Literal["title", "body"]) -> list[Draft]:
    """An agreement that is signed, approved, concluded, or that names its parties or its object."""
    found = list(_named(layers, in_))
    give_signatories(layers, found)
    return found


def _named(layers: Layers, in_: Literal["title", "body"]) -> Iterator[Draft]:
    words = layers.tokens.words
    named: set[str] = set()
    mentioned: list[Draft] = []
    for head in _heads(layers):
        low, high = layers.structure.sentence_of(head.start)
        ordinal = words[head.end : head.end + 1] and words[head.end] in _ORDINALS
        if refers_back(layers, head) or is_counted(layers, head) or (is_bare(layers, head, high) and not ordinal):
            continue
        if ordinal and words[head.start - 1] in _PREPOSITIONS:
            continue  # 'مساهمة المجلس في الاتفاقية الأولى' speaks of one told before
        if head.end < high and words[head.end] in _FOLLOWING:
            continue
        end = phrase_end(layers, head.start, high)
        signed = layers.marks.last_before("agreement.signing", max(low, head.start - _REACH), head.start)
        signed = signed or _signed_above(layers, head)
        signed_behind = layers.marks.between("agreement.signing", head.end, min(high, head.end + 5))
        parties = opening_mark(layers, head, high)
        joins = layers.marks.between("agreement.signatories", head.end, min(high, head.end + 4))
        about = layers.marks.between("agreement.about", head.end, min(high, head.end + 4))
        drafted = not _DRAFT.isdisjoint(words[max(low, head.start - 2) : head.start])
        if not (signed or signed_behind or parties or joins or about or drafted or ordinal):
            continue
        score = 0.9 if (signed or signed_behind or drafted) and (parties or about) else 0.8 if signed or parties else 0.55
        found = draft("agreement", "agreement.named", layers, in_, head, head.start, end, score)
        if drafted:
            found.status = "planned"
        found.parties = parties_of(layers, head, parties or (joins[0] if joins else None), signed, high)
        key = " ".join(words[head.start : head.end])
        if signed_behind and not parties and not (signed and head.start - signed.end <= 5):
            mentioned.append(found)  # 'الاتفاقية الإطار الموقعة لتنزيل المشاريع': perhaps one that is named elsewhere
            continue
        named.add(key)
        yield found
        if words[head.start].endswith(("ات", "يات")) and about:
            yield from _objects(layers, in_, head, end, high, found)
    for found in mentioned:
        if found.noun and " ".join(words[found.noun.start : found.noun.end]) not in named:
            yield found


def _heads(layers: Layers) -> Iterator[Mark]:
    """The words for an agreement; 'شراكة' is one where it is what is signed: 'أبرمت الغرفة شراكة مع …'."""
    marks, words = layers.marks, layers.tokens.words
    strong = marks.between("agreement.head", 0, len(words))
    covered = {t for m in strong for t in range(m.start, m.end)}
    weak = [
        m
        for m in marks.between("agreement.weak", 0, len(words))
        if m.start not in covered
        and not words[m.start].startswith(("ب", "ال", "وب", "لل"))
        and marks.between("agreement.signing", max(0, m.start - _SIGNED_REACH), m.start)
        and marks.between("agreement.with", m.end, m.end + 1)
    ]
    yield from sorted([*strong, *weak], key=lambda m: m.start)


def numbered_agreements(layers: Layers, in_: Literal["title", "body"]) -> Iterator[Draft]:
    """Agreements told one by one after their number: 'اتفاقيتين: الأولى بين … لـ…، والثانية بين … تتعلق بـ…'."""
    words = layers.tokens.words
    told = -_ANNOUNCED
    for token, _ in layers.tokens.seen(_ORDINAL):
        if token - told > _ANNOUNCED and not any(_announces(w) for w in words[max(0, token - _ANNOUNCED) : token]):
            continue
        low, high = layers.structure.sentence_of(token)
        marker = layers.marks.between("agreement.with", token + 1, token + 3) or layers.marks.between(
            "agreement.about", token + 1, token + 3
        )
        if not marker or token < low:
            continue
        told = token
        end = phrase_end(layers, token, high)
        head = Mark(token, token + 1, marker[0].entry)
        found = draft("agreement", "agreement.numbered", layers, in_, head, token, end, 0.78)
        if marker[0].entry.tag == "agreement.with":
            announced = layers.marks.last_before("agreement.signing", max(0, token - _ANNOUNCED), token)
            found.parties = parties_of(layers, head, marker[0], announced, high)
        yield found


def _announces(word: str) -> bool:
    return word.removeprefix("ال").startswith(("اتفاقيت", "اتفاقيات", "بروتوكول"))


def _signed_above(layers: Layers, head: Mark) -> Mark | None:
    """The word of signing in the lead sentence of the list that an agreement is an item of."""
    block = layers.structure.block_of(head.start)
    if block.lead is None:
        return None
    lead = layers.structure.blocks[block.lead]
    return layers.marks.last_before("agreement.signing", lead.start, lead.end)


def _objects(layers: Layers, in_: Literal["title", "body"], head: Mark, end: int, high: int, model: Draft) -> Iterator[Draft]:
    """'اتفاقيات تتعلق ب… ، و…': each coordinated object is an agreement of its own."""
    words = layers.tokens.words
    token = end
    while token + 1 < high and words[token] in "،,":
        start = token + 1
        if not words[start].startswith(("وال", "وب", "ولل")) or layers.marks.between(
            "agreement.head", start, min(high, start + 3)
        ):
            return
        stop = phrase_end(layers, start, high)
        found = draft(
            "agreement", "agreement.coordinated_object", layers, in_, Mark(start, start + 1, head.entry), start, stop, 0.7
        )
        found.status = model.status
        yield found
        token = stop


KIND = KindRules(
    name="agreement",
    words=WORDS,
    phrase_rules=(
        PhraseRule(("agreement.named", "agreement.coordinated_object"), named_agreements),
        PhraseRule(("agreement.numbered",), numbered_agreements),
    ),
)
