"""The published date, from the lines that outlets put it in.

Only furniture is read here: a line that says when it was written ('كتبه كتب في 11 ديسمبر 2016 - 11:52', 'نشر في: 26 أبريل 2018',
'Publié le 12 mai 2023 à 10h30', '2025-10-04T09:12:00Z') or that is nothing but a date. Dates within the article's sentences
are the extractor's business. A line without a zone is in Morocco's time of that day (IANA zone Africa/Casablanca).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from services.normalizer import furniture as f
from shared.text.calendar import WEEKDAYS
from shared.text.published import DATE, HIJRI, IMPOSSIBLE, MOROCCO, names_day, read_published

EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
"""No Arabic news site is older: Morocco's link to the Internet dates from November 1995."""

_TIME = re.compile(
    r"(?<![\d:])\d{1,2}(?:\s?[:h]\s?|\s?س\s?|\sو\s)\d{2}(?::\d{2})?(?:\.\d+)?(?!\d)(?: ?(?:min|mn)(?!\w))?"
    r"\s?(?:(?:صباحا|زوالا|(?:بعد|قبل) الزوال|ظهرا|ليلا|مساء|[صم]|[ap]\.?m\.?)(?!\w))?"
    r"\s?(?:z(?!\w)|(?:gmt|utc)(?:\s?[+-]\s?\d{1,2}(?!\d))?|[+-]\d{2}:?\d{2}(?!\d))?"
    r"|الساعه (?:الواحده|الثانيه|الثالثه|الرابعه|الخامسه|السادسه|السابعه|الثامنه|التاسعه|العاشره|الحاديه)"
    r"(?: عشره?)?(?: والنصف| والربع| والثلث| الا ربعا?)?"
)
_HIJRI = re.compile(rf"(?:{HIJRI.pattern})(?: ?(?:هجريه|هـ|ه)(?!\w))?|(?:ال)?موافق(?: ل)?(?!\w)")
"""A Hijri date, and the word that joins it to the other."""
_UPDATED = re.compile(f.any_of("updated"))
_PUBLISHED = re.compile(f.any_of("published"))
_DATE_WORDS = f.keys("date_glue")
_WORD = re.compile(r"[^\W\d_]+|\d+")

_ANSWERED = re.compile(f.any_of("answered"))
_ISSUE = re.compile(r"(?<!\w)(?:(?:ال)?عدد|رقم|الصفحه|ص|ع|n°)[\s:.°]{0,3}$")
_APART = re.compile(r"\d{1,2}\s?[-,،./]\s?[^\W\d_]")
"""What makes the number behind it an issue's and not a day: 'العدد 14 - مارس 2018'."""

ANSWERED, LABELLED, PLAIN, UPDATED, DATELINE, REPORT = -1, 0, 1, 2, 3, 4
"""How a date was given, best first: said to be that of the answer to a question, said to be that of publishing, bare, said
to be that of a later change, in the dateline that a dispatch opens with, or as the day that the first sentence calls today
or yesterday."""
_DATELINE_LENGTH = 90
_AGENCY = re.compile(rf"\s?[-/(،,|]{{0,3}}\s?{f.any_of('agency')}(?!\w)")
_DATELINE_END = re.compile(r"\s?(?:\)\s?[-/:]|[-/|:(*]|\.-)\s?")
_PLACE_END = re.compile(r"[-/|:،,]\s?$")
_NOT_A_PLACE = f.keys("lead_verbs") | f.NO_PLACE
_FIRST_SENTENCE = 450
"""Code points of a text in which its day is looked for: no lead is longer."""
_WEEKDAY = "|".join(sorted(map(re.escape, (day for day in WEEKDAYS if day.startswith("ال"))), key=len, reverse=True))
_DAY_WORD = re.compile(
    rf"(?<!\w)(?P<ago>اول امس|امس|البارحه|اليوم|يومه)(?:\s?[،,])?\s(?:\(\s?)?(?:(?P<weekday>{_WEEKDAY})\s?[،,(]?\s?)?(?=\d|فاتح)"
)
_DAYS_AGO = {"اول امس": 2, "امس": 1, "البارحه": 1, "اليوم": 0, "يومه": 0}


@dataclass(frozen=True, slots=True)
class DateLine:
    """A line that holds a date: the dates with how they were given, and the words that are no part of them."""

    dates: tuple[tuple[int, datetime], ...]
    residue: tuple[str, ...]
    """Folded words of the line that belong to no date, time, weekday or label."""


def _of_issue(text: str, found: re.Match[str]) -> bool:
    """Whether what looks like a day numbers an issue: 'العدد 14 - مارس 2018', but not 'عدد 12 مارس 2018'."""
    return bool(_ISSUE.search(text, 0, found.start()) and _APART.match(found.group()))


