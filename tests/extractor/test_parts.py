"""Parts of a whole: which figures are parts of which, and whether they add up."""

from __future__ import annotations

import pytest

from tests.extractor.reading import fact_of, read

# text, the total's kind and value, the values of its parts, the total's flags
CASES = [
    ("تم إنجاز 20 بنية تحتية: 8 قرى و7 مجمعات و5 دور للصانعة.", "facilities", 20, [8, 7, 5], {"sum_verified"}),
    ("تم إنجاز 20 بنية تحتية: 8 قرى و7 مجمعات و6 دور للصانعة.", "facilities", 20, [8, 7, 6], {"sum_mismatch"}),
    ("67 بنية في طور الأشغال: 16 قرية، و12 دارا للصانعة، و39 فضاء للعرض.", "facilities", 67, [16, 12, 39], {"sum_verified"}),
    ("6 منشآت: 3 قرى ومجمعان ومتحف للخزف.", "facilities", 6, [3, 2, 1], {"sum_verified"}),
    ("أحدثت 10 بنيات، وهي 4 مراكز و6 فضاءات للعرض.", "facilities", 10, [4, 6], {"sum_verified"}),
    ("نظمت الغرفة 15 نشاطا، موزعة على 9 معارض و6 ندوات.", "activities", 15, [9, 6], {"sum_verified"}),
    ("استفاد 500 صانع، منهم 180 امرأة.", "beneficiaries", 500, [180], set()),
    ("تم تكوين 320 شابا، من بينهم 210 فتيات.", "trainees", 320, [210], set()),
    ("يضم الإقليم 90 تعاونية، منها 35 تعاونية نسائية.", "organisations", 90, [35], set()),
    ("شارك 160 عارضا، 60 منهم من الجهة.", "participants", 160, [60], set()),
    ("يشتغل بالقطاع 4000 صانع، 1500 منهم بمدينة وزان.", "workforce", 4000, [1500], set()),
    ("خصص للبرنامج 30 مليون درهم، منها 12 مليون درهم للتكوين.", "budget", 30_000_000, [12_000_000], set()),
    ("تتوزع كلفة البرنامج البالغة 10 ملايين درهم على: 4 ملايين درهم للأشغال، و6 ملايين درهم للتجهيز.",
     "budget", 10_000_000, [4_000_000, 6_000_000], {"sum_verified"}),
    ("رصد للمشاريع التالية غلاف قدره 9 ملايين درهم:\n- بناء قرية الصناع: 5 ملايين درهم؛\n- تهيئة السوق: 4 ملايين درهم.",
     "budget", 9_000_000, [5_000_000, 4_000_000], {"sum_verified"}),
    ("رصد للمشاريع التالية غلاف قدره 9 ملايين درهم:\n- بناء قرية الصناع: 5 ملايين درهم؛\n- تهيئة السوق: 3 ملايين درهم.",
     "budget", 9_000_000, [5_000_000, 3_000_000], {"sum_mismatch"}),
    ("بلغ عدد المتدربين 300 متدرب، موزعين على 120 بفاس و180 بمكناس.", "trainees", 300, [120, 180], {"sum_verified"}),
    ("وقد سجل بالجهة 2500 صانع: 1300 ببني ملال، و700 بخنيفرة، و500 بأزيلال.",
     "registrations", 2500, [1300, 700, 500], {"sum_verified"}),
    ("شاركت 45 تعاونية، من ضمنها 12 من الأقاليم الجنوبية.", "organisations", 45, [12], set()),
    ("تم توزيع 110 آلات، منها 70 آلة للخياطة و40 منسجا.", "products", 110, [70, 40], {"sum_verified"}),
    ("وقعت الغرفة 8 اتفاقيات، منها 3 اتفاقيات مع الجماعات.", "programmes", 8, [3], set()),
    # contributions, in whatever order
    ("رصد للبرنامج غلاف قدره 30 مليون درهم، تساهم فيه الوزارة بـ 12 مليون درهم، والجهة بـ10 ملايين درهم، والباقي للمجلس.",
     "budget", 30_000_000, [12_000_000, 10_000_000], set()),
    ("ساهمت الجهة بمبلغ 10 ملايين درهم والوزارة بمبلغ 15 مليون درهم والجماعة بـ5 ملايين، من أصل كلفة إجمالية تبلغ 30 مليون درهم.",
     "budget", 30_000_000, [10_000_000, 15_000_000, 5_000_000], {"sum_verified"}),
    ("بغلاف مالي يقدر ب 1,4 مليون درهم (0,7 مليون درهم مساهمة من الغرفة).", "budget", 1_400_000, [700_000], set()),
    ("تم تخصيص أكثر من 715 مليون درهم للجهة. وتضم المرحلة الأولى استثمارا يقارب 399 مليون درهم، والثانية 316,2 مليون درهم.",
     "budget", 715_000_000, [399_000_000, 316_200_000], {"sum_verified"}),
    # no parts: other things, other places, another sentence
    ("تم بناء 9 قرى، كما تم تكوين 4 أفواج.", "facilities", 9, [], set()),
    ("استفاد 500 صانع. وشارك 180 عارضا في المعرض.", "beneficiaries", 500, [], set()),
    ("خصصت الجهة 30 مليون درهم للقرية، و12 مليون درهم للمجمع.", "budget", 30_000_000, [], set()),
    ("بلغت الصادرات 800 مليون درهم، مقابل 700 مليون درهم سنة 2015.", "exports", 800_000_000, [], set()),
]  # fmt: skip
SUMS = {"sum_verified", "sum_mismatch"}


