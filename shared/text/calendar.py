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


_ONES = "أحد_إحدى_واحد_الحادي اثني_اثنا_اثنين_اثنان_الثاني ثلاثة_ثلاث_الثالث أربعة_أربع_الرابع خمسة_خمس_الخامس ستة_ست_السادس"
_ONES += " سبعة_سبع_السابع ثمانية_ثمان_ثماني_الثامن تسعة_تسع_التاسع"
_UNITS = [tuple(map(fold_word, row.split("_"))) for row in _ONES.split()]
_UNITS = [(*forms, forms[-1].removeprefix("ال")) for forms in _UNITS]
"""What 1 to 9 are called within a greater number, cardinals and the ordinal."""
_TEN = tuple(map(fold_word, ("عشر", "عشرة")))
_TENS = [(20, ("عشرين", "عشرون", "العشرين", "العشرون")), (30, ("ثلاثين", "ثلاثون", "الثلاثين", "الثلاثون"))]


def _number_words() -> dict[str, int]:
    """Folded words of 1 to 39, ordinals and cardinals, to the number."""
    found = {fold_word(word): 1 for word in ("فاتح", "الفاتح", "الأول")} | {fold_word("العاشر"): 10}
    for unit, forms in enumerate(_UNITS, 1):
        found |= {form: unit for form in forms if unit > 1}
        found |= {f"{form} {ten}": unit + 10 for form in forms for ten in _TEN}
        found |= {
            f"{form} {joined}{fold_word(ten)}": unit + tens
            for tens, words in _TENS
            for ten in words
            for form in forms
            for joined in ("و", "و ")
        }
    return found | {fold_word(ten): tens for tens, words in _TENS for ten in words} | dict.fromkeys(_TEN, 10)


NUMBER_WORDS: dict[str, int] = _number_words()
"""Folded words of the numbers that days and years are written with: `الثاني عشر` to 12, `تسعه عشر` to 19."""


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
