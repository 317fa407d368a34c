"""The corpus of dates (`corpus.txt`), dates read back from every form they can be written in, hostile text."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from services.extractor.dates import DateMention, read_dates
from services.extractor.tokens import tokenize
from shared.text.folding import fold
from tests.cost import assert_linear

ROOT = Path(__file__).parents[2]
REFERENCE = datetime(2025, 5, 8, 12, tzinfo=UTC)


def read(text: str, reference: datetime | None = REFERENCE) -> list[DateMention]:
    return read_dates(tokenize(fold(text).text), reference)


def _corpus() -> list[tuple[str, str, datetime | None]]:
    reference: datetime | None = REFERENCE
    lines = []
    for line in (Path(__file__).parent / "corpus.txt").read_text("utf-8").splitlines():
        if line == "@none":
            reference = None
        elif "=>" in line and not line.startswith("#"):
            text, _, dates = line.partition("=>")
            lines.append((text.strip(), dates.strip(), reference))
    return lines


CORPUS = _corpus()


def shown(m: DateMention) -> str:
    check = {None: "", True: " +", False: " x"}[m.weekday_ok]
    return f"{m.iso or '-'} {m.kind}" + (" H" if m.horizon else "") + check


@pytest.mark.parametrize(("text", "dates", "reference"), CORPUS)
def test_corpus(text: str, dates: str, reference: datetime | None) -> None:
    assert "; ".join(map(shown, read(text, reference))) == dates


def test_the_corpus_is_as_large_as_it_should_be() -> None:
    assert len(CORPUS) >= 150
    assert len({(text, reference) for text, _, reference in CORPUS}) == len(CORPUS)
    assert sum(dates == "" for _, dates, _ in CORPUS) >= 40


MONTH_NAMES = [
    ["يناير", "جانفي", "كانون الثاني", "janvier"], ["فبراير", "فيفري", "شباط", "février"], ["مارس", "آذار", "mars"],
    ["أبريل", "أفريل", "نيسان", "avril"], ["ماي", "مايو", "أيار", "mai"], ["يونيو", "جوان", "حزيران", "juin"],
    ["يوليوز", "يوليو", "جويلية", "تموز", "juillet"], ["غشت", "أغسطس", "أوت", "آب", "août"],
    ["شتنبر", "سبتمبر", "أيلول", "septembre"], ["أكتوبر", "تشرين الأول", "octobre"], ["نونبر", "نوفمبر", "تشرين الثاني"],
    ["دجنبر", "ديسمبر", "دسمبر", "كانون الأول", "décembre"],
]  # fmt: skip
WEEKDAY_NAMES = ["الإثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"]
EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
DATES = st.dates(date(1990, 1, 1), date(2049, 12, 31))
NAMES = st.integers(0, 99)


def month_name(month: int, which: int) -> str:
    names = MONTH_NAMES[month - 1]
    return names[which % len(names)]


@given(
    DATES,
    NAMES,
    st.sampled_from(
        [
            "{d} {m} {y}", "يوم {d} {m} {y}", "يوم{d} {m}{y}", "{w} {d} {m} {y}", "يوم {w} {d} {m} {y}", "{d} من {m} سنة {y}",
            "يومه {w} {d} {m} {y}", "{d} من شهر {m} {y}", "{d}{m} {y}", "{d:02} {m}، {y}", "{w}، {d} {m} {y}",
        ]
    ),
    st.booleans(),
    st.sampled_from(["نظم {} معرض", "{}", "({})", "في {}.", "\n{}\n"]),
)  # fmt: skip
def test_a_day_written_in_words_reads_back(day: date, which: int, form: str, eastern: bool, around: str) -> None:
    text = form.format(d=day.day, m=month_name(day.month, which), y=day.year, w=WEEKDAY_NAMES[day.weekday()])
    text = text.translate(EASTERN) if eastern else text
    found = read(around.format(text))
    assert [m.iso for m in found] == [day.isoformat()]
    assert found[0].weekday_ok is (True if "{w}" in form else None)


@given(
    DATES, st.sampled_from(["{d:02}/{m:02}/{y}", "{d}/{m}/{y}", "{y}-{m:02}-{d:02}", "{d:02}.{m:02}.{y}", "{d:02}-{m:02}-{y}"])
)
def test_a_day_written_in_figures_reads_back(day: date, form: str) -> None:
    found = read(f"عقد بتاريخ {form.format(d=day.day, m=day.month, y=day.year)} لقاء")
    assert [(m.iso, m.kind) for m in found] == [(day.isoformat(), "day")]


@given(DATES, NAMES, st.sampled_from(["{m} {y}", "شهر {m} {y}", "{m}{y}", "{m} من سنة {y}", "شهر {m} من {y}", "{m} لسنة {y}"]))
def test_a_month_reads_back(day: date, which: int, form: str) -> None:
    found = read(f"خلال {form.format(m=month_name(day.month, which), y=day.year)} نظمت")
    assert [(m.iso, m.kind) for m in found] == [(f"{day.year}-{day.month:02}", "month")]


@given(
    DATES, st.integers(1, 400), NAMES, st.sampled_from(["من {a} إلى {b}", "ما بين {a} و{b}", "{a} - {b}", "من {a} إلى غاية {b}"])
)
def test_a_range_of_days_reads_back(first: date, length: int, which: int, form: str) -> None:
    last = first + timedelta(days=length)
    a, b = (f"{d.day} {month_name(d.month, which)} {d.year}" for d in (first, last))
    found = read(f"نظم {form.format(a=a, b=b)} بفاس")
    assert [(m.iso, m.kind) for m in found] == [(f"{first.isoformat()}/{last.isoformat()}", "range")]


@given(
    st.integers(1990, 2040),
    st.integers(1, 15),
    st.sampled_from(["{a}-{b}", "{a} – {b}", "{a}/{b}", "من {a} إلى {b}", "ما بين {a} و{b}", "بين سنتي {a} و{b}", "{b}-{a}"]),
)
def test_a_range_of_years_reads_back(first: int, length: int, form: str) -> None:
    found = read(f"برنامج الفترة {form.format(a=first, b=first + length)} للقطاع")
    assert [(m.iso, m.kind) for m in found] == [(f"{first}/{first + length}", "range")]


_ONES = ["", "واحد", "اثنين", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة"]
_FEMININE = ["", "إحدى", "اثنتين", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع"]
_TENS = ["", "عشر", "عشرين", "ثلاثين", "أربعين", "خمسين", "ستين", "سبعين", "ثمانين", "تسعين"]


def _spelt(year: int, ones: list[str]) -> str:
    words = ["ألفين"] if year >= 2000 else ["ألف", "تسعمائة"]
    tens, unit = divmod(year % 100, 10)
    if tens == 1 and unit:
        words.append(f"{ones[unit]} {'عشرة' if ones is _FEMININE else 'عشر'}")
    else:
        words += [word for word in (ones[unit], "عشرة" if tens == 1 else _TENS[tens]) if word]
    return " و".join(words)


@given(
    st.integers(1950, 2060),
    st.sampled_from([_ONES, _FEMININE]),
    st.sampled_from(["سنة {}", "عام {}", "خلال سنة {} في فاس", "خلال سنة {} بفاس"]),
)
def test_a_year_written_out_reads_back(year: int, ones: list[str], form: str) -> None:
    assume(year != 2000 or not form.endswith("بفاس"))  # 'سنة ألفين بفاس' may as well count what follows, as 'ألفين بطاقة' does
    assert [(m.iso, m.kind) for m in read(form.format(_spelt(year, ones)))] == [(str(year), "year")]


@given(st.text(alphabet="0123456789 /-.،,()وماي شهر سنة يوم من إلى بين الأحد الجاري منذ قبل رمضان هـ\n", max_size=80))
def test_any_text_gives_sorted_mentions_inside_it(text: str) -> None:
    folded = fold(text).text
    end = 0
    for m in read_dates(tokenize(folded), REFERENCE):
        assert end <= m.start < m.end <= len(folded)
        assert not folded[m.start].isspace()
        end = m.end


def test_spans_cover_the_whole_expression() -> None:
    for text, words in (
        ("المنعقد يوم الخميس 8 دجنبر2016 بمقر", "يوم الخميس 8 دجنبر2016"),
        ("وذلك متم شهر غشت 2025 بفاس", "متم شهر غشت 2025"),
        ("برسم سنة 2025.", "سنة 2025"),
        ("وبأفق سنة 2030 ستبلغ", "أفق سنة 2030"),
        ("لشهر أكتوبر 2024 التي", "شهر أكتوبر 2024"),
        ("الموسم الدراسي 2024/2025 عرف", "الموسم الدراسي 2024/2025"),
        ("خلال الأربع سنوات الأخيرة تنظيم", "الأربع سنوات الأخيرة"),
    ):
        folded = fold(text).text
        (m,) = read(text)
        assert folded[m.start : m.end] == fold(words).text


def test_notes_tell_how_a_date_was_read() -> None:
    for text, word in (
        ("2026-2021", "معكوسين"),
        ("متم غشت 2025", "نهايته"),
        ("منذ 2019", "مفتوحة"),
        ("رمضان 1445", "الرؤية"),
        ("الأربع سنوات الأخيرة", "2025-05-08"),
        ("(ماي/شتنبر/دجنبر 2020)", "2020-09"),
        ("يوم الأحد 5 ماي 2025", "اسم اليوم"),
    ):
        (m,) = read(text)
        assert word in (m.note or "")


def test_the_members_of_a_list_are_kept() -> None:
    (months,) = read("(ماي/شتنبر/دجنبر 2020)")
    assert months.parts == ("2020-05", "2020-09", "2020-12")
    (years,) = read("سنتي 2022 و2023 على التوالي")
    assert years.parts == ("2022", "2023")


SEEDS = {
    "000": ["--11-21", "2010"],
    "001": [None, "2024-10", "2024-06", "2024-10", "2025"],
    "002": ["2024", None, None, None],
    "003": ["2017", "2018", "2018", "2020", "2020-07-30", "2020", "2020-01"],
    "004": ["2016-12-11", "2016-12-08", "2015/2020"],
}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_seeds(seed: str) -> None:
    (path,) = (ROOT / "seeds").glob(f"{seed}_*")
    assert [m.iso for m in read(path.read_text("utf-8"), None)] == SEEDS[seed]


@pytest.mark.parametrize(
    "piece",
    ["1-", "2020-", "2020/", "و3 ", "ماي/", "من ", "5 و", "يوم ", "مساء ", "غاية ", "السنة ", "2020 و", "الأحد ", "1.", "3، "],
)
def test_hostile_text_costs_no_more_than_its_length(piece: str) -> None:
    assert_linear(lambda text: read_dates(tokenize(fold(text).text), REFERENCE), piece)
