"""Periods that are not named by a calendar date: quarters, halves, first months, weeks, seasons, durations."""

from __future__ import annotations

import re
from datetime import date, timedelta

from services.extractor.dates import notes, resolve
from services.extractor.dates.model import DateKind, DateMention
from services.extractor.dates.points import day_number, last_day, point_at, year_at
from services.extractor.dates.spans import Found
from services.extractor.dates.text import View

_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11)}


def reference_note(v: View) -> str:
    """What is said of a period that is told relative to the article's date."""
    return notes.from_article(v.reference)


def months_back(reference: date, n: int) -> tuple[int, int]:
    months = reference.year * 12 + reference.month - 1 - n
    return months // 12, months % 12 + 1


def of_year(v: View, j: int) -> tuple[int | None, int, bool]:
    """The year behind a part of it ('من سنة 2025', '2025', 'من السنة الجارية'): year, next token, whether one stands there."""
    k = j + (v.is_(j, "from") is not None)
    if v.is_(k, "school") and v.is_(k + 1, "when") is None and v.word(k) in ("موسم", "الموسم"):
        k += 1
    found = year_at(v, k, touched=True)
    if found is None and v.word(k).startswith("ل"):
        found = year_at(v, k, touched=False)
    if found is None:
        return None, j, False
    year, when, end = found
    if when == "same":
        return v.last[0], end, True
    if v.counted(end) and when is None and k == j and not v.is_(k, "year"):
        return None, j, False
    if when is not None:
        year = v.reference.year + {"now": 0, "past": -1, "next": 1}[when] if v.reference else None
    return year, end, True


def part_of_year(v: View, i: int) -> Found | None:
    """'الربع الأول من 2025', 'النصف الثاني من السنة', 'الفصل الثالث لسنة 2024', 'الثلث الأول'."""
    for category, length, kind in (("quarter", 3, "quarter"), ("half", 6, "half"), ("third", 4, "range")):
        s = v.is_(i, category)
        if s is None:
            continue
        word = v.word(i)[s.offset :]
        j = i + 1
        parts = 12 // length
        ordinal = v.is_(j, "ordinal")
        if v.is_(j, "last"):
            number = parts
        elif ordinal is not None and int(ordinal.value) <= parts:
            number = int(ordinal.value)
        elif v.is_(j, "first"):
            number = 1
        elif v.digits(j) and int(v.digits(j)) <= parts and word not in ("الفصل", "فصل"):
            number = int(v.digits(j))
        else:
            return None
        j += 1
        year, end, named = of_year(v, j)
        note = None
        if not named:
            if word in ("الفصل", "فصل", "الشطر", "شطر", "النصف", "نصف", "الثلث", "ثلث", "ربع"):
                return None
            if v.is_(j, "from") or v.word(j).startswith("ال"):
                return None
            if v.reference is not None:
                # only a part that has begun is surely this year's
                year = v.reference.year if v.reference.month > (number - 1) * length else None
        if not named or year is None or not v.word(end - 1).isdigit():
            note = reference_note(v)
        kind_: DateKind = "quarter" if kind == "quarter" else "half" if kind == "half" else "range"
        start = v.tokens.starts[i] + s.offset
        iso = None
        if year is not None:
            iso = f"{year}-{(number - 1) * length + 1:02}/{year}-{number * length:02}"
        return DateMention(start, v.tokens.ends[end - 1], iso, kind_, None, note), end
    return None


def part_of_month(v: View, i: int) -> Found | None:
    """'النصف الثاني من شهر ماي', 'الأسبوع الأول من غشت': the days of a half, and of a week its month."""
    s = v.is_(i, "half") or v.is_(i, "week") or v.is_(i, "third")
    if s is None:
        return None
    ordinal = v.is_(i + 1, "ordinal") or v.is_(i + 1, "first") or v.is_(i + 1, "last")
    if ordinal is None:
        return None
    j = i + 2 + (v.is_(i + 2, "from") is not None)
    if j == i + 2 and not v.word(j).startswith("ل"):
        return None
    p = point_at(v, j, touched=True)
    if p is None or p.month is None or p.day is not None or p.hijri:
        return None
    resolve.fill(p, v.reference, v.last)
    text = resolve.iso(p)
    if s.category == "half" and p.year is not None and ordinal.category != "last":
        first = ordinal.category == "first" or ordinal.value == "1"
        text = f"{text}-01/{text}-15" if first else f"{text}-16/{text}-{last_day(p.year, p.month)}"
    kind: DateKind = "range" if text and "/" in text else "month"
    note = notes.SEPARATOR.join([notes.PART_OF_MONTH, *p.notes])
    return DateMention(v.tokens.starts[i] + s.offset, v.tokens.ends[p.j - 1], text, kind, None, note), p.j


def same_period(v: View, i: int) -> Found | None:
    """'نفس الفترة من سنة 2017', 'الشهر ذاته من العام الماضي': the period before it, in another year."""
    noun = i + 1 if v.is_(i, "same") else i
    first = v.is_(i, "same") or v.is_(i, "span") or v.is_(i, "month")
    if first is None or not (v.is_(noun, "span") or v.is_(noun, "month")):
        return None
    j = noun + 1
    if noun == i:
        if not v.is_(j, "itself"):
            return None
        j += 1
    if v.is_(j, "from") is None and not v.word(j).startswith("ل"):
        return None
    year, end, named = of_year(v, j)
    if not named:
        return None
    iso = None
    if year is not None and v.last_iso is not None and v.last[0] is not None:
        shift = year - v.last[0]
        iso = _YEAR.sub(lambda m: f"{int(m[0]) + shift:04}", v.last_iso)
    elif year is not None:
        iso = str(year)
    note = notes.SAME_PERIOD
    return DateMention(v.tokens.starts[i] + first.offset, v.tokens.ends[end - 1], iso, "relative", None, note), end


