from datetime import datetime

import pytest
from babel import Locale

from shared.text.calendar import MONTHS, WEEKDAYS, month_end, valid_day
from shared.text.folding import fold_word
from shared.text.published import IMPOSSIBLE, MOROCCO, read_published, read_said


@pytest.mark.parametrize("locale", ["ar_MA", "ar_EG", "ar_LB", "ar_DZ", "ar_TN", "fr", "en"])
def test_the_month_table_holds_every_name_of_cldr(locale: str) -> None:
    for number, name in Locale.parse(locale).months["format"]["wide"].items():
        assert MONTHS[tuple(fold_word(word) for word in name.split())] == number


@pytest.mark.parametrize("locale", ["ar_MA", "fr", "en"])
def test_the_weekday_table_holds_every_name_of_cldr(locale: str) -> None:
    for number, name in Locale.parse(locale).days["format"]["wide"].items():
        assert WEEKDAYS[fold_word(name)] == number


def test_days_and_ends_of_months() -> None:
    assert valid_day(2024, 2, 29)
    assert valid_day(None, 2, 29)
    assert not valid_day(2023, 2, 29)
    assert month_end(2024, 12).isoformat() == "2024-12-31"


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("كتبه كتب في 11 ديسمبر 2016 - 11:52", "2016-12-11T11:52:00+00:00"),
        ("الإثنين 5 ماي 2025 | 14:30", "2025-05-05T14:30:00+01:00"),
        ("12/05/2024 à 10h30", "2024-05-12T10:30:00+01:00"),
        ("2016-12-11T11:52:00+00:00", "2016-12-11T11:52:00+00:00"),
        ("2024-05-12", "2024-05-12T00:00:00+01:00"),
        ("2024-05-12T10:30:00Z", "2024-05-12T11:30:00+01:00"),
        ("20240512T103000Z", "2024-05-12T11:30:00+01:00"),
        ("2024-05-12 10:30", "2024-05-12T10:30:00+01:00"),
        ("2024/05/12 10:30", "2024-05-12T10:30:00+01:00"),
        ("Mon, 05 May 2025 14:30:00 GMT", "2025-05-05T15:30:00+01:00"),
        ("Publié le 1er mai 2024 à 9h", "2024-05-01T09:00:00+01:00"),
        ("نشر في 3 يوليوز 2023 الساعة 8 و30 دقيقة", "2023-07-03T08:30:00+01:00"),
        ("على الساعة 3 بعد الزوال من 3 يوليوز 2023", "2023-07-03T15:00:00+01:00"),
        ("5 مايو 2025 - 2:30 مساءً", "2025-05-05T14:30:00+01:00"),
        ("آخر تحديث : الخميس 4 أبريل 2019 - 1:42 صباحًا", "2019-04-04T01:42:00+01:00"),
        ("May 5, 2025", "2025-05-05T00:00:00+01:00"),
        ("10:30 - 12 ماي 2024", "2024-05-12T10:30:00+01:00"),
        ("٥ ماي ٢٠٢٥", "2025-05-05T00:00:00+01:00"),
        ("11 دجنبر، 2016 11:52", "2016-12-11T11:52:00+00:00"),
        ("10 كانون الثاني 2020", "2020-01-10T00:00:00+01:00"),
        ("2025-03-10T12:00", "2025-03-10T12:00:00+00:00"),  # Ramadan 2025
        ("في 12-05-2024", "2024-05-12T00:00:00+01:00"),
        ("12/25/2019 10:00 AM", "2019-12-25T10:00:00+01:00"),  # no month is a 25th
        ("الخميس, 03/07/2019 - 14:05", "2019-03-07T14:05:00+01:00"),  # the third of July was a Wednesday
        ("الأربعاء 03/07/2019", "2019-07-03T00:00:00+01:00"),
        ("السبت 03/07/2019", "2019-07-03T00:00:00+01:00"),
        ("12/03/2019 à 14:05 GMT+2", "2019-03-12T13:05:00+01:00"),
        ("17 حزيران/يونيو 2021", "2021-06-17T00:00:00+01:00"),
        ("12 آذار (مارس) 2019", "2019-03-12T00:00:00+01:00"),
        ("من 16 إلى 22 نونبر 2023", "2023-11-16T00:00:00+01:00"),
        ("من 28 دجنبر إلى 3 يناير 2021", "2020-12-28T00:00:00+01:00"),
        ("السبت-الأحد 19-20 يونيو 2021", "2021-06-19T00:00:00+01:00"),
        ("فاتح ماي 2019", "2019-05-01T00:00:00+01:00"),
        ("في الحادي والعشرين من شهر يونيو سنة ألفين وعشرين", "2020-06-21T00:00:00+01:00"),
        ("12 مارس ألفين وواحد", "2001-03-12T00:00:00+00:00"),
        ("12 مارس سنة ألفين وواحدة", "2001-03-12T00:00:00+00:00"),
        ("12 مارس ألفين وواحد وعشرين", "2021-03-12T00:00:00+01:00"),
        ("12 مارس ألفين وأحد عشر", "2011-03-12T00:00:00+00:00"),
        ("12 مارس ألفين", "2000-03-12T00:00:00+00:00"),
        ("12 مارس ألفين وهو يوم عطلة", "2000-03-12T00:00:00+00:00"),
        ("خامس عشر مارس 2019", "2019-03-15T00:00:00+01:00"),
        ("الأربعاء 6 محرم 1442", "2020-08-26T00:00:00+01:00"),  # a day behind the computed calendar, as the moon was seen
    ],
)
def test_reads_when_a_page_was_published(text: str, iso: str) -> None:
    read = read_published(text)
    assert read is not None
    assert read.tzinfo is MOROCCO
    assert read.isoformat() == iso


@pytest.mark.parametrize(
    "text",
    [
        "",
        "لا شيء هنا",
        "31/02/2024",
        "12 ماي",
        "2024",
        "05 22 40 12 12",
        "المادة 3-2-1",
        "6 محرم 1442",
        "السبت 6 محرم 1442",
        "أحد مارس 2019",
        "12 مارس ألفين وأربعين",
        "12 مارس ألفين وخمسة وأربعين",
        "12 مارس ألفين ومائة",
        "12 مارس ألفين وواحدة وخمسين",
    ],
)
def test_gives_none_where_there_is_no_full_date(text: str) -> None:
    assert read_published(text) is None
    assert read_said(text) == (IMPOSSIBLE if text == "31/02/2024" else None)


def test_a_time_of_the_zone_is_what_the_gold_has() -> None:
    read = read_published("كتبه كتب في 11 ديسمبر 2016 - 11:52")
    assert read == datetime.fromisoformat("2016-12-11T11:52:00+00:00")
