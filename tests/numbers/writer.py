"""Writes a number in every form that the grammar reads: what the property tests read back."""

from __future__ import annotations

from collections.abc import Iterator

_MASCULINE = {  # before masculine nouns
    1: "واحد", 2: "اثنان", 3: "ثلاثة", 4: "أربعة", 5: "خمسة", 6: "ستة", 7: "سبعة", 8: "ثمانية", 9: "تسعة", 10: "عشرة",
}  # fmt: skip
_FEMININE = {
    1: "إحدى", 2: "اثنتان", 3: "ثلاث", 4: "أربع", 5: "خمس", 6: "ست", 7: "سبع", 8: "ثماني", 9: "تسع", 10: "عشر",
}  # fmt: skip
_TENS = {20: "عشر", 30: "ثلاث", 40: "أربع", 50: "خمس", 60: "ست", 70: "سبع", 80: "ثمان", 90: "تسع"}
_SCALES = {
    10**3: ("ألف", "ألفا", "ألفان", "ألفين", "آلاف"),
    10**6: ("مليون", "مليونا", "مليونان", "مليونين", "ملايين"),
    10**9: ("مليار", "مليارا", "ملياران", "مليارين", "ملايير"),
}


class Style:
    """One way of writing words: gender, case, the spelling of a hundred, whether three hundred is one word."""

    def __init__(self, feminine: bool, oblique: bool, hundred: str, joined: bool, glued_and: bool, careless: bool) -> None:
        self.feminine, self.oblique, self.hundred = feminine, oblique, hundred
        self.joined, self.glued_and, self.careless = joined, glued_and, careless

    def join(self, parts: list[str]) -> str:
        """Parts with و between them, glued or apart."""
        return (" و" if self.glued_and else " و ").join(parts)

    def finish(self, text: str) -> str:
        """The text, with ه for ة where the style is careless."""
        return text.replace("ة", "ه") if self.careless else text


def below_hundred(n: int, style: Style, feminine: bool) -> str:
    """1..99 in words."""
    units = _FEMININE if feminine else _MASCULINE
    if n == 2:
        return {(False, False): "اثنان", (False, True): "اثنين", (True, False): "اثنتان", (True, True): "اثنتين"}[
            feminine, style.oblique
        ]
    if n == 1:
        return "واحدة" if feminine else "واحد"
    if n <= 10:
        return units[n]
    if n < 20:
        ten = "عشرة" if feminine else "عشر"
        one = "إحدى" if feminine else "أحد"
        two = {(False, False): "اثنا", (False, True): "اثني", (True, False): "اثنتا", (True, True): "اثنتي"}[
            feminine, style.oblique
        ]
        return f"{ {11: one, 12: two}.get(n) or units[n - 10] } {ten}"
    tens = _TENS[n // 10 * 10] + ("ين" if style.oblique else "ون")
    if n % 10 == 1 and feminine:
        return style.join(["إحدى", tens])
    return style.join([below_hundred(n % 10, style, feminine), tens]) if n % 10 else tens


def below_thousand(n: int, style: Style, feminine: bool, construct: bool) -> str:
    """1..999 in words; `construct`: a noun follows directly."""
    parts = []
    hundreds, rest = divmod(n, 100)
    if hundreds == 1:
        parts.append(style.hundred)
    elif hundreds == 2:
        end = ("ي" if style.oblique else "ا") if construct and not rest else ("ين" if style.oblique else "ان")
        parts.append(style.hundred[:-1] + "ت" + end)
    elif hundreds:
        parts.append(_FEMININE[hundreds] + ("" if style.joined else " ") + style.hundred)
    if rest:
        parts.append(below_hundred(rest, style, feminine))
    return style.join(parts)


def words(n: int, style: Style) -> str:
    """A number from 2 to below 10**12 in words."""
    parts: list[str] = []
    for scale in (10**9, 10**6, 10**3):
        count, n = divmod(n, scale)
        one, accusative, dual, oblique_dual, plural = _SCALES[scale]
        if count == 1:
            parts.append(one)
        elif count == 2:
            parts.append(oblique_dual if style.oblique else dual)
        elif count:
            tail = count % 100
            noun = plural if 3 <= tail <= 10 else accusative if 11 <= tail <= 99 else one
            parts.append(f"{below_thousand(count, style, feminine=False, construct=True)} {noun}")
    if n:
        parts.append(below_thousand(n, style, style.feminine, construct=False))
    return style.finish(style.join(parts))


_DIGITS = {"ascii": "0123456789", "arabic": "٠١٢٣٤٥٦٧٨٩", "persian": "۰۱۲۳۴۵۶۷۸۹"}


def in_script(text: str, script: str) -> str:
    """ASCII digits in another script."""
    return text.translate({48 + i: d for i, d in enumerate(_DIGITS[script])})


def grouped(n: int, separator: str) -> str:
    """Thousands parted by a sign."""
    return f"{n:,}".replace(",", separator)


def turned(n: int) -> str:
    """Groups of thousands turned round, as bad conversion leaves them."""
    return " ".join(reversed(f"{n:,}".split(",")))


def mixed(n: int) -> Iterator[str]:
    """A whole number in figures with multipliers: 3 ملايين و450 ألف, 15 ألف و300."""
    parts = []
    for scale, (one, accusative, dual, _, plural) in sorted(_SCALES.items(), reverse=True):
        count, n = divmod(n, scale)
        if count == 1:
            parts.append(one)
        elif count == 2:
            parts.append(dual)
        elif count:
            parts.append(f"{count} {plural if 3 <= count % 100 <= 10 else accusative if 11 <= count % 100 <= 99 else one}")
    if n:
        parts.append(str(n))
    yield " و".join(parts)
    yield " و ".join(parts)
