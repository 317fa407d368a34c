"""Period: the date that a figure is about, from its clause, its sentence, the list's lead, the heading, the title."""

from __future__ import annotations

from services.extractor.dates import DateMention
from services.extractor.kinds.base import Draft
from services.extractor.layers import Layers
from services.extractor.meaning.status import status_at

# A day is when something was said or held; it is no period of a turnover.
_HELD = frozenset({"event", "activities", "participants", "visitors", "agreement", "legal", "publication", "project"})
_DONE = frozenset({"achieved", "in_progress", None})


def _tokens_of(layers: Layers, date: DateMention) -> tuple[int, int]:
    covered = layers.tokens.between(date.start, date.end)
    return covered.start, covered.stop


def _usable(layers: Layers, date: DateMention, kind: str) -> bool:
    if date.iso is None or date.kind == "duration":
        return False
    if (date.kind == "day" or len(date.iso) == len("2016-12-08")) and kind not in _HELD:
        return False
    first, _ = _tokens_of(layers, date)
    return not layers.marks.between("period.comparison", max(0, first - 4), first)


def _fits(layers: Layers, date: DateMention, draft: Draft) -> bool:
    """A date of the past is no date of a target, and a horizon is no date of what was done."""
    if date.horizon:
        return draft.status in {"target", "planned"}
    token, _ = _tokens_of(layers, date)
    return not (draft.status == "target" and status_at(layers, token, draft.kind) in {"achieved"})


def find_period(draft: Draft, clause: tuple[int, int], title: Layers | None) -> str | None:
    """The period of a draft as ISO 8601, or None.

    Args:
        draft: with `kind`, `status`, `first` and `last` set.
        clause: token range of its clause.
        title: the article's title, looked at last.
    """
    layers = draft.layers
    dates = [d for d in layers.dates if _usable(layers, d, draft.kind)]
    sentence = layers.structure.sentence_of(draft.first)
    right: list[DateMention] = []
    left: list[DateMention] = []
    far: list[DateMention] = []
    for date in dates:
        first, last = _tokens_of(layers, date)
        if not sentence[0] <= first < sentence[1] or not _fits(layers, date, draft):
            continue
        if draft.last <= first < clause[1]:
            right.append(date)
        elif last <= draft.first:
            left.append(date)
        elif first >= draft.first:
            far.append(date)
    near = [d for d in left if _tokens_of(layers, d)[0] >= clause[0]]
    if near:
        return near[-1].iso
    if right:
        return right[0].iso
    if left:
        return left[-1].iso
    return _from_above(draft, dates, sentence) or _from_title(draft, title)


def _from_above(draft: Draft, dates: list[DateMention], sentence: tuple[int, int]) -> str | None:
    layers, structure = draft.layers, draft.layers.structure
    block = structure.block_of(draft.first)
    ranges = [
        (structure.blocks[index].start, structure.blocks[index].end) for index in (block.lead, block.heading) if index is not None
    ]
    if draft.status in _DONE and draft.kind not in {"budget", "project", "agreement", "legal", "publication", "event"}:
        ranges.insert(0, (block.start, sentence[0]))
    for low, high in ranges:
        inside = [d for d in dates if low <= _tokens_of(layers, d)[0] < high and _fits(layers, d, draft)]
        if inside:
            return inside[-1].iso
    return None


def _from_title(draft: Draft, title: Layers | None) -> str | None:
    if title is None or draft.layers is title or draft.kind not in {"exports", "turnover"} or draft.status != "achieved":
        return None
    dates = [d for d in title.dates if _usable(title, d, draft.kind)]
    return dates[0].iso if len(dates) == 1 else None
