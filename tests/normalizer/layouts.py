"""Whole texts as people and programs hand them in: what stands above, below and within, and what must come out.

The texts are our own; the layouts are those of outlets, papers, ministries, chambers, parliament and agencies.
"""

from __future__ import annotations

from dataclasses import dataclass

COPPER = """طالب حرفيو النحاس بصفرو، خلال لقاء احتضنته دار الشباب، بإحداث سوق نموذجي يضم 64 محلا لعرض منتوجاتهم على الزوار.

وأوضح رئيس الجمعية أن القطاع يشغل 1.250 صانعا، وأن رقم معاملاته لم يتجاوز 3,4 ملايين درهم في السنة الماضية."""
POTTERY = """في خطوة طال انتظارها، خصص مجلس آسفي غلافا ماليا يناهز 7 ملايين درهم لتأهيل تلة الخزافين، حيث تشتغل 82 ورشة.

ويهم المشروع ترميم الأفران وتكسية الممرات، إضافة إلى بناء فضاء للعرض على مساحة 900 متر مربع."""
WOOL = """لم تكن النساجات بتازناخت ينتظرن أن تباع 340 زربية في أسبوع واحد، لكن المعرض الجهوي فاق كل التوقعات هذه السنة.

تقول إحدى العارضات إن ثمن المتر المربع بلغ 1.800 درهم، بعدما كان لا يتعدى 1.100 درهم قبل سنتين."""


@dataclass(frozen=True)
class Layout:
    """A text and its parts."""

    text: str
    title: str | None
    published: str | None = None
    author: str | None = None
    starts: str = ""
    """What the body starts with; where it is empty, one of the three bodies above is the whole body."""
    body: str = ""


def _on(
    body: str, head: str, title: str | None, published: str | None = None, author: str | None = None, tail: str = ""
) -> Layout:
    return Layout(f"{head}\n\n{body}" + (f"\n\n{tail}" if tail else ""), title, published, author, body=body)


T1 = "حرفيو النحاس بصفرو يطالبون بسوق نموذجي"
T2 = "آسفي: سبعة ملايين درهم لتأهيل تلة الخزافين"
T3 = "زرابي تازناخت تحطم أرقام المبيعات في المعرض الجهوي"

