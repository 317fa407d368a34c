"""The published date, from the lines that outlets put it in.

Only furniture is read here: a line that says when it was written ('كتبه كتب في 11 ديسمبر 2016 - 11:52', 'نشر في: 26 أبريل 2018',
'Publié le 12 mai 2023 à 10h30', '2025-10-04T09:12:00Z') or that is nothing but a date. Dates within the article's sentences
are the extractor's business. A line without a zone is in Morocco's time of that day (IANA zone Africa/Casablanca).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from services.normalizer import furniture as f
from shared.text.calendar import MONTHS
from shared.text.folding import fold_word

MOROCCO = ZoneInfo("Africa/Casablanca")
EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
"""No Arabic news site is older: Morocco's link to the Internet dates from November 1995."""

_MONTH_NUMBER = {" ".join(name): number for name, number in MONTHS.items()}
_MONTH = "|".join(sorted(map(re.escape, _MONTH_NUMBER), key=len, reverse=True))
_DATE = re.compile(
    rf"""
      (?<!\d)(?P<y1>\d{{4}})\s?[-/.]\s?(?P<m1>\d{{1,2}})\s?[-/.]\s?(?P<d1>\d{{1,2}})(?!\d)
    | (?<!\d)(?P<d2>\d{{1,2}})\s?[-/.]\s?(?P<m2>\d{{1,2}})\s?[-/.]\s?(?P<y2>\d{{4}})(?!\d)
    | (?<!\d)(?P<d3>\d{{1,2}})(?:er|st|nd|rd|th)?[\s,./-]{{0,3}}(?P<m3>{_MONTH})\.?[\s,./-]{{0,3}}(?P<y3>\d{{4}})(?!\d)
    | (?<!\w)(?P<m4>{_MONTH})\.?\s{{1,2}}(?P<d4>\d{{1,2}})\s?,?\s{{1,2}}(?P<y4>\d{{4}})(?!\d)
    """,
    re.VERBOSE,
)
_TIME = re.compile(
    rf"""(?<![\d:])(?P<h>\d{{1,2}})(?:\s?[:h]\s?|\s?{fold_word("س")}\s?|\s{fold_word("و")}\s?)(?P<min>\d{{2}})(?::(?P<s>\d{{2}}))?(?:\.\d+)?(?!\d)
    \s?(?:(?P<half>{fold_word("صباحا")}|{fold_word("زوالا")}|{fold_word("مساء")}|[صم]|[ap]\.?m\.?)(?!\w))?
    \s?(?P<zone>z(?!\w)|gmt|utc|[+-]\d{{2}}:?\d{{2}}(?!\d))?""",
    re.VERBOSE,
)
_UPDATED = re.compile(f.any_of("updated"))
_PUBLISHED = re.compile(f.any_of("published"))
_DATE_WORDS = f.keys("date_glue")
_WORD = re.compile(r"[^\W\d_]+|\d+")

LABELLED, PLAIN, UPDATED, DATELINE = 0, 1, 2, 3
"""How a date was given, best first: said to be that of publishing, bare, said to be that of a later change, or in the
dateline that an agency opens its dispatch with."""
_DATELINE_LENGTH = 70
_AGENCY = re.compile(rf"\s?[-/(،,|]{{0,3}}\s?{f.any_of('agency')}(?!\w)")


@dataclass(frozen=True, slots=True)
class DateLine:
    """A line that holds a date: the dates with how they were given, and the words that are no part of them."""

    dates: tuple[tuple[int, datetime], ...]
    residue: tuple[str, ...]
    """Folded words of the line that belong to no date, time, weekday or label."""


def _zone(text: str | None) -> ZoneInfo | timezone:
    if not text:
        return MOROCCO
    if text[0] in "+-":
        hours, minutes = int(text[1:3]), int(text[-2:])
        if hours > 14 or minutes > 59:
            return MOROCCO
        offset = timedelta(hours=hours, minutes=minutes)
        return timezone(-offset if text[0] == "-" else offset)
    return UTC


def _when(found: re.Match[str], time: re.Match[str] | None) -> datetime | None:
    """The time that a date and a time of day give together; None where no calendar has it."""
    form = next(i for i in "1234" if found[f"y{i}"])
    month_text = found[f"m{form}"]
    year, day = int(found[f"y{form}"]), int(found[f"d{form}"])
    month = int(month_text) if month_text.isdigit() else _MONTH_NUMBER[month_text]
    if form in "12" and month > 12 >= day:
        month, day = day, month
    hour = minute = second = 0
    zone: ZoneInfo | timezone = MOROCCO
    if time is not None:
        hour, minute, second = int(time["h"]), int(time["min"]), int(time["s"] or 0)
        half = (time["half"] or "")[:1]
        if half in {"م", "p", "ز"} and hour < 12:
            hour += 12
        elif half in {"ص", "a"} and hour == 12:
            hour = 0
        zone = _zone(time["zone"])
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None


@lru_cache(maxsize=1024)
def read_date_line(line: str) -> DateLine | None:
    """Read the dates of a line of furniture.

    Args:
        line: one cleaned line of at most a few dozen words.

    Returns:
        its dates and what else stands in it, or None where it has no date that a calendar knows.
    """
    text = f.folded(line)
    matches = list(_DATE.finditer(text))
    if not matches:
        return None
    dates: list[tuple[int, datetime]] = []
    rest: list[str] = []
    at = 0
    times = [t for t in _TIME.finditer(text) if not any(t.start() < m.end() and m.start() < t.end() for m in matches)]
    for i, found in enumerate(matches):
        limit = matches[i + 1].start() if i + 1 < len(matches) else len(text)
        before = text[at : found.start()]
        time = next((t for t in times if found.end() <= t.start() < limit), None)
        if time is None and i == 0:
            time = next((t for t in times if t.end() <= found.start()), None)
        when = _when(found, time)
        if when is None:
            return None
        rank = UPDATED if _UPDATED.search(before) else LABELLED if _PUBLISHED.search(before) else PLAIN
        dates.append((rank, when))
        rest.append(before)
        at = found.end()
    rest.append(text[at:])
    left = _TIME.sub(" ", " ".join(rest))
    residue = tuple(w for w in _WORD.findall(left) if w not in _DATE_WORDS and len(w) > 1)
    return DateLine(tuple(dates), residue)


def read_dateline(body: str) -> list[tuple[int, datetime]]:
    """The date of an agency's dateline at the very start of a text: 'الرباط 8 نونبر 2023 (ومع) …'.

    Args:
        body: a cleaned text.

    Returns:
        the date with its rank, or nothing.
    """
    text = f.folded(body[:_DATELINE_LENGTH])
    found = _DATE.search(text)
    if found is None or not _AGENCY.match(text, found.end()) or len(text[: found.start()].split()) > 5:
        return []
    when = _when(found, None)
    return [(DATELINE, when)] if when else []


def acceptable(when: datetime, *, now: datetime) -> bool:
    """Whether a published date can be true: not before 1995, not more than a day ahead (zones, clocks) of `now`."""
    return EARLIEST <= when <= now + timedelta(days=1)


def choose_published(dates: list[tuple[int, datetime]], *, now: datetime) -> tuple[datetime | None, bool]:
    """The article's published date among those its furniture gives.

    Args:
        dates: rank and time, in the order of the text.
        now: the reference time, only to refuse what lies ahead of it.

    Returns:
        the best acceptable date or None, and whether any was refused.
    """
    fit = [(rank, when) for rank, when in dates if acceptable(when, now=now)]
    refused = len(fit) < len(dates)
    return (min(fit, key=lambda d: d[0])[1] if fit else None), refused
