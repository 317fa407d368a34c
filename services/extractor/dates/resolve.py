"""From a point as written to ISO 8601, against the article's date where the text asks for it."""

from __future__ import annotations

from datetime import date, timedelta

from hijridate import Gregorian, Hijri

from services.extractor.dates import notes
from services.extractor.dates.model import DateKind
from services.extractor.dates.points import Point, last_day, shifted
from shared.text.calendar import valid_day

_EDITOR_LAG = 2
"""Days that may pass between the writing of a report and its publication."""


def fill(p: Point, reference: date | None, last: tuple[int | None, int | None] = (None, None)) -> None:
    """Work out what 'الجاري', 'الماضي', 'المقبل', 'اليوم', 'أمس' and a bare weekday mean on the article's date.

    A point that needs a reference and has none stays open; a note says so.
    """
    if p.hijri and p.year is None and p.month is not None and p.when in ("past", "now", "next") and reference is not None:
        p.year = _hijri_year_of(p, reference)
        p.notes.append(notes.YEAR_OF_ARTICLE)
        return
    relative = p.when is not None or p.shift is not None or (p.weekday is not None and p.day is None)
    if not relative or p.hijri or (p.year is not None and p.when is None):
        return
    if p.when in ("same", "year:same"):
        p.year = last[0] if p.year is None else p.year
        p.month = last[1] if p.month is None else p.month
        p.notes.append(notes.AS_BEFORE)
        return
    if p.month is not None and p.when is None:
        # 'اليوم الإثنين 12 يناير': the weekday finds the year
        infer_year(p, reference)
        if p.year is None and reference is not None and p.day is not None and p.shift is not None:
            near = valid_day(reference.year, p.month, p.day) and abs((date(reference.year, p.month, p.day) - reference).days) < 8
            if near:
                p.year = reference.year
                p.notes.append(notes.YEAR_OF_ARTICLE)
        return
    if reference is None:
        if p.month is None or p.day is None:
            p.notes.append(notes.UNKNOWN_REFERENCE)
        return
    if p.when is not None and p.when.startswith("year:"):
        p.year = reference.year + {"now": 0, "past": -1, "next": 1}[p.when[5:]]
        p.notes.append(notes.YEAR_OF_ARTICLE)
    elif p.month is not None:
        if p.year is None:
            p.year = _year_of(p, reference)
            p.notes.append(notes.YEAR_OF_ARTICLE)
    elif p.day is not None:
        _month_of(p, reference)
    else:
        day = reference + timedelta(days=p.shift) if p.shift is not None else None
        if day is None and p.weekday is not None:
            day = shifted(reference, p.weekday, p.when)
        elif day is not None and p.weekday is not None and day.weekday() != p.weekday and p.shift == 0:
            # 'اليوم الإثنين' in an article published the day after: the weekday is the writer's, the date the editor's
            nearest = shifted(reference, p.weekday, None)
            if (reference - nearest).days <= _EDITOR_LAG:
                day = nearest
        if day is not None:
            p.year, p.month, p.day = day.year, day.month, day.day
            p.notes.append(notes.from_article(reference))


def _year_of(p: Point, reference: date) -> int:
    month, day = p.month or 1, p.day or 1
    here = (month, day) if p.day is not None else (month, 0)
    now = (reference.month, reference.day) if p.day is not None else (reference.month, 0)
    if p.when == "past":
        return reference.year - (here >= now)
    if p.when == "next":
        return reference.year + (here <= now)
    if p.when == "alone":
        return reference.year - (here > now)
    return reference.year


def _hijri_year_of(p: Point, reference: date) -> int:
    """The Hijri year of 'رمضان المنصرم' or 'رمضان المقبل'."""
    today = Gregorian.fromdate(reference).to_hijri()
    month = p.month or 1
    if p.when == "past":
        return int(today.year) - (month >= today.month)
    return int(today.year) + (p.when == "next" and month <= today.month)


def _month_of(p: Point, reference: date) -> None:
    step = {"now": 0, "past": -1, "next": 1}[p.when or "now"]
    months = reference.year * 12 + reference.month - 1 + step
    if valid_day(months // 12, months % 12 + 1, p.day or 1):
        p.year, p.month = divmod(months, 12)
        p.month += 1
        p.notes.append(notes.MONTH_OF_ARTICLE)


def infer_year(p: Point, reference: date | None) -> None:
    """Give a day without a year the article's year where its weekday proves it right."""
    if reference is None or p.year is not None or None in (p.month, p.day, p.weekday) or p.hijri:
        return
    for year in (reference.year, reference.year - 1, reference.year + 1):
        if valid_day(year, p.month or 1, p.day or 1):
            day = date(year, p.month or 1, p.day or 1)
            if day.weekday() == p.weekday and abs((day - reference).days) <= 183:
                p.year = year
                p.notes.append(notes.YEAR_BY_WEEKDAY)
                return


def bounds(p: Point) -> tuple[date, date] | None:
    """The first and last day of a point that has a year."""
    if p.year is None:
        return None
    try:
        if p.hijri:
            return _hijri_bounds(p)
        if p.month is None:
            return date(p.year, 1, 1), date(p.year, 12, 31)
        if p.day is None:
            return date(p.year, p.month, 1), date(p.year, p.month, last_day(p.year, p.month))
        return date(p.year, p.month, p.day), date(p.year, p.month, p.day)
    except (ValueError, OverflowError):
        return None


def _hijri_bounds(p: Point) -> tuple[date, date]:
    year, month = p.year or 0, p.month or 1
    if p.day is not None:
        day = Hijri(year, month, p.day).to_gregorian()
        return day, day
    first = Hijri(year, month, 1)
    end_month = p.month or 12
    last = Hijri(year, end_month, Hijri(year, end_month, 1).month_length())
    return first.to_gregorian(), last.to_gregorian()


def iso(p: Point) -> str | None:
    """ISO 8601 of a point, as exact as it is given."""
    if p.hijri:
        span = bounds(p)
        if span is None:
            return None
        first, last = span[0].isoformat(), span[1].isoformat()
        return first if first == last else f"{first}/{last}"
    if p.year is None:
        if p.month is None:
            return None
        return f"--{p.month:02}" + (f"-{p.day:02}" if p.day is not None else "")
    if p.month is None:
        return f"{p.year:04}"
    if p.day is None:
        return f"{p.year:04}-{p.month:02}"
    return f"{p.year:04}-{p.month:02}-{p.day:02}"


def kind_of(p: Point) -> DateKind:
    """How exact a point is."""
    if p.month is None and p.day is None and p.year is None:
        return "relative"
    return "day" if p.day is not None else "month" if p.month is not None else "year"


def weekday_ok(p: Point) -> bool | None:
    """Whether a point's weekday agrees with its date."""
    if p.weekday is None or p.day is None:
        return None
    span = bounds(p)
    return None if span is None else span[0].weekday() == p.weekday