FIRST = {
    "path of four, date with bars": _on(
        COPPER, f"الرئيسية » أخبار » جهة فاس مكناس » صفرو\n{T1}\nالثلاثاء | 12 مارس 2019 | 14:05", T1, "2019-03-12T14:05:00+01:00"
    ),
    "path that ends in the title": _on(POTTERY, f"الرئيسية / أخبار الجهات / {T2}\n{T2}\n2021-06-17", T2, "2021-06-17"),
    "path by single guillemets, no spaces": _on(WOOL, f"الرئيسية»مجتمع»{T3}", T3),
    "category and region": _on(POTTERY, f"أخبار الجهة\n\n{T2}\n\nآسفي نيوز", T2),
    "category with colon": _on(COPPER, f"روبورتاج:\n{T1}\nيونس الوردي", T1, None, "يونس الوردي"),
    "category behind the title": _on(WOOL, f"{T3}\nاقتصاد\n17 يونيو 2021", T3, "2021-06-17"),
    "doubled title with other marks": _on(COPPER, f"«{T1}»\n{T1}\nبقلم: كريم بنسالم", T1, None, "كريم بنسالم"),
    "doubled title with an ellipsis": _on(POTTERY, f"آسفي: سبعة ملايين درهم لتأهيل تلة...\n{T2}\n17/06/2021", T2, "2021-06-17"),
    "kicker of a preposition": _on(COPPER, f"بعد سنتين من الانتظار\n{T1}\n12 مارس 2019", T1, "2019-03-12"),
    "subtitle of a sentence's length": Layout(
        f"{T3}\nثمن المتر المربع بلغ 1.800 درهم والعارضات يطلبن معرضا دائما\nفاطمة أيت القاضي – تازناخت\n\n{WOOL}",
        T3,
        None,
        "فاطمة أيت القاضي",
        starts="ثمن المتر المربع بلغ 1.800 درهم",
    ),
    "letterhead of a ministry": _on(
        POTTERY,
        "المملكة المغربية\nوزارة السياحة والصناعة التقليدية\nوالاقتصاد الاجتماعي والتضامني\n\nبلاغ صحفي\n\n"
        f"{T2}\n\nالرباط، 17 يونيو 2021",
        T2,
        "2021-06-17",
    ),
    "letterhead on one line": _on(
        POTTERY,
        f"المملكة المغربية - وزارة السياحة والصناعة التقليدية - قسم التواصل\nبلاغ صحفي\n{T2}\nالرباط في: 17 يونيو 2021",
        T2,
        "2021-06-17",
    ),
    "newsletter": _on(WOOL, f"صوت الصانع - نشرة إخبارية شهرية تصدرها غرفة الصناعة التقليدية\nالعدد 14 – مارس 2018\n{T3}", T3),
    "newsletter with a day": _on(WOOL, f"نشرة الغرفة | العدد 7 | 3 أبريل 2018\n\n{T3}", T3, "2018-04-03"),
    "statement about": _on(
        COPPER,
        "غرفة الصناعة التقليدية لجهة فاس مكناس\nبلاغ حول وضعية حرفيي النحاس بمدينة صفرو\nفاس في 12 مارس 2019",
        "بلاغ حول وضعية حرفيي النحاس بمدينة صفرو",
        "2019-03-12",
    ),
    "question in parliament": _on(
        COPPER,
        "مجلس النواب\nسؤال كتابي رقم 4512\nالموضوع: وضعية حرفيي النحاس بمدينة صفرو\nواضع السؤال: يونس الوردي\n"
        "الفريق: فريق الأصالة\nتاريخ السؤال: 2 فبراير 2019\nتاريخ الجواب: 12 مارس 2019",
        "وضعية حرفيي النحاس بمدينة صفرو",
        "2019-03-12",
        "يونس الوردي",
    ),
    "wire with slug": _on(POTTERY, f"مغرب/صناعة تقليدية/آسفي\n{T2}\nآسفي 17-6-2021 (ومع)", T2, "2021-06-17"),
    "wire dateline in the lead": Layout(
        f"{T1}\n\nصفرو 12-3-2019- {COPPER}", T1, "2019-03-12", starts="صفرو 12-3-2019- طالب حرفيو النحاس"
    ),
    "wire dateline without a year": Layout(
        f"{T1}\n\nصفرو في 12 مارس (و م ع) {COPPER}", T1, None, starts="صفرو في 12 مارس (و م ع) طالب"
    ),
    "two credits": _on(WOOL, f"{T3}\nنص: سعاد المنصوري   صور: كريم بنسالم\n17 يونيو 2021", T3, "2021-06-17", "سعاد المنصوري"),
    "two credits by dash": _on(WOOL, f"{T3}\nأعدته سعاد المنصوري – ترجمة هند العلمي", T3, None, "سعاد المنصوري"),
    "outlet, writer and city": _on(COPPER, f"{T1}\nالأطلس بريس / يونس الوردي / صفرو", T1, None, "يونس الوردي"),
    "writer of no listed name behind a label": _on(
        COPPER, f"{T1}\nبقلم ● شامة أوعسو ●\n12 مارس 2019", T1, "2019-03-12", "شامة أوعسو"
    ),
    "published in an outlet on a day": _on(
        POTTERY, f"{T2}\nنشر في آسفي اليوم يوم 17 - 06 - 2021\nعن جريدة المحيط", T2, "2021-06-17"
    ),
    "written by means of": _on(
        POTTERY,
        f"{T2}\nكتب بواسطة: ليلى الصقلي\nنشر بتاريخ: الخميس, 17 حزيران/يونيو 2021 09:40\nالزيارات: 812",
        T2,
        "2021-06-17T09:40:00+01:00",
        "ليلى الصقلي",
    ),
    "last change before publication": _on(
        WOOL, f"{T3}\nآخر تحديث: 19 يونيو 2021، الساعة 10:00\nتاريخ الإنشاء: 17 يونيو 2021", T3, "2021-06-17"
    ),
    "ago": _on(COPPER, f"{T1}\nيونس الوردي\nمنذ 3 أيام", T1, None, "يونس الوردي"),
    "ago with a counter": _on(COPPER, f"{T1}\nمنذ ثلاثة أيام | 12 تعليق | 3 دقائق للقراءة", T1),
    "time and at-sign": _on(WOOL, f"{T3}\n17 يونيو 2021 @ 18:30", T3, "2021-06-17T18:30:00+01:00"),
    "two calendars": _on(WOOL, f"{T3}\nالخميس 7 ذو القعدة 1442هـ/17 يونيو 2021م", T3, "2021-06-17"),
    "hijri before with agreeing": _on(WOOL, f"{T3}\n07 ذي القعدة 1442 الموافق ل17 يونيو 2021", T3, "2021-06-17"),
    "levantine month": _on(POTTERY, f"{T2}\n17 حزيران 2021، 09:40", T2, "2021-06-17T09:40:00+01:00"),
    "algerian month": _on(POTTERY, f"{T2}\n17 جوان 2021", T2, "2021-06-17"),
    "weekday glued by a comma": _on(COPPER, f"{T1}\nالثلاثاء، 12 مارس 2019، 2:05 بعد الزوال", T1, "2019-03-12T14:05:00+01:00"),
    "iso with zone": _on(COPPER, f"{T1}\n2019-03-12T13:05:00Z", T1, "2019-03-12T14:05:00+01:00"),
    "day before month": _on(COPPER, f"{T1}\n03/12/2019", T1, "2019-12-03"),
    "only month before day is possible": _on(COPPER, f"{T1}\n12/25/2019 10:00 AM", T1, "2019-12-25T10:00:00+01:00"),
    "date in words": _on(COPPER, f"{T1}\nالثاني عشر من مارس 2019", T1, "2019-03-12"),
    "first of a month": _on(COPPER, f"{T1}\nفاتح مارس 2019", T1, "2019-03-01"),
    "date below the text": _on(COPPER, T1, T1, "2019-03-12", tail="نشر بتاريخ 12 مارس 2019"),
    "place and date below the text": _on(POTTERY, T2, T2, "2021-06-17", tail="آسفي في 17 يونيو 2021"),
    "issued at, below the text": _on(POTTERY, T2, T2, "2021-06-17", tail="وحرر بآسفي بتاريخ 17 يونيو 2021"),
    "signature below the text, whose office is the text's own": Layout(
        f"{T2}\n\n{POTTERY}\n\nعن مكتب الغرفة\nآسفي، في 17 يونيو 2021",
        T2,
        "2021-06-17",
        body=f"{POTTERY}\n\nعن مكتب الغرفة",
    ),
    "no title": Layout(COPPER, None, None, starts="طالب حرفيو النحاس بصفرو", body=COPPER),
    "no title, but a date": _on(COPPER, "12 مارس 2019", None, "2019-03-12"),
    "no title, but a byline and date": _on(
        WOOL, "سعاد المنصوري - تازناخت\n17/06/2021 - 10:12", None, "2021-06-17T10:12:00+01:00", "سعاد المنصوري"
    ),
    "no title, one short first sentence": Layout(
        f"لا أحد يشتري النحاس في رمضان.\n\n{COPPER}", None, None, starts="لا أحد يشتري النحاس في رمضان."
    ),
    "title before a dateline on its line": Layout(
        f"{T1} صفرو 12 مارس 2019 (ومع) - {COPPER}", T1, "2019-03-12", starts="صفرو 12 مارس 2019 (ومع)"
    ),
    "counters": _on(WOOL, f"{T3}\nشارك\n12 تعليق\nقراءة 3 دقائق\n1.204 مشاهدات\nفيسبوك  تويتر  واتساب", T3),
    "meta in one line": _on(
        WOOL, f"{T3}\nسعاد المنصوري 17 يونيو 2021 آخر تحديث: 18 يونيو 2021 0 1٬204 3 دقائق", T3, "2021-06-17", "سعاد المنصوري"
    ),
}

