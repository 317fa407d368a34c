"""The date and time at which a page says it was published, in Arabic, French or ISO forms."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from shared.text.calendar import MONTHS
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


@lru_cache(maxsize=1)
def _words() -> re.Pattern[str]:
    names = sorted((" ".join(name) for name in MONTHS), key=len, reverse=True)
    month = "|".join(re.escape(name).replace(r"\ ", " ") for name in names)
    return re.compile(
        rf"(?<![0-9])(?P<d>[0-9]{{1,2}})(?:er)?[ ,-]{{0,3}}(?:من )?(?:شهر )?(?P<m>{month})\.?[ ,،-]{{0,3}}(?:من )?(?:سنه |عام )?"
        rf"(?P<y>(?:19|20)[0-9]{{2}})(?![0-9])"
        rf"|(?<![^\W\d_])(?P<m2>{month})\.? (?P<d2>[0-9]{{1,2}})(?:st|nd|rd|th)?[,،]? (?P<y2>(?:19|20)[0-9]{{2}})(?![0-9])"
    )


_TIME = re.compile(
    r"(?<![0-9:/.-])(?P<H>[01]?[0-9]|2[0-3]) ?(?:[:h]|س) ?(?P<M>[0-5][0-9])(?::(?P<S>[0-5][0-9]))?(?![0-9:])"
    r" ?(?P<p>صباحا|مساء|زوالا|بعد الزوال|ليلا|ظهرا|am|pm|ص\b|م\b)?"
    r" ?(?P<z>z\b|utc|gmt|[+-][0-9]{2}:?[0-9]{2})?"
    r"|(?<![0-9])(?P<H2>[01]?[0-9]|2[0-3])h(?![0-9a-z])"
    r"|ال?ساعه:? (?P<H3>[01]?[0-9]|2[0-3])(?: و ?(?P<M3>[0-5]?[0-9])(?: دقيقه| د\b)?)?(?! ?[0-9:])"
    r"(?: (?P<p3>صباحا|مساء|زوالا|بعد الزوال|ليلا))?"
)
_YEARS = 2, 9998
_AFTERNOON = frozenset({"مساء", "زوالا", "بعد الزوال", "ليلا", "ظهرا", "pm", "م"})
_MORNING = frozenset({"صباحا", "am", "ص"})


def read_published(text: str) -> datetime | None:
    """The date and time a line or a metadata field gives, aware; in Morocco's zone where it names none.

    Days stand before months (12/05/2024 is 12 May). Without a time it is midnight. A line without a full date, or with
    one that does not exist, gives None. Never "now". A year beyond 2 and 9998 is read as that one: it is said, so it is not None
    and whoever judges dates refuses it, and it may be moved by a zone or some days without leaving the calendar.

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
    worded = _words().search(folded)
    if worded is not None:
        name = tuple((worded["m"] or worded["m2"]).split())
        day = (int(worded["y"] or worded["y2"]), MONTHS[name], int(worded["d"] or worded["d2"]))
        return _with_time(folded, worded.end(), day, worded.start())
    figures = _FIGURES.search(folded)
    if figures is not None:
        a, m, b = figures["a"], int(figures["m"]), figures["b"]
        if len(a) == 4 and len(b) == 2:
            return _with_time(folded, figures.end(), (int(a), m, int(b)), figures.start())
        if len(a) <= 2:
            year = int(b) if len(b) == 4 else 2000 + int(b)
            return _with_time(folded, figures.end(), (year, m, int(a)), figures.start())
    return None


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
    if zone[0] not in "+-":
        return naive
    digits = zone[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if offset >= timedelta(hours=24):
        raise ValueError(f"no zone is {zone} from UTC")
    return naive - offset if zone[0] == "+" else naive + offset
