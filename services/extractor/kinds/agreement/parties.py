"""Who signs an agreement: bodies, and persons where they are named as those who sign."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from services.extractor.kinds.base import Draft
from services.extractor.layers import Layers
from services.extractor.lexicon import Mark, words
from services.extractor.organisations.finder import written
from services.extractor.organisations.words import HEADS, PLACES, STOP
from services.extractor.phrases import ends_phrase
from services.extractor.spans import within

_SIGN = words("وقع وقعت وقعا وقعوا أبرم أبرمت أبرما يوقع توقع ستوقع سيوقع وقعها وقعه")
_WE_SIGN = words("وقعنا أبرمنا نوقع سنوقع نبرم سنبرم")
_ADOPT = words("صادق صادقت صادقوا يصادقوا يصادق المصادقة مصادقة بالمصادقة")
_PASSIVE = words("تم تمت جرى جرت خلالها خلاله")
_LINKS = words(": و كل من كذا وكذا كذلك وكذلك أيضا السيد السيدة السادة إلى جانب بالإضافة إضافة فضلا عن")
_PARTIES = words("الطرفان الطرفين الجانبان الجانبين الأطراف الشركاء الشريكان")
_ROLES = words(
    "رئيس رئيسة رؤساء مدير مديرة مديرو المدير المديرة العام العامة الجهوي الجهوية الإقليمي ممثل ممثلة ممثلي والي عامل "
    "رئيسا رئيسي نائب نائبة الكاتب الكاتبة"
)
_SHORT = words("المجموعة المؤسسة الشركة المقاولة الجامعة المعهد المدرسة الوكالة المكتب الجماعة المديرية المندوبية العمالة الجهة")
"""Bodies by their kind alone, as the subject of a verb of signing."""
_GAP = 12  # tokens from one party to the next: where it has its seat, who signs for it
_OPENING = 5  # tokens from 'بين' to the first party, or from the verb to its subject
_BEHIND = 14  # tokens behind an agreement's word in which 'مع …' speaks of it
_LIST = 80  # tokens that a list of signatories may take
_NAME = 6  # tokens of the name of a body that no list knows


class _Party(NamedTuple):
    """A body or a person in the text: folded offsets, those of a person with the role."""

    start: int
    end: int
    name: str
    person: bool


def parties_of(layers: Layers, head: Mark, marker: Mark | None, signed: Mark | None, high: int) -> list[str]:
    """The names of the parties.

    Args:
        head: the agreement's own word.
        marker: the word مع or بين that opens the parties.
        signed: the word of signing or approving: with 'صادقت الغرفة على اتفاقية مع …' the chamber is a party.
        high: the token where the sentence ends.
    """
    found = (_listed(layers, marker.end, high) or _unknown(layers, marker.end, high)) if marker else []
    by = layers.marks.between("agreement.by", min(signed.start, head.end) if signed else head.end, high)
    if by:
        found += _listed(layers, by[0].end, high)
    elif signed is not None and (marker is None or marker.entry.forms[0] != "بين"):
        found = [*_signing_bodies(layers, signed, head, alone=marker is None), *found]
    return list(dict.fromkeys(o.name for o in found))


def opening_mark(layers: Layers, head: Mark, high: int) -> Mark | None:
    """The word مع or بين that opens an agreement's parties: up to the comma, or 'بين' behind it with two bodies."""
    texts = layers.tokens.words
    comma = next((t for t in range(head.end, min(high, head.end + _BEHIND)) if texts[t] in "،,؛"), min(high, head.end + _BEHIND))
    near = layers.marks.between("agreement.with", head.end, comma)
    if near:
        return near[0]
    for mark in layers.marks.between("agreement.with", comma, min(high, head.end + 2 * _BEHIND)):
        if mark.entry.forms[0] == "بين" and len(_listed(layers, mark.end, high)) > 1:
            return mark
    return None


