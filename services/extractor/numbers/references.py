"""Figures that are no quantities: laws, editions, ranks, dates, clock times, phones, list marks, digits inside names."""

from __future__ import annotations

from services.extractor.numbers import contexts as c
from services.extractor.numbers.announced import by_word_before, word_before
from services.extractor.numbers.figures import read_figure
from services.extractor.numbers.model import Draft
from services.extractor.numbers.shapes import by_shape, is_span, is_year, plus_at, reference, tight_run, touch
from services.extractor.numbers.units import MONEY, followed_by, latin_scale
from services.extractor.numbers.wordlists import closed, folded
from services.extractor.tokens import Tokens

_TOTALS = folded("عدد وعدد عددهم عددهن عددها العدد مجموع تعداد")
_COUNTERS_LINE = 12  # tokens to each side within which a line of page counters ends
_SURE_YEARS = closed("سنة عام سنتي عامي برسم", True)
_MORE = closed("أكثر أزيد أقل أكبر", False)
_GOES_ON = frozenset(",٫،٬.")
_WEAK_YEARS = closed("إلى من حتى بين", False)


def digits_reference(t: Tokens, i: int) -> Draft | None:
    """The reference that begins at token `i` (digits), or None when it is a quantity."""
    words, kinds, n = t.words, t.kinds, len(t.words)
    end, groups, signs = tight_run(t, i)
    end += plus_at(t, end)
    measure = followed_by(t, end) != "" or _decimal_amount(t, i, end)
    return (
        _marked(t, i, end, groups, signs)
        or by_word_before(t, i, end, groups, signs, measure=measure)
        or by_shape(t, i, end, groups, signs)
        or (reference(t, i, end, "counter") if not measure and _only_digits(t, i, end) else None)
        or (_name(t, i, end) if (i and touch(t, i - 1)) or (end < n and kinds[end] == "l" and words[end] not in MONEY) else None)
        or _bare_year(t, i, end, groups, measure=measure)
    )


def _decimal_amount(t: Tokens, i: int, end: int) -> bool:
    """Whether a run goes on to a decimal or an amount: 'الرواق 0,75 مليون', 'العمارة 12,500 درهم' number no stand, no house."""
    if end + 1 >= len(t.words) or t.words[end] not in _GOES_ON or t.kinds[end + 1] != "d":
        return False
    if not (touch(t, end - 1) and touch(t, end)):
        return False
    behind = read_figure(t, i).end
    if behind <= end:
        return False
    return t.words[i] == "0" or followed_by(t, behind) != "" or "".join(t.words[behind : behind + 1]) in c.COUNTED_NOUNS


def _marked(t: Tokens, i: int, end: int, groups: list[str], signs: str) -> Draft | None:
    """'1- ', '2)', '3.', '(4)' and '2/' at the start of a line."""
    words, kinds, n = t.words, t.kinds, len(t.words)
    k = i - 1 if i and words[i - 1] == "(" else i
    if (k and kinds[k - 1] != "n") or signs or len(groups[0]) > 2 or end >= n:
        return None
    mark = words[end]
    if mark not in ")-./°":
        return None
    if k < i:  # (8) مشاريع counts, (1) إحداث does not
        if mark != ")" or (end + 1 < n and (words[end + 1] in c.COUNTED_NOUNS or followed_by(t, end + 1))):
            return None
    elif end + 1 < n and kinds[end + 1] == "d" and mark != ")":
        return None
    return reference(t, i, end, "list")


def _only_digits(t: Tokens, i: int, end: int) -> bool:
    """Whether the line holds two figures or more and no word: what pages count of themselves, '0 90'."""
    kinds = t.kinds
    low, high = i, end
    while low and kinds[low - 1] not in "nwl" and i - low < _COUNTERS_LINE:
        low -= 1
    while high < len(kinds) and kinds[high] not in "nwl" and high - end < _COUNTERS_LINE:
        high += 1
    alone = (low == 0 or kinds[low - 1] == "n") and (high == len(kinds) or kinds[high] == "n")
    if not alone or "%" in t.words[low:high] or high - low == len(kinds):
        return False
    # figures parted by blanks, no thousands of one figure
    return any(kinds[k] == "d" and len(t.words[k]) < 3 and t.starts[k] > t.ends[k - 1] for k in range(low + 1, high))


