"""Figures that the word before them (or behind) gives away: laws, editions, ranks, pages, addresses."""

from __future__ import annotations

import re
from functools import lru_cache

from services.extractor.clitics import readings
from services.extractor.numbers import contexts as c
from services.extractor.numbers.figures import read_figure
from services.extractor.numbers.model import Draft, Role
from services.extractor.numbers.shapes import is_year, phone_end, reference
from services.extractor.numbers.wordlists import closed
from services.extractor.tokens import Tokens

_PLURAL = re.compile(r"(?:[وفبكل]|)ال(?:ا\w{1,2}ا\w{1,2}|م\w{1,2}ا\w{1,3}|\w+ات|\w+ين|\w+ون|دول|مدن|قري|غرف|دور|طرق|صناع)$")
"""A definite plural by its shape (الجهات، الأقطاب، المشاريع): الـ12 behind it counts, behind a singular it is an ordinal."""
_SINGULAR_ENDS = ("تكوين", "تحسين", "تامين", "تمكين", "تموين", "تثمين", "تعيين", "تمرين")
"""Nouns that end as a plural does."""
_FIRST_RANKS = 2
_CODE_LETTERS = 6  # tokens of letters and dots between رقم and its number
_COUNTED_ENDINGS = ("ا", "ات", "ين", "ون")
"""How nouns end that 3 to 99 count, but for broken plurals."""
_AMAZIGH = closed("أمازيغية")
_OUT_OF = frozenset(("من", "/", "اصل", "مجموع"))
"""Right before a page's total."""


@lru_cache(maxsize=16384)
def definite_plural(word: str) -> bool:
    """Whether a folded word is or looks like a definite plural."""
    if word.endswith(_SINGULAR_ENDS):
        return False
    return _PLURAL.match(word) is not None or any(r.article and r.core in c.BROKEN_PLURALS for r in readings(word))


def word_before(t: Tokens, i: int) -> int:
    """The nearest token before `i` that is not a bracket, a colon or a loose article; -1 for none."""
    k = i - 1
    while k >= 0 and i - k < 4 and t.words[k] in c.GLUE:
        k -= 1
    return k


def _near(t: Tokens, k: int, words: frozenset[str], reach: int) -> bool:
    return any(t.words[m] in words for m in range(max(0, k - reach), k))


def by_word_before(t: Tokens, i: int, end: int, groups: list[str], signs: str, *, measure: bool) -> Draft | None:
    """Figures that the word before them (or behind) gives away.

    Args:
        t: tokens of the folded text.
        i: the token of the figure.
        end: the token behind its run.
        groups: the digits of its run.
        signs: the signs between them.
        measure: whether a multiplier, percent or money follows.
    """
    words, n = t.words, len(t.words)
    k = word_before(t, i)
    previous = words[k] if k >= 0 else ""
    article = i > 0 and words[i - 1] == "ال"
    role: Role | None = None
    if not measure and (article or signs == "-" or previous in c.ANNOUNCING):
        role = _announced(t, i, k, end, groups, signs, article=article)
    if role is None and len(groups[0]) == 4 and (_hijri(t, i, end, previous) or _near(t, i, _AMAZIGH, 3)):
        role = "date"
    if role is None and not measure and i and (len(words[i - 1]) == 1 or words[i - 1] in _OUT_OF):
        if _page_total(t, i) or _moroccan_standard(t, i):
            role = "page" if words[i - 1] != "م" and words[i - 1] != "." else "code"
        elif _post_box(t, i) or _coded(t, i):
            role = "code"
    commented = previous in c.COMMENTING and k > 0 and words[k - 1] in c.COUNTERS_BEFORE
    if role is None and (commented or previous in c.COUNTERS_BEFORE) and not (end < n and c.is_counted(words[end])):
        role = "counter"
    if role is None and not measure and len(groups[0]) > 1 and _identifies(t, i):
        return reference(t, i, _code_end(t, end), "phone" if _near(t, i, c.PHONES, _IDENTIFIED) else "code")
    if role is None and not measure and not signs and _numbers_each(t, i, end):
        role = "code"
    if role is None and "=" in (words[end : end + 1] + words[max(0, i - 1) : i]):
        role = "code"  # the sum that a comment form asks for
    if role in ("code", "phone"):
        end = phone_end(t, i, end)
    return reference(t, i, end, role) if role else None


def _announced(t: Tokens, i: int, k: int, end: int, groups: list[str], signs: str, *, article: bool) -> Role | None:
    """What the word at token `k` says of the figure at token `i` behind it, which no measure follows."""
    words = t.words
    previous = words[k] if k >= 0 else ""
    following = words[end] if end < len(words) else ""
    if previous in c.NUMBERED:
        if _near(t, k, c.LAWS, 4):
            return "law"
        if _near(t, k, c.GAZETTE, 5) or (previous == "العدد" and (following == "من" or _opens(t, k))):
            return "gazette"
        if previous.endswith("رقم"):
            return "phone" if _near(t, k, c.PHONES, 3) else "code"
        return None
    law = previous in c.LAWS or (previous in c.OF_LAWS and words[k - 1] in c.LAWS)
    if law and (signs or len(groups[0]) > 3) and not is_year(groups[0]):
        return "law"
    if previous in c.ARTICLES and not signs:
        return "article"
    if previous in c.PAGES:
        return "page"
    if previous in c.PHONES:
        return "phone"
    if previous in c.SCORES or (signs == "-" and _near(t, i, c.SCORES, 3)):
        return "score"
    if previous in c.CLOCK and len(groups[0]) <= 2 and previous.endswith("الساعه"):
        return "time"
    if previous in c.ADDRESSES and not following.endswith(_COUNTED_ENDINGS):
        return "code"
    if signs or len(groups[0]) > 3 or c.surely_counted(following):
        return None
    if following == "من" and end + 1 < len(words) and definite_plural(words[end + 1]):
        return None  # حضر اللقاء 20 من الصناع
    if previous == "اليوم" and following == "فقط":
        return None  # أصبح الصفارون اليوم 7 فقط
    role = _placed(t, end, previous, groups[0], article=article)
    return role if role is not None and _whole(t, i) else None