SECOND = {
    "form of an export": _on(
        COPPER,
        f"العنوان: {T1}\nالكاتب: يونس الوردي\nالتاريخ: 12/03/2019\nالمصدر: الأطلس نيوز\nالرابط: https://example.ma/1204\nالنص:",
        T1,
        "2019-03-12",
        "يونس الوردي",
    ),
    "form in french": _on(COPPER, f"Titre : {T1}\nDate : 12 mars 2019\nSource : Atlas News\nTexte :", T1, "2019-03-12"),
    "front matter": _on(
        POTTERY, f"---\ntitle: {T2}\ndate: 2021-06-17\nauthor: ليلى الصقلي\n---", T2, "2021-06-17", "ليلى الصقلي"
    ),
    "markdown": _on(POTTERY, f"# {T2}\n\n*17 يونيو 2021*", T2, "2021-06-17"),
    "mail": _on(
        POTTERY,
        f"من: مصلحة التواصل\nإلى: الصحافة الوطنية\nالتاريخ: الخميس 17 يونيو 2021\nالموضوع: {T2}",
        T2,
        "2021-06-17",
    ),
    "print paper of a weekend": _on(
        WOOL,
        f"المغرب اليوم • العدد 2204 • السبت-الأحد 19-20 يونيو 2021 • الصفحة 3\n{T3}\nسعاد المنصوري",
        T3,
        "2021-06-19",
        "سعاد المنصوري",
    ),
    "weekly paper over two months": _on(WOOL, f"أسبوعية الجنوب، عدد 88، من 28 يونيو إلى 4 يوليوز 2021\n{T3}", T3, "2021-06-28"),
    "title that ends in a full stop": _on(COPPER, f"{T1}.\nيونس الوردي\n12 مارس 2019", f"{T1}.", "2019-03-12", "يونس الوردي"),
    "title that exclaims": _on(
        COPPER,
        "سوق النحاس بصفرو.. سنتان من الانتظار والحرفيون بدون محلات!\n12 مارس 2019",
        "سوق النحاس بصفرو.. سنتان من الانتظار والحرفيون بدون محلات!",
        "2019-03-12",
    ),
    "title of two questions": _on(
        COPPER,
        "حرفيو النحاس بصفرو: متى يفتح السوق النموذجي؟ ومن يتحمل مسؤولية سنتين من التأخير؟\nالأطلس نيوز\n12.03.2019",
        "حرفيو النحاس بصفرو: متى يفتح السوق النموذجي؟ ومن يتحمل مسؤولية سنتين من التأخير؟",
        "2019-03-12",
    ),
    "long title with a date below": _on(
        POTTERY,
        "المجلس الإقليمي لآسفي يخصص سبعة ملايين درهم لتأهيل تلة الخزافين وترميم أفرانها وبناء فضاء جديد لعرض منتوجات الحرفيين"
        " أمام زوار المدينة القادمين من كل الجهات\n17 يونيو 2021",
        "المجلس الإقليمي لآسفي يخصص سبعة ملايين درهم لتأهيل تلة الخزافين وترميم أفرانها وبناء فضاء جديد لعرض منتوجات الحرفيين"
        " أمام زوار المدينة القادمين من كل الجهات",
        "2021-06-17",
    ),
    "flash": _on(COPPER, f"عاجل.. {T1}\nمنذ ساعتين", f"عاجل.. {T1}"),
    "flash with a slash": _on(COPPER, f"بالفيديو/ {T1}\nالأطلس تيفي - 12 مارس 2019", f"بالفيديو/ {T1}", "2019-03-12"),
    "quotation as a title": _on(
        WOOL, '"بعنا 340 زربية في أسبوع واحد"\nحوار: سعاد المنصوري', '"بعنا 340 زربية في أسبوع واحد"', None, "سعاد المنصوري"
    ),
    "opinion with a role below the name": _on(
        WOOL, f"رأي\n{T3}\nبقلم: الدكتور حسن أوعلي\n17-06-2021", T3, "2021-06-17", "الدكتور حسن أوعلي"
    ),
    "initials": _on(COPPER, f"{T1}\nي. الوردي / صفرو\n12-03-2019", T1, "2019-03-12"),
    "correspondent from a town": _on(COPPER, f"{T1}\nصفرو: من مراسلنا يونس الوردي", T1, None, "يونس الوردي"),
    "agency alone": _on(POTTERY, f"{T2}\nو م ع", T2),
    "agency in brackets": _on(POTTERY, f"{T2}\n(ومع)\n17 يونيو 2021", T2, "2021-06-17"),
    "two outlets": _on(POTTERY, f"{T2}\nآسفي بريس – و.م.ع\nالخميس 17 يونيو 2021 (09:40)", T2, "2021-06-17T09:40:00+01:00"),
    "section, outlet and date in a row": _on(
        WOOL, f"{T3}\nمجتمع • الجنوب بوست • 17 يونيو، 2021 • 14:05", T3, "2021-06-17T14:05:00+01:00"
    ),
    "everything in a row above": _on(WOOL, f"الجنوب بوست | مجتمع | 17/06/2021 14:05\n{T3}", T3, "2021-06-17T14:05:00+01:00"),
    "title, outlet and date in a row": _on(WOOL, f"{T3} | الجنوب بوست | 17/06/2021", T3, "2021-06-17"),
    "counter of shares in a row": _on(WOOL, f"{T3}\n17 يونيو 2021\n0 تعليق · 204 مشاهدة · 14 مشاركة", T3, "2021-06-17"),
    "reading time first": _on(WOOL, f"3 دقائق قراءة\n{T3}\nآخر تحديث منذ يومين", T3),
    "caption above the text": _on(WOOL, f"{T3}\n17 يونيو 2021\nصورة: نساجة في معرض تازناخت (أرشيف)", T3, "2021-06-17"),
    "picture's name first": _on(WOOL, f"IMG_20210617_101204.jpg\n{T3}\n17 يونيو 2021", T3, "2021-06-17"),
    "official gazette": _on(POTTERY, f"الجريدة الرسمية عدد 6997 - 6 ذو القعدة 1442 (17 يونيو 2021)\n{T2}", T2, "2021-06-17"),
    "council's letterhead": _on(
        POTTERY,
        f"المملكة المغربية\nعمالة إقليم آسفي\nالمجلس الإقليمي\n\nبيان صحفي\n{T2}\nآسفي بتاريخ: 17/06/2021",
        T2,
        "2021-06-17",
    ),
    "federation's statement": _on(
        COPPER,
        "غرفة الصناعة التقليدية لجهة فاس مكناس\nبيان توضيحي حول السوق النموذجي للنحاس بصفرو\n12 مارس 2019",
        "بيان توضيحي حول السوق النموذجي للنحاس بصفرو",
        "2019-03-12",
    ),
    "spoken question with an answer": _on(
        COPPER,
        "مجلس المستشارين - الأسئلة الشفوية\nسؤال شفوي رقم 312\nموضوع السؤال: تأخر السوق النموذجي للنحاس بصفرو\n"
        "صاحب السؤال: المستشار كريم بنسالم\n"
        "القطاع المعني: السياحة والصناعة التقليدية\nتاريخ الجواب: الثلاثاء 12 مارس 2019\nنص الجواب:",
        "تأخر السوق النموذجي للنحاس بصفرو",
        "2019-03-12",
        "المستشار كريم بنسالم",
    ),
    "day glued to the month": _on(COPPER, f"{T1}\n12مارس 2019", T1, "2019-03-12"),
    "weekday, comma and month first": _on(COPPER, f"{T1}\nالثلاثاء, مارس 12, 2019", T1, "2019-03-12"),
    "year first with slashes and arabic digits": _on(COPPER, f"{T1}\n٢٠١٩/٠٣/١٢", T1, "2019-03-12"),
    "two figures of the year": _on(COPPER, f"{T1}\n12-03-19", T1, "2019-03-12"),
    "french weekday and clock": _on(COPPER, f"{T1}\nMardi 12 Mars 2019 - 14H05", T1, "2019-03-12T14:05:00+01:00"),
    "syrian and western month": _on(COPPER, f"{T1}\n12 آذار (مارس) 2019", T1, "2019-03-12"),
    "day and year in words": _on(COPPER, f"{T1}\nحرر بصفرو في الثاني عشر من شهر مارس سنة ألفين وتسعة عشر", T1, "2019-03-12"),
    "only a month": _on(WOOL, f"{T3}\nيونيو 2021", T3),
    "hijri with its weekday alone": _on(WOOL, f"{T3}\nالخميس 6 ذو القعدة 1442", T3, "2021-06-17"),
    "hijri without a weekday is known to a day or so": _on(WOOL, f"{T3}\n6 ذو القعدة 1442 هـ", T3),
    "date ahead of now": _on(WOOL, f"{T3}\n17 يونيو 2027", T3),
    "outlet and date below the text": _on(COPPER, T1, T1, "2019-03-12", tail="الأطلس نيوز - 12 مارس 2019"),
    "writer and date below the text": _on(COPPER, T1, T1, "2019-03-12", "يونس الوردي", tail="يونس الوردي\n12/03/2019"),
    "date in the midst of the text is none of publishing": _on(
        COPPER + "\n\nوكان السوق القديم قد أغلق يوم 3 يناير 2017 بقرار من السلطات المحلية.", T1, T1
    ),
    "no title, agency's dateline": Layout(
        f"صفرو 12 مارس 2019 (ومع) – {COPPER}", None, "2019-03-12", starts="صفرو 12 مارس 2019 (ومع) – طالب"
    ),
    "no title, section and text": _on(COPPER, "اقتصاد", None),
    "no title, hashtags": _on(WOOL, "#تازناخت #الصناعة_التقليدية", None),
    "one line for all": Layout(COPPER.replace("\n\n", " "), None, body=COPPER.replace("\n\n", " ")),
    "title on two lines of a path": _on(COPPER, f"أخبار\n›\nصفرو\n›\n{T1}\n{T1}\n12 مارس 2019", T1, "2019-03-12"),
}

