"""The same thing said twice is one fact: in title and body, in two units, rounded and exact. Different things are two."""

from __future__ import annotations

import pytest

from tests.extractor.reading import read

MISMATCH = "title_body_mismatch"
# title, body, kind, all values of that kind, whether the title contradicts the body
TITLES: list[tuple[str, str, str, list[float], bool]] = [
    ("400 مستفيد من برنامج التكوين", "استفاد من البرنامج 398 مستفيدا.", "beneficiaries", [398], False),
    ("صادرات الصناعة التقليدية تبلغ 700 مليون درهم", "بلغت صادرات القطاع 700 مليون درهم.", "exports", [700_000_000], False),
    ("صادرات القطاع تناهز 700 مليون درهم", "بلغت صادرات القطاع 698,4 مليون درهم.", "exports", [698_400_000], False),
    ("معرض بمشاركة 120 عارضا", "شارك في المعرض 150 عارضا.", "participants", [120, 150], True),
    ("تكوين ألف متدرب", "تم بالجهة تكوين 1000 متدرب.", "trainees", [1000], False),
    ("بناء ثلاث قرى للصناع", "سيتم بناء 3 قرى للصناع.", "facilities", [3], False),
    ("12 مليون درهم لتأهيل المدينة العتيقة", "رصد للمشروع غلاف مالي قدره 12 مليون درهم.", "budget", [12_000_000], False),
    ("مائتا تعاونية في الملتقى", "شاركت في الملتقى 200 تعاونية.", "organisations", [200], False),
    ("أزيد من 5 آلاف زائر", "يعد المعرض موعدا سنويا للحرفيين.", "visitors", [5000], False),
]
BODIES: list[tuple[str, str, list[float]]] = [
    ("كلف المشروع 7.5 مليون درهم (750 مليون سنتيم).", "budget", [7_500_000]),
    ("بكلفة 38 مليون سنتيم، أي 380 ألف درهم، تم تجهيز المركز.", "budget", [380_000]),
    ("استفاد 640 صانعا من البرنامج.\nوأوضح المتحدث أن 640 صانعا استفادوا من البرنامج.", "beneficiaries", [640]),
    ("بلغت الصادرات 310 ملايين درهم.\nوبلغت الصادرات، حسب المصدر ذاته، 310 ملايين درهم.", "exports", [310_000_000]),
    ("استفاد بفاس 50 صانعا، واستفاد بوجدة 50 صانعا.", "beneficiaries", [50, 50]),
    ("خصص مليون درهم للقرية ومليون درهم للمجمع.", "budget", [1_000_000, 1_000_000]),
    ("بلغت الصادرات 310 ملايين درهم سنة 2014، و310 ملايين درهم سنة 2015.", "exports", [310_000_000, 310_000_000]),
]


@pytest.mark.parametrize(("title", "body", "kind", "values", "mismatch"), TITLES)
def test_title_and_body(title: str, body: str, kind: str, values: list[float], mismatch: bool) -> None:
    article = read(body, title=title)
    assert sorted(f.value or 0 for f in article.facts if f.kind == kind) == sorted(values)
    assert (MISMATCH in article.flags) == mismatch


@pytest.mark.parametrize(("body", "kind", "values"), BODIES)
def test_body(body: str, kind: str, values: list[float]) -> None:
    assert sorted(f.value or 0 for f in read(body).facts if f.kind == kind) == sorted(values)
