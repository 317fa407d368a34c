"""Years written out: 'سنة ألفين واثنتين وعشرين', 'عام ألف وتسعمائة وتسعة وتسعين'."""

from __future__ import annotations

from services.extractor.dates import notes
from services.extractor.dates.model import DateMention
from services.extractor.dates.spans import Found, link
from services.extractor.dates.text import View
from shared.text.folding import fold_word


def _table(rows: str) -> dict[str, int]:
    pairs = (row.split(":") for row in rows.strip().splitlines())
    return {fold_word(word): int(value) for value, forms in pairs for word in forms.split()}


_THOUSANDS = _table("1000: ألف الألف\n2000: ألفين ألفان الألفين")
_HUNDREDS = _table(
    """
600: ستمائة ستمئة ستماية
700: سبعمائة سبعمئة سبعماية
800: ثمانمائة ثمانمئة ثمنمائة ثمانماية
900: تسعمائة تسعمئة تسعماية
"""
)
_TENS = _table(
    """
20: عشرين عشرون
30: ثلاثين ثلاثون
40: أربعين أربعون
50: خمسين خمسون
60: ستين ستون
70: سبعين سبعون
80: ثمانين ثمانون
90: تسعين تسعون
"""
)
_UNITS = _table(
    """
1: واحد واحدة إحدى أحد
2: اثنين اثنتين اثنان اثنتان اثني اثنتي اثنا اثنتا إثنين إثنتين
3: ثلاث ثلاثة
4: أربع أربعة
5: خمس خمسة
6: ست ستة
7: سبع سبعة
8: ثمان ثماني ثمانية
9: تسع تسعة
10: عشر عشرة
"""
)
_HUNDRED = tuple(map(fold_word, ("مائة", "مئة", "ماية", "مائتين", "مئتين")))
_BEHIND = frozenset(map(fold_word, ("في", "من", "إلى", "الى", "على", "عن", "حين", "كان", "كانت", "تم", "حيث", "بعد", "قبل", "م")))
"""Words behind a round year that it cannot count."""
_TEEN = frozenset(map(fold_word, ("عشر", "عشرة")))


def spelt_year(v: View, j: int, *, glued: bool = False) -> tuple[int, int] | None:
    """The year that is written out from token j on, and the token after it.

    Args:
        v: the text.
        j: the token of the thousands.
        glued: whether a و may stand on it.

    Returns:
        None where no thousands stand there, or where they count something ('ألفي سنة').
    """
    thousands = _THOUSANDS.get(v.word(j)) or (_THOUSANDS.get(_joined(v, j)) if glued else None)
    if thousands is None:
        return None
    value, j = thousands, j + 1
    hundreds = _HUNDREDS.get(_joined(v, j)) if thousands == 1000 else None
    if hundreds is not None:
        value, j = value + hundreds, j + 1
    elif thousands == 1000:
        return None
    unit = _UNITS.get(_joined(v, j))
    if unit is not None:
        value, j = value + unit, j + 1
        if unit < 10 and v.word(j) in _TEEN:
            return value + 10, j + 1
        if unit == 10:
            return value, j
    tens = _TENS.get(_joined(v, j))
    if tens is not None:
        value, j = value + tens, j + 1
    return (value, j) if not _goes_on(v, j, whole=value == thousands) else None


def _goes_on(v: View, j: int, *, whole: bool) -> bool:
    """Whether the number goes on at token j, or counts what stands there: 'ألفين وخمسمائة زربية'."""
    word = v.word(j)
    if word.startswith("و"):
        return word.endswith(_HUNDRED)
    if v.counted(j):
        return True
    return whole and v.tokens.kinds[j : j + 1] == "w" and not word.startswith("ال") and word not in _BEHIND


def _joined(v: View, j: int) -> str:
    """Token j without the و that joins it to the number before; '' where none does."""
    word = v.word(j)
    return word[1:] if word.startswith("و") else ""


def spelt_years_at(v: View, i: int) -> Found | None:
    """A year written out behind 'سنة', 'سنتي' or 'منذ', or two of them joined."""
    s = v.is_(i, "year") or v.is_(i, "years") or v.is_(i, "since")
    if s is None:
        return None
    start = v.tokens.starts[i] + s.offset
    if s.category == "year" and v.word(i)[s.offset :].startswith("ال"):
        return None  # 'في السنة ألفين زربية'
    first = spelt_year(v, i + 1)
    if first is None:
        return None
    year, j = first
    second = _second(v, j, pair=v.is_(i, "years") is not None)
    if second is None:
        return DateMention(start, v.tokens.ends[j - 1], str(year), "year", None, notes.SPELT), j
    low, high = sorted((year, second[0]))
    return DateMention(start, v.tokens.ends[second[1] - 1], f"{low}/{high}", "range", None, notes.SPELT), second[1]


def _second(v: View, j: int, *, pair: bool) -> tuple[int, int] | None:
    """The other end: 'إلى سنة ألفين وثلاثين', or, behind 'سنتي', 'وألفين وثلاثة وعشرين'."""
    found = link(v, j, between=False)
    if found is None or (found[0] != "to" and not pair):
        return None
    k = found[1] + (v.is_(found[1], "year") is not None)
    return spelt_year(v, k, glued=True)
