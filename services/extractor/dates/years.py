"""Years: with and without the word, ranges, lists, school years, seasons, and figures that only look like years."""

from __future__ import annotations

import re

from services.extractor.dates import notes
from services.extractor.dates.model import DateKind, DateMention
from services.extractor.dates.points import Point
from services.extractor.dates.resolve import bounds
from services.extractor.dates.spans import Found, link
from services.extractor.dates.text import View
from shared.text.folding import fold_word

_SCHOOL = re.compile(r"([0-9]{4})/([0-9]{4})")
_THE_YEAR = frozenset(map(fold_word, ("السنة", "العام")))
_PREVIOUS = frozenset(map(fold_word, ("السابقة", "السابق")))
_CLOSERS = frozenset({"", "\n", ".", "،", ",", "؛", ";", ":", ")", '"', "؟", "!", "]"})


def years_at(v: View, i: int) -> Found | None:
    """A year, a range or a list of years that starts at token i, with the words that make it one."""
    counted = _from_the_last(v, i)
    if counted is not None:
        return counted
    start, j, sure, kind = _head(v, i)
    first = v.year(j, sure=sure)
    if first is None:
        return _relative_year(v, i, start, j) if sure else None
    if v.referenced(j) and not sure:
        return None
    if sure and v.is_(j + 1, "hijri_suffix") and 1300 <= first <= 1500:
        return _hijri_year(v, start, j, first)
    pair = _pair(v, j, first, sure=sure, between=_between(v, i))
    if pair is not None:
        second, k, note = pair
        if v.counted(k) and not sure:
            return None
        lo, hi = sorted((first, second))
        note = note or (notes.BACKWARDS if first > second else None)
        school = kind or ("range" if not sure else None)
        return DateMention(start, v.tokens.ends[k - 1], f"{lo}/{hi}", school or "range", None, note), k
    if sure and (v.is_(i, "years") or v.word(j + 1).startswith("و") or v.word(j + 1) in ("،", ",", "/")):
        listed = _list(v, start, j, first)
        if listed is not None:
            return listed
    if not sure and not _is_year(v, i, j):
        return None
    if kind == "season":
        kind = None
    end = j + 1 + (v.word(j + 1) in ("م", "ميلاديه"))
    return DateMention(start, v.tokens.ends[end - 1], str(first), "year" if kind != "school_year" else kind), end


def _head(v: View, i: int) -> tuple[int, int, bool, DateKind | None]:
    """Past the words before a year: where the expression starts, the token of the figure, whether they make it sure."""
    start = v.tokens.starts[i]
    s = v.is_(i, "school")
    if s is not None:
        j = i + 1
        adjective = v.is_(j, "scholarly")
        if adjective is not None:
            j += 1
            if v.is_(j, "scholarly"):
                j += 1
            kind: DateKind = "school_year" if adjective.value == "school_year" else "season"
            j += v.word(j) == "(" and v.year(j + 1) is not None
            return start + s.offset, j, True, kind
        if v.word(i)[s.offset :] in ("موسم", "الموسم") and v.year(j) is not None:
            return start + s.offset, j, True, "season"
    s = v.is_(i, "year") or v.is_(i, "years") or v.is_(i, "span")
    if s is not None:
        j = i + 1
        if v.is_(i, "span"):
            j += v.word(j) in ("الممتده", "الفاصله", "المتراوحه", "ممتده", "الزمنيه")
            j += v.word(j) in ("ما", "من", "بين", "مابين")
            j += v.word(j) == "بين"
            j += v.is_(j, "year") is not None
        # 'لسنتي(2022 و2023)': a bracket may stand before the figures
        return start + s.offset, j, True, None
    s = v.is_(i, "between")
    if s is not None or (v.word(i) in ("ما", "فيما") and v.is_(i + 1, "between")):
        j = i + (1 if s is not None else 2)
        named = v.is_(j, "year") or v.is_(j, "years")
        return start + (s.offset if s else 0), j + (named is not None), named is not None, None
    s = v.is_(i, "from") or v.is_(i, "since")
    if s is not None and (s.offset == 0 or s.category == "since"):
        start += s.offset
        named = v.is_(i + 1, "year")
        j = i + 1 + (named is not None)
        if v.year(j, sure=named is not None) and _pair(v, j, 0, sure=named is not None, between=False):
            return start, j, named is not None, None
    return start, i, False, None


def _between(v: View, i: int) -> bool:
    return any(v.is_(k, "between") for k in range(i, i + 4))


