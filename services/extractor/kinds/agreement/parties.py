"""Who signs an agreement."""

from __future__ import annotations

from collections.abc import Sequence

from services.extractor.kinds.base import Draft
from services.extractor.layers import Layers
from services.extractor.lexicon import Mark, words
from services.extractor.organisations.finder import OrganisationMention
from services.extractor.phrases import ends_phrase
from services.extractor.spans import within

_SIGN = words("وقع وقعت وقعا وقعوا أبرم أبرمت أبرما يوقع توقع ستوقع سيوقع وقعها وقعه")
_ADOPT = words("صادق صادقت صادقوا يصادقوا يصادق المصادقة مصادقة بالمصادقة")
_PASSIVE = words("تم تمت جرى جرت خلالها خلاله")
_LINKS = words(": و كل من كذا وكذا كذلك وكذلك أيضا السيد السيدة السادة إلى جانب بالإضافة إضافة فضلا عن")
_ROLES = words(
    "رئيس رئيسة رؤساء مدير مديرة مديرو المدير المديرة العام العامة الجهوي الجهوية الإقليمي ممثل ممثلة ممثلي والي عامل رئيسا رئيسي"
)
_GAP = 12  # tokens from one party to the next: where it has its seat, who signs for it
_OPENING = 5  # tokens from 'بين' to the first party, or from the verb to its subject
_BEHIND = 14  # tokens behind an agreement's word in which 'مع …' speaks of it
_LIST = 80  # tokens that a list of signatories may take


def parties_of(layers: Layers, head: Mark, marker: Mark | None, signed: Mark | None, high: int) -> list[str]:
    """The names of the parties.

    Args:
        head: the agreement's own word.
        marker: the word مع or بين that opens the parties.
        signed: the word of signing or approving: with 'صادقت الغرفة على اتفاقية مع …' the chamber is a party.
        high: the token where the sentence ends.
    """
    found = _listed(layers, marker.end, high) if marker else []
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


def _listed(layers: Layers, start: int, high: int, *, opening: int = _OPENING) -> list[OrganisationMention]:
    """The bodies of an enumeration that begins at a token: 'كل من X، وY بتطوان، ورئيس Z'."""
    tokens = layers.tokens
    found: list[OrganisationMention] = []
    edge = start
    if start >= high:
        return found
    for body in within(layers.organisations, tokens.starts[start], tokens.ends[high - 1]):
        first = tokens.at(body.start)
        if first - edge > (_GAP if found else opening) or not _joined(layers, edge, first, body.start, opens=not found):
            break
        found.append(body)
        edge = tokens.at(body.end - 1) + 1
    return found


def _joined(layers: Layers, low: int, high: int, start: int, *, opens: bool) -> bool:
    """Whether the tokens between two bodies leave them members of one enumeration; the second's name starts at `start`."""
    texts = layers.tokens.words
    if any(ends_phrase(texts[t]) and texts[t] not in _LINKS for t in range(low, high)):
        return False
    if layers.marks.between("agreement.about", low, high) or layers.marks.between("agreement.head", low, high):
        return False
    tail = high  # what stands between the last joint and the body: 'و', 'كل من', 'رئيس'
    while tail > low and (texts[tail - 1] in _LINKS or texts[tail - 1].removeprefix("و") in _ROLES):
        tail -= 1
    if opens:
        return tail <= low + 1
    conjoined = texts[tail].startswith("و") and (tail < high or layers.tokens.starts[high] < start)
    return tail == low or conjoined or texts[tail - 1] in "،,-"


def _signing_bodies(layers: Layers, signed: Mark, head: Mark, *, alone: bool) -> list[OrganisationMention]:
    """The bodies whose act the signing is: the verb's subjects, else the last one named before it, else the article's first.

    Args:
        alone: no counterpart is named, so that only subjects of the verb itself count.
    """
    texts = layers.tokens.words
    verb = texts[signed.start]
    signs = verb in _SIGN or verb.removeprefix("و") in _SIGN
    acts = signs or verb in _ADOPT or verb.removeprefix("و") in _ADOPT
    subjects = _listed(layers, signed.end, head.start) if acts else []
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
    return near[-1:] or before[:1]


def give_signatories(layers: Layers, drafts: Sequence[Draft]) -> None:
    """Give the article's only agreement the parties that are told apart: 'الأطراف الموقعة: …', 'هذه الاتفاقية، التي تجمع …'."""
    without = [d for d in drafts if not d.parties]
    if len(without) != 1:
        return
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


def _below(layers: Layers, mark: Mark, high: int) -> Sequence[OrganisationMention]:
    """The bodies of the sentence behind a mark, and of the list that it opens."""
    structure, tokens = layers.structure, layers.tokens
    block = structure.block_of(mark.start)
    opener = next((n for n, b in enumerate(structure.blocks) if b is block), 0)
    for below in structure.blocks[opener + 1 :]:
        if below.lead != opener and not (below.kind == "item" and below.heading == opener):
            break
        high = below.end
    return within(layers.organisations, tokens.ends[mark.end - 1], tokens.ends[min(high, mark.end + _LIST) - 1])
