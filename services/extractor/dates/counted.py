"""Counted units of time: 'السنوات الأربع الأخيرة', 'قبل سنتين', 'ثلاث سنوات', 'أول شهرين من 2025'."""

from __future__ import annotations

from datetime import timedelta

from services.extractor.dates import notes
from services.extractor.dates.model import DateMention
from services.extractor.dates.periods import months_back, of_year, reference_note
from services.extractor.dates.spans import Found
from services.extractor.dates.text import View


def count_at(v: View, i: int) -> tuple[int, int] | None:
    """A small count at token i, in figures ('4', 'الـ4') or as a word, and the token after it."""
    j = i + (v.word(i) in ("ال", "ل"))
    digits = v.digits(j)
    if digits and len(digits) <= 3:
        return int(digits), j + 1
    s = v.is_(i, "number")
    if s is None:
        return None
    value, j = int(s.value), i + 1
    if value < 10 and v.word(j) in ("عشر", "عشره"):
        return value + 10, j + 1
    if value < 10 and v.word(j).startswith("و") and (t := v.is_(j, "number")) and int(t.value) >= 20:
        return value + int(t.value), j + 1
    return value, j


def counted_units(v: View, i: int) -> Found | None:
    """'السنوات الأربع الأخيرة', 'الأربع سنوات الأخيرة', 'الأشهر التسعة الأولى من 2024', 'قبل سنتين', 'ثلاث سنوات'."""
    start = v.tokens.starts[i]
    ago = v.is_(i, "ago")
    j = i + 1 if ago is not None else i
    head = v.is_(j, "number") or v.is_(j, "unit") or v.is_(j, "dual")
    count, unit = None, None
    dual = v.is_(j, "dual")
    if dual is not None:
        unit, count, j = dual.value[-1], int(dual.value[:-1]), j + 1
    elif (n := count_at(v, j)) is not None and v.is_(n[1], "unit") and (head is not None or v.digits(j) or v.word(j) == "ال"):
        count, unit, j = n[0], _unit(v, n[1]), n[1] + 1
    elif (s := v.is_(j, "unit")) is not None and v.word(j)[s.offset :].startswith("ال"):
        unit, j = s.value, j + 1
        if (n := count_at(v, j)) is not None:
            count, j = n
    else:
        return None
    if unit is None or (count is not None and (v.is_(j, "monthname") or (unit == "Y" and v.year(j)))):
        # '5 شهر ماي' is a day, '13 سنة 2023' a figure and a year
        return None
    if unit == "10Y":
        unit, count = "Y", (count or 0) * 10 or None
    if ago is None and head is not None:
        start += head.offset
    elif ago is not None:
        start += ago.offset
    first, last = v.is_(j, "first"), v.is_(j, "last") or v.is_(j, "past_plural")
    nxt = v.is_(j, "next_plural")
    if first is not None and count and unit == "M" and 1 <= count < 12:
        year, end, named = of_year(v, j + 1)
        if not named and v.reference is not None:
            year = v.reference.year if v.reference.month >= count else None
        iso = f"{year}-01/{year}-{count:02}" if year is not None else None
        return DateMention(start, v.tokens.ends[end - 1], iso, "range", None, None if named else reference_note(v)), end
    if last is not None:
        year, end, named = of_year(v, j + 1) if v.is_(j + 1, "from") else (None, j + 1, False)
        if named and unit == "M" and count and year is not None and count < 12:
            return DateMention(start, v.tokens.ends[end - 1], f"{year}-{13 - count:02}/{year}-12", "range"), end
        return DateMention(start, v.tokens.ends[j], _back(v, count, unit), "relative", None, _back_note(v, count, unit)), j + 1
    if nxt is not None:
        return DateMention(start, v.tokens.ends[j], _ahead(v, count, unit), "relative", None, reference_note(v)), j + 1
    if count is None:
        return None
    if ago is not None and not v.is_(i, "since"):
        return DateMention(start, v.tokens.ends[j - 1], _point_back(v, count, unit), "relative", None, reference_note(v)), j
    if ago is not None:
        return DateMention(start, v.tokens.ends[j - 1], _back(v, count, unit), "relative", None, _back_note(v, count, unit)), j
    return DateMention(start, v.tokens.ends[j - 1], f"P{count}{unit}", "duration"), j


def _unit(v: View, i: int) -> str:
    s = v.is_(i, "unit")
    return s.value if s is not None else ""


def _back(v: View, n: int | None, unit: str) -> str | None:
    """The n units up to and with the reference's own; None without a count or a reference."""
    ref = v.reference
    if ref is None or n is None or n < 1:
        return None
    if unit == "Y":
        return f"{ref.year - n + 1}/{ref.year}" if n > 1 else str(ref.year)
    if unit == "M":
        y, m = months_back(ref, n - 1)
        return f"{y}-{m:02}/{ref.year}-{ref.month:02}" if n > 1 else f"{y}-{m:02}"
    days = n * (7 if unit == "W" else 1)
    return f"{(ref - timedelta(days=days - 1)).isoformat()}/{ref.isoformat()}"


def _back_note(v: View, n: int | None, unit: str) -> str:
    if n is None:
        return notes.COUNT_NOT_SAID
    return notes.counted_back(v.reference, n, unit)


def _ahead(v: View, n: int | None, unit: str) -> str | None:
    ref = v.reference
    if ref is None or n is None or not 1 <= n <= 200:
        return None
    if unit == "Y":
        return f"{ref.year + 1}/{ref.year + n}" if n > 1 else str(ref.year + 1)
    if unit == "M":
        (ya, ma), (yb, mb) = months_back(ref, -1), months_back(ref, -n)
        return f"{ya}-{ma:02}/{yb}-{mb:02}" if n > 1 else f"{ya}-{ma:02}"
    days = n * (7 if unit == "W" else 1)
    return f"{(ref + timedelta(days=1)).isoformat()}/{(ref + timedelta(days=days)).isoformat()}"


def _point_back(v: View, n: int, unit: str) -> str | None:
    ref = v.reference
    if ref is None or n > 500:
        return None
    if unit == "Y":
        return str(ref.year - n)
    if unit == "M":
        y, m = months_back(ref, n)
        return f"{y}-{m:02}"
    return (ref - timedelta(days=n * (7 if unit == "W" else 1))).isoformat()


def first_units(v: View, i: int) -> Found | None:
    """'أول شهرين من عام 2025', 'أول ثلاثة أشهر من السنة'."""
    s = v.is_(i, "first")
    if s is None:
        return None
    dual = v.is_(i + 1, "dual")
    if dual is not None and dual.value == "2M":
        count, j = 2, i + 2
    elif (n := count_at(v, i + 1)) is not None and _unit(v, n[1]) == "M":
        count, j = n[0], n[1] + 1
    else:
        return None
    year, end, named = of_year(v, j)
    if not named or not 1 <= count < 12:
        return None
    iso = f"{year}-01/{year}-{count:02}" if year is not None else None
    note = None if v.word(end - 1).isdigit() else reference_note(v)
    return DateMention(v.tokens.starts[i] + s.offset, v.tokens.ends[end - 1], iso, "range", None, note), end