def _members(layers: Layers, start: int, high: int) -> list[_Party]:
    """The bodies and persons of a token range, in order; a body that is named as a person's office is not one by itself."""
    tokens = layers.tokens
    low, end = tokens.starts[start], tokens.ends[high - 1]
    found: list[_Party] = []
    for person in layers.people:
        first = min(person.start, person.role_start if person.role_start is not None else person.start)
        if low <= first < end:
            found.append(_Party(first, max(person.end, person.role_end or 0), person.name, person=True))
    offices = [(p.start, p.end) for p in found]
    bodies = [b for b in within(layers.organisations, low, end) if not any(first <= b.start < last for first, last in offices)]
    return sorted([*found, *(_Party(b.start, b.end, b.name, person=False) for b in bodies)])


def _listed(layers: Layers, start: int, high: int, *, opening: int = _OPENING) -> list[_Party]:
    """The parties of an enumeration that begins at a token: 'كل من X، وY بتطوان، ورئيس Z'.

    Of bodies and the persons who stand for them the bodies, of persons alone the persons.
    """
    tokens = layers.tokens
    found: list[_Party] = []
    edge = start
    if start >= high:
        return found
    for party in _members(layers, start, high):
        first = tokens.at(party.start)
        if first - edge > (_GAP if found else opening) or not _joined(layers, edge, first, party.start, opens=not found):
            break
        found.append(party)
        edge = tokens.at(party.end - 1) + 1
    return [p for p in found if not p.person] or found


def _unknown(layers: Layers, start: int, high: int) -> list[_Party]:
    """A counterpart whose name no list knows: 'مع مدرسة X للفنون', by the noun that says what it is."""
    texts, tokens = layers.tokens.words, layers.tokens
    if start >= high or texts[start] not in HEADS or start + 1 >= high or texts[start + 1] in STOP:
        return []
    end = start + 1
    while end < min(high, start + _NAME) and tokens.kinds[end] == "w" and texts[end] not in STOP:
        word = texts[end]
        if word[0] == "و" or word.startswith("بال") or (word[0] == "ب" and word[1:] in PLACES):
            break
        if end > start + 1 and (word[0] in "يت" or (word[0] == "ل" and not word.startswith("لل"))):
            break  # a verb, a purpose
        end += 1
    if end - start < 2:
        return []
    first, last = tokens.starts[start], tokens.ends[end - 1]
    return [_Party(first, last, written(layers.folded, first, last), person=False)]


def _is_role(word: str) -> bool:
    """Whether a folded word is an office, perhaps joined by و: 'والي', 'ورئيس'."""
    return word in _ROLES or (word[0] == "و" and word[1:] in _ROLES)


def _joined(layers: Layers, low: int, high: int, start: int, *, opens: bool) -> bool:
    """Whether the tokens between two bodies leave them members of one enumeration; the second's name starts at `start`."""
    texts = layers.tokens.words
    if any(ends_phrase(texts[t]) and texts[t] not in _LINKS for t in range(low, high)):
        return False
    if layers.marks.between("agreement.about", low, high) or layers.marks.between("agreement.head", low, high):
        return False
    tail = high  # what stands between the last joint and the body: 'و', 'كل من', 'رئيس'
    while tail > low and (texts[tail - 1] in _LINKS or _is_role(texts[tail - 1])):
        tail -= 1
    conjoined = texts[tail].startswith("و") and (tail < high or layers.tokens.starts[high] < start)
    if opens:
        official = any(_is_role(texts[t]) for t in range(low, tail))
        named = all(texts[t] in _PARTIES or texts[t] in "،,:" for t in range(low, tail))
        return tail <= low + 1 or named or (conjoined and official)
    return tail == low or conjoined or texts[tail - 1] in "،,-"


def _signing_bodies(layers: Layers, signed: Mark, head: Mark, *, alone: bool) -> list[_Party]:
    """The bodies whose act the signing is: the verb's subjects, else the last one named before it, else the article's first.

    Args:
        alone: no counterpart is named, so that only subjects of the verb itself count.
    """
    texts = layers.tokens.words
    verb = texts[signed.start].removeprefix("و") if texts[signed.start][1:] in _WE_SIGN else texts[signed.start]
    if verb in _WE_SIGN:
        return []  # who speaks is not told here
    signs = verb in _SIGN or verb.removeprefix("و") in _SIGN
    acts = signs or verb in _ADOPT or verb.removeprefix("و") in _ADOPT
    subjects = (_listed(layers, signed.end, head.start) or _short(layers, signed.end, head.start)) if acts else []
    if subjects or alone:
        return subjects if signs or not alone else []
    block = layers.structure.block_of(signed.start)
    passive = any(w.removeprefix("و") in _PASSIVE for w in texts[max(0, signed.start - 4) : signed.start])
    # in a list of what was done, 'توقيع اتفاقية مع …' leaves open who did it
    told = acts or passive or block.kind != "item"
    if not told:
        return []
    edge = layers.tokens.starts[signed.start]
    before = [o for o in within(layers.organisations, 0, edge) if o.end <= edge and o.type != "international"]
    near = [o for o in before if o.start >= layers.tokens.starts[block.start]]
    return [_Party(o.start, o.end, o.name, person=False) for o in near[-1:] or before[:1]]


