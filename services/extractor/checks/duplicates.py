"""The same thing said twice is one fact: in title and body, in two currencies' words, rounded and exact."""

from __future__ import annotations

from services.extractor.kinds.base import Draft
from services.extractor.spans import within

_ROUNDING = 0.025  # a title rounds by as much: 398 becomes 400
_ALIKE_FROM = 0.6  # of the same size: a title's figure of another size speaks of something else
_ALIKE = 50  # drafts of the same figure that one is compared with
_EQUALS = frozenset({"اي", "ما", "يعادل", "يوازي", "بما", "،", ","})
_BOUNDS = ("min", "max")
_BOUND = 1.5  # how far a figure may be from the bound that a title gives it
_APART = 30  # tokens between a figure and the same one in other units
_SMALL = 20  # small counts of the same noun may be two things


def _same_figure(a: Draft, b: Draft) -> bool:
    return a.value is not None and a.value == b.value and a.value_max == b.value_max and a.unit == b.unit


def _rounds_to(title: Draft, body: Draft) -> bool:
    if title.value is None or body.value is None or title.unit != body.unit or title.kind != body.kind:
        return False
    if not body.value or (title.value < 0) != (body.value < 0):
        return False
    if title.qualifier in _BOUNDS:  # 'أزيد من 300 عارض' above 320
        share = body.value / title.value if title.value else 0.0
        return 1 <= share <= _BOUND if title.qualifier == "min" else 1 / _BOUND <= share <= 1
    shorter = len(f"{abs(title.value):.10g}".rstrip("0")) <= len(f"{abs(body.value):.10g}".rstrip("0"))
    return shorter and abs(title.value - body.value) <= _ROUNDING * abs(body.value)


def drop_title_repeats(title: list[Draft], body: list[Draft]) -> tuple[list[Draft], bool]:
    """Leave out what the title says and the body says as well or more exactly.

    Returns:
        the drafts that only the title has, and whether a figure of the title contradicts the body's.
    """
    kept: list[Draft] = []
    mismatch = False
    for draft in title:
        if draft.quantity is None:
            if not any(b.kind == draft.kind for b in body):
                kept.append(draft)
            continue
        if any(_same_figure(draft, b) or _rounds_to(draft, b) for b in body):
            continue
        other = _contradicted(draft, body)
        if other is not None:
            mismatch = True
            draft.notes.append(f"المتن يذكر قيمة أخرى: {other.value:,.10g}")
            other.notes.append(f"العنوان يذكر قيمة أخرى: {draft.value:,.10g}")
        kept.append(draft)
    return kept, mismatch


def _contradicted(draft: Draft, body: list[Draft]) -> Draft | None:
    """The figure of the body that says the same thing of the same size with another value; parts of a total are none."""
    if draft.value is None or draft.kind == "other":
        return None
    same = [b for b in body if b.value and b.total is None and _same_subject(draft, b)]
    largest = max(same, key=lambda b: abs(b.value or 0), default=None)
    alike = largest is not None and _ALIKE_FROM < abs(draft.value) / abs(largest.value or 1) < 1 / _ALIKE_FROM
    return largest if alike else None


def _same_subject(title: Draft, body: Draft) -> bool:
    """Whether two figures speak of the same thing, at the same time and place and in the same state, as far as both tell."""
    if (title.kind, title.unit, title.status) != (body.kind, body.unit, body.status):
        return False
    nouns = title.noun and body.noun and title.noun.entry != body.noun.entry
    apart = any(
        mine and theirs and mine != theirs
        for mine, theirs in ((title.period, body.period), (title.regions, body.regions), (title.crafts, body.crafts))
    )
    return not nouns and not apart and title.facility == body.facility


def drop_repeats(drafts: list[Draft]) -> list[Draft]:
    """Leave out drafts that say again what an earlier one said.

    The more telling of two is kept in the place of the first; parts of a total are never left out.
    """
    kept: dict[int, Draft] = {}  # by its place in the order
    same: dict[tuple[object, ...], list[int]] = {}
    for n, draft in enumerate(drafts):
        alike = same.setdefault((draft.value, draft.value_max, draft.unit, draft.value is None and n), [])
        twin = next((k for k in alike[:_ALIKE] if _repeats(kept[k], draft)), None)
        if twin is None:
            kept[n] = draft
            alike.append(n)
        elif draft.score > kept[twin].score + 0.1 and draft.total is None and kept[twin].total is None:
            kept[twin] = draft
    return list(kept.values())


def _repeats(first: Draft, second: Draft) -> bool:
    if second.total is not None or first.quantity is None or second.quantity is None or not _same_figure(first, second):
        return False
    if _explains_share(second):
        return False
    same_sentence = first.layers.structure.sentence_of(first.first) == second.layers.structure.sentence_of(second.first)
    if same_sentence and _said_again(first, second):
        return True
    if first.kind != second.kind or first.facility != second.facility or first.crafts != second.crafts:
        return False
    if first.period and second.period and first.period != second.period:
        return False
    noun = first.noun.entry if first.noun else None
    small = first.value is not None and abs(first.value) <= _SMALL
    if small and noun != (second.noun.entry if second.noun else None):
        return False
    distinct = first.value is not None and abs(first.value) <= _SMALL and (same_sentence or noun is None)
    return not distinct and first.regions == second.regions and not (same_sentence and first.unit in {"MAD", "percent"})


def _explains_share(draft: Draft) -> bool:
    """Whether a figure says how many a share is: 'نصفهم نساء، أي 30 امرأة'."""
    texts = draft.layers.tokens.words
    if "اي" not in texts[max(0, draft.first - 2) : draft.first]:
        return False
    tokens = draft.layers.tokens
    near = within(draft.layers.quantities, tokens.starts[max(0, draft.first - 8)], tokens.starts[draft.first])
    return any(q.unit == "percent" for q in near)


def _said_again(first: Draft, second: Draft) -> bool:
    """Whether the second says the first in other units: '… درهم (750 مليون سنتيم)', '38 مليون سنتيم، أي 380 ألف درهم'."""
    if second.first - first.last > _APART:
        return False
    between = second.layers.tokens.words[first.last : second.first]
    rest = [w for w in between if w not in _EQUALS]
    return rest[:1] == ["("] or (not rest and any(w not in "،," for w in between))
