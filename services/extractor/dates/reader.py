"""One pass over the tokens; at each the first reading that fits wins."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from services.extractor.dates import notes as texts
from services.extractor.dates.counted import counted_units, first_units
from services.extractor.dates.model import DateMention
from services.extractor.dates.periods import (
    century_at,
    decade_at,
    part_of_month,
    part_of_year,
    same_period,
    season_at,
    since_new_year,
    unit_with_adjective,
)
from services.extractor.dates.spans import Found, joined
from services.extractor.dates.spelt import spelt_years_at
from services.extractor.dates.text import View
from services.extractor.dates.words import senses
from services.extractor.dates.years import hijri_year_at, years_at
from services.extractor.tokens import Tokens
from services.extractor.watches import Watch
from shared.text.folding import fold_word

_MOROCCO = ZoneInfo("Africa/Casablanca")


_Reader = Callable[[View, int], Found | None]
_READERS: tuple[tuple[_Reader, str], ...] = (
    (since_new_year, "since"),
    (spelt_years_at, "year years since"),
    (same_period, "same span month"),
    (first_units, "first"),
    (part_of_month, "half third week"),
    (part_of_year, "quarter half third"),
    (counted_units, "ago number unit dual"),
    (unit_with_adjective, "this week month"),
    (season_at, "season quarter"),
    (century_at, "century"),
    (decade_at, "decade years"),
    (years_at, "school year years span between from since"),
    (joined, "day days month months first yesterday tomorrow ordinal weekday monthname hijri between from"),
)
"""The readers in the order they are tried, each with the categories of words that it starts with."""
_FIGURE_READERS: tuple[_Reader, ...] = (counted_units, hijri_year_at, years_at, joined)
_LEADS = frozenset(map(fold_word, ("من", "ما", "فيما", "مابين", "بين", "ال")))
"""Words that start a date only where the next token can go on with it."""


@lru_cache(maxsize=100_000)
def _readers(word: str) -> tuple[_Reader, ...]:
    """The readers that a word may start."""
    if word in ("ما", "فيما", "وما"):
        return years_at, joined
    if word == "ال":
        return (counted_units,)
    categories = {s.category for s in senses(word)}
    return tuple(reader for reader, starts in _READERS if not categories.isdisjoint(starts.split()))


def _start(word: str) -> tuple[_Reader, ...] | None:
    return (_FIGURE_READERS if word[0] in "0123456789" else _readers(word)) or None


_STARTS = Watch(_start)


def read_dates(tokens: Tokens, reference: datetime | None) -> list[DateMention]:
    """All dates and periods of a text.

    Args:
        tokens: of the folded text.
        reference: when the article was published; what is relative ('أمس', 'الشهر الجاري') is counted from its day in
            Morocco. None leaves such mentions without `iso`.

    Returns:
        the mentions in the text's order, none overlapping another; offsets are code points of the folded text.
    """
    v = View(tokens, _day(reference))
    found: list[DateMention] = []
    free = 0  # tokens before are taken
    for i, readers in tokens.seen(_STARTS):
        if i < free or not _may_start(tokens, i):
            continue
        for reader in readers:
            hit = reader(v, i)
            if hit is not None:
                mention, j = _context(v, i, *hit)
                if found and (same := _same_day(v, found[-1], mention)):
                    found[-1] = same
                elif not found or mention.start >= found[-1].end:
                    found.append(mention)
                _remember(v, found[-1].iso)
                free = j
                break
    return found


def _may_start(t: Tokens, i: int) -> bool:
    """Whether the token behind lets a figure, or a word that starts much else too, start a date."""
    word, behind = t.words[i], t.kinds[i + 1 : i + 2]
    if t.kinds[i] == "d":
        return len(word) == 4 or behind == "p" or (behind in ("w", "l") and _goes_on(t.words[i + 1]))
    return word not in _LEADS or behind == "d" or (behind != "" and _goes_on(t.words[i + 1]))


@lru_cache(maxsize=64)  # a title and its body ask for the same
def _day(reference: datetime | None) -> date | None:
    if reference is None:
        return None
    return (reference.astimezone(_MOROCCO) if reference.tzinfo else reference).date()


@lru_cache(maxsize=100_000)
def _goes_on(word: str) -> bool:
    """Whether a word may stand behind the first token of a date."""
    return (
        bool(_readers(word))
        or any(s.category in ("when", "edge", "until", "to", "hijri_suffix", "this", "same", "of_it") for s in senses(word))
        or word in ("er", "و", "ثم")
    )


_LAST = re.compile(r"(?:([0-9]{4})|-)(?:-([0-9]{2}))?(?:-[0-9]{2})?$")


def _remember(v: View, iso: str | None) -> None:
    m = _LAST.search(iso or "")
    if m is not None:
        v.last_iso = iso
        v.last = (int(m[1]) if m[1] else None, int(m[2]) if m[2] else None)


def _same_day(v: View, a: DateMention, b: DateMention) -> DateMention | None:
    """One mention of a date given in two calendars: '12 ربيع الآخر 1445 هـ الموافق لـ 27 أكتوبر 2023'."""
    if a.iso is None or b.iso is None or b.kind != "day" or not 0 < b.start - a.end < 20:
        return None
    t = v.tokens
    between = t.between(a.end, b.start)
    if not any(v.is_(k, "equals") for k in between) or len(between) > 4:
        return None
    hijri, given = (a, b) if a.note else (b, a)
    note = texts.BOTH_CALENDARS if hijri.iso == given.iso else texts.by_umm_al_qura(hijri.iso)
    return given._replace(start=a.start, end=b.end, note=note)


def _weekend(week: str) -> str:
    """Saturday and Sunday of a week that is given by its first and last day: 'نهاية الأسبوع' is the weekend.

    What is no such week stays: of 'الأسبوع الأول من غشت' only the month is told.
    """
    _, _, until = week.partition("/")
    if len(until) != len("2016-08-07"):
        return week
    last = date.fromisoformat(until)
    return f"{(last - timedelta(days=1)).isoformat()}/{last.isoformat()}"


_PLAN_REACH = 4


def _planned_for(v: View, i: int) -> bool:
    """Whether the year at token i names a plan ('مخطط 2030', 'رؤية الصناعة التقليدية 2030'): the year to reach."""
    if v.is_(i - 1, "plan"):
        return True
    for k in range(i - 1, i - _PLAN_REACH, -1):
        s = v.is_(k, "plan")
        if s is not None:
            return s.value == "vision"
        if not v.word(k).startswith(("ال", "لل")):
            return False
    return False


def _context(v: View, i: int, mention: DateMention, j: int) -> Found:
    """Add the word before: 'متم غشت 2025', 'في أفق 2030', 'منذ 2019'."""
    notes = [mention.note] if mention.note else []
    start = mention.start
    k = i - 1
    kind = mention.kind
    if mention.kind == "duration":
        return mention, j
    edge = v.is_(k, "edge")
    if edge is not None and edge.value == "end of" and mention.iso and (v.is_(i, "week") or v.is_(i + 1, "week")):
        mention = mention._replace(iso=_weekend(mention.iso))
    if edge is not None:
        notes.insert(0, texts.EDGES[edge.value])
        start = v.tokens.starts[k] + edge.offset
        k -= 1
    horizon = v.is_(k, "horizon")
    if horizon is None and edge is None and kind == "year" and v.year(i) is not None and _planned_for(v, i):
        return mention._replace(horizon=True), j
    if horizon is not None:
        start = v.tokens.starts[k] + horizon.offset
    elif v.is_(k, "since") or (v.word(k) == "من" and v.is_(k - 1, "since")):
        if mention.iso is not None and "/" not in mention.iso and kind in ("year", "month", "day"):
            kind = "range"
            notes.append(texts.OPEN_ENDED)
    elif v.is_(k, "until") and mention.iso is not None and "/" not in mention.iso and kind in ("year", "month", "day"):
        notes.append(texts.UP_TO)
    if start == mention.start and kind == mention.kind and len(notes) == bool(mention.note) and horizon is None:
        return mention, j
    return mention._replace(start=start, kind=kind, note=texts.SEPARATOR.join(notes) or None, horizon=horizon is not None), j
