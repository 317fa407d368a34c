"""One point in time as the text gives it: weekday, day, month, year, as many of them as stand there."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date, timedelta

from services.extractor.dates.text import View
from services.extractor.dates.words import AMBIGUOUS_MONTHS, names_of
from shared.text.calendar import valid_day

_APART = frozenset("،,()-")
_DASH_OR_SLASH = frozenset("-/")


@dataclass(slots=True)
class Point:
    """A point in time, before it is resolved. `i` and `j` are its first token and the one after its last."""

    i: int
    j: int
    start: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    when: str | None = None
    """`now`, `past`, `next` ('الجاري', 'الماضي', 'المقبل'), `alone` ('شهر دجنبر وحده': the last that has begun) or
    `same` ('منه', 'نفس السنة'); with `year:` before it where it is said of the year."""
    shift: int | None = None
    """Days from the reference: 0 'اليوم', -1 'أمس', 1 'غدا'."""
    hijri: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def bare(self) -> bool:
        """Whether it is a day's number only, of which the month must come from elsewhere."""
        return self.day is not None and self.month is None


def month_at(v: View, i: int, *, touched: bool) -> tuple[int, bool, int] | None:
    """A month's name at token i: its number, whether it is Hijri, and the token after it.

    Args:
        v: the text.
        i: the token.
        touched: whether a day, 'شهر' or another month stands before it, so that a name that is a word too may count.
    """
    word = v.word(i)
    for category in ("monthname", "hijri"):
        s = v.is_(i, category)
        if s is None:
            continue
        for name, number in names_of(category, word[s.offset :]):
            if len(name) > 1 and tuple(v.word(i + k) for k in range(1, len(name))) != name[1:]:
                continue
            j = i + len(name)
            hijri = category == "hijri"
            doubtful = (hijri and len(name) == 1) or name[0] in AMBIGUOUS_MONTHS
            if doubtful and not touched and not _month_follows_up(v, i, j, hijri=hijri):
                continue
            if s.offset and word[0] == "ك" and not touched:
                continue
            return number, hijri, _second_name(v, j, number)
    return None


def _month_follows_up(v: View, i: int, j: int, *, hijri: bool) -> bool:
    """Whether what stands around a doubtful name makes it a month."""
    after = v.word(j)
    if hijri:
        return (
            (v.digits(j).startswith(("13", "14", "15")) and len(after) == 4)
            or v.is_(i - 1, "monthcue") is not None
            or after in ("المبارك", "الكريم", "الابرك", "المعظم", "الحرام")
        )
    return (
        v.year(j) is not None
        or v.is_(j, "when") is not None
        or (v.is_(j, "from") is not None and (v.year(j + 1) is not None or v.is_(j + 1, "year") is not None))
        or (v.is_(i - 1, "monthcue") is not None and not v.word(j).startswith("ال"))
        or (v.is_(i - 1, "edge") is not None)
        or (after in _DASH_OR_SLASH and v.is_(j + 1, "monthname") is not None)
    )


def _second_name(v: View, j: int, number: int) -> int:
    """Past a second name of the same month: 'كانون الثاني/يناير', 'ماي (أيار)'."""
    if v.word(j) in ("/", "(") and v.is_(j + 1, "monthname"):
        for name, other in names_of("monthname", v.word(j + 1)):
            if other == number and tuple(v.word(j + 1 + k) for k in range(len(name))) == name:
                end = j + 1 + len(name)
                if v.word(j) == "/":
                    return end
                if v.word(end) == ")":
                    return end + 1
    return j


def day_number(v: View, i: int) -> tuple[int, int] | None:
    """A day's number at token i (figures or an ordinal word), and the token after it."""
    digits = v.digits(i)
    if digits:
        value = int(digits) if len(digits) <= 2 else 0
        if 1 <= value <= 31:
            j = i + 1
            return value, j + 1 if v.word(j) in ("er", "ere") else j
        return None
    s = v.is_(i, "ordinal")
    if s is None:
        return None
    if v.word(i).endswith(("ه", "ولي")):
        return None  # a day is masculine: 'الدفعة الأولى إلى حدود 31 غشت'
    value, j = int(s.value), i + 1
    if v.word(j) == "عشر" and value < 10:
        return value + 10, j + 1
    if v.word(j) == "عشر" and value == 11:
        return 11, j + 1
    if v.word(j) in ("والعشرين", "والعشرون", "والثلاثين", "والثلاثون") and (value < 10 or value == 11):
        return (1 if value == 11 else value) + (20 if "عشر" in v.word(j) else 30), j + 1
    return (value, j) if value != 11 else None