def _pair(v: View, j: int, first: int, *, sure: bool, between: bool) -> tuple[int, int, str | None] | None:
    """The second year of a range after token j."""
    found = link(v, j + 1, between=between)
    if found is None or (found[0] == "and" and not between):
        return None
    how, k = found
    t = v.tokens
    if t.kinds[k : k + 1] == "w":
        if t.words[k] in ("و",):
            k += 1
        named = v.is_(k, "year")
        k += named is not None
        if named is None and t.words[k : k + 1] and how != "to":
            return None
    if how == "and":
        return None
    second = v.year(k, sure=sure)
    # 1.58.376, 2015-2020-17: not a pair of years
    if v.word(k + 1) in ("-", "/") and t.kinds[k + 2 : k + 3] == "d" and t.ends[k + 1] == t.starts[k + 2]:
        return None
    if second is not None and _has_its_own_year(v, k):
        return None  # 'من 1990 سنة 2020 إلى 2015 سنة 2021', 'من 1500 في 2023 إلى 2000 في 2024'
    if second is not None:
        return second, k + 1, None
    short = v.digits(k)
    if len(short) == 2 and how != "and" and first and int(short) == (first + 1) % 100 and t.starts[k] == t.ends[k - 1]:
        return first + 1, k + 1, None
    return None


def _list(v: View, start: int, j: int, first: int) -> Found | None:
    """'سنتي 2022 و2023', 'السنوات 2019، 2020 و2021'."""
    years, k = [first], j + 1
    while len(years) < 20:
        found = link(v, k, between=False)
        if found is None or found[0] == "to":
            break
        n = found[1]
        if v.word(n) in ("و", "وسنه", "وعام"):
            n += 1
        y = v.year(n)
        if y is None or v.counted(n + 1) or _has_its_own_year(v, n):
            break
        years.append(y)
        k = n + 1
    if len(years) == 1:
        return None
    lo, hi = min(years), max(years)
    close = sorted(years) == list(range(lo, hi + 1))
    note = None if close else notes.only_these([str(y) for y in years])
    parts = tuple(map(str, years))
    return DateMention(start, v.tokens.ends[k - 1], f"{lo}/{hi}", "range", None, note, False, parts), k


def _has_its_own_year(v: View, n: int) -> bool:
    """Whether four digits are a count, since their year stands behind them: 'و2000 سنة 2024', 'و2000 في 2024'."""
    named = v.is_(n + 1, "year") is not None or v.word(n + 1) in ("في", "خلال", "برسم")
    return named and v.year(n + 2, sure=True) is not None


def _hijri_year(v: View, start: int, j: int, year: int) -> Found | None:
    p = Point(j, j + 2, start, year=year, hijri=True)
    span = _hijri_span(p)
    return DateMention(start, v.tokens.ends[j + 1], span, "year", None, notes.HIJRI), j + 2


def _hijri_span(p: Point) -> str | None:
    first = bounds(Point(0, 0, 0, year=p.year, month=1, hijri=True))
    last = bounds(Point(0, 0, 0, year=p.year, month=12, hijri=True))
    return f"{first[0].isoformat()}/{last[1].isoformat()}" if first and last else None


def hijri_year_at(v: View, i: int) -> Found | None:
    """'1446 هـ': a Hijri year that its suffix names."""
    year = v.year(i, sure=True)
    if year is None or not 1343 <= year <= 1500 or not v.is_(i + 1, "hijri_suffix"):
        return None
    return _hijri_year(v, v.tokens.starts[i], i, year)


def _relative_year(v: View, i: int, start: int, j: int) -> Found | None:
    """'السنة الماضية', 'هذا العام'; the head has eaten the noun."""
    if v.is_(i, "years") or v.is_(i, "span"):
        return None
    named = v.is_(j, "named_year")
    if named is not None and not v.word(i).startswith("ال"):
        return DateMention(start, v.tokens.ends[j], named.value, "year", None, notes.NAMED_YEAR), j + 1
    this = v.is_(i - 1, "this") is not None
    when = v.is_(j, "when")
    if when is not None:
        value, end = when.value, j + 1
        y = v.year(end)
        if y is not None and not v.counted(end + 1):
            return DateMention(start, v.tokens.ends[end], str(y), "year"), end + 1
        if v.word(i).startswith(("سنه", "عام")) and not v.word(end - 1).startswith("ال"):
            return None
    elif v.is_(i - 1, "edge") is not None and v.word(i) in _THE_YEAR and not v.word(j).startswith("ال"):
        value, end = "now", j  # 'قبل نهاية السنة'
    elif this:
        value, end = "now", j
        s = v.is_(i - 1, "this")
        start = v.tokens.starts[i - 1] + (s.offset if s else 0)
    else:
        return None
    if v.reference is None:
        return DateMention(start, v.tokens.ends[end - 1], None, "relative", None, notes.UNKNOWN_REFERENCE), end
    year = v.reference.year + {"now": 0, "past": -1, "next": 1}[value]
    school = v.is_(i, "school") is not None and v.is_(i + 1, "scholarly") is not None
    if school:
        # a school year starts in September
        first = v.reference.year - (v.reference.month < 9) + {"now": 0, "past": -1, "next": 1}[value]
        return (
            DateMention(
                start, v.tokens.ends[end - 1], f"{first}/{first + 1}", "school_year", None, notes.from_article(v.reference)
            ),
            end,
        )
    return DateMention(start, v.tokens.ends[end - 1], str(year), "year", None, notes.from_article(v.reference)), end


