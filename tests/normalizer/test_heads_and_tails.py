"""Forms of outlets' heads and tails around one article: the title, the published date and the body come out of each.

The sentences are our own; the forms are those of newspapers, aggregators, themes, ministries and agencies.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from services.normalizer.normalize import clean_article, normalize_article
from services.normalizer.published import choose_published, read_dateline
from shared.contracts import RawArticle
from shared.text.published import MOROCCO

NOW = datetime(2026, 11, 22, tzinfo=UTC)
TITLE = "حرفيو النحاس بصفرو يطالبون بسوق نموذجي"
BODY = """طالب حرفيو النحاس بصفرو، خلال لقاء احتضنته دار الشباب، بإحداث سوق نموذجي يضم 64 محلا لعرض منتوجاتهم على الزوار.

وأوضح رئيس الجمعية أن القطاع يشغل 1.250 صانعا، وأن رقم معاملاته لم يتجاوز 3,4 ملايين درهم في السنة الماضية.

- تهيئة 12 ورشة بالمدينة العتيقة؛
- تكوين 45 متدرجا في حرفة النقش.

وينتظر أن يعرض الملتمس على المجلس الجماعي في دورته المقبلة للدراسة والمصادقة."""
DAY = "2019-03-12T00:00:00+01:00"
TIMED = "2019-03-12T14:05:00+01:00"

HEADS: list[tuple[str, str | None]] = [
    # site names, mottos and slots above the title
    ("أصوات الأطلس: جريدة إلكترونية إخبارية شاملة\n{t}", None),
    ("صحيفة إلكترونية مغربية متجددة على مدار الساعة\n\n{t}", None),
    ("www.example.ma\nأول منبر إخباري بالجهة\n{t}", None),
    ("ZAYAN PRESS\nالأطلس بريس\n{t}", None),
    ("الأطلس نيوز – موقع إخباري مغربي مستقل\n{t}\n12/03/2019", DAY),
    ("advertisement 728x90\n{t}", None),
    ("إعلان\nads-top-970\n{t}", None),
    ("Banner 300x250\n\nجهويات\n\n{t}", None),
    # sections and paths
    ("الرئيسية › أخبار › صفرو\n{t}", None),
    ("Accueil > Régions > Sefrou\n{t}", None),
    ("أنت هنا: الرئيسية » أخبار الإقليم\n{t}", None),
    ("مستجدات الجهة\n{t}\n12 مارس 2019", DAY),
    ("ركن الحرف\n{t}", None),
    ("روبورتاج العدد\n\n{t}\n\nبقلم: س. الوردي", None),
    ("جهات | صفرو | {t}", None),
    ("أخبار جهوية :: {t}", None),
    ("الرئيسية / مجتمع / {t}", None),
    ("ملف الأسبوع\n{t}\nالثلاثاء 12 مارس 2019 - 14:05", TIMED),
    # tickers and menus
    (
        "حريق بسوق للجملة يخلف خسائر    الرجاء يفوز في قمة البطولة    طقس بارد يوم غد الأربعاء    انقطاع الماء بأحياء فاس\n{t}",
        None,
    ),
    ("الرئيسية   من نحن   اتصل بنا   للإشهار\n{t}\n12-03-2019", DAY),
    ("الرئيسية\nسياسة\nاقتصاد\nرياضة\n{t}", None),
    ("14:30\nحريق بمستودع للخشب في ضواحي برشيد\n14:05\nالرجاء يفوز في قمة البطولة على ضيفه\n{t}", None),
    # bylines
    ("{t}\n\nالأطلس 360 - مراسلة خاصة\n12/03/2019 14:05", TIMED),
    ("{t}\nصفرو: يونس الوردي\n12 مارس 2019", DAY),
    ("{t}\nحاوره: يونس الوردي", None),
    ("{t}\nمن إعداد : ي. الوردي", None),
    ("{t}\nكتبه: هيئة التحرير\n12 مارس، 2019 في 2:05 م", TIMED),
    ("{t}\nإيطو أوعسو\n12 مارس 2019 الساعة 14:05", TIMED),
    ("{t}\nWritten by admin on 12 March 2019", DAY),
    ("{t}\nPar Rédaction - 12 mars 2019 à 14h05", TIMED),
    ("{t}\nتصوير: ي. الوردي\n(مراسلة)", None),
    # several credits
    ("{t}\n\nكتب: محمد العلوي - تصوير: سعيد الناصري\n12 مارس 2019 - 14:05", TIMED),
    ("{t}\nمحمد العلوي / تصوير: سعيد الناصري\nالثلاثاء 12 مارس 2019", DAY),
    ("{t}\nمحمد العلوي وسعيد الناصري\nنشر في 12 مارس 2019", DAY),
    ("{t}\nإعداد: محمد العلوي\nعدسة: سعيد الناصري\n12/03/2019", DAY),
    ("{t}\nبقلم: محمد العلوي، ترجمة: سعيد الناصري | 12 مارس 2019", DAY),
    ("{t}\nصفرو – محمد العلوي – تصوير سعيد الناصري في 12 مارس 2019", DAY),
    # date lines
    ("{t}\nصفرو في 12 مارس 2019", DAY),
    ("{t}\nصفرو، 12 مارس 2019", DAY),
    ("{t}\n12.03.2019 | 14h05", TIMED),
    ("{t}\n12-03-2019 14:05:33", "2019-03-12T14:05:33+01:00"),
    ("{t}\n١٢ مارس ٢٠١٩ - ١٤:٠٥", TIMED),
    ("{t}\nالعدد: 1204 ليوم الثلاثاء 12 مارس 2019", DAY),
    ("العدد 1204 - الثلاثاء 12 مارس 2019 - الصفحة 5\n{t}", DAY),
    ("{t}\nتاريخ النشر: 12/03/2019 | عدد القراءات: 1.204", DAY),
    ("{t}\nالثلاثاء 5 رجب 1440 هـ الموافق لـ 12 مارس 2019", DAY),
    ("{t}\nنشر في أصوات الأطلس يوم 12 - 03 - 2019", DAY),
    ("{t}\nآخر تحديث : 14 مارس 2019 - 09:00\nنشر : 12 مارس 2019 - 14:05", TIMED),
    ("{t}\n2019/03/12 - 14:05 - 1.204 مشاهدة", TIMED),
    ("{t}\nPosted on 12/03/2019 by admin in جهويات", DAY),
    ("{t}\n12 مارس 2019 0 33 دقيقة واحدة", DAY),
    ("{t}\nDernière mise à jour: mardi 12 mars 2019 - 14:05", TIMED),
    ("{t}\nتم التحديث في: 12 مارس 2019 على الساعة 14 و05 دقيقة", TIMED),
]

TAILS = [
    "مشاهدة : 2.314",
    "عدد القراءات: 1.204",
    "شوهد 1.204 مرة",
    "فتح في نافذة جديدة",
    "انقر للمشاركة على فيسبوك (فتح في نافذة جديدة)\nاضغط لتشارك على تويتر (فتح في نافذة جديدة)",
    "للتوصل بجديدنا، حملوا تطبيقنا على هواتفكم",
    "اقرأ المزيد: طقس بارد يوم غد الأربعاء",
    "شاهد أيضا: حريق بسوق للجملة",
    "لقراءة المزيد: طقس بارد يوم غد الأربعاء",
    "إعداد: ي. الوردي",
    "تحرير من طرف يونس .و\nفي 12/03/2019 على الساعة 14:05",
    "روبورتاج: يونس الوردي",
    "استطلاع وتصوير: يونس الوردي",
    "ي.و / س.ب",
    "م ع/ر ج",
    "صفحة 7",
    "حجم الخط: - +",
    "تقييم المستخدمون: كن أول المصوتون !",
    "Back to top button",
    "Print Friendly, PDF & Email",
    "المصدر : وكالات",
    "كلمات مفتاحية : النحاس ، صفرو",
    "‹ السابق\nالتالي ›",
    "0\nتعليقات",
    "معجب بهذه:\nإعجاب تحميل...",
    "جميع الحقوق محفوظة لأصوات الأطلس © 2019 - هاتف: 0535000000",
    "اشترك في قناتنا على اليوتيوب",
    "Share this:\nClick to share on Facebook (Opens in new window)",
    "تابعونا على صفحتنا بالفايسبوك",
    "Partager sur WhatsApp",
    *(
        f"{heading}\n\n- يونس\nزرت السوق سنة 2018 ولم أجد به سوى 12 محلا مفتوحا، فأين صرفت الميزانية التي وعدوا بها الحرفيين؟"
        for heading in (
            '2 تعليقات على "النحاس بصفرو: هل تعود الورش إلى أهلها، وما الذي تغير بعد سنتين من الانتظار في الحي العتيق؟"',
            "تعليق واحد على: سوق النحاس...",
            "تعليقان",
            "3 Commentaires",
            "Un commentaire sur « سوق النحاس »",
            "5 réponses à “سوق النحاس”",
            "2 thoughts on “سوق النحاس”",
            "3 ردود",
            "ردود الزوار",
            "ردود القراء (7)",
            "تعليقات المتابعين",
        )
    ),
]


@pytest.mark.parametrize(("head", "published"), HEADS, ids=range(len(HEADS)))
def test_head(head: str, published: str | None) -> None:
    article = normalize_article(RawArticle(content=f"{head.format(t=TITLE)}\n\n{BODY}"), now=NOW)
    assert article.title == TITLE
    assert article.body == BODY
    assert article.published_at == (datetime.fromisoformat(published) if published else None)
    assert clean_article(article.body, title=article.title).body == article.body


@pytest.mark.parametrize("tail", TAILS)
def test_tail(tail: str) -> None:
    assert clean_article(f"{TITLE}\n\n{BODY}\n\n{tail}").body == BODY


@pytest.mark.parametrize(
    "line",
    [
        "3 ردود على مراسلات الحرفيين وصلت إلى الغرفة.",
        "تعليق لافتات على أبواب السوق",
        "2 تعليقات أدلى بها الأمين",
        "ردود الزوار كانت إيجابية",
    ],
)
def test_lines_that_are_no_heading_of_comments(line: str) -> None:
    assert clean_article(f"{TITLE}\n\n{BODY}\n\n{line}\n\n{BODY}").body == f"{BODY}\n\n{line}\n\n{BODY}"


LEADS: list[tuple[str, str | None]] = [
    ("صفرو - 12 مارس 2019 / بعد سنتين من الانتظار، عاد حرفيو النحاس إلى ورشاتهم البالغ عددها 64 ورشة.", "2019-03-12"),
    ("صفرو/ 12 مارس 2019/ ومع/ افتتحت بصفرو ورشات النحاس البالغ عددها 64 ورشة بعد سنتين من الانتظار.", "2019-03-12"),
    ("صفرو (12 مارس 2019) – افتتحت بصفرو ورشات النحاس البالغ عددها 64 ورشة بعد سنتين من الانتظار.", "2019-03-12"),
    ("سيدي قاسم في 12 مارس 2019 (و م ع) افتتحت بالمدينة ورشات النحاس البالغ عددها 64 ورشة بعد انتظار.", "2019-03-12"),
    ("صفرو 12-03-2019 – افتتحت بصفرو ورشات النحاس البالغ عددها 64 ورشة بعد سنتين من الانتظار الطويل.", "2019-03-12"),
    ("افتتحت، اليوم الثلاثاء 12 مارس 2019 بصفرو، ورشات النحاس البالغ عددها 64 ورشة بعد سنتين من الانتظار.", "2019-03-12"),
    ("افتتحت، صباح اليوم الثلاثاء (12 مارس 2019) بصفرو، ورشات النحاس البالغ عددها 64 ورشة بعد سنتين.", "2019-03-12"),
    ("افتتحت يومه الثلاثاء 12 مارس 2019 بصفرو ورشات النحاس البالغ عددها 64 ورشة بعد سنتين من الانتظار.", "2019-03-12"),
    ("افتتحت أمس الثلاثاء 12 مارس 2019 بصفرو ورشات النحاس البالغ عددها 64 ورشة بعد سنتين من الانتظار.", "2019-03-13"),
    ("افتتحت أول أمس الثلاثاء 12 مارس 2019 بصفرو ورشات النحاس البالغ عددها 64 ورشة بعد سنتين من الانتظار.", "2019-03-14"),
    ("افتتحت، مساء أمس الجمعة فاتح مارس 2019 بصفرو، ورشات النحاس البالغ عددها 64 ورشة بعد سنتين من الانتظار.", "2019-03-02"),
    # dates of other days
    ("افتتحت يوم الثلاثاء 12 مارس 2019 بصفرو ورشات النحاس البالغ عددها 64 ورشة بعد سنتين من الانتظار.", None),
    ("في 12 مارس 2019، افتتحت بصفرو ورشات النحاس البالغ عددها 64 ورشة بعد سنتين من الانتظار الطويل.", None),
    ("منذ 12 مارس 2019 - تاريخ افتتاح الورشات - بلغ عدد زوار سوق النحاس بصفرو 64 ألف زائر من داخل المدينة.", None),
    ("خلال اليوم الدراسي ليوم 12 مارس 2019 بصفرو، دعا حرفيو النحاس إلى إحداث سوق يضم 64 محلا للعرض.", None),
    ("صدر القانون رقم 50.17 يوم 12 مارس 2019 - وهو النص المنظم للقطاع - بعد سنتين من النقاش بين 64 هيئة.", None),
    ("افتتحت اليوم الأربعاء 12 مارس 2019 بصفرو ورشات النحاس البالغ عددها 64 ورشة بعد سنتين من الانتظار.", None),
    ("عاد حرفيو النحاس بصفرو إلى ورشاتهم البالغ عددها 64 ورشة.\n\nوكان اليوم الثلاثاء 12 مارس 2019 موعدا للجمع العام.", None),
]


@pytest.mark.parametrize(("lead", "day"), LEADS)
def test_lead(lead: str, day: str | None) -> None:
    article = normalize_article(RawArticle(content=f"{TITLE}\n\n{lead}\n\n{BODY}"), now=NOW)
    assert article.title == TITLE
    assert article.body == f"{lead}\n\n{BODY}"
    assert (article.published_at and article.published_at.date().isoformat()) == day


def test_the_furniture_is_believed_before_the_text() -> None:
    lead = "صفرو - 11 مارس 2019 / بعد سنتين من الانتظار، عاد حرفيو النحاس إلى ورشاتهم البالغ عددها 64 ورشة."
    article = normalize_article(RawArticle(content=f"{TITLE}\n12/03/2019\n\n{lead}\n\n{BODY}"), now=NOW)
    assert article.published_at == datetime(2019, 3, 12, tzinfo=MOROCCO)


def test_labelled_day_takes_the_time_of_its_own_day_only() -> None:
    day, later = datetime(2019, 3, 12, tzinfo=MOROCCO), datetime(2019, 3, 14, 9, tzinfo=MOROCCO)
    assert choose_published([(0, day), (2, later)], now=NOW) == (day, False)
    assert choose_published([(0, day), (2, day + timedelta(hours=3))], now=NOW) == (day + timedelta(hours=3), False)


@pytest.mark.parametrize(
    "glued", ["date 2019-03-12", "نشر في 12 مارس 2019 -", "كتب يوم 12/03/2019 على الساعة 14:05", "بتاريخ: 12 مارس 2019"]
)
def test_date_glued_to_the_first_paragraph(glued: str) -> None:
    article = normalize_article(RawArticle(content=f"{TITLE}\n\n{glued} {BODY}"), now=NOW)
    assert article.body == BODY
    assert article.published_at is not None
    assert article.published_at.date().isoformat() == "2019-03-12"


TITLES = [
    "مشروع «النحاس وصفرو المدينة» يدخل مرحلة التنفيذ",
    "صفرو.. 64 محلا للنحاسين",
    "حرفيو النحاس: إلى متى الانتظار؟",
    "هل يستعيد حرفيو النحاس بمدينة صفرو سوقهم القديم بعد سنتين من الانتظار؟",
    'رئيس الجمعية: "القطاع يشغل 1.250 صانعا"',
    "صفرو .. حرفيو النحاس بلا سوق منذ سنتين حسب جمعيتهم، فما الذي وقع؟ ومن المسؤول؟",
    "النحاس بصفرو",
    "أخبار سارة لحرفيي النحاس بصفرو",
    "صوت الحرفيين يصل إلى المجلس الجماعي بصفرو",
    "1.250 صانعا للنحاس بصفرو ينتظرون سوقا",
    "موقع إلكتروني جديد لتسويق منتوجات النحاس بصفرو",
    "فاس - مكناس: حرفيو النحاس يطالبون بسوق نموذجي",
    "12 مارس 2019.. يوم لا ينساه حرفيو النحاس",
]


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("below", ["", "12 مارس 2019 - 14:05\n\n"])
def test_title_in_many_wordings(title: str, below: str) -> None:
    article = normalize_article(RawArticle(content=f"{title}\n\n{below}{BODY}"), now=NOW)
    assert article.title == title
    assert article.body == BODY
    assert article.published_at == (datetime(2019, 3, 12, 14, 5, tzinfo=MOROCCO) if below else None)


@pytest.mark.parametrize(
    "line",
    [
        "12.500 مستفيد من البرنامج بالإقليم",
        "محمد العلوي - مديرا للمعرض",
        "إعداد التراب والتعمير",
        "حصيلة 12 مارس 2019",
        "أهداف البرنامج",
        "المصدر الأول: 64 محلا",
    ],
)
def test_short_lines_within_the_article_stay(line: str) -> None:
    first, rest = BODY.split("\n\n", 1)
    text = f"{first}\n\n{line}\n\n{rest}"
    assert clean_article(f"{TITLE}\n\n{text}").body == text


def test_no_date_in_a_text_without_one() -> None:
    assert read_dateline(BODY) == []


KEPT = [
    # what stands between title and text and is the article's own
    "64 محلا و45 متدرجا في برنامج واحد",
    "الجمعية تراهن على دعم المجلس الجماعي لإنجاح المشروع",
    "أرقام القطاع",
    "فاس - مكناس",
    "12 ورشة للنحاس",
    "في انتظار الحل",
    "الموقع: ساحة باب المقام",
    "صدر المرسوم يوم 3 ماي 2016",
    "المدة: 12 شهرا",
    "أهم المطالب:",
]


@pytest.mark.parametrize("line", KEPT)
@pytest.mark.parametrize("above", ["", "12/03/2019 - 14:05\n", "بقلم: يونس الوردي\n", "الأطلس نيوز - صفرو\n12 مارس 2019\n"])
def test_what_stands_below_the_date_and_is_the_articles_own_stays(line: str, above: str) -> None:
    cleaned = clean_article(f"{TITLE}\n{above}\n{line}\n\n{BODY}")
    assert cleaned.title == TITLE
    assert cleaned.body == f"{line}\n\n{BODY}"


def test_no_title_is_made_of_a_lead_or_of_furniture() -> None:
    lead = "عاد حرفيو النحاس إلى ورشاتهم."
    assert clean_article(f"{lead}\n\n{BODY}").title is None
    assert clean_article(f"{lead}\n\n{BODY}").body == f"{lead}\n\n{BODY}"
    for head in ("ads-top-970", "www.example.ma", "الرئيسية » مجتمع", "12/03/2019", "11:35", "صحيفة إلكترونية مغربية"):
        cleaned = clean_article(f"{head}\n\n{BODY}")
        assert cleaned.title is None
        assert cleaned.body.endswith(BODY)


def test_a_known_title_is_kept_and_what_stands_above_it_goes() -> None:
    cleaned = clean_article(f"أصوات الأطلس: جريدة إلكترونية شاملة\nمستجدات الجهة\n{TITLE}\n\n{BODY}", title=TITLE)
    assert cleaned.title == TITLE
    assert cleaned.body == BODY


MORE_HEADS: list[tuple[str, str | None]] = [
    ("وطني - {t}\n12 مارس 2019", DAY),
    ("{t}\nMar 12, 2019", DAY),
    ("{t}\nTue, 12 Mar 2019 14:05:00 +0100", TIMED),
    ("{t}\nPublished by\nيونس الوردي", None),
    ("{t}\nالأطلس نيوز/ صفرو/ يونس الوردي\n12-03-2019", DAY),
    ("{t}\n\n12 مارس 2019\nالأطلس بريس", DAY),
    ("{t}\nيونس الوردي / صفرو", None),
    ("{t}\nمراسلة خاصة من صفرو: يونس الوردي\nالثلاثاء 12 مارس 2019", DAY),
    ("{t}\nصحافة اليوم\n12/03/2019", DAY),
    ("{t}\nنشرت بواسطة: admin في أخبار 12 مارس، 2019 0 204 زيارة", DAY),
    ("{t}\nفي: مارس 12, 2019 في: جهويات لا تعليقات", DAY),
    ("{t}\n2019-03-12T14:05:00+01:00", TIMED),
    ("{t}\nمارس 12, 2019 - 2:05 م", TIMED),
    ("{t}\nمنذ 3 أيام\n12 مارس 2019", DAY),
    ("{t}\nأضيف في 12 مارس 2019 الساعة 14 : 05", TIMED),
    ("{t}\nتحرير: ي.و - 12 مارس 2019 (14:05)", TIMED),
    ("{t}\n12 مارس 2019 - 14:05\n{t}", TIMED),
    ("عاجل\n{t}\nاستمع للمقال\n12 مارس 2019", DAY),
    ("جريدة الأطلس\nالعدد 77\n{t}\n12 مارس 2019", DAY),
    ("المملكة المغربية\nوزارة الصناعة التقليدية\nبلاغ صحفي\n{t}\nالرباط في 12 مارس 2019", DAY),
    ("بلاغ صحفي\n{t}\nالرباط، في: 12/03/2019", DAY),
    ("{t}\nساعة النشر: 14:05 - 12/03/2019", TIMED),
    ("Menu\nSkip to content\nأصوات الأطلس\n{t}\n12 مارس 2019", DAY),
    ("{t} - أصوات الأطلس نيوز\n{t}\n12 مارس 2019", DAY),
]


@pytest.mark.parametrize(("head", "published"), MORE_HEADS, ids=range(len(MORE_HEADS)))
def test_more_heads(head: str, published: str | None) -> None:
    test_head(head, published)
