"""The words of dates, each with its sense. A word may have several; the grammar takes the one that fits its place."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from services.extractor.clitics import readings
from services.extractor.watches import Watch
from shared.text.calendar import HIJRI_MONTHS, MONTHS, WEEKDAYS, Name
from shared.text.folding import fold_word

_WORDS: dict[str, dict[str, str]] = {
    # category: {value: words}
    "day": {"day": "يوم يومه نهار اليوم", "part": "مساء صباح صبيحة عشية زوال ليلة فجر ظهر ظهيرة"},
    "days": {"": "أيام يومي الأيام اليومين"},
    "month": {"": "شهر الشهر"},
    "months": {"": "شهري أشهر شهور الأشهر الشهور الشهرين"},
    "year": {"": "سنة عام السنة العام للسنة ألسنة"},
    "years": {"": "سنتي سنتين سنوات عامي عامين أعوام السنوات الأعوام السنتين العامين السنين"},
    "span": {"": "فترة الفترة مرحلة المرحلة"},
    "school": {"": "موسم الموسم سنة السنة عام العام الدخول دخول"},
    "scholarly": {
        "school_year": "دراسي الدراسي دراسية الدراسية جامعي الجامعي جامعية الجامعية مدرسي المدرسي تكويني التكويني"
        " تكوينية التكوينية",
        "season": "فلاحي الفلاحي فلاحية الفلاحية سياحي السياحي رياضي الرياضي كروي الكروي",
    },
    "when": {
        "now": "الجاري الجارية الحالي الحالية جاري جارية",
        "past": "الماضي الماضية المنصرم المنصرمة الفارط الفارطة السابق السابقة المنقضي المنقضية الفائت الفائتة الأخير الأخيرة",
        "next": "المقبل المقبلة القادم القادمة",
    },
    # 'السنة التي قبلها', 'الموسم الموالي': counted from the date before
    "whose": {"": "التي الذي"},
    "from_it": {
        "-1": "قبلها قبله سبقتها سبقته سبقتهما تسبقها يسبقها سبقها",
        "1": "تلتها تلته تلاها تليها بعدها بعده الموالية الموالي التالية التالي",
    },
    # years that everybody calls by what happened in them
    "named_year": {"2020": "الجائحة كورونا كوفيد الحجر"},
    "this": {"": "هذا هذه"},
    "edge": {
        "end of": "متم نهاية أواخر آخر أخر ختام",
        "start of": "بداية مطلع أوائل مستهل بدايات",
        "middle of": "منتصف أواسط وسط",
    },
    # a year that stands right behind one is the year to reach; behind the second kind also some words on
    "plan": {"": "مخطط المخطط", "vision": "رؤية الرؤية استراتيجية الاستراتيجية إستراتيجية خارطة"},
    # what says that a month is meant by itself, and so one that has been
    "alone": {"": "وحده لوحده فقط"},
    "horizon": {"": "أفق حلول آفاق مشارف"},
    "until": {"": "حتى غاية حدود"},
    "since": {"": "منذ ابتداء انطلاقا بدءا مند"},
    "between": {"": "بين مابين"},
    "to": {"": "إلى الى حتى لغاية غاية"},
    "from": {"": "من"},
    "season": {"spring": "ربيع الربيع", "summer": "صيف الصيف", "autumn": "خريف الخريف", "winter": "شتاء الشتاء"},
    "quarter": {"": "ربع الربع فصل الفصل"},
    "half": {"": "نصف النصف شطر الشطر سداسي السداسي أسدس الأسدس أسدوس الأسدوس سداسية السداسية"},
    "third": {"": "ثلث الثلث"},
    "week": {"": "أسبوع الأسبوع"},
    "yesterday": {"": "أمس البارحة"},
    "tomorrow": {"": "غدا غد الغد"},
    "first": {"": "أول أولى الأولى الأول الأوائل الأولين الأوليين"},
    "last": {"": "الأخيرة الأخير الأخيرين الأخيرتين"},
    "past_plural": {"": "الماضية الماضيين الماضيتين المنصرمة المنصرمين المنصرمتين الفارطة السابقة السابقين السابقتين المنقضية"},
    "next_plural": {"": "المقبلة المقبلين المقبلتين القادمة القادمين القادمتين"},
    "ago": {"": "قبل منذ مند"},
    "unit": {
        "D": "يوما يوم أيام الأيام",
        "W": "أسبوعا أسبوع أسابيع الأسابيع",
        "M": "شهرا شهر أشهر شهور الأشهر الشهور",
        "Y": "سنة عاما سنوات أعوام السنوات الأعوام سنين السنين",
        "10Y": "عقود العقود",
    },
    "dual": {
        "2D": "يومين اليومين",
        "2W": "أسبوعين الأسبوعين",
        "2M": "شهرين الشهرين",
        "2Y": "سنتين السنتين عامين العامين",
        "20Y": "عقدين العقدين",
        "10Y": "العقد",
    },
    "number": {
        "2": "اثنين اثنتين اثنان اثنتان",
        "3": "ثلاث ثلاثة الثلاث الثلاثة",
        "4": "أربع أربعة الأربع الأربعة",
        "5": "خمس خمسة الخمس الخمسة",
        "6": "ست ستة الست الستة",
        "7": "سبع سبعة السبع السبعة",
        "8": "ثمان ثماني ثمانية الثمان الثماني الثمانية",
        "9": "تسع تسعة التسع التسعة",
        "10": "عشر عشرة العشر العشرة",
        "20": "عشرين عشرون العشرين",
        "30": "ثلاثين ثلاثون الثلاثين",
        "40": "أربعين أربعون الأربعين",
        "50": "خمسين خمسون الخمسين",
    },
    "ordinal": {
        "1": "فاتح الفاتح الأول الأولى",
        "2": "الثاني الثانية ثاني",
        "3": "الثالث الثالثة ثالث",
        "4": "الرابع الرابعة رابع",
        "5": "الخامس الخامسة خامس",
        "6": "السادس السادسة سادس",
        "7": "السابع السابعة سابع",
        "8": "الثامن الثامنة ثامن",
        "9": "التاسع التاسعة تاسع",
        "10": "العاشر العاشرة عاشر",
        "11": "الحادي الحادية",
        "20": "العشرين العشرون",
        "30": "الثلاثين الثلاثون",
    },
    # what may stand before a month's name that is a word of its own too ('مارس' he exercised, 'آب' a father)
    "monthcue": {"": "في خلال منذ مند حتى إلى الى غاية بين من دورة شهر شهري أشهر قبل بعد غضون"},
    # what may stand before four digits to make them a year
    "yearcue": {
        "": "في خلال منذ مند قبل بعد حتى غضون برسم دورة الدورة نسخة النسخة ميزانية الميزانية رؤية الرؤية مخطط المخطط"
        " مونديال المونديال"
        " إحصاء الإحصاء مالية المالية استراتيجية الاستراتيجية إستراتيجية برنامج موسم طبعة الطبعة مابين بين أجندة لسنة"
    },
    # what makes the figure behind it, or before it, a number of things
    "about": {
        "": "حوالي نحو زهاء قرابة يناهز تناهز ناهز ناهزت يقارب تقارب بلغ بلغت يبلغ تبلغ بلوغ تجاوز تجاوزت يتجاوز تتجاوز فاق فاقت"
        " يفوق تفوق عدد عددهم عددها عدده أزيد أكثر أقل حدود مجموعه مجموعها قدره قدرها قيمته مبلغ مبلغه سعر ثمن"
        " استفاد استفادت عن شارك شاركت"
    },
    "counted": {
        "": "درهم درهما دراهم دولار دولارا أورو اورو يورو سنتيم سنتيما ريال ألف مليون مليار صانع صانعا صانعة صانعات صناع حرفي"
        " حرفيا حرفية حرفيين شخص شخصا مستفيد مستفيدا مستفيدة مستفيدين منصب منصبا فرصة متدرب متدربا متدربة خريج خريجا متخرج متخرجا"
        " عارض عارضا عارضة زائر زائرا سائح سائحا امرأة شاب شابا مشارك مشاركا عامل عاملا أسرة مقاولة تعاونية تعاونيات جمعية"
        " جمعيات قرية محل محلا متر مترا هكتار هكتارا كيلومتر كيلومترا كلم كيلوغرام كيلوغراما طن طنا قطعة منتوج منتوجا منتج"
        " مشروع مشروعا وحدة وحدات ساعة دقيقة يوم يوما سنة عاما شهرا نسمة تلميذ طالب طالبا بطاقة ملف ملفا طلب طلبا تسجيل"
        " سرير كتاب نسخة صفحة عملية ورشة غرفة سجاد زربية زرابي"
    },
    # numbers that name a text, a notice, a file: their digits are no date
    "reference": {"": "رقم عدد رقمه قانون القانون مرسوم المرسوم قرار القرار ظهير الظهير المادة الفصل مذكرة"},
    "hijri_suffix": {"": "هـ ه هجرية هجري للهجرة"},
    "century": {"": "القرن"},
    "decade": {
        "192": "العشرينات العشرينيات عشرينات عشرينيات",
        "193": "الثلاثينات الثلاثينيات ثلاثينات ثلاثينيات",
        "194": "الأربعينات الأربعينيات أربعينات أربعينيات",
        "195": "الخمسينات الخمسينيات خمسينات خمسينيات",
        "196": "الستينات الستينيات ستينات ستينيات",
        "197": "السبعينات السبعينيات سبعينات سبعينيات",
        "198": "الثمانينات الثمانينيات ثمانينات ثمانينيات",
        "199": "التسعينات التسعينيات تسعينات تسعينيات",
    },
    "same": {"": "نفس ذات"},
    "itself": {"": "نفسه نفسها ذاته ذاتها عينه عينها"},
    "of_it": {"": "منه منها"},
    "equals": {"": "الموافق الموافقة موافق"},
}


class Sense(NamedTuple):
    """One sense of a word of the text: how many letters of clitics stand before it, its category and its value."""

    offset: int
    category: str
    value: str


def _lexicon() -> dict[str, tuple[tuple[str, str], ...]]:
    lexicon: dict[str, dict[tuple[str, str], None]] = {}
    for category, values in _WORDS.items():
        for value, words in values.items():
            for word in words.split():
                lexicon.setdefault(fold_word(word), {})[category, value] = None
    for name in WEEKDAYS:
        lexicon.setdefault(name, {})["weekday", str(WEEKDAYS[name])] = None
    for category, table in (("monthname", MONTHS), ("hijri", HIJRI_MONTHS)):
        for name_ in table:
            lexicon.setdefault(name_[0], {})[category, ""] = None
    return {word: tuple(senses) for word, senses in lexicon.items()}


_LEXICON = _lexicon()
AMBIGUOUS_MONTHS = frozenset(
    map(
        fold_word,
        ("مارس", "آب", "شباط", "جوان", "مارص", "may", "mars", "march", "mai", "août", "sept", "dec", "avr", "sep", "jan"),
    )
)
"""Names that are words or names of their own: months only where a day, a year, 'شهر' or a cue touches them."""


@lru_cache(maxsize=100_000)
def senses(word: str) -> tuple[Sense, ...]:
    """All senses of a folded word, without and with its clitics, the least stripped first."""
    found: list[Sense] = []
    for r in readings(word):
        form = "ال" + r.core if r.article else r.core
        offset = len(r.conjunction) + len(r.preposition)
        found += [Sense(offset, category, value) for category, value in _LEXICON.get(form, ())]
    return tuple(dict.fromkeys(found))


def _by_category(word: str) -> dict[str, Sense] | None:
    """The first sense of a folded word in each category that it has one in."""
    found: dict[str, Sense] = {}
    for s in senses(word):
        found.setdefault(s.category, s)
    return found or None


SENSES = Watch(_by_category)


def names_of(category: str, first: str) -> tuple[tuple[Name, int], ...]:
    """The month names of a category (`monthname` or `hijri`) that start with a folded word, the longest first."""
    return _NAMES[category].get(first, ())


def _index(table: dict[Name, int]) -> dict[str, tuple[tuple[Name, int], ...]]:
    index: dict[str, list[tuple[Name, int]]] = {}
    for name, number in table.items():
        index.setdefault(name[0], []).append((name, number))
    return {first: tuple(sorted(names, key=lambda n: -len(n[0]))) for first, names in index.items()}


_NAMES = {"monthname": _index(MONTHS), "hijri": _index(HIJRI_MONTHS)}
