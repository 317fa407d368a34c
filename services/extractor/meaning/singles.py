"""What is counted by standing there: 'أربع قرى للصناع ومجمعان وقطب للصناعة التقليدية' holds one قطب."""

from __future__ import annotations

from services.extractor.kinds.base import Draft
from services.extractor.lexicon import Mark
from services.extractor.nouns import Nouns
from services.extractor.phrases import is_singular
from services.extractor.spans import within

_NEAR_MEMBER = 5  # tokens from one member of an enumeration to the next
_ENDS = frozenset("،,.:؛()")


def single_members(total: Draft, start: int, high: int, nouns: Nouns) -> list[Draft]:
    """Members of an enumeration that bear no number: a bare singular is one.

    Args:
        total: what they are members of.
        start, high: the token range of the enumeration.
        nouns: the counted nouns.
    """
    layers = total.layers
    words = layers.tokens.words
    inside = within(layers.quantities, layers.tokens.starts[start] - 1, layers.tokens.ends[high - 1]) if start < high else ()
    counted = {t for q in inside for t in layers.tokens.between(q.start, q.end)}
    # a dual holds its noun itself, so what stands behind it is not what it counts
    numbers = {t for q in inside if q.form != "dual" for t in layers.tokens.between(q.start, q.end)}
    found = []
    token = start
    while token < high:
        mark = nouns.noun_at(layers, token)
        if mark is None or mark.entry.tag != "facility.noun":
            token += 1
            continue
        previous = next((t for t in range(token - 1, start - 1, -1) if words[t] not in "،,و"), start - 1)
        begins = token == start or words[token].startswith("و") or words[token - 1] in "،,و"
        if begins and token not in counted and previous not in numbers and is_singular(layers, mark):
            found.append(_single(total, mark))
        token = mark.end
    return found


def trailing_singles(drafts: list[Draft], known: list[Draft], nouns: Nouns) -> list[Draft]:
    """Bare singulars that go on a list of counted facilities: 'أربع قرى للصناع ومجمعان وقطب للصناعة التقليدية'.

    Args:
        drafts: all drafts with a quantity of one text, in order.
        known: singles that are found already.
        nouns: the counted nouns.
    """
    taken = {d.first for d in known} | {d.noun.start for d in drafts if d.noun}
    found: list[Draft] = []
    for draft in drafts:
        if draft.kind != "facilities" or draft.noun is None or draft.noun.start < draft.first:
            continue
        layers = draft.layers
        words = layers.tokens.words
        _, high = layers.structure.sentence_of(draft.first)
        end = draft.noun.end
        while True:
            token = next(
                (t for t in range(end, min(high, end + _NEAR_MEMBER)) if words[t].startswith("و") or words[t] in _ENDS), high
            )
            mark = nouns.noun_at(layers, token) if token < high else None
            if mark is None or mark.entry.tag != "facility.noun" or not is_singular(layers, mark) or token in taken:
                break
            single = _single(draft, mark)
            single.status, single.score = None, 0.7
            found.append(single)
            taken.add(token)
            end = mark.end
    return found


def _single(total: Draft, mark: Mark) -> Draft:
    tokens = total.layers.tokens
    start = tokens.starts[mark.start]
    if tokens.words[mark.start].startswith("و") and not mark.entry.forms[0].startswith("و"):
        start += 1
    end = mark.end
    while end < len(tokens) and tokens.kinds[end] == "w" and end < mark.end + 3 and tokens.words[end].startswith(("ال", "لل")):
        end += 1
    return Draft(
        kind=total.kind,
        rule="facilities.single_member",
        layers=total.layers,
        in_=total.in_,
        first=mark.start,
        last=mark.end,
        start=start,
        end=tokens.ends[end - 1],
        score=0.85,
        value=1,
        unit=total.unit,
        noun=mark,
        facility=mark.entry.label or None,
        notes=["عنصر مفرد في تعداد: يحسب واحدا"],
    )
