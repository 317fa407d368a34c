"""The words around a figure that say it is no quantity, as data."""

from __future__ import annotations

from services.extractor.numbers.duals import COUNTED
from services.extractor.numbers.wordlists import closed, folded
from services.extractor.tokens import Tokens

LAWS = closed("قانون قوانين قانونين قانونان مرسومين قرارين ظهيرين ظهير مرسوم مراسيم قرار قرارات مقرر دورية منشور مذكرة تصميم")
OF_LAWS = folded("التنظيمي الإطار التطبيقي الشريف الوزاري المشترك العاملي التنظيمية الوزارية")
"""Between the word for an act and its number: القانون التنظيمي 111.14."""
ARTICLES = closed("مادة مادتين مادتان المادتان مواد فصل فصلين فصول بند بندين بنود فقرة")
NUMBERED = closed("رقم أرقام رقمه رقمها عدد عدده نمرة")
GAZETTE = closed("جريدة رسمية نشرة مجلة صحيفة")
EDITIONS = closed(
    "دورة دورته دورتها دورتنا دورات نسخة نسخته نسختها نسختنا طبعة طبعته طبعتها حلقة شطر شطره مرحلة فوج موسم سنة ذكرى لقاء "
    "ذكراه ذكراها",
    True,
)
NAMED_EDITIONS = closed("معرض مهرجان مؤتمر ملتقى صالون منتدى أسبوع قمة اجتماع جمع يوم شهر قرن مادة نسخة دورة", True)
RANKS = closed("مرتبة رتبة مركز صف مراتب مراكز درجة", True)
ALSO_PLACES = closed("مركز صف مراكز", True)
"""Of these, what also is a place that may do or hold something (كون المركز 240 خياطة)."""
HEADINGS = folded("محور") | frozenset(
    w
    for w in closed(
        "محور جزء باب طريق جائزة كيلومتر مقاطعة قسم مجموعة حصة مجزوءة مقطع مستوى سلم جيل جدول شكل ملحق "
        "قاعة طابق خط رواق جناح بوابة صورة رسم بيان خريطة فوهة مدرج رصيف",
        True,
    )
    if "ال" in w[:4] or w.startswith(("لل", "ولل"))
)
"""What is numbered: المحور 1, الجدول 4, القاعة 3."""
ADDRESSES = closed("رمز كود بلوك بلوق عمارة شقة رواق بريد", True)
"""What an address numbers: بلوك 12, عمارة 5, رواق 7."""
PAGES = closed("صفحة صفحات ص صص", True)
PHONES = closed("هاتف فاكس واتساب هاتفي تلفون tel phone fax gsm", True)
SCORES = closed("نتيجة بنتيجة", True)
CLOCK = closed("ساعة", True)
DAYS = closed("يوم يومي أيام تاريخ غاية بتاريخ", True) | closed("الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد", False)
ANNOUNCING = (
    NUMBERED | LAWS | OF_LAWS | ARTICLES | PAGES | PHONES | SCORES | CLOCK | ADDRESSES
    | EDITIONS | NAMED_EDITIONS | RANKS | HEADINGS | DAYS
)  # fmt: skip
"""All that say of the figure behind them what it is: most figures have none of them before them."""
YEARS = closed(
    "سنة عام سنتي عامي سنوات أعوام موسم مواسم برسم منذ أفق متم مطلع نهاية بداية أواخر أوائل منتصف غضون "
    "حلول رؤية مونديال كان كأس "
    "دورة نسخة طبعة فترة فترات شهر سنتين صيف خريف شتاء ربيع استراتيجية مخطط خطة ميزانية قانون مالية إكسبو "
    "معرض أولمبياد بعد قبل",
    True,
) | closed("في من بين حتى إلى خلال", False)
"""Words that make a figure between 1900 and 2100 a year, when nothing is counted behind it."""
MONTHS = closed(
    "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر مايو يوليو أغسطس سبتمبر نوفمبر "
    "ديسمبر أبريل إبريل يونيه يوليه "
    "جانفي فيفري أفريل جوان جويلية أوت جانفيي كانون شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين محرم "
    "صفر رجب شعبان جمادى ربيع رمضان شوال "
    "شتمبر أكتوير نوفنبر دسمبر دجمبر",
    True,
)
NAMES = closed(
    "مدار هسبريس كوفيد كوفيدـ قناة فرانس زنقة ميدي سات كود إيزو تيلي اليوم بوينغ إيرباص فايزر كازا شوف "
    "أخبارنا ريم راديو إذاعة مجموعة "
    "الأولى الثانية منبر لو تي مديا أنفو بلاي نسمة طراز موديل أوميغا سبوت أوراش",
    True,
)
"""Names that take a figure (مدار21، قناة 24، كوفيد-19)."""
NAME_ONLY_GLUED = closed(
    "اليوم الأولى الثانية تي لو مديا أنفو أخبار ريم كازا مراكش أكادير طنجة فاس مكناس تطوان العيون الدار سبوت مجموعة أوراش", True
)
"""Of these, and of towns, only where the figure touches (أكادير24)."""
AGES = closed("أعمارهم أعمارهن العمرية عمره عمرها عمر سنه سنها البالغ البالغة يبلغ تبلغ", True)
OF_DAY = folded("صباحا مساء زوالا ليلا ظهرا فجرا بعدالزوال الصباح")
DURATIONS = closed(
    "سنة سنوات سنين عام أعوام عاما شهر أشهر شهرا شهور يوم أيام يوما أسبوع أسابيع أسبوعا ساعة ساعات دقيقة "
    "دقائق ثانية ثوان ثواني "
    "قرن قرون قرنا ليلة ليال ليالي ",
    True,
)
DECADES = folded("عقد عقود عقدا عقدين عقدان العقدين")
"""Decades, or contracts: a duration only behind منذ, خلال, ... or before من الزمن."""
SINCE = folded("منذ خلال قبل مدى طيلة طوال قرابة بعد حوالي")
DEGREES = folded("درجة درجات")
HEAT = folded("مئوية مائوية حرارة سيلسيوس فهرنهايت الحرارة حرارته حرارتها")
COUNTER_NOUNS = folded("تعليق تعليقا تعليقات مشاهدة مشاهدات إعجاب إعجابا إعجابات قراءة قراءات نقرة نقرات تفاعل تفاعلا تفاعلات")
"""What pages count of themselves: 34 تعليقا, 1250 مشاهدة."""
COUNTERS_BEFORE = folded("تعليق مشاهدة تعليقات التعليقات المشاهدات مشاهدات القراءات قراءات الإعجابات إعجابات")
VERBS_OF_HOLDING = folded(
    "يضم تضم يشمل تشمل يهم تهم يتضمن تتضمن كلف كلفت يكلف تكلف سيكلف خصص خصصت مخصص مخصصة استقبل استقبلت يستقبل حضرها حضره "
    "حضر استفاد استفادت شارك شاركت يتكون تتكون احترق رمم رممت يقع تقع افتتح افتتحت جهز جهزت يحتضن تحتضن احتضن احتضنت بلغ "
    "بلغت سجل سجلت"
)
"""Behind a number they make it the name of what holds something: المستوى 4 يضم 18 طالبا."""
IDENTIFIERS = closed(
    "حساب هاتف فاكس بطاقة سجل تسجيل ترخيص رخصة تعريف تعريفي قيد ملف فاتورة شيك تسلسلي استدلالي ضريبي وطني بنكي بريدي أخضر "
    "جبائي رصيد بريد واتساب نقال محمول ثابت ضريبة باتنتا إشعار وصل معاملة طلبية نشرة منخرط",
    True,
) | frozenset(("rib", "iban", "ice", "cin", "cnss", "rc"))
"""What bears a number that counts nothing: رقم الحساب البنكي, الرقم الأخضر."""
COMMENTING = folded("الزوار القراء القارئ المتصفحين الأعضاء المتابعين الفيسبوك فيسبوك الموقع المقال الخبر")
"""Whose comments a page counts: تعليقات الزوار (15)."""
TIMES = folded("مرة مرات")
WATCHED = closed("شاهد شوهد شاهده شاهدها شوهدت شاهدت مشاهدة مشاهدته مشاهدتها تحميل تحميله تحميلها", True)
"""Before 1250 مرة: how often a film or a page was seen."""
STANDARDS = folded("إيزو الإيزو بإيزو iso nm")
RATINGS = folded("نجوم نجمات نجمة")
LATIN_UNITS = frozenset(["km", "kg", "m", "m2", "m²", "ha", "mw", "gw", "kw", "cm", "mm", "kwh", "ml", "cl", "mn"])
STOP = folded(
    "من في على عن إلى الى حتى أن إن أنه أنها التي الذي الذين اللاتي مع بين خلال بعد قبل منذ هذا هذه ذلك "
    "تلك كما حيث وذلك وهو وهي هو هي هم قد لقد كان كانت ما لا لم لن أو أم ثم بل لكن إذا إذ عند عبر ضمن حول "
    "ضد دون غير سوى كل بعض أي أما إما هناك هنا كذلك أيضا فقط وفي ومن وعلى وإلى وأن والتي والذي وقد وكان "
    "وكانت ولم ولا منها منهم منه فيها بها به له لها لهم وهم تم وتم يتم بلغ بلغت بلغ شهد شهدت عرف عرفت سجل "
    "سجلت حقق حققت أكد قال أوضح أضاف مقابل بدل عوض تحت فوق أمام وراء لدى لدن نحو حوالي مما الا إلا حسب "
    "وفق بحسب وفقا طبقا أكثر أقل أزيد"
)
GLUE = frozenset(("ال", "(", ":", '"', "["))
COUNTERS = closed(
    "مجموعه مجموعها عدد عددهم عددها عدده لفائدة إجمالي بلغ بلغت يبلغ تبلغ يضم تضم ضم استفاد استفادت تكوين إحداث توظيف تسجيل"
)
"""Words that announce a count even where a year could stand."""
GLUED = COUNTERS | closed(
    "حوالي نحو زهاء قرابة يناهز تناهز مايناهز مبلغ قيمة قيمتها قدره قدرها بقيمة كلفة تكلفة ميزانية غلاف "
    "يفوق تفوق تجاوز أكثر أقل أزيد "
    "بناء تنظيم إنجاز توزيع منح تجهيز اقتناء مشاركة نسبة بنسبة مائة خمسة بمعدل معدل سنة عام سنوات دورة "
    "نسخة شهر يوم مقابل بمشاركة",
)
"""Words that a figure is glued to by a slip (حوالي38000), not as part of a name."""
_PLURAL_COUNTED = folded(
    "قرى مجمعات مراكز معاهد دور فضاءات مشاريع برامج تعاونيات جمعيات مقاولات مناطق فنادق اتفاقيات دورات "
    "ورشات أوراش صناع صانعات حرفيين حرفيات مستفيدين متدربين عارضين نساء رجال أشخاص شباب دول جهات أقاليم "
    "مدن جماعات محلات وحدات معارض لقاءات منتوجات زوار سياح طلبة تلاميذ أسر أطفال جوائز مناصب فرص شخص صانع "
    "صانعة مستفيد مستفيدة حرفي حرفية متدرب متدربة عارض عارضة زائر سائح منخرط منخرطة طالب متخرج شاب عامل "
    "عاملة عامل شركة بلد مشارك مشاركة امرأة منصب أجير مهني مسجل بنية متدرج متدرجة خياطة خياط نساجة "
    "قطع زرابي زربيات منتجات تحف ملفات طلبات بطاقات شهادات حرف مهن أروقة خيام لوحات عقود ورش"
)
BROKEN_PLURALS = folded(
    "قرى مجمعات مراكز معاهد دور مشاريع برامج مناطق فنادق ورش أوراش صناع نساء رجال شباب دول أقاليم مدن معارض زوار سياح طلبة "
    "تلاميذ أسر أطفال جوائز فرص قطع زرابي تحف حرف مهن أروقة خيام عقود دكاكين حوانيت مدابغ أفران متاجر أكشاك أسواق مدارس "
    "مساجد أيتام أرامل أساتذة خبراء أعضاء رؤساء صناديق أنوال مناسج عمال تجار زبناء أطر مكاتب بيوت منازل غرف أحياء كتب "
    "أفلام صور وثائق أضرحة قصور أبواب أبراج أسوار سقايات قاعات مخازن متاحف مصانع معامل مشاغل قوافل ملتقيات لجان أنشطة "
    "عمليات رخص أقطاب فروع قبائل دواوير سلاسل تصاميم نماذج ضحايا قتلى مصابين عمالات قوارب أطنان هكتارات عناصر محاور نقط "
    "محطات أجنحة حلي أساور قفاطين جلابيب لوحات مناصب مقاعد أسرة"
)
"""Plurals that no ending tells: the الـ8 behind المراكز counts them."""
SINGULARS = COUNTED | folded(
    "صانع صانعة حرفي حرفية مستفيد مستفيدة متدرب متدربة متدرج متدرجة عارض عارضة زائر سائح منخرط منخرطة طالب شخص عامل عاملة "
    "مشارك مشاركة أجير مهني خريج خريجة متر طن منصب قطعة امرأة شاب تلميذ أسرة"
)
"""Nouns as they stand behind hundreds and thousands (14.500 صانع), where 14 takes صانعا."""
COUNTED_NOUNS = COUNTED | _PLURAL_COUNTED | {w + "ا" for w in COUNTED | _PLURAL_COUNTED if w[-1] not in "هاي"}


