"""The date and time at which a page says it was published, in Arabic, French or ISO forms."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from shared.text.calendar import HIJRI_MONTHS, MONTHS, WEEKDAYS, WORDED_NUMBER, valid_day, worded_number
from shared.text.folding import fold_word

MOROCCO = ZoneInfo("Africa/Casablanca")
"""The zone of a time that names none. Its offset follows the tz database: +00:00 in December 2016, +01:00 from
October 2018, +00:00 in Ramadan."""

_ISO = re.compile(
    r"(?P<y>(?:19|20)[0-9]{2})-?(?P<m>[0-9]{2})-?(?P<d>[0-9]{2})"
    r"(?:[t ]?(?P<H>[0-9]{2}):?(?P<M>[0-9]{2})(?::?(?P<S>[0-9]{2})(?:[.,][0-9]{1,9})?)?"
    r" ?(?P<z>z|utc|gmt|[+-][0-9]{2}:?[0-9]{2})?)?(?![0-9])"
)
_FIGURES = re.compile(
    r"(?<![0-9/.-])(?P<a>[0-9]{1,4}) ?(?P<s>[/.-]) ?(?P<m>[0-9]{1,2}) ?(?P=s) ?(?P<b>[0-9]{4}|[0-9]{2})(?![0-9]|[/.-][0-9])"
)


def _alternation(names: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


_MONTH = _alternation(" ".join(name) for name in MONTHS)
_TWICE = rf"(?:{_MONTH})(?: ?[/(] ?(?:{_MONTH})(?: ?\))?)?"
"""A month, or its two names: 'حزيران/يونيو', 'آذار (مارس)'."""
_YEAR_WORDS = (
    rf"الفين(?: و ?(?:{WORDED_NUMBER}|واحده))?(?!\w)"
    r"(?! ?و ?(?:ال)?(?:واحد|احد|اثن|ثلاث|اربع|خمس|ست[هوي]|سبع|ثمان|تسع|عشر|م[ائي]+ه))"
)
"""The years from 2000; with a number that is none of theirs, be it none that is known, it is no year rather than 2000."""
_ONE = frozenset(map(fold_word, ["واحد", "واحدة", "أحد", "إحدى"]))
"""One as the last part of a year, which alone is no number of a day."""
_DAY = rf"(?:[0-9]{{1,2}}(?:er|st|nd|rd|th)?|(?<![^\W\d_])(?:يوم )?{WORDED_NUMBER})"
_WORDED = (
    rf"(?:(?<![0-9:])(?P<d0>[0-9]{{1,2}}) (?P<m0>{_MONTH}) (?:الي |و ?|- ?))?"
    rf"(?<![0-9])(?P<d>{_DAY})(?:(?:[-/]| (?:الي|و) ?)(?P<d1>[0-9]{{1,2}}))?"
    rf"[ ,،./-]{{0,3}}(?:من )?(?:شهر )?(?P<m>{_TWICE})\.?[ ,،./-]{{0,3}}(?:من )?(?:سنه |عام )?"
    rf"(?P<y>[12][0-9]{{3}}(?![0-9])|{_YEAR_WORDS})"
    rf"|(?<![^\W\d_])(?P<m2>{_MONTH})\.? {{1,2}}(?P<d2>[0-9]{{1,2}})(?:st|nd|rd|th)?"
    rf" ?[,،]? {{0,2}}(?P<y2>(?:19|20)[0-9]{{2}})(?![0-9])"
)
DATE = re.compile(
    rf"(?<!\d)\d{{4}}\s?[-/.]\s?\d{{1,2}}\s?[-/.]\s?\d{{1,2}}(?!\d)|(?<!\d)\d{{1,2}}\s?[-/.]\s?\d{{1,2}}\s?[-/.]\s?\d{{4}}(?!\d)"
    rf"|(?<![\d/.-])\d{{1,2}}(?P<same>[/.-])\d{{1,2}}(?P=same)\d{{2}}(?![\d/]|[.-]\d)|{_WORDED}"
)
"""Where a date stands in a folded text; `read_published` reads it."""


_TIME = re.compile(
    r"(?<![0-9:/.-])(?P<H>[01]?[0-9]|2[0-3]) ?(?:[:h]|س) ?(?P<M>[0-5][0-9])(?::(?P<S>[0-5][0-9]))?(?![0-9:])"
    r" ?(?P<p>صباحا|مساء|زوالا|بعد الزوال|ليلا|ظهرا|am|pm|ص\b|م\b)?"
    r" ?(?P<z>z\b|(?:utc|gmt)(?: ?[+-] ?[0-9]{1,2}(?![0-9:]))?|[+-][0-9]{2}:?[0-9]{2})?"
    r"|(?<![0-9])(?P<H2>[01]?[0-9]|2[0-3])h(?![0-9a-z])"
    r"|ال?ساعه:? (?P<H3>[01]?[0-9]|2[0-3])(?: و ?(?P<M3>[0-5]?[0-9])(?: دقيقه| د\b)?)?(?! ?[0-9:])"
    r"(?: (?P<p3>صباحا|مساء|زوالا|بعد الزوال|ليلا))?"
)
_YEARS = 2, 9998
IMPOSSIBLE = datetime(_YEARS[0], 1, 1, tzinfo=UTC)
"""Stands for a date that was said and that no calendar has, for whoever judges dates to refuse."""
_WRITTEN = re.compile(
    r"(?<![0-9])[0-9]{4,8}-[0-9]{1,2}-[0-9]{1,2}(?![0-9])|(?<![0-9])[0-9]{1,2}([/.-])[0-9]{1,2}\1[0-9]{4}(?![0-9])"
)
"""What is written as a date, be it one or not."""
_AFTERNOON = frozenset({"مساء", "زوالا", "بعد الزوال", "ليلا", "ظهرا", "pm", "م"})
_MORNING = frozenset({"صباحا", "am", "ص"})


def read_published(text: str) -> datetime | None:
    """The date and time a line or a metadata field gives, aware; in Morocco's zone where it names none.

    Days stand before months (12/05/2024 is 12 May) unless that is no date or not the weekday said; of a span of days it is
    the first (a weekly paper's). A Hijri date alone is read where a weekday tells which day of ours it is. Without a time it
    is midnight. A line without a full date, or with one that does not exist, gives None. Never "now". A year beyond 2 and 9998
    is read as that one: it is said, so it is not None and whoever judges dates refuses it, and it may be moved by a zone or
    some days without leaving the calendar.

    Args:
        text: 'كتبه كتب في 11 ديسمبر 2016 - 11:52', 'الإثنين 5 ماي 2025 | 14:30', '12/05/2024 à 10h30', ISO 8601,
            an RFC 822 date, …; at most the first 400 characters are read.
    """
    folded = fold_word(text[:400])
    iso = _ISO.search(folded)
    if iso is not None and (iso.start() == 0 or not folded[iso.start() - 1].isdigit()):
        return (
            _build(int(iso["y"]), int(iso["m"]), int(iso["d"]), *_clock(iso["H"], iso["M"], iso["S"], None), iso["z"])
            if iso["H"]
            else _with_time(folded, iso.end(), (int(iso["y"]), int(iso["m"]), int(iso["d"])), iso.start())
        )
    worded = next((found for found in DATE.finditer(folded) if found["m"] or found["m2"]), None)
    if worded is not None:
        named = _worded_day(worded)
        return _with_time(folded, worded.end(), named, worded.start()) if named else None
    figures = _FIGURES.search(folded)
    if figures is not None:
        a, m, b = figures["a"], int(figures["m"]), figures["b"]
        if len(a) == 4 and len(b) == 2:
            return _with_time(folded, figures.end(), (int(a), m, int(b)), figures.start())
        if len(a) <= 2:
            year = int(b) if len(b) == 4 else 2000 + int(b)
            day, month = (m, int(a)) if _month_first(folded, year, m, int(a)) else (int(a), m)
            return _with_time(folded, figures.end(), (year, month, day), figures.start())
    return _of_hijri(folded)


def read_said(text: str) -> datetime | None:
    """The date a metadata field gives, as `read_published`; `IMPOSSIBLE` where it gives one that no calendar has.

    Args:
        text: '2024-02-30', '0000-00-00 00:00:00', '30 فبراير 2024', …; 'غدا' and 'مارس 2024' are no dates, and None.
    """
    when = read_published(text)
    if when is not None:
        return when
    folded = fold_word(text[:400])
    return IMPOSSIBLE if any(map(names_day, DATE.finditer(folded))) or _WRITTEN.search(folded) else None


def names_day(found: re.Match[str]) -> bool:
    """Whether a match of `DATE` has a day in figures and a month by its name, and so is meant as a date, be it one or not."""
    return (found["d"] or found["d2"] or "")[:1].isdigit()


def _month_first(folded: str, year: int, day: int, month: int) -> bool:
    """Whether the month stands before the day: where only that is a date, or only that is the weekday said beside it."""
    if day > 12 or month > 12:
        return day > 12
    said = _WEEKDAY.search(folded)
    if said is None or not (valid_day(year, month, day) and valid_day(year, day, month)):
        return False
    weekday = WEEKDAYS[said.group()]
    return date(year, day, month).weekday() != weekday == date(year, month, day).weekday()


def _worded_day(found: re.Match[str]) -> tuple[int, int, int] | None:
    """Year, month and day of a date with a month's name; of a span of days, the first."""
    if found["m2"]:
        return int(found["y2"]), MONTHS[tuple(found["m2"].split())], int(found["d2"])
    month = MONTHS[tuple(re.split("[/(]", found["m"])[0].split())]
    year = _year(found["y"])
    if year is None:
        return None
    if found["d0"]:
        first = MONTHS[tuple(found["m0"].split())]
        return year - (first > month), first, int(found["d0"])
    figures = re.match(r"[0-9]+", found["d"])
    day = int(figures.group()) if figures else worded_number(found["d"].removeprefix("يوم "))
    if day is None:
        return None
    last = int(found["d1"] or 0)
    return year, month, last if 0 < last < day else day


def _year(text: str) -> int | None:
    """A year in figures, or in the folded words of this century; None for words that say no number."""
    if text.isdigit():
        return int(text)
    words = text.removeprefix("الفين").lstrip().removeprefix("و").lstrip()
    number = 0 if not words else 1 if words in _ONE else worded_number(words)
    return None if number is None else 2000 + number


_HIJRI_MONTH = _alternation(" ".join(name) for name in HIJRI_MONTHS)
HIJRI = re.compile(
    rf"(?<!\d)(?P<d>\d{{1,2}})[ ,،/-]{{1,3}}(?:من )?(?:شهر )?(?P<m>{_HIJRI_MONTH})[ ,،/-]{{0,3}}"
    rf"(?:عام |سنه )?(?P<y>1[34]\d\d)(?!\d)"
    rf"|(?<!\w)(?P<m2>{_HIJRI_MONTH})[ ,،]{{1,3}}(?P<d2>\d{{1,2}})[ ,،]{{1,3}}(?P<y2>1[34]\d\d)(?!\d)"
)
"""Where a Hijri date stands in a folded text."""
_WEEKDAY = re.compile(rf"(?<!\w)(?:{_alternation(WEEKDAYS)})(?!\w)")
_MOON = 0, 1, -1
"""By how many days Morocco's month, which begins when the moon is seen, may differ from the computed calendar."""


def _of_hijri(folded: str) -> datetime | None:
    """The day of a Hijri date with a weekday; without one it is known to a day or so only, and that is None."""
    found = HIJRI.search(folded)
    weekday = _WEEKDAY.search(folded)
    if found is None or weekday is None:
        return None
    from hijridate import Hijri  # it is needed so seldom that nobody else should wait for it

    month = HIJRI_MONTHS[tuple((found["m"] or found["m2"]).split())]
    try:
        day = Hijri(int(found["y"] or found["y2"]), month, int(found["d"] or found["d2"])).to_gregorian()
    except (ValueError, OverflowError):
        return None
    near = (day + timedelta(days=shift) for shift in _MOON)
    seen = next((other for other in near if other.weekday() == WEEKDAYS[weekday.group()]), None)
    return _with_time(folded, found.end(), (seen.year, seen.month, seen.day), found.start()) if seen else None


def _with_time(folded: str, end: int, day: tuple[int, int, int], start: int) -> datetime | None:
    time = _TIME.search(folded, end, end + 60)
    if time is None:
        time = _TIME.search(folded[max(0, start - 40) : start])
    if time is None:
        return _build(*day, 0, 0, 0, None)
    return _build(
        *day,
        *_clock(time["H"] or time["H2"] or time["H3"], time["M"] or time["M3"], time["S"], time["p"] or time["p3"]),
        time["z"],
    )


def _clock(hour: str, minute: str | None, second: str | None, part: str | None) -> tuple[int, int, int]:
    h = int(hour)
    if part in _AFTERNOON and h < 12 and not (part == "ليلا" and h < 6):
        h += 12
    elif part in _MORNING and h == 12:
        h = 0
    return h, int(minute or 0), int(second or 0)


def _build(year: int, month: int, day: int, hour: int, minute: int, second: int, zone: str | None) -> datetime | None:
    year = min(max(year, _YEARS[0]), _YEARS[1])
    try:
        if zone is None:
            return datetime(year, month, day, hour, minute, second, tzinfo=MOROCCO)
        naive = datetime(year, month, day, hour, minute, second, tzinfo=ZoneInfo("UTC"))
    except ValueError:
        return None
    try:
        return _at(naive, zone).astimezone(MOROCCO)
    except (OverflowError, ValueError):  # the first or the last day of the calendar, in the zone next door; no such offset
        return None


def _at(naive: datetime, zone: str) -> datetime:
    """The moment in UTC at which clocks of a zone show a time."""
    zone = zone.removeprefix("utc").removeprefix("gmt").replace(" ", "")
    if not zone or zone[0] not in "+-":
        return naive
    digits = zone[1:].replace(":", "")
    if len(digits) < 3:  # whole hours: 'GMT+1'
        digits = f"{digits:0>2}00"
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if offset >= timedelta(hours=24):
        raise ValueError(f"no zone is {zone} from UTC")
    return naive - offset if zone[0] == "+" else naive + offset