def year_at(v: View, j: int, *, touched: bool) -> tuple[int | None, str | None, int] | None:
    """The year behind a month or alone: a figure, or `now`, `past`, `next`; and the token after it.

    Args:
        v: the text.
        j: the token where the year, or 'من سنة' before it, would stand.
        touched: whether a month stands before it, which lets a figure stand without the word 'سنة'.
    """
    k = j + 1 if touched and v.is_(j, "from") else j
    if touched and k == j and v.word(j) in (",", "،") and v.year(j + 1) and not v.counted(j + 2):
        k = j + 1
    year_word = v.is_(k, "year") is not None
    if v.is_(k, "same") and v.is_(k + 1, "year"):
        return None, "same", k + 2
    if year_word and v.is_(k + 1, "itself"):
        return None, "same", k + 2
    this = v.is_(k, "this") is not None and v.is_(k + 1, "year") is not None
    if this:
        return None, "now", k + 2
    if year_word:
        when = v.is_(k + 1, "when")
        y = v.year(k + 1 + (when is not None), sure=True)
        if y is not None:
            return y, None, k + 2 + (when is not None)
        if when is not None:
            return None, when.value, k + 2
        return None
    if touched:
        y = v.year(k)
        if y is not None and v.word(k + 1) != "%":
            return y, None, k + 1
    return None


def point_at(v: View, i: int, *, bare: bool = False, touched: bool = False) -> Point | None:
    """The point in time that starts at token i, or None.

    Args:
        v: the text.
        i: the token.
        bare: whether a day's number alone will do (in a range or a list whose end names the month).
        touched: whether what stands before it asks for a month, so that a name that is a word too may count.
    """
    t = v.tokens
    p = Point(i, i, t.starts[i] if i < len(t.words) else 0)
    first = None
    if not v.silent(i):
        first = v.is_(i, "day") or v.is_(i, "weekday") or v.is_(i, "yesterday") or v.is_(i, "tomorrow")
        if first is None:
            first = v.is_(i, "monthname") or v.is_(i, "hijri") or v.is_(i, "month") or v.is_(i, "ordinal") or v.is_(i, "first")
    if first is not None:
        p.start += first.offset
    elif t.kinds[i : i + 1] != "d":
        return None
    j = _day_words(v, p, i) if first is not None else i
    lead = j > i
    bracket = False
    if lead:
        k = j + (v.word(j) in (",", "،", "("))
        k += v.is_(k, "equals") is not None
        k += v.word(k) == "ل"
        if k > j and (v.numeric(k) or ((day := day_number(v, k)) and month_at(v, day[1], touched=True))):
            # 'أمس السبت (7 أكتوبر 2017)', 'الثلاثاء، الموافق 6 ماي'
            bracket, j = v.word(j) == "(", k
    numeric = v.numeric(j)
    if numeric is not None:
        y, m, d, k = numeric
        if not 1 <= m <= 12 or (d is not None and not valid_day(y, m, d)):
            return None
        p.year, p.month, p.day, p.j = y, m, d, k + (bracket and v.word(k) == ")")
        return p
    day = day_number(v, j)
    if (
        day is not None
        and (not v.word(j).isdigit())
        and not (lead or (bare and (v.is_(day[1], "to") or _next_day(v, i, day[1]))))
        and not any(v.is_(day[1], category) for category in ("from", "of_it", "monthname", "hijri"))
    ):
        day = None
    if day is not None:
        number, k = day
        k += v.is_(k, "from") is not None
        this, same = v.is_(k, "this") is not None, v.is_(k, "same") is not None
        k += (this or same) and v.is_(k + 1, "month") is not None
        in_month = v.is_(k, "month") is not None
        k += in_month
        month = month_at(v, k, touched=True) if not (this or same) else None
        if month is not None:
            p.day = number
            _month_and_year(v, p, month)
            p.j += bracket and v.word(p.j) == ")"
            return p
        itself = in_month and v.is_(k, "itself") is not None
        counted = v.word(day[1]) == "منها" and not lead  # '27 مركزا، 15 منها بفاس' is no fifteenth
        if (in_month and (this or same or itself)) or (v.is_(day[1], "of_it") and not counted):
            p.day, p.when = number, "now" if this else "same"
            p.j = day[1] + 1 if v.is_(day[1], "of_it") else k + itself
            return p
        if v.is_(k, "when") and (k > day[1] or lead or v.word(k).startswith("الجاري")) and not v.counted(day[1]):
            # 'يوم 12 الجاري', '12 من الشهر الماضي'
            p.day, p.when, p.j = number, v.is_(k, "when").value, k + 1  # type: ignore[union-attr]
            return p
        if bare and not v.counted(day[1]):
            p.day, p.j = number, day[1]
            return p
        if not lead:
            return None
    if day is None or p.weekday is None:
        k = j + (v.is_(j, "month") is not None)
        month = month_at(v, k, touched=touched or k > j) if not lead and len(v.digits(j - 1)) in (0, 4) else None
        if month is not None:
            return _month_and_year(v, p, month)
    return _weekday_only(v, p, j) if lead else None


