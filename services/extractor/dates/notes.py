"""What a reader is told of how a date was read: every note on a date, in Arabic, in one place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

SEPARATOR = "؛ "
"""Between the notes of one date."""

PART_OF_MONTH = "جزء من الشهر"
SPELT = "السنة مكتوبة بالحروف"
HIJRI = "تاريخ هجري محول بتقويم أم القرى؛ قد تختلف الرؤية المغربية بيوم"
HIJRI_WITHOUT_YEAR = "تاريخ هجري بلا سنة"
HIJRI_CENTURY = "قرن هجري"
UNKNOWN_REFERENCE = "نسبي إلى تاريخ نشر المقال، وهو غير معروف"
YEAR_OF_ARTICLE = "السنة مأخوذة من تاريخ نشر المقال"
YEAR_BY_WEEKDAY = "السنة مأخوذة من تاريخ نشر المقال، ويوافقها اسم اليوم"
MONTH_OF_ARTICLE = "الشهر مأخوذ من تاريخ نشر المقال"
AS_BEFORE = "كما في التاريخ السابق له"
NAMED_YEAR = "سنة مسماة بما وقع فيها"
SAME_PERIOD = "الفترة نفسها المذكورة قبله في سنة أخرى"
WEEKDAY_WRONG = "اسم اليوم لا يوافق التاريخ"
TURN_OF_YEAR = "المدة تمتد من سنة إلى السنة التي تليها"
BACKWARDS = "طرفا المدة مكتوبان معكوسين"
OPEN_ENDED = "مدة مفتوحة: منذ ذلك التاريخ"
UP_TO = "إلى غاية هذا التاريخ"
COUNT_NOT_SAID = "العدد غير مذكور"
BOTH_CALENDARS = "مذكور بالتقويمين الهجري والميلادي"
DECADE = "عقد من الزمن"
CENTURY = "قرن"
WINTER = "الشتاء يقع في طرفي السنة"
EDGES = {"end of": "في نهايته", "start of": "في بدايته", "middle of": "في منتصفه"}


def from_article(reference: date | None) -> str:
    """A date that is told relative to the article's own."""
    return f"محسوب انطلاقا من تاريخ نشر المقال ({reference.isoformat()})" if reference else UNKNOWN_REFERENCE


def counted_back(reference: date | None, n: int, unit: str) -> str:
    """'السنوات الأربع الأخيرة': which `n` units (Y, M, W, D) are meant."""
    names = {"Y": "السنوات", "M": "الأشهر", "W": "الأسابيع", "D": "الأيام"}
    return from_article(reference) + (f"، عدد {names[unit]}: {n}، وهو منها" if reference else "")


def by_umm_al_qura(iso: str | None) -> str:
    """A date given in both calendars that do not agree."""
    return f"{BOTH_CALENDARS}؛ التاريخ الهجري بتقويم أم القرى هو {iso}"


def only_these(members: Sequence[str]) -> str:
    """A list with gaps, given by its ends."""
    return f"المقصود منها فقط: {'، '.join(members)}"


def months_meant(members: Sequence[str]) -> str:
    """Months of one year that do not follow one another."""
    return f"الأشهر المقصودة من السنة: {'، '.join(members)}"


def members(isos: Sequence[str]) -> str:
    """A list that cannot be ordered."""
    return f"عناصرها: {'، '.join(isos)}"
