"""When an event is: its days, and whether it was over, on, or still to come when the article was published."""

from __future__ import annotations

from datetime import datetime

from services.extractor.kinds.base import Draft
from services.extractor.meaning.period import Dated, Dates, dated_notes

_DAY = len("2016-12-08")
_REACH = 28  # tokens between an event and its date


def settle_event(draft: Draft, dates: Dates, published: datetime | None) -> None:
    """Set an event's period and status.

    Args:
        draft: an event.
        dates: the usable dates of its text.
        published: when the article was published; decides between done, going on and to come where known.
    """
    low, high = draft.layers.structure.sentence_of(draft.first)
    near = [d for d in dates.between(low, high) if d.mention.kind != "year" and _distance(draft, d) <= _REACH]
    near = [d for d in near if len(d.iso) > len("2015/2020") or d.mention.kind in {"month", "day"}]
    spans = [d for d in near if len(d.iso) == 2 * _DAY + 1]
    chosen = min(spans or near, key=lambda d: _distance(draft, d), default=None)
    if chosen is None:
        return
    draft.period = chosen.iso
    draft.notes = list(dict.fromkeys([*draft.notes, *dated_notes(chosen)]))
    start, _, end = chosen.iso.partition("/")
    if published is None or len(start) != _DAY or start.startswith("-"):
        return
    today = published.date().isoformat()
    if start > today:
        draft.status = "planned"
    elif end and end >= today:
        draft.status = "in_progress"
    elif draft.status == "planned":
        draft.status = "achieved"


def _distance(draft: Draft, dated: Dated) -> int:
    return dated.start - draft.last if dated.start >= draft.last else (draft.first - dated.end) + 2
