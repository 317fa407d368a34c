"""The place of a fact: that of its clause, else of its sentence, its paragraph, its heading, else of the whole article."""

from __future__ import annotations

import pytest

from tests.extractor.reading import fact_of, read

# text, kind, value, regions
IN_THE_CLAUSE = [
    ("تم بناء 4 قرى للصناع بمراكش و3 مجمعات بأكادير.", "facilities", 4, ["MA-07"]),
    ("تم بناء 4 قرى للصناع بمراكش و3 مجمعات بأكادير.", "facilities", 3, ["MA-09"]),
    ("تضم فاس 30 ألف صانع، وتليها مراكش بـ 22 ألف صانع.", "workforce", 30_000, ["MA-03"]),
    ("تضم فاس 30 ألف صانع، وتليها مراكش بـ 22 ألف صانع.", "workforce", 22_000, ["MA-07"]),
    ("استفاد بإقليم تاونات 140 صانعا.", "beneficiaries", 140, ["MA-03"]),
    ("استفادت 60 صانعة بإقليم الحوز من التكوين.", "beneficiaries", 60, ["MA-07"]),
    ("خصصت جهة الشرق 12 مليون درهم للقطاع.", "budget", 12_000_000, ["MA-02"]),
    ("يشتغل بوجدة 800 حرفي.", "workforce", 800, ["MA-02"]),
    ("افتتح بالعيون معرض يضم 75 رواقا.", "other", 75, ["MA-11"]),
    ("شاركت 20 تعاونية من جهة الداخلة وادي الذهب في الصالون.", "organisations", 20, ["MA-12"]),
    ("زار المعرض المقام بطنجة 18 ألف شخص.", "visitors", 18_000, ["MA-01"]),
    ("صدرت الدار البيضاء 210 ملايين درهم، فيما صدرت آسفي 45 مليون درهم.", "exports", 210_000_000, ["MA-06"]),
    ("صدرت الدار البيضاء 210 ملايين درهم، فيما صدرت آسفي 45 مليون درهم.", "exports", 45_000_000, ["MA-07"]),
    ("سيتم تجهيز مركزين للدعم التقني بكل من ميدلت والرشيدية.", "facilities", 2, ["MA-08"]),
    ("نظمت كلميم 3 مهرجانات.", "activities", 3, ["MA-10"]),
    # a share in brackets behind its figure
    ("سجل إقليم وزان 900 صانع (30%)، ثم تاونات 600 صانع (20%).", "share", 20, ["MA-03"]),
    ("سجل إقليم وزان 900 صانع (30%)، ثم تاونات 600 صانع (20%).", "share", 30, ["MA-01"]),
]
OFF_THE_CLAUSE = [
    # the sentence before
    ("احتضنت مدينة الصويرة المعرض الوطني للخشب. وشارك فيه 120 عارضا.", "participants", 120, ["MA-07"]),
    ("تتواصل الأشغال بقرية الصناع بالخميسات. ويكلف المشروع 16 مليون درهم.", "budget", 16_000_000, ["MA-04"]),
    ("زار الوزير مدينة تطوان. ووقف على أشغال تهيئة 4 فنادق عتيقة.", "facilities", 4, ["MA-01"]),
    # earlier in the sentence
    ("بأزيلال، وبعد سنتين من الأشغال، افتتح مركز يستقبل 90 متدربة.", "trainees", 90, ["MA-05"]),
    ("وبجهة سوس ماسة استفاد 300 صانع، وتم تكوين 80 شابا.", "trainees", 80, ["MA-09"]),
    ("أما بالناظور، فقد تم تسجيل 500 صانع، ومنح 200 بطاقة مهنية.", "registrations", 200, ["MA-02"]),
    # the heading
    ("جهة درعة تافيلالت\nتم إنجاز 6 دور للصانعة.", "facilities", 6, ["MA-08"]),
    ("إقليم شفشاون\n- 4 تعاونيات\n- 90 صانعة", "organisations", 4, ["MA-01"]),
    ("جهة الشرق\nتم إنجاز 6 دور للصانعة.\nجهة بني ملال خنيفرة\nتم إنجاز 9 دور للصانعة.", "facilities", 9, ["MA-05"]),
    ("جهة الشرق\nتم إنجاز 6 دور للصانعة.\nجهة بني ملال خنيفرة\nتم إنجاز 9 دور للصانعة.", "facilities", 6, ["MA-02"]),
    # the lead of the list
    ("وتتوزع الاعتمادات المرصودة لمدينة مكناس كالتالي:\n- 5 ملايين درهم لسوق السراير؛\n- 3 ملايين درهم للفنادق.",
     "budget", 3_000_000, ["MA-03"]),
    ("أنجز بإقليم طاطا ما يلي:\n- دعم 14 تعاونية؛\n- تكوين 60 امرأة.", "trainees", 60, ["MA-09"]),
    # the item's own place is stronger than the lead's
    ("مشاريع جهة مراكش آسفي:\n- بناء 2 من المجمعات بالصويرة؛\n- تأهيل 8 فنادق.", "facilities", 8, ["MA-07"]),
    # the article
    ("تشهد جهة فاس مكناس دينامية كبيرة.\n\nوقد تم إحداث 45 تعاونية خلال سنة.\n\nكما عرفت فاس تنظيم المعرض.",
     "organisations", 45, ["MA-03"]),
    # a town that is named once is the article's where it goes on as 'the town'
    ("تم تكوين 400 شاب بفضل شراكة مع الجمعيات المحلية.\n\nوقال كاتب الغرفة بالدار البيضاء إن تجار المدينة رحبوا بذلك.",
     "trainees", 400, ["MA-06"]),
    ("تم تكوين 400 شاب.\n\nوشهدت المدينة العتيقة لمراكش ندوة عنه.", "trainees", 400, []),
    # a gate, a market called after another town
    ("استفاد 70 صانعا بقيسارية الصويرة بالرباط من الترميم.", "beneficiaries", 70, ["MA-04"]),
    ("يشتغل 90 دباغا قرب باب دكالة.", "workforce", 90, ["MA-07"]),
    # the country in a body's name
    ("تخرج فوج بمعهد الفنون بمكناس.\n\nوتمول وكالة حساب تحدي الألفية بالمغرب توسعة المعهد، التي تكلف 54 مليون درهم."
     " ويقع المعهد بمكناس.", "budget", 54_000_000, ["MA-03"]),
    ("ارتفعت المبيعات بطنجة (+ 9 %) وبمراكش (+ 24 %) خلال سنة 2023.", "growth", 24, ["MA-07"]),
    # named twice in one breath is named once
    ("زار الوفد مراكش ثم أكادير، وأعجب بالمدينة الحمراء.\n\nوقد تم إحداث 45 تعاونية خلال سنة.", "organisations", 45, []),
]  # fmt: skip
NATIONAL = [
    ("يشغل القطاع بالمغرب 2 مليون شخص.", "workforce", 2_000_000, []),
    ("بلغت صادرات القطاع على الصعيد الوطني 900 مليون درهم.", "exports", 900_000_000, []),
    ("تم تكوين 400 شاب.", "trainees", 400, []),
]