THIRD = {
    "page's clock and section above, label beside the writer": _on(
        COPPER,
        f"الجمعة 29 مارس 2024, 11:47\n\nصفرو\n\n{T1}\n\n\nكريم بنسالم نشر في: 12 مارس 2019",
        T1,
        "2019-03-12",
        "كريم بنسالم",
    ),
    "no title, outlet, town, land and agency": _on(WOOL, "أخبار الجنوب | تازناخت – المغرب ( أ.ف.ب )", None),
    "section with a slash, doubled below a clock": _on(
        WOOL,
        f"روبورتاج / {T3}\n\n17 يونيو 2021آخر تحديث :\nروبورتاج / {T3}\n\nالجنوب بوست : سعاد المنصوري و كريم بنسالم.",
        T3,
        "2021-06-17",
        "سعاد المنصوري",
    ),
    "post with its day first": _on(POTTERY, f"17/06/2021\n{T2}", T2, "2021-06-17"),
    "heads of the paper above the title": _on(
        COPPER, f"مدير النشر\n\nعبد الله الصقلي\n\nرئيس التحرير\n\nهند العلمي\n\n{T1}\n12 مارس 2019", T1, "2019-03-12"
    ),
    "writers on two lines, pictures on a third": _on(
        WOOL, f"{T3}\n\nكتب ـــ سعاد المنصوري وليلى الصقلي\nوكريم بنسالم\n\nتصوير: يونس الوردي", T3, None, "سعاد المنصوري"
    ),
    "title again as a caption": _on(
        COPPER,
        f"{T1}\n\nالثلاثاء، 12 مارس 2019 02:05 م\n{T1} أرشيف الجريدة\n"
        "كتب - يونس الوردي - تصوير كريم بنسالم\n\nمشاركة\n\nاضف تعليقاً واقرأ تعليقات القراء",
        T1,
        "2019-03-12T14:05:00+01:00",
        "يونس الوردي",
    ),
    "summary above the text": Layout(f"{T2}\n\nملخص:\n\n{POTTERY}", T2, starts="ملخص:\n\nفي خطوة"),
    "title and day glued to an update": _on(POTTERY, f"{T2}\n17 يونيو 2021 آخر تحديث : 19 يونيو 2021 - 10:30", T2, "2021-06-17"),
    "published before the date and the writer behind it": _on(
        POTTERY, f"{T2}\nنُشر يوم 17 يونيو 2021 من طرف ليلى الصقلي", T2, "2021-06-17", "ليلى الصقلي"
    ),
    "edited by, below a rule": _on(POTTERY, f"{T2}\n----------\nتحرير: ليلى الصقلي\n17/6/2021", T2, "2021-06-17", "ليلى الصقلي"),
    "writer's place and the date in brackets": _on(
        COPPER, f"{T1}\nيونس الوردي - صفرو (12 مارس 2019)", T1, "2019-03-12", "يونس الوردي"
    ),
    "from a special correspondent": _on(WOOL, f"{T3}\nتازناخت – من مبعوثتنا الخاصة: سعاد المنصوري", T3, None, "سعاد المنصوري"),
    "dateline of an agency on its own line": _on(POTTERY, f"{T2}\n\nآسفي – 17 يونيو 2021 (ومع)", T2, "2021-06-17"),
    "place alone on a line": _on(COPPER, f"{T1}\nفاس\n12 مارس 2019", T1, "2019-03-12"),
    "date with a clock in words": _on(COPPER, f"{T1}\nالثلاثاء 12 مارس 2019 على الساعة الثانية زوالا", T1, "2019-03-12"),
    "clock before the date": _on(COPPER, f"{T1}\n14:05 | 12 مارس 2019", T1, "2019-03-12T14:05:00+01:00"),
    "clock with seconds and a zone": _on(COPPER, f"{T1}\n12/03/2019 à 14:05:10 GMT+1", T1, "2019-03-12T14:05:10+01:00"),
    "evening of twelve hours": _on(COPPER, f"{T1}\n12 مارس 2019 الساعة 02:05 مساءً", T1, "2019-03-12T14:05:00+01:00"),
    "month name misspelt as papers do": _on(WOOL, f"{T3}\n17 يونيه 2021", T3, "2021-06-17"),
    "english date": _on(WOOL, f"{T3}\nJune 17, 2021 at 2:05 pm", T3, "2021-06-17T14:05:00+01:00"),
    "weekday does not fit: the date is still what is printed": _on(WOOL, f"{T3}\nالجمعة 17 يونيو 2021", T3, "2021-06-17"),
    "two dates without labels, the earlier first": _on(WOOL, f"{T3}\n17 يونيو 2021\n18 يونيو 2021", T3, "2021-06-17"),
    "academic paper of a ministry": _on(
        POTTERY,
        f"كتابة الدولة المكلفة بالصناعة التقليدية والاقتصاد الاجتماعي\n"
        "مديرية المحافظة على التراث والابتكار\n"
        f"مذكرة إخبارية رقم 12\n{T2}\nيونيو 2021",
        T2,
    ),
    "regional directorate and its town": _on(
        COPPER, f"المديرية الجهوية للصناعة التقليدية\nفاس - مكناس\n\n{T1}\n12 مارس 2019", T1, "2019-03-12"
    ),
    "chamber's own headline is no letterhead": _on(
        POTTERY,
        "غرفة الصناعة التقليدية بآسفي تخصص سبعة ملايين لتلة الخزافين\n17 يونيو 2021",
        "غرفة الصناعة التقليدية بآسفي تخصص سبعة ملايين لتلة الخزافين",
        "2021-06-17",
    ),
    "headline of a name and a colon": _on(
        COPPER, "وزيرة السياحة: سوق النحاس بصفرو يفتح السنة المقبلة", "وزيرة السياحة: سوق النحاس بصفرو يفتح السنة المقبلة"
    ),
    "headline that starts with a town": _on(
        COPPER, "صفرو - حرفيو النحاس ينتظرون سوقهم منذ سنتين", "صفرو - حرفيو النحاس ينتظرون سوقهم منذ سنتين"
    ),
    "headline with a year at its end": _on(
        POTTERY, "تأهيل تلة الخزافين بآسفي: حصيلة يونيو 2021", "تأهيل تلة الخزافين بآسفي: حصيلة يونيو 2021"
    ),
    "headline of a programme": _on(
        POTTERY, "برنامج تأهيل تلة الخزافين بآسفي | المرحلة الثانية", "برنامج تأهيل تلة الخزافين بآسفي | المرحلة الثانية"
    ),
    "headline about a question": _on(
        COPPER, "سؤال كتابي حول تأخر السوق النموذجي للنحاس بصفرو", "سؤال كتابي حول تأخر السوق النموذجي للنحاس بصفرو"
    ),
    "headline about an issue": _on(
        WOOL,
        "صدور العدد 14 من مجلة الصانع عن زرابي تازناخت\n17 يونيو 2021",
        "صدور العدد 14 من مجلة الصانع عن زرابي تازناخت",
        "2021-06-17",
    ),
    "questions of an interview stay": Layout(
        f"{T3}\nأجرت الحوار: سعاد المنصوري\n\nكيف كانت المبيعات هذه السنة؟\n\n{WOOL}",
        T3,
        None,
        "سعاد المنصوري",
        starts="كيف كانت المبيعات هذه السنة؟",
    ),
    "list straight below the title": Layout(
        f"{T2}\n17/06/2021\n\n- ترميم 12 فرنا؛\n- تكسية 900 متر؛\n\n{POTTERY}", T2, "2021-06-17", starts="- ترميم 12 فرنا؛"
    ),
    "labels of a list straight below the title": Layout(
        f"{T2}\n\nالكلفة: 7 ملايين درهم\nالمدة: 12 شهرا\n\n{POTTERY}", T2, starts="الكلفة: 7 ملايين درهم\nالمدة: 12 شهرا"
    ),
}

