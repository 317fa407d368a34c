"""Number words of Arabic news, in both genders, all cases and constructs, with the misspellings and Darija forms it has.

The table is closed under clitics when it is built (وبثلاثة، للأربعة، والعشرين), so that a token costs one look-up.
Words are written in normal orthography here and folded on the way in.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from services.extractor.numbers.model import Ratio
from services.extractor.numbers.wordlists import folded
from shared.text.folding import fold_word

Class = Literal["one", "unit", "pre", "ten", "teen", "tens", "hundred", "scale", "fraction", "parts", "price"]
"""`pre`: only before عشر (اثنا, احدى); `ten`: عشر, ten by itself or the end of a teen; `parts`: أرباع, after a unit;
`price`: ثمن, mostly a price and seldom an eighth."""


class NumberWord(NamedTuple):
    """One number word as it stands in the text, clitics included."""

    kind: Class
    value: int
    """Its value; of a fraction the denominator."""
    numerator: int
    """Of a fraction its numerator (ثلثا: 2); of a scale how many (ألفين: 2); else 1."""
    plural: bool
    """آلاف, ملايين: a figure only behind a number."""
    accusative: bool
    """مليونا: either one million (accusative) or two (dual before its noun). Of a unit (ستا): it seldom stands by itself."""
    conjunction: bool
    preposition: str
    article: bool
    core: str


_UNITS: dict[int, str] = {
    2: "اثنان اثنين اثنتان اثنتين ثنتان ثنتين اتنان اتنين اتنتين جوج",
    3: "ثلاثة ثلاث ثلاتة ثلات تلاثة تلاتة تلاث تلات",
    4: "أربعة أربع ربعة",
    5: "خمسة خمس",
    6: "ستة ست",
    7: "سبعة سبع",
    8: "ثمانية ثماني ثمان ثمانيا تمانية تماني تمان ثمنية تمنية",
    9: "تسعة تسع تسعود",
}
_ACCUSATIVE_UNITS = {3: "ثلاثا ثلاتا تلاثا", 4: "أربعا", 5: "خمسا", 6: "ستا", 7: "سبعا", 9: "تسعا"}
_PRE = {0: "صفر", 1: "أحد إحدى احدا حدى", 2: "اثنا اثني اثنتا اثنتي اتنا اتني اتنتي اثنى"}
_TEN = "عشرة عشر"
_TENS: dict[int, str] = {
    20: "عشرون عشرين",
    30: "ثلاثون ثلاثين ثلاتون ثلاتين تلاثين تلاتين تلاتون",
    40: "أربعون أربعين ربعين",
    50: "خمسون خمسين",
    60: "ستون ستين",
    70: "سبعون سبعين",
    80: "ثمانون ثمانين تمانون تمانين",
    90: "تسعون تسعين",
}
_DARIJA_TEENS = {
    11: "حداش حضاش", 12: "طناش اطناش", 13: "تلطاش", 14: "ربعطاش", 15: "خمسطاش",
    16: "سطاش", 17: "سبعطاش", 18: "تمنطاش", 19: "تسعطاش",
}  # fmt: skip
HUNDRED = "مائة مئة مئه ماية مية ماءة"
_TWO_HUNDRED = "مائتان مائتين مائتا مائتي مئتان مئتين مئتا مئتي مايتين ميتين ماءتين"
_JOINED_HUNDREDS = {
    3: "ثلاث ثلاثة تلاث ثلات تلات", 4: "أربع أربعة ربع", 5: "خمس خمسة", 6: "ست ستة", 7: "سبع سبعة",
    8: "ثمان ثماني ثمانية تمان تمن ثمن",
    9: "تسع تسعة",
}  # fmt: skip
_SCALES: dict[int, dict[str, str]] = {
    10**3: {"one": "ألف", "accusative": "ألفا", "two": "ألفان ألفين ألفي", "plural": "آلاف ألوف ءالاف"},
    10**6: {
        "one": "مليون ميليون مليوون ملون ميلون million",
        "accusative": "مليونا ميليونا",
        "two": "مليونان مليونين مليوني ميليونين",
        "plural": "ملايين ملاين ميلايين مليونات millions",
    },
    10**9: {
        "one": "مليار ميليار بليون milliard mrd",
        "accusative": "مليارا بليونا ميليارا",
        "two": "ملياران مليارين ملياري بليونين بليونان بليوني",
        "plural": "مليارات ملايير ميليارات بلايين مليارت milliards",
    },
    10**12: {
        "one": "تريليون ترليون",
        "accusative": "تريليونا",
        "two": "تريليونان تريليونين تريليوني",
        "plural": "تريليونات ترليونات",
    },
}
_FRACTIONS: dict[Ratio, str] = {
    (1, 2): "نصف نصفا",
    (1, 3): "ثلث",
    (1, 4): "ربع ربعا",
    (1, 6): "سدس",
    (2, 3): "ثلثا ثلثي ثلثان ثلثين",
}
_PARTS = {3: "أثلاث", 4: "أرباع", 5: "أخماس", 6: "أسداس", 8: "أثمان", 10: "أعشار"}

VAGUE = folded("عشرات مئات مئين آلاف ألوف ملايين ملاين ملايير مليارات بلايين تريليونات")
"""Plurals that count nothing by themselves (آلاف الصناع)."""

_NOT = folded("لست كست فست كعشر للاثنين لاثنين كألف فألف كسبع كمية وكمية فكمية")
"""Forms that the clitics would make, but that are other words: لست is 'I am not'."""
_MONDAY = folded("الاثنين الإثنين والاثنين الاتنين")
"""Two only before tens ('أعضاء التعاونية الاثنين والعشرين'), else Monday."""


def _clitics(core: str) -> list[tuple[str, bool, str, bool]]:
    """All (form, conjunction, preposition, article) of a core."""
    forms = []
    for conjunction in ("", "و", "ف"):
        for preposition in ("", "ب", "ل", "ك"):
            forms.append((conjunction + preposition + core, bool(conjunction), preposition, False))
            article = "لل" if preposition == "ل" else preposition + "ال"
            forms.append((conjunction + article + core, bool(conjunction), preposition, True))
    return forms


def _build() -> dict[str, NumberWord]:
    table: dict[str, NumberWord] = {}

    def add(words: str, kind: Class, value: int, numerator: int = 1, plural: bool = False, accusative: bool = False) -> None:
        for word in words.split():
            core = fold_word(word)
            for form, conjunction, preposition, article in _clitics(core) if core > "z" else [(core, False, "", False)]:
                if form not in _NOT:
                    table.setdefault(
                        form,
                        NumberWord(
                            "pre" if form in _MONDAY else kind,
                            value,
                            numerator,
                            plural,
                            accusative,
                            conjunction,
                            preposition,
                            article,
                            core,
                        ),
                    )

    for value, forms in _SCALES.items():
        add(forms["one"], "scale", value)
        add(forms["accusative"], "scale", value, accusative=True)
        add(forms["two"], "scale", value, numerator=2)
        add(forms["plural"], "scale", value, plural=True)
    add("واحد واحدة واحدا", "one", 1)
    for value, words in _UNITS.items():
        add(words, "unit", value)
    for value, words in _ACCUSATIVE_UNITS.items():
        add(words, "unit", value, accusative=True)
    for value, words in _PRE.items():
        add(words, "pre", value)
    add(_TEN, "ten", 10)
    for value, words in _TENS.items():
        add(words, "tens", value)
    for value, words in _DARIJA_TEENS.items():
        add(words, "teen", value)
    for value, words in (_PRE | {n: w for n, w in _UNITS.items() if n > 2}).items():  # glued: خمسةعشر
        for word in words.split():
            add(f"{word}عشر {word}عشرة", "teen", 10 + value)
    add(HUNDRED, "hundred", 100)
    add("مئات", "hundred", 100, plural=True)
    add(_TWO_HUNDRED, "hundred", 200)
    for value, words in _JOINED_HUNDREDS.items():
        for word in words.split():
            for hundred in HUNDRED.split():
                add(word + hundred, "hundred", value * 100)
    for (numerator, denominator), words in _FRACTIONS.items():
        add(words, "fraction", denominator, numerator)
    for denominator, words in _PARTS.items():
        add(words, "parts", denominator)
    add("ثمن", "price", 8)
    return table


NUMBER_WORDS: dict[str, NumberWord] = _build()
"""Every number word as it may stand in a folded text."""

_ORDINALS: dict[int, str] = {
    1: "الأول الأولى حادي حادية الحادي الحادية", 2: "ثاني ثانية", 3: "ثالث ثالثة", 4: "رابع رابعة",
    5: "خامس خامسة", 6: "سادس سادسة", 7: "سابع سابعة", 8: "ثامن ثامنة", 9: "تاسع تاسعة", 10: "عاشر عاشرة",
}  # fmt: skip


def _ordinals() -> dict[str, tuple[int, bool]]:
    table: dict[str, tuple[int, bool]] = {}
    for value, words in _ORDINALS.items():
        for core in map(fold_word, words.split()):
            bare = core[2:] if value == 1 and core.startswith("ال") else core
            for form, _, _, article in _clitics(bare):
                if value > 1 or article or bare.startswith("حادي"):
                    table.setdefault(form, (value, article))
    return table


ORDINALS: dict[str, tuple[int, bool]] = _ordinals()
"""Ordinal words: their value, and whether the article stands on them (only then, or before عشر, are they taken)."""
