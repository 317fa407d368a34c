"""Duals of the countable nouns of this news: دارين is two of دار.

The forms are generated from the table of nouns: ان/ين, and before a noun that follows ا/ي. The last two are also
other words (مركزي 'central', مركزا 'a centre'), so the reader takes them only where the next words make them likely.
"""

from __future__ import annotations

from functools import lru_cache

from services.extractor.clitics import readings
from services.extractor.numbers.wordlists import folded
from shared.text.folding import fold_word

_NOUNS = """
دار مركز معهد مجمع مركب قرية فندق فضاء معرض متحف ورشة ورش محل سوق رواق مدرسة مؤسسة بناية مبنى مقر منطقة قاعة
جناح خيمة مصنع معمل وحدة مخبر مختبر مستشفى مسجد ملعب حديقة طريق سد محطة ميناء مطار منصة موقع قطب حي دوار مدينة
جماعة إقليم عمالة جهة قيادة ساحة مدبغة مشغل معصرة مكتبة قصبة قصر برج باب فرن مجزرة سقاية حمام رياض ضريح زاوية
حظيرة بنية مكتب ملحقة وكالة فرع مقاطعة تعاونية جمعية شركة مقاولة اتحاد فدرالية فيدرالية غرفة نقابة هيئة لجنة
وزارة مديرية مجموعة شبكة منظمة هيأة تجمع مجلس مشروع برنامج اتفاقية شراكة عقد مخطط استراتيجية مبادرة
بروتوكول مذكرة خطة قانون مرسوم قرار ظهير صفقة ملف ملحق لقاء دورة ندوة محاضرة ورقة جلسة اجتماع مهرجان ملتقى
موسم حفل سهرة مسابقة جائزة زيارة رحلة جولة قافلة حملة تظاهرة فعالية مؤتمر صالون منتدى مائدة حصة تكوين تدريب
دراسة بحث تقرير كتاب دليل مجلة فيلم عرض لوحة نسخة طبعة درس مباراة امتحان بعثة عملية جمع مناظرة خبرة محور مجال
قطاع صنف نوع فئة مرحلة شطر فوج دفعة شعبة مسار هدف جزء قسم فصل بند محطة_طرقية شق سلسلة صف صانعة حرفية
امرأة رجل طفل طفلة شخص شاب شابة فتاة مستفيدة متدربة متدرب_ة تلميذة طالبة خبير خبيرة وزير وزيرة عارضة مشاركة
فنانة أسرة عائلة سائح سائحة زائرة تاجر تاجرة مقاول أستاذ أستاذة شريك عضو منصب فرصة سفير نائب زربية منتوج منتج
قطعة جلباب قفطان آلة تجهيز شاحنة حافلة سيارة علامة شهادة رخصة بطاقة ميدالية درع تمثال طن هكتار متر كيلومتر
كيلوغرام دكان كشك منسج نول متجر مخزن مستودع
حصيلة سجل خزانة بئر نافورة شجرة نخلة منحة قرض صندوق اعتماد منزل شقة غلاف نظام حرفة مهنة تخصص لغة
"""
_PERSONS = """
صانع حرفي متدرب متدرج مستفيد عارض مشارك معلم مهني زائر خريج منتج مدرب مصمم فنان مبدع مرشد مهندس مسير منخرط متطوع مكون
خزاف نساج خياط دباغ نجار حداد نقاش طالب تلميذ باحث مواطن أجير مستثمر ناشط مؤطر
"""
"""Persons whose ين is first of all the plural (حرفيين): only their ان is surely two."""
_IRREGULAR = {"امرأة": "امرأتان امرأتين امرأتا امرأتي", "مبنى": "مبنيان مبنيين مبنيا مبنيي"}
_NISBA = folded(
    "مركز إقليم قطاع سوق جهة موسم حرف مجلس فصل برج فرع موقع مخبر مختبر مجال نظام نوع جزء محور شخص هدف درع محل كتاب بحث "
    "تكوين تدريب اجتماع قانون عضو منزل مجمع اتحاد تجمع مكتب جمع تخصص قطب معمل مصنع مرسوم قرار مقاول صف باب حي عرض سد "
    "دليل متر ملعب مسار قسم رجل طفل شاب حمام فرن بئر ميناء مطار جناح"
)
"""Nouns whose ي is mostly an adjective (مركزي، إقليمي): the construct needs two names behind it, a preposition before."""