_YEAR = re.compile(r"(?<![0-9-])[0-9]{4}")


def unit_with_adjective(v: View, i: int) -> Found | None:
    """'الشهر الجاري', 'هذا الأسبوع', 'الأسبوع الماضي'."""
    this = v.is_(i, "this")
    j = i + (this is not None)
    s = v.is_(j, "week") or v.is_(j, "month")
    if s is None:
        return None
    when = v.is_(j + 1, "when")
    value = when.value if when is not None else "now" if this is not None else None
    if value is None or (this is None and s.category == "month" and not v.word(j)[s.offset :].startswith("ال")):
        return None
    head = this or s
    start, end = v.tokens.starts[i] + head.offset, j + 1 + (when is not None)
    iso = None
    ref = v.reference
    if ref is not None:
        step = {"now": 0, "past": -1, "next": 1}[value]
        if s.category == "month":
            y, m = months_back(ref, -step)
            iso = f"{y}-{m:02}"
        else:
            monday = ref - timedelta(days=ref.weekday() - 7 * step)
            iso = f"{monday.isoformat()}/{(monday + timedelta(days=6)).isoformat()}"
    return DateMention(start, v.tokens.ends[end - 1], iso, "relative", None, reference_note(v)), end


def since_new_year(v: View, i: int) -> Found | None:
    """'منذ بداية السنة', 'منذ مطلع العام الجاري': from January to the month of the article."""
    s = v.is_(i, "since")
    if s is None:
        return None
    j = i + 1 + (v.word(i + 1) == "من")
    edge = v.is_(j, "edge")
    if edge is None or edge.value != "start of" or not v.is_(j + 1, "year") or v.year(j + 2, sure=True) is not None:
        return None
    when = v.is_(j + 2, "when")
    if when is not None and when.value != "now":
        return None
    if when is None and not v.word(j + 1).startswith("ال"):
        return None
    end = j + 2 + (when is not None)
    ref = v.reference
    iso = f"{ref.year}-01/{ref.year}-{ref.month:02}" if ref else None
    return DateMention(v.tokens.starts[i] + s.offset, v.tokens.ends[end - 1], iso, "relative", None, reference_note(v)), end


def season_at(v: View, i: int) -> Found | None:
    """'صيف 2024', 'فصل الخريف الماضي', 'ربيع السنة الجارية'."""
    start, j = v.tokens.starts[i], i
    if v.word(i).endswith("فصل") and v.is_(i + 1, "season"):
        j = i + 1
    s = v.is_(j, "season")
    if s is None:
        return None
    if j == i:
        start += s.offset
    when = v.is_(j + 1, "when")
    if when is not None:
        end = j + 2
        year = v.reference.year + {"now": 0, "past": -1, "next": 1}[when.value] if v.reference else None
        if v.reference is not None and s.value in _SEASONS:
            first, last = _SEASONS[s.value]
            month = v.reference.month
            year = v.reference.year - (when.value == "past" and month <= last) + (when.value == "next" and month >= first)
        named = True
        note: str | None = reference_note(v)
    else:
        year, end, named = of_year(v, j + 1)
        note = None
    if not named:
        return None
    iso = None
    if year is not None and s.value == "winter":
        iso, note = f"{year}", notes.WINTER
    elif year is not None:
        first, last = _SEASONS[s.value]
        iso = f"{year}-{first:02}/{year}-{last:02}"
    return DateMention(start, v.tokens.ends[end - 1], iso, "season", None, note), end


def decade_at(v: View, i: int) -> Found | None:
    """'الثمانينات', 'سنوات السبعينات', 'تسعينيات القرن الماضي'."""
    j = i + (v.is_(i, "years") is not None)
    s = v.is_(j, "decade")
    if s is None:
        return None
    end = j + 1
    if v.is_(end, "century") and v.is_(end + 1, "when"):
        end += 2
    elif not v.word(j)[s.offset :].startswith("ال"):
        return None
    first = v.is_(i, "years") or s
    start = v.tokens.starts[i] + first.offset
    return DateMention(start, v.tokens.ends[end - 1], f"{s.value}0/{s.value}9", "range", None, notes.DECADE), end


def century_at(v: View, i: int) -> Found | None:
    """'القرن 19', 'القرن الثامن عشر', 'القرن الماضي'."""
    s = v.is_(i, "century")
    if s is None:
        return None
    when = v.is_(i + 1, "when")
    number = day_number(v, i + 1)
    start = v.tokens.starts[i] + s.offset
    if when is not None:
        n, end = 20 + {"now": 1, "past": 0, "next": 2}[when.value], i + 2
    elif number is not None and number[0] <= 22:
        n, end = number
    else:
        return None
    end += v.word(end) in ("م", "الميلادي")
    if v.word(end) in ("الهجري", "ه"):
        return DateMention(start, v.tokens.ends[end], None, "range", None, notes.HIJRI_CENTURY), end + 1
    return DateMention(start, v.tokens.ends[end - 1], f"{n * 100 - 99:04}/{n * 100:04}", "range", None, notes.CENTURY), end