@lru_cache(maxsize=1024)
def read_date_line(line: str) -> DateLine | None:
    """Read the dates of a line of furniture.

    Args:
        line: one cleaned line of at most a few dozen words.

    Returns:
        its dates and what else stands in it, or None where it has none. A day that its month has not is `IMPOSSIBLE`; figures
        that are no date may be anything else.
    """
    text = f.folded(line)
    matches = [found for found in DATE.finditer(text) if not _of_issue(text, found)] or list(HIJRI.finditer(text))
    if not matches:
        return None
    dates: list[tuple[int, datetime]] = []
    rest: list[str] = []
    at = 0
    for i, found in enumerate(matches):
        limit = matches[i + 1].start() if i + 1 < len(matches) else len(text)
        before = text[at : found.start()]
        when = read_published(text[found.start() if i else 0 : limit])
        if when is None and not (found.re is DATE and names_day(found)):
            return None
        rank = (
            ANSWERED
            if _ANSWERED.search(before)
            else UPDATED
            if _UPDATED.search(before)
            else LABELLED
            if _PUBLISHED.search(before)
            else PLAIN
        )
        dates.append((rank, when or IMPOSSIBLE))
        rest.append(before)
        at = found.end()
    rest.append(text[at:])
    left = _TIME.sub(" ", _HIJRI.sub(" ", " ".join(rest)))
    residue = tuple(w for w in _WORD.findall(left) if w not in _DATE_WORDS and len(w) > 1)
    return DateLine(tuple(dates), residue)


def read_dateline(body: str) -> list[tuple[int, datetime]]:
    """The date of a dateline at the very start of a text: 'الرباط 8 نونبر 2023 (ومع) …', 'شيشاوة - 5 شتنبر 2024 / …'.

    Without an agency's name the date must be parted from the sentence by more than a comma, and nothing but a place of
    at most four words may stand before it: 'في 12 مارس 2019، نظمت …' is no dateline.

    Args:
        body: a cleaned text.

    Returns:
        the date with its rank, or nothing.
    """
    text = f.folded(body[:_DATELINE_LENGTH])
    found = DATE.search(text)
    if found is None:
        return []
    before = text[: found.start()]
    place = [w for w in _WORD.findall(before) if w not in WEEKDAYS]
    agency = _AGENCY.match(text, found.end())
    if not agency:
        ended = _DATELINE_END.match(text, found.end()) or (_PLACE_END.search(before) and not before.rstrip().endswith(("،", ",")))
        named = 0 < len(place) <= 4 and not any(w in _NOT_A_PLACE or w.isdigit() for w in place)
        if not (ended and (named or not place)):
            return []
    elif len(place) > 5:
        return []
    when = read_published(found.group())
    return [(DATELINE, when)] if when else []


def read_report_day(body: str) -> list[tuple[int, datetime]]:
    """The day of the report, where the first sentence dates its today or yesterday: 'اليوم الاثنين 13 نونبر 2023'.

    A weekday that is not that of the date makes both doubtful, and nothing is read. The day is a lower bound as exact as
    the press: an article that calls a day yesterday is of the next one.

    Args:
        body: a cleaned text.

    Returns:
        the day at midnight with its rank, or nothing.
    """
    text = f.folded(body[:_FIRST_SENTENCE].split("\n", 1)[0])
    for word in _DAY_WORD.finditer(text):
        found = DATE.match(text, word.end())
        when = read_published(found.group()) if found else None
        if when is None or (word["weekday"] and WEEKDAYS[word["weekday"]] != when.weekday()):
            continue
        day = when.date() + timedelta(days=_DAYS_AGO[word["ago"]])
        return [(REPORT, datetime(day.year, day.month, day.day, tzinfo=MOROCCO))]
    return []


def acceptable(when: datetime, *, now: datetime) -> bool:
    """Whether a published date can be true: not before 1995, not more than a day ahead (zones, clocks) of `now`."""
    return EARLIEST <= when <= now + timedelta(days=1)


def choose_published(dates: list[tuple[int, datetime]], *, now: datetime) -> tuple[datetime | None, bool]:
    """The article's published date among those its furniture gives.

    Args:
        dates: rank and time, in the order of the text.
        now: the reference time, only to refuse what lies ahead of it.

    Returns:
        the best acceptable date or None, and whether any was refused. Where the best has no time of day, that of another
        line of the same day is taken.
    """
    fit = [(rank, when) for rank, when in dates if acceptable(when, now=now)]
    refused = len(fit) < len(dates)
    if not fit:
        return None, refused
    best = min(fit, key=lambda d: d[0])[1]
    if (best.hour, best.minute, best.second) == (0, 0, 0):
        best = next((when for rank, when in fit if rank < DATELINE and when.date() == best.date() and when != best), best)
    return best, refused
