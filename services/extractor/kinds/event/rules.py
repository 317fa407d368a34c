"""Events: a dated meeting, fair, session, visit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from services.extractor.dates import DateMention
from services.extractor.kinds.base import Draft, KindRules, PhraseRule
from services.extractor.kinds.event.words import WORDS
from services.extractor.layers import Layers
from services.extractor.lexicon import Mark
from services.extractor.phrases import draft, is_counted, phrase_end, refers_back

_REACH = 6  # tokens between the word of holding and the event
_DATE_REACH = 28  # tokens between the event and its date


def _dates_near(layers: Layers, head: Mark, low: int, high: int) -> list[tuple[int, DateMention]]:
    """Dates of the sentence that are finer than a year, nearest first: distance in tokens and the date."""
    found = []
    for date in layers.dates:
        covered = layers.tokens.between(date.start, date.end)
        if not len(covered) or not low <= covered.start < high or date.kind in {"duration", "year"}:
            continue
        if date.kind == "range" and date.iso and len(date.iso) <= len("2015/2020"):
            continue
        distance = covered.start - head.end if covered.start >= head.end else (head.start - covered.stop) + 2
        if distance <= _DATE_REACH:
            found.append((distance, date))
    return sorted(found, key=lambda f: f[0])


def dated_events(layers: Layers, in_: Literal["title", "body"]) -> Iterator[Draft]:
    """A word for an event with a date in its sentence, held by a word of holding or not."""
    seen: set[tuple[str, str | None]] = set()
    taken: set[int] = set()
    for head in layers.marks.between("event.head", 0, len(layers.tokens)):
        low, high = layers.structure.sentence_of(head.start)
        if refers_back(layers, head) or is_counted(layers, head) or low in taken:
            continue
        dates = _dates_near(layers, head, low, high)
        if not dates:
            continue
        date = next((d for _, d in dates if d.iso), dates[0][1])
        key = (head.entry.name, date.iso)
        if key in seen or any(iso == date.iso and iso is not None for _, iso in seen):
            continue
        held = layers.marks.last_before("event.holding", max(low, head.start - _REACH), head.start)
        behind = layers.marks.between("event.holding", head.end, min(high, head.end + _REACH))
        end = phrase_end(layers, head.start, high)
        covered = layers.tokens.between(date.start, date.end)
        if 0 <= covered.start - end <= _REACH:
            end = covered.stop
        found = draft("event", "event.dated", layers, in_, head, head.start, end, 0.88 if held or behind else 0.7)
        seen.add(key)
        taken.add(low)
        yield found


KIND = KindRules(name="event", words=WORDS, phrase_rules=(PhraseRule(("event.dated",), dated_events),))