DATE_LINES = """
أدرج يوم 12 مارس 2019
أُدرج بتاريخ: 12/03/2019
بث يوم الثلاثاء 12 مارس 2019
آخر تعديل في 12 مارس 2019
أنجز بتاريخ 12 مارس 2019
عدد يوم الثلاثاء 12 مارس 2019
عدد 12/03/2019
جريدة الأطلس عدد 1204 بتاريخ 12 مارس 2019
الأطلس، 12 مارس 2019
الأطلس نيوز (12 مارس 2019)
الأطلس نيوز، الثلاثاء 12 مارس 2019، ص. 7
(12 مارس 2019)
[12/03/2019]
12 مارس 2019، صفرو
صفرو في 12/03/2019
صفرو : 12 مارس 2019
صفرو، يوم 12 مارس 2019
بصفرو، في 12 مارس 2019
يوم الثلاثاء 12 مارس 2019 بصفرو
التاريخ الميلادي: 12 مارس 2019 م
الموافق لـ 12 مارس 2019
12 مارس 2019 الموافق لـ 5 رجب 1440
الثلاثاء 5 رجب 1440هـ - 12 مارس 2019م - العدد 1204
الثلاثاء ، 12 مارس ، 2019
مارس 12, 2019
12 / مارس / 2019
12-مارس-2019
12 Mar 2019
Mar 12 2019 14:05
2019.03.12
2019-3-12 14:05
12/3/2019, 2:05:10 PM
12 مارس 2019 - 14 س 05
12 مارس 2019 في 14:05
12 مارس 2019 عند الساعة 14:05
12 مارس 2019 — 14 h 05 min
12 مارس 2019 14h05mn
نشر قبل 7 سنوات، 12 مارس 2019
منذ 7 سنوات (12 مارس 2019)
نشر في الثلاثاء 12 مارس 2019 الساعة 14:05 | تحديث الأربعاء 13 مارس 2019
يونس الوردي | 12 مارس 2019 | صفرو
كتب في 12 مارس 2019 بواسطة يونس الوردي | جهات | 3 تعليقات
Publié par Admin le mar, 12/03/2019 - 14:05
Submitted by admin on 12 March, 2019 - 14:05
Créé le : 12 mars 2019
Mis à jour le 13/03/2019 Publié le 12/03/2019
Date de publication : 12/03/2019
Tuesday, March 12, 2019
بتاريخ الثلاثاء 12 مارس 2019 من إعداد يونس الوردي
المصدر: الأطلس نيوز / 12 مارس 2019
عن الأطلس نيوز بتاريخ 12 مارس 2019
نقلا عن جريدة الأطلس، 12 مارس 2019
الثلاثاء 12 مارس 2019 - صفرو - ومع
ومع / 12 مارس 2019
و.م.ع - 12 مارس 2019 - 14:05
صفرو (و م ع) 12 مارس 2019
روبورتاج 12 مارس 2019 يونس الوردي
وقت النشر: 14:05 تاريخ النشر: 12-03-2019
📅 12 مارس 2019
🕒 14:05 – 12/03/2019
نُشر: 12 مارس 2019، 14:05 | عُدّل: 13 مارس 2019، 09:00
صدر بتاريخ 12 مارس 2019
صدر في العدد 77 بتاريخ 12 مارس 2019
الثلاثاء 12/03/2019
الثلاثاء, 03/26/2019 - 14:05
mar, 03/26/2019 - 14:05
12 مارس2019
١٢-٣-٢٠١٩
12 مارس 2019م
آخر تحديث: 12 مارس 2019
تاريخ آخر تحديث الثلاثاء 12 مارس 2019 14:05
الثلاثاء 12 مارس 2019 بتوقيت غرينتش 14:05
""".strip().split("\n")
"""Lines that say when a text of 12 March 2019, at 14:05 where there is a time, was published; the 26th where they say 26."""