@pytest.mark.parametrize(("text", "kind", "value", "parts", "flags"), CASES)
def test_parts(text: str, kind: str, value: float, parts: list[float], flags: set[str]) -> None:
    article = read(text)
    total = fact_of(article, kind, value)
    assert sorted(f.value or 0 for f in article.facts if f.part_of == total.fact_id) == sorted(parts)
    assert SUMS & set(total.flags) == flags
    assert total.part_of is None
    assert bool(total.note) == bool(flags) or not flags, "a flag is explained by a note"


@pytest.mark.parametrize(
    ("text", "share", "kind", "value"),
    [
        ("استفاد من العملية 60 شخصا، نصفهم نساء.", 50, "beneficiaries", 60),
        ("بلغ عدد المسجلين 9.400 صانع، 80 في المائة منهم بالعالم القروي.", 80, "registrations", 9_400),
    ],
)
def test_a_share_that_points_back_is_a_part(text: str, share: float, kind: str, value: float) -> None:
    article = read(text)
    assert fact_of(article, "share", share).part_of == fact_of(article, kind, value).fact_id


def test_a_share_of_something_else_is_none() -> None:
    article = read("استفاد من العملية 60 شخصا، وارتفعت نسبة التغطية إلى 80 في المائة.")
    assert all(f.part_of is None for f in article.facts)


def test_of_a_whole_that_stands_behind() -> None:
    article = read("تمت تهيئة 22 محلا من أصل 46 محلا.")
    assert fact_of(article, "facilities", 22).part_of == fact_of(article, "facilities", 46).fact_id


def test_a_breakdown_finds_its_total_paragraphs_above() -> None:
    article = read(
        "خصص للقرية غلاف مالي قدره 114 مليون درهم.\n\nوتستقبل القرية 160 ورشة و30 متجرا، وتوفر 12 مكتبا و9 قاعات.\n\nأما "
        "التمويل فموزع بين الصندوق بـ40 مليون درهم، والجهة بـ 35 مليون درهم، والمكتب بـ25 مليون درهم، والمجلس بـ 14 مليون درهم."
    )
    whole = fact_of(article, "budget", 114_000_000)
    assert "sum_verified" in whole.flags
    assert all(fact_of(article, "budget", v * 1_000_000).part_of == whole.fact_id for v in (40, 35, 25, 14))