def _name(t: Tokens, i: int, end: int) -> Draft | None:
    """Digits that touch letters which are no words of their own: مدار21, img_8516, 2M."""
    words, kinds, n = t.words, t.kinds, len(t.words)
    tail = words[end] if end < n and kinds[end] == "l" and touch(t, end - 1) else ""
    known = tail in MONEY or latin_scale(tail) > 1 or (tail in c.LATIN_UNITS and words[i : end + 1] != ["2", "m"])
    if tail and not known:
        return reference(t, i, end, "name")
    if not i or not touch(t, i - 1):
        return None
    left = words[i - 1]
    if left == "/" and i > 1 and kinds[i - 2] == "d" and is_span(t, words[i - 2], words[i], end):
        return None  # 200/250 درهما
    if left in "_/@#=&?" or (kinds[i - 1] == "l" and left not in MONEY):
        return reference(t, i, end, "name")
    if left == "-" and i > 1 and touch(t, i - 2) and (kinds[i - 2] == "l" or words[i - 2] in c.NAMES):
        return reference(t, i, end, "name")
    if kinds[i - 1] != "w" or followed_by(t, end):
        return None
    if end + 1 < n and words[end] in ",٫،" and kinds[end + 1] == "d" and touch(t, end - 1) and touch(t, end):
        return None  # الوزارة2,3 مليون: no name has a decimal
    if left in c.NAMES or left in c.NAME_ONLY_GLUED:
        return reference(t, i, end, "name")
    if len(left) < 4 or left in c.STOP or left in c.MONTHS or left in c.DAYS or len(words[i]) > 3:
        return None
    counted = end < n and (words[end] in ("من", ")") or (kinds[end] == "w" and c.is_counted(words[end])))
    return None if counted or end > i + 1 or left in c.GLUED else reference(t, i, end, "name")


def _range_counts(t: Tokens, end: int) -> bool:
    """Whether a second figure behind this one counts something: '1998 إلى 2015 صانعا'."""
    w = t.words
    return (
        w[end : end + 1] in (["الي"], ["و"], ["حتي"])
        and end + 2 < len(w)
        and is_year(w[end + 1])
        and c.surely_counted(w[end + 2])
    )


def _bare_year(t: Tokens, i: int, end: int, groups: list[str], *, measure: bool) -> Draft | None:
    """2024 by itself, and names that stand apart from their figure (قناة 24)."""
    words, kinds, n = t.words, t.kinds, len(t.words)
    k = word_before(t, i)
    k -= k > 0 and words[k] == "-"
    previous = words[k] if k >= 0 else ""
    if previous in ("و", "الي", "او", "،") and k:
        previous = words[k - 1] if is_year(words[k - 1]) else previous
    following = words[end] if end < n and kinds[end] == "w" else ""
    if previous == "من" and k and words[k - 1] in _MORE and following and following not in c.DURATIONS:
        return None  # أكثر من 2000 ناسجة
    if words[end : end + 1] == ['"'] and i and kinds[i - 1] == "w" and '"' in words[max(0, i - 4) : i]:
        return reference(t, i, end, "name")  # "الأمل 2"
    if previous in c.STANDARDS and not measure:
        return reference(t, i, end, "name")
    if previous in c.NAMES and previous not in c.NAME_ONLY_GLUED and not measure and len(groups[0]) <= 3:
        return reference(t, i, end, "name")
    if i and kinds[i - 1] == "l" and not touch(t, i - 1) and words[i - 1] in ("iso", "nm", "covid", "windows", "expo"):
        return reference(t, i, end, "name")
    if len(groups) > 1 or not is_year(words[i]) or measure or (end < n and kinds[end] == "d" and touch(t, end - 1)):
        return None
    if following and (following in _SURE_YEARS or following == "في") and words[end + 1 : end + 2] and is_year(words[end + 1]):
        return None  # 'و2000 سنة 2024'
    if is_year(previous) and previous.isdigit() and not (following in c.COUNTED_NOUNS and following.endswith("ا")):
        return reference(t, i, end, "date")
    if previous in _SURE_YEARS:
        return reference(t, i, end, "date")
    if (previous in _WEAK_YEARS or previous not in c.YEARS) and (c.surely_counted(following) or _range_counts(t, end)):
        return None  # 'وصل إلى 1946 متدرجا', 'من 1998 إلى 2015 صانعا'
    if following in c.COUNTED_NOUNS or (following == "من" and words[end + 1 : end + 2] and words[end + 1].startswith("ال")):
        return None if previous not in c.MONTHS else reference(t, i, end, "date")
    if previous in c.YEARS or previous in c.MONTHS:
        return reference(t, i, end, "date")
    if following and c.is_counted(following) and following.endswith("ا"):
        return None
    if previous in c.COUNTERS or (following and not _TOTALS.isdisjoint(words[max(0, i - 6) : i])):
        return None  # 'بلغ عدد المتدرجين 2100 متدرج'
    return reference(t, i, end, "date")
