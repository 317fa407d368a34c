"""Figures that are no quantities: laws, editions, ranks, dates, clock times, phones, list marks, digits inside names."""

from __future__ import annotations

import re
from functools import lru_cache

from services.extractor.numbers import contexts as c
from services.extractor.numbers.figures import read_figure
from services.extractor.numbers.model import Draft, Role
from services.extractor.numbers.units import MONEY, followed_by, latin_scale
from services.extractor.numbers.wordlists import closed, folded
from services.extractor.tokens import Tokens

_PLURAL = re.compile(r"(?:[وفبكل]|)ال(?:ا\w{1,2}ا\w{1,2}|م\w{1,2}ا\w{1,3}|\w+ات|\w+ين|\w+ون|دول|مدن|قري|غرف|دور|طرق|صناع)$")
"""A definite plural by its shape (الجهات، الأقطاب، المشاريع): الـ12 behind it counts, behind a singular it is an ordinal."""


_TOTALS = folded("عدد وعدد عددهم عددهن عددها العدد مجموع تعداد")


@lru_cache(maxsize=16384)
def definite_plural(word: str) -> bool:
    """Whether a folded word looks like a definite plural."""
    return _PLURAL.match(word) is not None


_COUNTERS_LINE = 12  # tokens to each side within which a line of page counters ends
_CODE_LETTERS = 6  # tokens of letters and dots between رقم and its number
_COUNTED_ENDINGS = ("ا", "ات", "ين", "ون")
"""How nouns end that 3 to 99 count, but for broken plurals."""
_SURE_YEARS = closed("سنة عام سنتي عامي برسم", True)
_MORE = closed("أكثر أزيد أقل أكبر", False)
_WEAK_YEARS = closed("إلى من حتى بين", False)
_AMAZIGH = closed("أمازيغية")


def _touch(t: Tokens, a: int) -> bool:
    """Whether token `a` touches the next."""
    return a >= 0 and a + 1 < len(t.words) and t.ends[a] == t.starts[a + 1]


def _year(word: str) -> bool:
    return len(word) == 4 and (word[:2] in ("19", "20") or word == "2100")


def _draft(t: Tokens, i: int, end: int, role: Role) -> Draft:
    return Draft(i, end, end, role=role, text=t.text[t.starts[i] : t.ends[end - 1]])


def _run(t: Tokens, i: int) -> tuple[int, list[str], str]:
    """The tight run of digits and - / : . signs from token `i`: end, groups, the signs used."""
    words, kinds, n = t.words, t.kinds, len(t.words)
    j, groups, signs = i + 1, [words[i]], ""
    while j + 1 < n and kinds[j + 1] == "d" and words[j] in "-/:." and _touch(t, j - 1) and _touch(t, j):
        signs += words[j]
        groups.append(words[j + 1])
        j += 2
    return j, groups, signs


def word_before(t: Tokens, i: int) -> int:
    """The nearest token before `i` that is not a bracket, a colon or a loose article; -1 for none."""
    k = i - 1
    while k >= 0 and i - k < 4 and t.words[k] in c.GLUE:
        k -= 1
    return k


def _near(t: Tokens, k: int, words: frozenset[str], reach: int) -> bool:
    return any(t.words[m] in words for m in range(max(0, k - reach), k))


def digits_reference(t: Tokens, i: int) -> Draft | None:
    """The reference that begins at token `i` (digits), or None when it is a quantity."""
    words, kinds, n = t.words, t.kinds, len(t.words)
    end, groups, signs = _run(t, i)
    return (
        _marked(t, i, end, groups, signs)
        or _by_context(t, i, end, groups, signs)
        or _shaped(t, i, end, groups, signs)
        or (_draft(t, i, end, "counter") if not followed_by(t, end) and _only_digits(t, i, end) else None)
        or (_name(t, i, end) if (i and _touch(t, i - 1)) or (end < n and kinds[end] == "l" and words[end] not in MONEY) else None)
        or _bare_year(t, i, end, groups)
    )


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
    return _draft(t, i, end, "list")