@pytest.mark.parametrize(("text", "kind", "value", "regions"), [*IN_THE_CLAUSE, *OFF_THE_CLAUSE, *NATIONAL])
def test_regions(text: str, kind: str, value: float, regions: list[str]) -> None:
    assert fact_of(read(text), kind, value).regions == regions


def test_a_town_that_opens_the_title_is_where_the_news_is_from() -> None:
    article = read("أتى الحريق على 23 محلا.", title="وجدة: حريق بسوق النجارين")
    assert fact_of(article, "facilities", 23).regions == ["MA-02"]


def test_the_title_places_a_body_without_places() -> None:
    article = read("تم إحداث 45 تعاونية خلال سنة واحدة.", title="جهة الشرق: حصيلة قطاع الصناعة التقليدية")
    assert fact_of(article, "organisations", 45).regions == ["MA-02"]


PROVINCES = [
    ("اختتم المعرض الجهوي للصناعة التقليدية بجهة درعة تافيلالت، الذي نظم بمدينة تنغير.\n\nواستقطب 115 عارضا.", 115, ["MA-TIN"]),
    ("استفاد من البرنامج 115 عارضا بجهة درعة تافيلالت.\n\nوتضم الجهة دورا للصانعة في تنغير وميدلت.", 115, []),
    ("تليها إقليم آسفي بـ 8,144 صانعا (13%)، ثم الحوز بـ 7,857 (12%)، وقلعة السراغنة بـ 6,731 (11%).", 12, ["MA-HAO"]),
    ("وإصلاح مجمعات طاطا والسمارة وطانطان، وبناء مجمع بفم زكيد إقليم طاطا بكلفة 5 ملايين درهم.", 5_000_000, ["MA-TAT"]),
    ("يشتغل 115 عارضا في مختلف الفروع بإقليمي الناظور والدريوش.", 115, ["MA-DRI", "MA-NAD"]),
]


@pytest.mark.parametrize(("text", "value", "provinces"), PROVINCES)
def test_provinces(text: str, value: float, provinces: list[str]) -> None:
    (fact,) = (f for f in read(text).facts if f.value == value)
    assert sorted(fact.provinces) == provinces