def _next_day(v: View, i: int, j: int) -> bool:
    """Whether a figure is joined at token j to the first of a month at token i: 'ما بين فاتح و15 غشت'."""
    return v.word(i).endswith("فاتح") and v.word(j) == "و" and bool(v.digits(j + 1))


def _day_words(v: View, p: Point, i: int) -> int:
    """Past 'مساء يوم أمس الخميس' and the like; fills in weekday and shift."""
    j = i
    while True:
        if v.is_(j, "weekday") and p.weekday is None:
            p.weekday = int(v.is_(j, "weekday").value)  # type: ignore[union-attr]
            j += 1
            break
        s = v.is_(j, "day")
        if s is not None and j - i < 4:
            if v.word(j)[s.offset :] == "اليوم":
                p.shift = 0
            j += 1
        elif (s := v.is_(j, "first")) and v.is_(j + 1, "yesterday"):
            p.shift, j = -2, j + 2
        elif v.word(j).endswith("بعد") and v.is_(j + 1, "tomorrow"):
            p.shift, j = 2, j + 2
        elif v.is_(j, "yesterday"):
            p.shift, j = -1, j + 1
        elif (s := v.is_(j, "tomorrow")) and (v.word(j)[s.offset :] != "الغد" or j > i):
            p.shift, j = 1, j + 1
        else:
            break
    return j


def _month_and_year(v: View, p: Point, month: tuple[int, bool, int]) -> Point:
    p.month, p.hijri, j = month
    when = v.is_(j, "when")
    if when is not None:
        p.when, j = when.value, j + 1
    elif v.is_(j, "alone"):
        p.when = "alone"
    if p.hijri:
        j += v.word(j) in ("المبارك", "الكريم", "الابرك", "المعظم", "الحرام")
        k = j + (v.is_(j, "from") is not None)
        k += v.is_(k, "year") is not None
        digits = v.digits(k)
        if len(digits) == 4 and 1343 <= int(digits) <= 1500:
            p.year, j = int(digits), k + 1
            if v.is_(j, "hijri_suffix"):
                j += 1
        p.j = j
        return p
    year = year_at(v, j, touched=True)
    if year is not None:
        p.year, when_year, j = year
        if when_year is not None:
            p.when = "year:" + when_year
        if v.word(j) == "م":
            j += 1
    p.j = j
    return p


def _weekday_only(v: View, p: Point, j: int) -> Point | None:
    when = v.is_(j, "when") if p.weekday is not None else None
    if when is not None:
        p.when, j = when.value, j + 1
    led = j - p.i > 1
    if p.weekday is None:
        if p.shift is None:
            return None
        if p.shift == 0 and _is_plain_noun(v, p.i, j):
            return None
        p.j = j
        return p
    # the wire's way: 'أعلنت الوزارة، الثلاثاء، أن'
    apart = v.word(p.i - 1) in _APART and v.word(j) in _APART and p.i > 0
    if not (led or when or apart):
        return None
    p.j = j
    return p


def _is_plain_noun(v: View, i: int, j: int) -> bool:
    """Whether 'اليوم' is 'the day' and not 'today': 'اليوم الدراسي', 'هذا اليوم', 'لليوم الثاني'."""
    s = v.is_(j - 1, "day")
    clitic = v.word(j - 1)[: s.offset] if s else ""
    if j - i > 1:
        return False
    return v.word(j).startswith("ال") or v.is_(i - 1, "this") is not None or clitic.endswith(("ل", "ب", "ك"))


def shifted(reference: date, weekday: int, when: str | None) -> date:
    """The weekday that a writer means who writes on `reference`: not later than it, or the one before, or the next."""
    back = (reference.weekday() - weekday) % 7
    if when == "next":
        return reference + timedelta(days=7 - back if back else 7)
    if when == "past" and back == 0:
        back = 7
    return reference - timedelta(days=back)


def last_day(year: int, month: int) -> int:
    """The number of days of a month."""
    return calendar.monthrange(year, month)[1]
