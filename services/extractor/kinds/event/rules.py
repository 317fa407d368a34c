"""Events: a dated meeting, fair, session, visit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from services.extractor.dates import DateMention
from services.extractor.kinds.base import Draft, KindRules, PhraseRule
from services.extractor.kinds.event.words import WORDS
from services.extractor.layers import Layers
from services.extractor.lexicon import Mark, words
from services.extractor.phrases import draft, is_bare, is_counted, phrase_end, refers_back
from services.extractor.spans import within

_OTHERS = words("السابقة السابق الماضية الماضي المقبلة المقبل القادمة القادم الأخيرة المنصرمة الفارطة")
_REACH = 6  # tokens between the word of holding and the event
_DATE_REACH = 28  # tokens between the event and its date


def _dates_near(layers: Layers, head: Mark, low: int, high: int) -> list[tuple[int, DateMention]]:
    """Dates of the sentence that are finer than a year, nearest first: distance in tokens and the date."""
    found = []
    for date in within(layers.dates, layers.tokens.starts[low], layers.tokens.ends[high - 1]):
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
        if layers.tokens.words[head.end : head.end + 1] and layers.tokens.words[head.end] in _OTHERS:
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


def listed_events(layers: Layers, in_: Literal["title", "body"]) -> Iterator[Draft]:
    """A named event in a list of what was done: '- تنظيم المعرض الجهوي بأكادير'."""
    texts = layers.tokens.words
    for head in layers.marks.between("event.head", 0, len(texts)):
        block = layers.structure.block_of(head.start)
        low, high = layers.structure.sentence_of(head.start)
        held = layers.marks.last_before("event.holding", max(low, head.start - 3), head.start)
        if (
            block.kind != "item"
            or held is None
            or refers_back(layers, head)
            or is_counted(layers, head)
            or is_bare(layers, head, high)
        ):
            continue
        if _dates_near(layers, head, low, high) or not (texts[head.start].startswith("ال") or head.end - head.start > 1):
            continue
        yield draft("event", "event.listed", layers, in_, head, held.start, phrase_end(layers, head.start, high), 0.7)


KIND = KindRules(
    name="event",
    words=WORDS,
    phrase_rules=(
        PhraseRule(("event.dated",), dated_events),
        PhraseRule(("event.listed",), listed_events),
    ),
)