def _shaped(t: Tokens, i: int, end: int, groups: list[str], signs: str) -> Draft | None:
    """Figures that their own shape gives away."""
    words, kinds, n = t.words, t.kinds, len(t.words)
    first = groups[0]
    if i and words[i - 1] == "+" and _touch(t, i - 1) and first.startswith("212"):
        return _draft(t, i, _phone_end(t, i, end), "phone")
    if (first[0] == "0" and len(first) in (2, 4, 9, 10)) or first == "00212":
        last = _phone_end(t, i, end)
        if 9 <= sum(len(w) for w in words[i:last] if w.isdigit()) <= 14:
            return _draft(t, i, last, "phone")
    if not signs:
        if len(first) > 15:
            return _draft(t, i, end, "code")
        if end < n and words[end] == "h" and _touch(t, end - 1) and len(first) <= 2:
            return _draft(t, i, end + 1 + (end + 1 < n and kinds[end + 1] == "d" and _touch(t, end)), "time")
        return _dated(t, i, end)
    if set(signs) == {":"}:
        return _draft(t, i, end, "time" if len(groups) <= 3 and all(len(g) <= 2 for g in groups) else "code")
    if len(groups) == 3 and len(set(signs)) == 1:
        a, b, last_group = groups
        if (len(a) <= 2 and len(b) <= 2 and _year(last_group)) or (_year(a) and len(b) <= 2 and len(last_group) <= 2):
            return _draft(t, i, end, "date")
    if all(map(_year, groups)):
        return _draft(t, i, end, "date")
    if signs == "/" and followed_by(t, end) in ("money", "percent") and int(first) < int(groups[1]):
        return None  # 200/250 درهما
    if set(signs) == {"/"}:
        return _draft(t, i, end, "date" if _year(first) or _month_at(t, end) else "page")
    if signs in (".-.", "-.", ".-") and first[0] != "0":  # 7.000-8.000
        return None
    if "/" in signs or ":" in signs or ("-" in signs and len(groups) > 2):
        return _draft(t, i, end, "code")
    if signs == "-" and _month_at(t, end):
        return _draft(t, i, end, "date")
    return None


def _phone_end(t: Tokens, i: int, end: int) -> int:
    """The end of a phone number whose groups are parted by blanks."""
    while (
        end < len(t.words)
        and end - i < 12
        and t.kinds[end] == "d"
        and t.starts[end] - t.ends[end - 1] <= 1
        and len(t.words[end]) <= 4
    ):
        end += 1
    return end


def _month_at(t: Tokens, j: int) -> bool:
    """Whether a month's name stands at token `j` ('من شهر' before it allowed)."""
    n = len(t.words)
    while j < n and t.words[j] in ("من", "شهر"):
        j += 1
    return j < n and t.words[j] in c.MONTHS


def _dated(t: Tokens, i: int, end: int) -> Draft | None:
    """21 نونبر 2024، and 12 و13 و14 ماي."""
    words, kinds, n = t.words, t.kinds, len(t.words)
    if len(words[i]) > 2 or not 1 <= int(words[i]) <= 31:
        return None
    j = end
    for _ in range(6):
        if _month_at(t, j):
            return _draft(t, i, end, "date")
        if j + 1 < n and words[j] in ("و", "،", ",", "-", "الي", "حتي", "او") and kinds[j + 1] == "d" and len(words[j + 1]) <= 2:
            j += 2
        else:
            break
    return None