TIME = folded(
    "يومان يومين سنتان سنتين سنتا سنتي عامان عامين عامي شهران شهرين شهري أسبوعان أسبوعين أسبوعي ساعتان "
    "ساعتين ليلتان ليلتين دقيقتان دقيقتين قرنان قرنين ثانيتين ثانيتان يومي سنتيْ"
)
"""Duals of time: durations (or, before figures, dates), never quantities."""
DAYS_OF_WORK = folded(
    "دراسيين دراسيان دراسي تحسيسيين تحسيسيان تكوينيين تكوينيان إعلاميين إعلاميان تواصليين تواصليان مفتوحين إخباريين"
)
"""يومين دراسيين are two meetings, not a duration."""


def _build() -> tuple[dict[str, str], dict[str, str]]:
    full: dict[str, str] = {}
    construct: dict[str, str] = {}
    for noun in _NOUNS.replace("_", " ").split():
        singular = fold_word(noun)
        if noun in _IRREGULAR:
            a, b, c, d = (fold_word(w) for w in _IRREGULAR[noun].split())
        else:
            stem = singular[:-1] + "ت" if noun.endswith("ة") else singular
            a, b, c, d = stem + "ان", stem + "ين", stem + "ا", stem + "ي"
        full.setdefault(a, singular)
        full.setdefault(b, singular)
        if singular.endswith("اء"):  # لقائين, a common spelling
            full.setdefault(singular[:-1] + "ئين", singular)
        construct.setdefault(c, singular)
        if noun != "آلة":  # its construct would be التي
            construct.setdefault(d, singular)
    for noun in _PERSONS.split():
        full.setdefault(fold_word(noun) + "ان", fold_word(noun))
    return full, construct


_FULL, _CONSTRUCT = _build()
_ALSO_PLURAL = folded("منتج مقاول")  # منتجيها are its producers
_POSSESSIVES = ("ها", "هم", "هن", "هما", "نا", "ه")
_PLURALS = folded("حيان طنان طنين سائحين مسلمين مهندسين مقاولين باحثين متدربين قوانين موازين بساتين عناوين تمارين ميادين")
"""Words in ين that are plurals, and in ان that are names."""
for _word in _PLURALS:
    _FULL.pop(_word, None)


def _possessive() -> dict[str, str]:
    """Duals with a pronoun: ورشتيها, معرضيهم; not where the ي may be an adjective's, nor مركزيه, which folds as مركزية does."""
    return {
        form[:-1] + pronoun: singular
        for form, singular in _FULL.items()
        if form.endswith("ين") and singular not in _NISBA and singular not in _ALSO_PLURAL
        for pronoun in _POSSESSIVES
        if pronoun != "ه" or singular.endswith("ه")
    }


_FULL |= {form: singular for form, singular in _possessive().items() if form not in _FULL}


DUAL_ENDINGS = "نايهم"


@lru_cache(maxsize=65536)
def dual_of(word: str) -> str | None:
    """The folded singular of a dual of the table, or None.

    Args:
        word: a folded word, clitics allowed; also a construct form (معهدي), which by itself proves nothing.
    """
    if len(word) < 4 or word[-1] not in DUAL_ENDINGS:
        return None
    for reading in readings(word):
        found = _FULL.get(reading.core) or (None if reading.article else _CONSTRUCT.get(reading.core))
        if found:
            return found
    return None


def is_construct(word: str) -> bool:
    """Whether a dual lacks its ن, as before a noun that follows it (and not before a pronoun: ورشتيها)."""
    return not word.endswith("ن") and not any(reading.core in _FULL for reading in readings(word))


def like_an_adjective(singular: str) -> bool:
    """Whether the construct of this noun is far more often an adjective (مركزي, إقليمي)."""
    return singular in _NISBA


COUNTED = frozenset(_FULL.values())
"""The folded singulars of the table."""
