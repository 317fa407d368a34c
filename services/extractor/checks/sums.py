"""Figures that add up to one before them are its parts, wherever they stand: in the next sentence, in brackets, in a list."""

from __future__ import annotations

from collections.abc import Iterator

from services.extractor.kinds.base import Draft
from services.extractor.lexicon import words

_MAX_PARTS = 14
_LOOKED_AT = 25  # figures behind a total, the skipped and those that count something else with them
_SKIPPED = 3  # figures between a total and its first part ('16,5 مليار، مقابل 14,2 في 2009، … توزع بين')
_SMALLEST = 10  # a total below needs three parts: 3 is soon found to be 1 and 2
_CHANCE = 1_000  # two parts of a smaller total must stand together
_TOGETHER = words("مجموع مجموعه مجموعها بمجموع المجموع أصل إجمالي إجمالية الإجمالية الإجمالي بإجمالي")
_SAID_BEFORE = 6  # tokens from such a word to its figure
_ROUNDED = 0.001  # 'أكثر من 715' is what 399 and 316,2 come to
_LOOSE = ("other.", "workforce.artisans", "workforce.people", "budget.money")
_ENDINGS = (".elliptic", ".part")


def _adds(draft: Draft) -> bool:
    """Whether a figure may be a part or a total at all."""
    return draft.unit != "percent" and draft.quantity is not None and draft.value is not None and draft.value > 0


def _joining(total: Draft, following: list[Draft]) -> Iterator[Draft]:
    """The figures behind a total that may be its parts, one by one, since most runs soon come to too much."""
    kind, unit = total.kind, total.unit
    units = (unit, None, "item")
    looked_at = 0
    for part in following:
        if part.total is not None and part.total is not total:
            continue
        looked_at += 1
        if looked_at > _LOOKED_AT:
            return
        alike = part.kind == kind and part.unit == unit
        if (alike or (part.unit in units and (part.rule.startswith(_LOOSE) or part.rule.endswith(_ENDINGS)))) and _adds(part):
            yield part


def link_sums(drafts: list[Draft]) -> None:
    """Tie runs of figures to the figure before them that they add up to, and flag it `sum_verified`.

    Args:
        drafts: the drafts of one text with their quantities, in order.
    """
    for n, total in enumerate(drafts):
        if not _adds(total) or "sum_verified" in total.flags:
            continue
        parts = _run(total, _joining(total, drafts[n + 1 : n + 1 + 2 * _MAX_PARTS]))
        if parts is None and _sums_up(total):
            before = drafts[max(0, n - _MAX_PARTS) : n]
            parts = _run(total, _joining(total, before[::-1]))
        if parts is None:
            continue
        for part in parts:
            part.total = total
            if part.kind != total.kind:
                part.kind, part.unit, part.rule = total.kind, total.unit, f"{total.kind}.part"
                part.score = max(part.score, 0.85)
        total.flags = [f for f in total.flags if f != "sum_mismatch"] + ["sum_verified"]
        total.notes = [n for n in total.notes if "مجموع الأجزاء" not in n]
        total.notes.append(f"مجموع الأجزاء ({len(parts)}) يساوي المجموع المذكور")


def _sums_up(total: Draft) -> bool:
    """Whether a figure says that it is what those before it come to: 'الوزارة بـ15 والجهة بـ10، من أصل كلفة إجمالية تبلغ 25'."""
    low, _ = total.layers.structure.sentence_of(total.first)
    return not _TOGETHER.isdisjoint(total.layers.tokens.words[max(low, total.first - _SAID_BEFORE) : total.first])


def _beside(total: Draft, parts: list[Draft]) -> bool:
    """Whether two parts count what the total counts, or stand in one sentence or one list: small counts soon add up by chance."""
    if parts[0].layers.tokens.words[parts[0].first - 1] == "و":
        return False  # '40 محلا للجلد و25 للنحاس و15 للخشب' are three of a series
    if total.noun is not None and all(p.noun is None or p.noun.entry == total.noun.entry or p.unit == "person" for p in parts):
        return True
    structure = parts[0].layers.structure
    blocks = [structure.block_of(p.first) for p in parts]
    if any(d.total is not None and d.total is not total for d in parts):
        return False
    one_sentence = len({structure.sentence_of(p.first)[0] for p in parts}) == 1
    return one_sentence or (all(b.kind == "item" for b in blocks) and len({(b.lead, b.heading) for b in blocks}) == 1)


def _goes_on(total: Draft, part: Draft) -> bool:
    """Whether a figure goes on a series that the one before it belongs to: '30 ألف و20 ألف و10 آلاف درهم'."""
    return total.layers.tokens.words[total.last : part.first] == ["و"]


def _run(total: Draft, joining: Iterator[Draft]) -> list[Draft] | None:
    candidates: list[Draft] = []
    target = total.value or 0
    for skip in range(_SKIPPED + 1):
        added = 0.0
        for end in range(skip, skip + _MAX_PARTS):
            if len(candidates) <= end and (found := next(joining, None)) is not None:
                candidates.append(found)
            if len(candidates) <= end:
                break
            added += candidates[end].value or 0
            length = end - skip + 1
            exact = abs(added - target) <= 1e-9 * target
            rounded = total.qualifier != "exact" and target >= _CHANCE and abs(added - target) <= _ROUNDED * target
            if (exact or rounded) and length > (1 if target >= _SMALLEST else 2):
                run = candidates[skip : end + 1]
                if length == 2 and _goes_on(total, run[0]):
                    return None
                if not exact and min(p.value or 0 for p in run) <= 10 * _ROUNDED * target:
                    continue  # so small a part could be anything
                if length > 2 or target >= _CHANCE or _beside(total, run):
                    return run
            if added > (1 + _ROUNDED) * target:
                break
    return None