def _by_context(t: Tokens, i: int, end: int, groups: list[str], signs: str) -> Draft | None:
    """Figures that the word before them (or behind) gives away."""
    words, n = t.words, len(t.words)
    k = word_before(t, i)
    previous = words[k] if k >= 0 else ""
    article = i > 0 and words[i - 1] == "ال"
    measure = followed_by(t, end)
    role: Role | None = None
    if previous in c.NUMBERED and not measure:
        if _near(t, k, c.LAWS, 4):
            role = "law"
        elif _near(t, k, c.GAZETTE, 5) or (previous == "العدد" and words[end : end + 1] == ["من"]):
            role = "gazette"
        elif previous.endswith("رقم"):
            role = "phone" if _near(t, k, c.PHONES, 3) else "code"
    elif measure:
        role = None
    elif (previous in c.LAWS or (previous in c.OF_LAWS and words[k - 1] in c.LAWS)) and (
        (signs or len(groups[0]) > 3) and not _year(groups[0])
    ):
        role = "law"
    elif previous in c.ARTICLES and not signs:
        role = "article"
    elif previous in c.PAGES:
        role = "page"
    elif previous in c.PHONES:
        role = "phone"
    elif previous in c.SCORES or (signs == "-" and _near(t, i, c.SCORES, 3)):
        role = "score"
    elif previous in c.CLOCK and len(groups[0]) <= 2 and previous.endswith("الساعه"):
        role = "time"
    elif previous in c.ADDRESSES and not (end < n and words[end].endswith(_COUNTED_ENDINGS)):
        role = "code"
    elif not signs and len(groups[0]) <= 3 and not (end < n and c.surely_counted(words[end])):
        if previous in c.EDITIONS and (article or "ال" in previous[:4] or previous.endswith(("ته", "تها", "تنا", "ره"))):
            role = "edition"
        elif previous in c.NAMED_EDITIONS and (article or "ال" in previous[:3]):
            role = "edition" if previous not in c.DAYS else "date"
        elif previous in c.RANKS and "ال" in previous[:4]:
            role = None if previous in c.ALSO_PLACES and int(groups[0]) > 10 and _counts(t, end) else "rank"
        elif previous in c.HEADINGS and len(groups[0]) <= 2:
            role = None if _counts(t, end) else "code"
        elif previous in c.DAYS and int(groups[0]) <= 31:
            role = "date"
        elif article and not definite_plural(previous):
            role = "ordinal"
        if role is not None and not _whole(t, i):
            role = None
    if role is None and (_hijri(t, i, end, previous) or (len(groups[0]) == 4 and _near(t, i, _AMAZIGH, 3))):
        role = "date"
    if role is None and not measure and (_page_total(t, i) or _moroccan_standard(t, i)):
        role = "page" if words[i - 1] != "م" and words[i - 1] != "." else "code"
    if role is None and not measure and (_post_box(t, i) or _coded(t, i)):
        role = "code"
    if role is None and previous in c.COUNTERS_BEFORE and not (end < n and c.is_counted(words[end])):
        role = "counter"
    if role is None and "=" in (words[end : end + 1] + words[max(0, i - 1) : i]):
        role = "code"  # the sum that a comment form asks for
    if role in ("code", "phone"):
        end = _phone_end(t, i, end)
    return _draft(t, i, end, role) if role else None


def _whole(t: Tokens, i: int) -> bool:
    """Whether the digits at token `i` are all of their figure, and no part of 2,1 مليون."""
    return len(read_figure(t, i).groups) == 1


def _counts(t: Tokens, end: int) -> bool:
    """Whether a noun stands behind a figure, and no adverb (عالميا)."""
    return end < len(t.words) and t.kinds[end] == "w" and c.is_counted(t.words[end]) and not t.words[end].endswith("يا")


def _page_total(t: Tokens, i: int) -> bool:
    """'صفحة 3 من 12', 'صفحة 3 من أصل 12'."""
    k = i - 1 - (i > 0 and t.words[i - 1] in ("اصل", "مجموع"))
    return k > 1 and t.words[k] in ("من", "/") and t.kinds[k - 1] == "d" and t.words[k - 2] in c.PAGES


def _moroccan_standard(t: Tokens, i: int) -> bool:
    """'م.م 13.7.001': a Moroccan standard's number."""
    w = t.words
    return (
        w[max(0, i - 3) : i] == ["م", ".", "م"]
        or w[max(0, i - 4) : i] == ["م", ".", "م", "."]
        or w[max(0, i - 2) : i] == ["م", "م"]
    )


def _post_box(t: Tokens, i: int) -> bool:
    """'ص.ب 1234', 'ص ب: 12', 'صندوق البريد 45'."""
    k = i - 1
    while k > 0 and t.words[k] in ".:":
        k -= 1
    return t.words[max(0, k - 2) : k + 1] == ["ص", ".", "ب"] or t.words[max(0, k - 1) : k + 1] == ["ص", "ب"]


def _coded(t: Tokens, i: int) -> bool:
    """'رقم ت.س 60658', 'رقم ج 12/34': letters stand between the word and its number."""
    k = i - 1
    while k > 0 and i - k < _CODE_LETTERS and (len(t.words[k]) == 1 or t.words[k] in "./-"):
        k -= 1
    return k < i - 1 and t.words[k] in ("رقم", "الرقم", "برقم", "عدد") and t.kinds[i - 1] != "d"


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


def _hijri(t: Tokens, i: int, end: int, previous: str) -> bool:
    """1446 هـ, سنة 1446 هجرية, ربيع الثاني 1428."""
    word = t.words[i]
    if len(word) != 4 or word[:2] not in ("13", "14"):
        return False
    return t.words[end : end + 1] in (["ه"], ["هجريه"], ["للهجره"]) or previous in c.MONTHS