def _short(layers: Layers, start: int, high: int) -> list[_Party]:
    """The subject right behind a verb, by its kind alone: 'وقعت المجموعة اتفاقية'."""
    if start >= high or layers.tokens.words[start] not in _SHORT:
        return []
    first, last = layers.tokens.starts[start], layers.tokens.ends[start]
    return [_Party(first, last, written(layers.folded, first, last), person=False)]


def give_signatories(layers: Layers, drafts: Sequence[Draft]) -> None:
    """Give the article's only agreement the parties that are told apart: 'الأطراف الموقعة: …', 'هذه الاتفاقية، التي تجمع …'."""
    _add_later(layers, drafts)
    without = [d for d in drafts if not d.parties]
    if len(without) != 1:
        return
    named = {d.noun.start for d in drafts if d.noun is not None}
    for mark in layers.marks.between("agreement.signatories", 0, len(layers.tokens)):
        low, high = layers.structure.sentence_of(mark.start)
        heads = [h.start for h in layers.marks.between("agreement.head", low, mark.start)]
        told = any(d.parties and d.noun is not None and d.noun.start in heads for d in drafts)
        if mark.entry.label == "joining" and (not heads or told):
            continue
        bodies = _listed(layers, mark.end, high) if mark.entry.label == "joining" else _below(layers, mark, high)
        if len(bodies) > 1:
            without[0].parties = list(dict.fromkeys(o.name for o in bodies))
            return
    for head in layers.marks.between("agreement.head", 0, len(layers.tokens)):
        if head.start in named or head.start < without[0].first:
            continue
        bodies = _of_a_mention(layers, head)
        if len(bodies) > 1:
            without[0].parties = list(dict.fromkeys(o.name for o in bodies))
            return


def _add_later(layers: Layers, drafts: Sequence[Draft]) -> None:
    """Add to the article's only agreement who is said to be in it too: 'التي تشارك فيها أيضا كل من …'."""
    if len(drafts) != 1:
        return
    for mark in layers.marks.between("agreement.too", drafts[0].last, len(layers.tokens)):
        low, high = layers.structure.sentence_of(mark.start)
        if layers.marks.between("agreement.head", low, mark.start):
            found = _listed(layers, mark.end, high)
            drafts[0].parties = list(dict.fromkeys([*drafts[0].parties, *(p.name for p in found)]))


def _of_a_mention(layers: Layers, head: Mark) -> list[_Party]:
    """Who signs an agreement that is only pointed at: 'ووقع الاتفاقية كل من …', 'وتجمع الاتفاقية بين …'."""
    low, high = layers.structure.sentence_of(head.start)
    signed = layers.marks.between("agreement.signing", max(low, head.start - 4), head.start)
    between = layers.marks.between("agreement.with", head.end, min(high, head.end + 3))
    if between and between[0].entry.forms[0] == "بين":
        return _listed(layers, between[0].end, high)
    return _listed(layers, head.end, high) if signed else []


def _below(layers: Layers, mark: Mark, high: int) -> Sequence[_Party]:
    """The bodies of the sentence behind a mark, and of the list that it opens."""
    structure = layers.structure
    block = structure.block_of(mark.start)
    opener = next((n for n, b in enumerate(structure.blocks) if b is block), 0)
    for below in structure.blocks[opener + 1 :]:
        if below.lead != opener and not (below.kind == "item" and below.heading == opener):
            break
        high = below.end
    if mark.end >= high:
        return []
    found = _members(layers, mark.end, min(high, mark.end + _LIST))
    return [p for p in found if not p.person] or found