FOURTH = {
    "section that no list knows, a date below the title": _on(COPPER, f"نبض الحرف\n{T1}\n12 مارس 2019", T1, "2019-03-12"),
    "series and its part": _on(COPPER, f"سلسلة حرف في طريق الزوال (3)\n{T1}\nيونس الوردي", T1, None, "يونس الوردي"),
    "file of an issue": _on(WOOL, f"ملف العدد: الصوف\n{T3}\nإعداد: سعاد المنصوري", T3, None, "سعاد المنصوري"),
    "two sections and an outlet above": _on(POTTERY, f"آسفي اليوم\nالرئيسية\nتنمية محلية\n\n{T2}", T2),
    "menu of a page": _on(POTTERY, f"القائمة\nبحث عن\nتسجيل الدخول\nالرئيسية\nأخبار محلية\n{T2}\n17/06/2021", T2, "2021-06-17"),
    "region as a section": _on(COPPER, f"جهة فاس مكناس\n{T1}\n12/03/2019", T1, "2019-03-12"),
    "craft as a section": _on(WOOL, f"صناعة تقليدية\n\n{T3}\n\n17 يونيو 2021", T3, "2021-06-17"),
    "sections joined by an and": _on(WOOL, f"اقتصاد ومجتمع\n{T3}", T3),
    "title in stars": _on(COPPER, f"**{T1}**\n\n12 مارس 2019", T1, "2019-03-12"),
    "title in capitals of html": _on(COPPER, f"## {T1} ##\n12 مارس 2019", T1, "2019-03-12"),
    "title behind a tag": _on(COPPER, f"[عاجل] {T1}\n12 مارس 2019", f"[عاجل] {T1}", "2019-03-12"),
    "title with three dots in the midst": _on(
        WOOL, "زرابي تازناخت... 340 قطعة في أسبوع\n17 يونيو 2021", "زرابي تازناخت... 340 قطعة في أسبوع", "2021-06-17"
    ),
    "title that ends in dots": _on(
        WOOL, "وأخيرا.. زرابي تازناخت تجد من يشتريها...\n17 يونيو 2021", "وأخيرا.. زرابي تازناخت تجد من يشتريها...", "2021-06-17"
    ),
    "title of figures": _on(WOOL, "340 زربية في أسبوع\nسعاد المنصوري", "340 زربية في أسبوع", None, "سعاد المنصوري"),
    "title of two words": _on(WOOL, "زرابي تازناخت\n17 يونيو 2021", "زرابي تازناخت", "2021-06-17"),
    "title that opens with a verb": _on(
        COPPER, "يطالب حرفيو النحاس بصفرو بسوق نموذجي\n12 مارس 2019", "يطالب حرفيو النحاس بصفرو بسوق نموذجي", "2019-03-12"
    ),
    "title that dates itself": _on(
        WOOL, "معرض تازناخت من 10 إلى 17 يونيو 2021\nالجنوب بوست", "معرض تازناخت من 10 إلى 17 يونيو 2021"
    ),
    "title that quotes at its end": _on(
        POTTERY, 'رئيس مجلس آسفي: "تلة الخزافين أولوية".\n17 يونيو 2021', 'رئيس مجلس آسفي: "تلة الخزافين أولوية".', "2021-06-17"
    ),
    "title with a question and an answer": _on(
        POTTERY,
        "هل تنقذ سبعة ملايين تلة الخزافين؟ المجلس يجيب\n17 يونيو 2021",
        "هل تنقذ سبعة ملايين تلة الخزافين؟ المجلس يجيب",
        "2021-06-17",
    ),
    "subtitle with a dash": Layout(
        f"{T2}\n- المشروع يهم 82 ورشة وفضاء للعرض\n17 يونيو 2021\n\n{POTTERY}", T2, "2021-06-17", starts="- المشروع يهم 82 ورشة"
    ),
    "subtitles of three lines": Layout(
        f"{T2}\nترميم الأفران وتكسية الممرات\nبناء فضاء للعرض على 900 متر\n17 يونيو 2021\n\n{POTTERY}",
        T2,
        "2021-06-17",
        starts="ترميم الأفران وتكسية الممرات\nبناء فضاء للعرض على 900 متر",
    ),
    "kicker with a colon": Layout(f"آسفي:\n{T2}\n17 يونيو 2021\n\n{POTTERY}", T2, "2021-06-17"),
    "kicker of a session": Layout(f"في دورته العادية\n{T2}\nآسفي بريس\n\n{POTTERY}", T2),
    "kicker under a slogan": Layout(f'تحت شعار "الصوف ذاكرة"\n{T3}\n17 يونيو 2021\n\n{WOOL}', T3, "2021-06-17"),
    "no title and a heading within": Layout(
        f"{COPPER}\n\nمطالب الحرفيين\n\n{WOOL}", None, starts="طالب حرفيو", body=f"{COPPER}\n\nمطالب الحرفيين\n\n{WOOL}"
    ),
    "no title, a portrait's caption": Layout(
        f"الرئيسية » حوارات\nرئيس جمعية النحاسين بصفرو كريم بنسالم\n\n{COPPER}",
        None,
        starts="رئيس جمعية النحاسين بصفرو كريم بنسالم",
    ),
    "title of a role, a verb and a name": _on(
        COPPER, "رئيس مجلس صفرو يستقبل كريم بنسالم\n12 مارس 2019", "رئيس مجلس صفرو يستقبل كريم بنسالم", "2019-03-12"
    ),
    "no title, a greeting": Layout(f"السلام عليكم،\n\n{COPPER}", None, starts="السلام عليكم"),
    "no title, an outlet and a date": _on(COPPER, "الأطلس نيوز\n12 مارس 2019", None, "2019-03-12"),
    "no title, reading time and counters": _on(WOOL, "3 دقائق للقراءة\n204 مشاهدة", None),
    "text of single lines": Layout(T1 + "\n" + COPPER.replace("\n\n", "\n"), T1, body=COPPER.replace("\n\n", "\n")),
    "title, blank and byline below the first lines": _on(
        COPPER, f"{T1}\n\n\n\nيونس الوردي\n\n\n12 مارس 2019\n\n\n", T1, "2019-03-12", "يونس الوردي"
    ),
}