def _name(t: Tokens, i: int, end: int) -> Draft | None:
    """Digits that touch letters which are no words of their own: مدار21, img_8516, 2M."""
    words, kinds, n = t.words, t.kinds, len(t.words)
    tail = words[end] if end < n and kinds[end] == "l" and _touch(t, end - 1) else ""
    known = tail in MONEY or latin_scale(tail) > 1 or (tail in c.LATIN_UNITS and words[i : end + 1] != ["2", "m"])
    if tail and not known:
        return _draft(t, i, end, "name")
    if not i or not _touch(t, i - 1):
        return None
    left = words[i - 1]
    if left == "/" and i > 1 and kinds[i - 2] == "d" and followed_by(t, end) in ("money", "percent"):
        return None  # 200/250 درهما
    if left in "_/@#=&?" or (kinds[i - 1] == "l" and left not in MONEY):
        return _draft(t, i, end, "name")
    if left == "-" and i > 1 and _touch(t, i - 2) and (kinds[i - 2] == "l" or words[i - 2] in c.NAMES):
        return _draft(t, i, end, "name")
    if kinds[i - 1] != "w" or followed_by(t, end):
        return None
    if left in c.NAMES or left in c.NAME_ONLY_GLUED:
        return _draft(t, i, end, "name")
    if len(left) < 4 or left in c.STOP or left in c.MONTHS or left in c.DAYS or len(words[i]) > 3:
        return None
    counted = end < n and (words[end] in ("من", ")") or (kinds[end] == "w" and c.is_counted(words[end])))
    return None if counted or end > i + 1 or left in c.GLUED else _draft(t, i, end, "name")


def _range_counts(t: Tokens, end: int) -> bool:
    """Whether a second figure behind this one counts something: '1998 إلى 2015 صانعا'."""
    w = t.words
    return (
        w[end : end + 1] in (["الي"], ["و"], ["حتي"]) and end + 2 < len(w) and _year(w[end + 1]) and c.surely_counted(w[end + 2])
    )


def _bare_year(t: Tokens, i: int, end: int, groups: list[str]) -> Draft | None:
    """2024 by itself, and names that stand apart from their figure (قناة 24)."""
    words, kinds, n = t.words, t.kinds, len(t.words)
    k = word_before(t, i)
    k -= k > 0 and words[k] == "-"
    previous = words[k] if k >= 0 else ""
    if previous in ("و", "الي", "او", "،") and k:
        previous = words[k - 1] if _year(words[k - 1]) else previous
    measure = followed_by(t, end)
    following = words[end] if end < n and kinds[end] == "w" else ""
    if previous == "من" and k and words[k - 1] in _MORE and following and following not in c.DURATIONS:
        return None  # أكثر من 2000 ناسجة
    if words[end : end + 1] == ['"'] and i and kinds[i - 1] == "w" and '"' in words[max(0, i - 4) : i]:
        return _draft(t, i, end, "name")  # "الأمل 2"
    if previous in c.STANDARDS and not measure:
        return _draft(t, i, end, "name")
    if previous in c.NAMES and previous not in c.NAME_ONLY_GLUED and not measure and len(groups[0]) <= 3:
        return _draft(t, i, end, "name")
    if i and kinds[i - 1] == "l" and not _touch(t, i - 1) and words[i - 1] in ("iso", "nm", "covid", "windows", "expo"):
        return _draft(t, i, end, "name")
    if len(groups) > 1 or not _year(words[i]) or measure or (end < n and kinds[end] == "d" and _touch(t, end - 1)):
        return None
    if following and (following in _SURE_YEARS or following == "في") and words[end + 1 : end + 2] and _year(words[end + 1]):
        return None  # 'و2000 سنة 2024'
    if _year(previous) and previous.isdigit() and not (following in c.COUNTED_NOUNS and following.endswith("ا")):
        return _draft(t, i, end, "date")
    if previous in _SURE_YEARS:
        return _draft(t, i, end, "date")
    if (previous in _WEAK_YEARS or previous not in c.YEARS) and (c.surely_counted(following) or _range_counts(t, end)):
        return None  # 'وصل إلى 1946 متدرجا', 'من 1998 إلى 2015 صانعا'
    if following in c.COUNTED_NOUNS or (following == "من" and words[end + 1 : end + 2] and words[end + 1].startswith("ال")):
        return None if previous not in c.MONTHS else _draft(t, i, end, "date")
    if previous in c.YEARS or previous in c.MONTHS:
        return _draft(t, i, end, "date")
    if following and c.is_counted(following) and following.endswith("ا"):
        return None
    if previous in c.COUNTERS or (following and any(w in _TOTALS for w in words[max(0, i - 6) : i])):
        return None  # 'بلغ عدد المتدرجين 2100 متدرج'
    return _draft(t, i, end, "date")
