"""Figures that add up to one before them are its parts, wherever they stand: in the next sentence, in brackets, in a list."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from services.extractor.kinds.base import Draft

_MAX_PARTS = 14
_SKIPPED = 3  # figures between a total and its first part ('16,5 مليار، مقابل 14,2 في 2009، … توزع بين')
_SMALLEST = 10  # a total below needs three parts: 3 is soon found to be 1 and 2
_CHANCE = 1_000  # two parts of a smaller total must stand together
_LOOSE = ("other.", "workforce.artisans", "workforce.people", "budget.money")
_ENDINGS = (".elliptic", ".part")


def _joins(total: Draft, part: Draft) -> bool:
    if part.unit == "percent" or part.quantity is None or part.value is None or part.value <= 0:
        return False
    if part.kind == total.kind and part.unit == total.unit:
        return True
    return part.unit in (total.unit, None, "item") and (part.rule.startswith(_LOOSE) or part.rule.endswith(_ENDINGS))


def link_sums(drafts: list[Draft]) -> None:
    """Tie runs of figures to the figure before them that they add up to, and flag it `sum_verified`.

    Args:
        drafts: the drafts of one text with their quantities, in order.
    """
    for n, total in enumerate(drafts):
        if (
            total.quantity is None
            or not total.value
            or total.value < 0
            or total.unit == "percent"
            or "sum_verified" in total.flags
        ):
            continue
        following = drafts[n + 1 : n + 1 + 2 * _MAX_PARTS]
        parts = _run(total, (d for d in following if d.total is None or d.total is total))
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


def _beside(total: Draft, parts: list[Draft]) -> bool:
    """Whether two parts count what the total counts, or stand in one sentence or one list: small counts soon add up by chance."""
    if total.noun is not None and all(p.noun is None or p.noun.entry == total.noun.entry or p.unit == "person" for p in parts):
        return True
    structure = parts[0].layers.structure
    blocks = [structure.block_of(p.first) for p in parts]
    if any(d.total is not None and d.total is not total for d in parts):
        return False
    one_sentence = len({structure.sentence_of(p.first)[0] for p in parts}) == 1
    return one_sentence or (all(b.kind == "item" for b in blocks) and len({(b.lead, b.heading) for b in blocks}) == 1)


def _run(total: Draft, following: Iterator[Draft]) -> list[Draft] | None:
    joining = (d for d in islice(following, _MAX_PARTS + _SKIPPED + 8) if _joins(total, d))
    candidates: list[Draft] = []  # as many as are asked for: most runs soon come to too much
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
            if abs(added - target) <= 1e-9 * target and length > (1 if target >= _SMALLEST else 2):
                run = candidates[skip : end + 1]
                if length > 2 or target >= _CHANCE or _beside(total, run):
                    return run
            if added > target:
                break
    return None