_CHANGES = (
    "انتقل انتقلت ينتقل تنتقل لينتقل لتنتقل انتقال الانتقال منتقلا منتقلة ارتفع ارتفعت يرتفع ترتفع ليرتفع "
    "لترتفع ارتفاع ارتفاعا الارتفاع مرتفعا "
    "مرتفعة قفز قفزت قفزة تراجع تراجعت التراجع تراجعا انخفض انخفضت انخفاض الانخفاض ينخفض تطور تطورت تطورا "
    "مر مرت مرورا زاد زادت نما نمت صعد صعدت "
    "هبط هبطت تحول تحولت رفع الرفع رفعت يرفع ترفع لرفع تقليص تقلص تقلصت تقلصوا تراجعوا ارتفعوا انخفضوا تحسن تحسنت تضاعف تضاعفت "
    "زيادة بالانتقال نزل نزلت تدرج ليصل لتصل خفض تخفيض "
    "تنخفض يتراجع تتراجع يتقلص تتقلص قلص قلصت يقلص خفضت يخفض تخفض انكمش انكمشت هوى هوت تهاوى تهاوت تدنى تدنت انهار انهارت "
    "انتقلوا انتقلن ازداد ازدادت يزداد تزداد تزايد تزايدت يتزايد تتزايد انحدر انحدرت ينحدر تنحدر يقفز تقفز يصعد تصعد ينزل تنزل "
    "نقلت ينقل تنقل وسع وسعت يوسع توسع توسيع يتطور تتطور يتحول تتحول يتضاعف تتضاعف يهبط تهبط ينمو تنمو يمر تمر"
)
CHANGES = closed(_CHANGES, False) | closed(" ".join("س" + w for w in _CHANGES.split() if w[0] in "يت"), False)
"""Verbs of change, with their future: 'ارتفع من 200 إلى 300', 'سينتقل من 3 إلى 8' say two values, at two times."""
_CHANGE_REACH = 10


def changes(t: Tokens, tok: int) -> bool:
    """Whether a verb of change stands before token `tok` in its clause."""
    for k in range(tok - 1, max(-1, tok - 1 - _CHANGE_REACH), -1):
        word = t.words[k]
        if t.kinds[k] == "n" or word in "،.؛:":
            return False
        if word in CHANGES:
            return True
    return False


def decades(words: list[str], first: int, behind: int) -> bool:
    """Whether عقود around tokens `first` to `behind` are decades, not contracts."""
    return words[behind : behind + 2] == ["من", "الزمن"] or (first > 0 and words[first - 1] in SINCE)


def surely_counted(word: str) -> bool:
    """Whether a folded word must be a counted noun: one of the table, or an accusative (60 عارضا) that is no adverb (عالميا)."""
    return word in COUNTED_NOUNS or (word.endswith("ا") and not word.endswith("يا") and is_counted(word))


def is_counted(word: str) -> bool:
    """Whether a folded word looks like the indefinite noun that is counted by the figure before it."""
    if word in COUNTED_NOUNS:
        return True
    return len(word) > 2 and word not in STOP and word not in MONTHS and word[0] not in "ولبفك" and not word.startswith("ال")
