"""One pass over the tokens; at each the first reading that fits wins."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from services.extractor.dates.model import DateMention
from services.extractor.dates.periods import (
    century_at,
    counted_units,
    part_of_year,
    season_at,
    since_new_year,
    unit_with_adjective,
)
from services.extractor.dates.spans import Found, joined
from services.extractor.dates.text import View
from services.extractor.dates.words import senses
from services.extractor.dates.years import hijri_year_at, years_at
from services.extractor.tokens import Tokens

_READERS = (
    since_new_year,
    part_of_year,
    counted_units,
    unit_with_adjective,
    season_at,
    century_at,
    hijri_year_at,
    years_at,
    joined,
)
_CATEGORIES = """day days month months year years span school this season quarter half third week yesterday tomorrow
 first ago unit dual number ordinal century weekday monthname hijri between from since"""
_TRIGGERS = frozenset(_CATEGORIES.split())
_MOROCCO = ZoneInfo("Africa/Casablanca")


@lru_cache(maxsize=100_000)
def _triggers(word: str) -> bool:
    return word in ("ما", "فيما", "ال") or any(s.category in _TRIGGERS for s in senses(word))


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
    i, n = 0, len(tokens.words)
    words, kinds = tokens.words, tokens.kinds
    while i < n:
        kind = kinds[i]
        if kind == "d" or (kind in "wl" and _triggers(words[i])):
            hit = _read(v, i)
            if hit is not None:
                mention, j = _context(v, i, *hit)
                if not found or mention.start >= found[-1].end:
                    found.append(mention)
                i = max(j, i + 1)
                continue
        i += 1
    return found


def _day(reference: datetime | None) -> date | None:
    if reference is None:
        return None
    return (reference.astimezone(_MOROCCO) if reference.tzinfo else reference).date()


def _read(v: View, i: int) -> Found | None:
    for reader in _READERS:
        hit = reader(v, i)
        if hit is not None:
            return hit
    return None


def _context(v: View, i: int, mention: DateMention, j: int) -> Found:
    """Add the word before: 'متم غشت 2025', 'في أفق 2030', 'منذ 2019'."""
    notes = [mention.note] if mention.note else []
    start = mention.start
    k = i - 1
    kind = mention.kind
    if mention.kind == "duration":
        return mention, j
    edge = v.is_(k, "edge")
    if edge is not None:
        notes.insert(0, edge.value)
        start = v.tokens.starts[k] + edge.offset
        k -= 1
    horizon = v.is_(k, "horizon")
    if horizon is not None:
        start = v.tokens.starts[k] + horizon.offset
    elif v.is_(k, "since") or (v.word(k) == "من" and v.is_(k - 1, "since")):
        if mention.iso is not None and "/" not in mention.iso and kind in ("year", "month", "day"):
            kind = "range"
            notes.append("open-ended: since then")
    elif v.is_(k, "until") and mention.iso is not None and "/" not in mention.iso and kind in ("year", "month", "day"):
        notes.append("up to then")
    if start == mention.start and kind == mention.kind and len(notes) == bool(mention.note) and horizon is None:
        return mention, j
    return replace(mention, start=start, kind=kind, note="; ".join(notes) or None, horizon=horizon is not None), j
