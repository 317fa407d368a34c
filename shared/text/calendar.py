"""The calendar's words: months and weekdays as Morocco, its neighbours and French name them.

Every name is written in normal orthography and folded here, once. A test holds the tables against CLDR (babel's
ar_MA, ar_EG, ar_LB, ar_DZ, fr and en).
"""

from __future__ import annotations

from datetime import date, timedelta

from shared.text.folding import fold_word

_MONTHS = (
    "يناير ينايِر جانفي جانفيي كانون_الثاني كانون_ثاني كانون_ثان janvier janv january jan",
    "فبراير فبرابر فيبراير فيفري فيفريي شباط février fevrier févr fevr february feb",
    "مارس آذار مارص mars march mar",
    "أبريل ابريل إبريل أفريل نيسان avril avr april apr",
    "ماي مايو أيار mai may",
    "يونيو يونيه يونية جوان حزيران juin june jun",
    "يوليوز يوليو يوليه يولية جويلية جوييه تموز juillet juil july jul",
    "غشت أغسطس اغشت أوت آب آغسطس août aout august aug",
    "شتنبر شتمبر سبتمبر سبتنبر أيلول septembre sept september sep",
    "أكتوبر اكتوبر أوكتوبر تشرين_الأول تشرين_أول octobre oct october",
    "نونبر نوفمبر نونمبر نوفنبر نومبر تشرين_الثاني تشرين_ثاني تشرين_ثان novembre nov november",
    "دجنبر ديسمبر دسمبر دجمبر ديجنبر دجنبير كانون_الأول كانون_أول décembre decembre déc dec december",
)
_HIJRI_MONTHS = (
    "محرم",
    "صفر",
    "ربيع_الأول ربيع_النبوي",
    "ربيع_الثاني ربيع_الآخر ربيع_ثاني",
    "جمادى_الأولى جمادى_الأول",
    "جمادى_الثانية جمادى_الآخرة جمادى_الثاني",
    "رجب",
    "شعبان",
    "رمضان",
    "شوال",
    "ذو_القعدة ذي_القعدة",
    "ذو_الحجة ذي_الحجة",
)
_WEEKDAYS = (
    "الإثنين الاثنين lundi monday",
    "الثلاثاء التلاثاء الثلاتاء الثلثاء mardi tuesday",
    "الأربعاء الاربعاء mercredi wednesday",
    "الخميس jeudi thursday",
    "الجمعة vendredi friday",
    "السبت samedi saturday",
    "الأحد dimanche sunday",
)

Name = tuple[str, ...]
"""The folded words of one name: `("كانون", "الثاني")`."""


def _table(rows: tuple[str, ...], first: int) -> dict[Name, int]:
    return {
        tuple(fold_word(word) for word in name.split("_")): number
        for number, row in enumerate(rows, first)
        for name in row.split()
    }


MONTHS: dict[Name, int] = _table(_MONTHS, 1)
"""Folded names of the Gregorian months, to 1..12."""
HIJRI_MONTHS: dict[Name, int] = _table(_HIJRI_MONTHS, 1)
"""Folded names of the Hijri months, to 1..12."""
WEEKDAYS: dict[str, int] = {name[0]: number for name, number in _table(_WEEKDAYS, 0).items()}
"""Folded names of the weekdays, with the Arabic article; Monday is 0 as in `date.weekday`."""


_ONES = (
    "الحادي حادي أحد إحدى واحد",
    "الثاني ثاني اثني اثنا اثنين اثنان",
    "الثالث ثالث ثلاثة ثلاث",
    "الرابع رابع أربعة أربع",
    "الخامس خامس خمسة خمس",
    "السادس سادس ستة ست",
    "السابع سابع سبعة سبع",
    "الثامن ثامن ثمانية ثمان ثماني",
    "التاسع تاسع تسعة تسع",
)
_WHOLE = {
    1: "فاتح الفاتح الأول",
    10: "العاشر عاشر عشرة",
    20: "العشرين العشرون عشرين عشرون",
    30: "الثلاثين الثلاثون ثلاثين ثلاثون",
}
_UNITS = {fold_word(word): unit for unit, row in enumerate(_ONES, 1) for word in row.split()}
"""What 1 to 9 are called within a number of two parts; alone they are that number, but for the first."""
_TEENS = frozenset(map(fold_word, ("عشر", "عشرة")))
_WHOLES = {fold_word(word): number for number, row in _WHOLE.items() for word in row.split()}
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_TENS = "|".join(word for word, number in _WHOLES.items() if number > 10)
NUMBER_WORDS = frozenset(_UNITS) | frozenset(_WHOLES) | _TEENS
"""Folded words of the numbers that days and years are written with."""
WORDED_NUMBER = rf"(?:(?:{_UNIT})(?: عشره?| ?و ?(?:{_TENS}))?|{'|'.join(_WHOLES)})(?![^\W\d_])"
"""A pattern for a number of days or years in folded words: 'الثاني عشر', 'خمسه وعشرين'."""


def worded_number(words: str) -> int | None:
    """The number that folded words say, from 1 to 39, or None where they say none: `تسعه عشر` is 19."""
    if words in _WHOLES:
        return _WHOLES[words]
    unit, _, rest = words.partition(" ")
    number = _UNITS.get(unit)
    if number is None or (number == 1 and not rest):
        return None
    if not rest or rest in _TEENS:
        return number + 10 * bool(rest)
    tens = _WHOLES.get(rest.removeprefix("و").lstrip())
    return number + tens if tens in (20, 30) else None


def valid_day(year: int | None, month: int, day: int) -> bool:
    """Whether there is such a day; without a year 29 February is one."""
    try:
        date(year or 2000, month, day)
    except ValueError:
        return False
    return True


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