def _opens(t: Tokens, k: int) -> bool:
    """Whether the word at token `k` opens a line or one of its parts, as in what stands above a newspaper's page."""
    return k == 0 or t.kinds[k - 1] == "n" or t.words[k - 1] in ("-", "|", "/", "•")


def _placed(t: Tokens, end: int, previous: str, digits: str, *, article: bool) -> Role | None:
    """What has a place in a row by the word before it: an edition, a rank, a heading's number, a day."""
    if previous in c.EDITIONS and (article or "ال" in previous[:4] or previous.endswith(("ته", "تها", "تنا", "ره"))):
        return "edition"
    if previous in c.NAMED_EDITIONS and (article or "ال" in previous[:3]):
        return "edition" if previous not in c.DAYS else "date"
    if previous in c.RANKS and "ال" in previous[:4]:
        counting = previous in c.ALSO_PLACES and (_counts(t, end) or (article and definite_plural(previous)))
        return None if counting and int(digits) > _FIRST_RANKS else "rank"
    if previous in c.HEADINGS and len(digits) <= 2:
        return None if _counts(t, end) else "code"
    if previous in c.DAYS and int(digits) <= 31:
        return "date"
    return "ordinal" if article and not definite_plural(previous) else None


def _whole(t: Tokens, i: int) -> bool:
    """Whether the digits at token `i` are all of their figure, and no part of 2,1 مليون."""
    return len(read_figure(t, i).groups) == 1


def _counts(t: Tokens, end: int) -> bool:
    """Whether a noun stands behind a figure, and no adverb (عالميا)."""
    if end >= len(t.words) or t.kinds[end] != "w":
        return False
    word = t.words[end]
    if word == "من" and end + 1 < len(t.words):
        return definite_plural(t.words[end + 1])  # يضم الجناح 12 من العارضين
    return c.is_counted(word) and not word.endswith("يا") and word not in c.VERBS_OF_HOLDING


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


def _numbers_each(t: Tokens, i: int, end: int) -> bool:
    """'المحلات من 1 إلى 15', 'المحلات 12 و13 و14': numbers that things bear, in a row."""
    w = t.words
    if w[i] == "1" and w[end : end + 1] == ["الي"] and i > 1 and w[i - 1] == "من":
        return definite_plural(w[i - 2])
    following = w[end + 1] if w[end : end + 1] == ["و"] and end + 1 < len(w) and t.kinds[end + 1] == "d" else ""
    in_a_row = following.isdigit() and len(w[i]) <= _HOUSE_NUMBER and int(following) == int(w[i]) + 1
    return in_a_row and definite_plural(w[i - 1]) and not _counts(t, end + 2) and t.kinds[end + 1] == "d"


_HOUSE_NUMBER = 3  # digits


def _identifies(t: Tokens, i: int) -> bool:
    """'رقم الحساب البنكي للجمعية هو 230 780', 'RIB: 011 450': what the figure numbers stands a few words before it."""
    w = t.words
    if w[i - 1][:1] not in _LINKS and t.kinds[i - 1] not in "wl":
        return False
    for k in range(i - 1, max(-1, i - 1 - _IDENTIFIED), -1):
        if t.kinds[k] in "dn" or w[k] in _CUT:
            return False
        if w[k].endswith("رقم") or w[k] in _LATIN_CODES:
            named = w[k] in _LATIN_CODES or any(x in c.IDENTIFIERS for x in w[k + 1 : i][:2])
            return named and all(x in _LINKING or x in c.IDENTIFIERS or x[:2] in ("لل", "ال") for x in w[k + 1 : i])
    return False


_IDENTIFIED = 6
_LINKS = (":", "(", "-", "/", "=")
_CUT = frozenset("،.؛!؟?")
_LATIN_CODES = frozenset(("rib", "iban", "ice", "cin", "cnss"))
_LINKING = closed("هو هي الآتي التالي تحت وهو على", True) | frozenset((":", "(", "-", "/", "ب", "كا"))


def _code_end(t: Tokens, end: int) -> int:
    """The end of a code whose groups are parted by blanks, dots or dashes."""
    n = len(t.words)
    start = end
    while end < n and end - start < _LONGEST_CODE:
        if t.kinds[end] == "d" and t.starts[end] - t.ends[end - 1] <= 1:
            end += 1
        elif t.words[end] in "-./" and end + 1 < n and t.kinds[end + 1] == "d" and t.starts[end + 1] - t.ends[end] <= 1:
            end += 2
        else:
            break
    return end


_LONGEST_CODE = 16  # tokens


def _hijri(t: Tokens, i: int, end: int, previous: str) -> bool:
    """1446 هـ, سنة 1446 هجرية, ربيع الثاني 1428."""
    if t.words[i][:2] not in ("13", "14"):
        return False
    return t.words[end : end + 1] in (["ه"], ["هجريه"], ["للهجره"]) or previous in c.MONTHS