def _from_the_last(v: View, i: int) -> Found | None:
    """'السنة التي قبلها', 'الموسم الموالي', 'السنة السابقة' behind a year: counted from the date read last."""
    head = v.is_(i, "school") or v.is_(i, "year")
    if head is None:
        return None
    start, j = v.tokens.starts[i] + head.offset, i + 1
    j += v.is_(j, "scholarly") is not None
    whose = v.is_(j, "whose") is not None
    step = v.is_(j + whose, "from_it")
    if step is None and not (v.word(j) in _PREVIOUS and v.reference is not None and v.last[0] == v.reference.year - 1):
        return None
    end = j + whose + 1
    shift = int(step.value) if step is not None else -1
    if v.last[0] is None:
        return DateMention(start, v.tokens.ends[end - 1], None, "relative", None, notes.UNKNOWN_REFERENCE), end
    school = _SCHOOL.fullmatch(v.last_iso or "")
    if school is not None and v.is_(i, "school") and int(school[2]) - int(school[1]) == 1:
        iso = f"{int(school[1]) + shift}/{int(school[2]) + shift}"
        return DateMention(start, v.tokens.ends[end - 1], iso, "school_year", None, notes.AS_BEFORE), end
    return DateMention(start, v.tokens.ends[end - 1], str(v.last[0] + shift), "year", None, notes.AS_BEFORE), end


def _is_year(v: View, i: int, j: int) -> bool:
    """Whether four digits with no 'سنة' before them are a year and not a number of things."""
    t = v.tokens
    after = v.word(j + 1)
    further = link(v, j + 1, between=True)
    if further is not None and v.year(further[1]) is not None and v.counted(further[1] + 1):
        return False  # 'ما بين 1990 و2010 قطعة'
    if v.counted(j + 1) or t.kinds[j - 1 : j] == "d" or t.kinds[j + 1 : j + 2] == "d":
        return False
    if after in ("-", "/") and t.kinds[j + 2 : j + 3] == "d":
        return False
    if j > 0 and v.word(j - 1) in ("-", "/", "+", "*", "#", "°", "%") and t.ends[j - 1] == t.starts[j]:
        return False
    cue = v.is_(j - 1, "yearcue") or v.is_(j - 1, "edge") or v.is_(j - 1, "horizon")
    if v.is_(j - 1, "about") and v.is_(j - 1, "edge") is None:
        return False
    if v.word(j - 1) == "من" and v.word(j - 2).endswith(("اكثر", "ازيد", "اقل")):
        return False
    if v.word(j - 1) in ("من", "عن") and not (v.is_(j - 2, "since") or v.is_(j - 2, "first")):
        return False
    if cue is not None or v.is_(j - 2, "since"):
        return not _looks_counted(v, j + 1)
    for k in range(j - 1, max(-1, j - 9), -1):
        if t.kinds[k] == "d":
            break  # 'بارتفاع قدره 17 في المائة مقارنة مع 2021': said of the figure between
        if v.is_(k, "about"):
            return False
    if v.word(j - 1) == "(":
        return after == ")" and 1990 <= int(v.word(j)) <= 2050
    if after == "(" and v.word(j - 1) == "مع" and v.word(j)[2:] != "00":
        return True  # مقارنة مع 2007 (10 ملايير)
    return t.kinds[j - 1 : j] in ("w", "l") and after in _CLOSERS and v.word(j)[2:] != "00" and not v.is_(j - 1, "number")


def _looks_counted(v: View, k: int) -> bool:
    """Whether the word after a figure looks like a noun that it counts: indefinite, in -ه or -ات, or 'من ال…'."""
    word = v.word(k)
    if v.is_(k, "from"):
        return v.word(k + 1).startswith("ال") and not v.word(k + 1).startswith(("المتوقع", "المنتظر", "المرتقب", "المقرر"))
    if not word or v.tokens.kinds[k] != "w" or word.startswith(("ال", "و", "ب", "ل", "ف", "ك")):
        return False
    return len(word) > 3 and word.endswith(("ه", "ات")) and word not in ("هذه", "كانت", "باتت", "منه")
