"""A number written in any supported form reads back as itself; spans hold on any text; cost is linear."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.extractor.numbers import Quantity, read_numbers
from services.extractor.tokens import tokenize
from shared.text.folding import fold
from tests.cost import assert_linear
from tests.numbers import writer
from tests.numbers.reading import read

UNITS = ["درهم", "مستفيد", "صانعة"]
SCALES = {"ألف": 10**3, "مليون": 10**6, "مليار": 10**9}


def one(text: str) -> Quantity:
    """The only quantity of a text."""
    reading = read(text)
    assert len(reading.quantities) == 1, (text, reading)
    assert not reading.references, (text, reading)
    return reading.quantities[0]


styles = st.builds(
    writer.Style,
    st.booleans(),
    st.booleans(),
    st.sampled_from(["مائة", "مئة"]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
scripts = st.sampled_from(["ascii", "arabic", "persian"])
magnitudes = st.one_of(
    st.integers(3, 99),
    st.integers(100, 9_999),
    st.integers(10_000, 10**6),
    st.integers(10**6, 10**9),
    st.integers(10**9, 10**12 - 1),
)
round_ones = st.builds(lambda n, k: n * 10**k, st.integers(3, 999), st.integers(0, 9))


@given(st.one_of(magnitudes, round_ones), styles, st.sampled_from(["درهم", "صانع"]))
@settings(max_examples=400)
def test_words(n: int, style: writer.Style, noun: str) -> None:
    if 3 <= n % 100 <= 10 and noun == "درهم":
        noun = "دراهم"
    found = one(f"بلغ {writer.words(n, style)} {noun}")
    assert found.value == n
    assert found.unit == ("MAD" if noun != "صانع" else None)
    assert found.form == "words"


@given(st.integers(2, 9), styles, st.sampled_from(sorted(SCALES.values())))
def test_construct_duals_and_scales(count: int, style: writer.Style, scale: int) -> None:
    text = writer.words(count * scale, style)
    if count == 2:
        text = text[:-1]  # مليونا درهم, مليوني درهم
    assert one(f"بمبلغ {text} درهم").value == count * scale


@given(st.integers(3, 10**12 - 1), scripts, st.sampled_from(["", ".", ",", "٬", "'", " ", "\u00a0", "،"]), st.sampled_from(UNITS))
@settings(max_examples=500)
def test_digits(n: int, script: str, separator: str, unit: str) -> None:
    if 1900 <= n <= 2100 and not separator:
        n += 1000
    written = writer.grouped(n, separator) if separator else str(n)
    assert one(f"حوالي {writer.in_script(written, script)} {unit}").value == n


@given(st.integers(1, 999_999).map(lambda n: n * 1000), scripts)
def test_thousands_turned_round(n: int, script: str) -> None:
    found = one(f"بقيمة {writer.in_script(writer.turned(n), script)} درهم")
    assert found.value == n
    assert found.note


@given(
    st.integers(0, 999),
    st.integers(1, 99),
    st.sampled_from([".", ",", "٫", " ,", " ."]),
    scripts,
    st.sampled_from(sorted(SCALES)),
)
@settings(max_examples=400)
def test_decimals_before_a_multiplier(whole: int, cents: int, point: str, script: str, scale: str) -> None:
    fraction = f"{cents:02d}"
    expected = Decimal(f"{whole}.{fraction}") * SCALES[scale]
    for space in (" ", ""):
        text = writer.in_script(f"{whole}{point}{fraction}", script) + space + scale
        found = one(f"بكلفة {text} درهم")
        assert Decimal(str(found.value)) == expected
        assert found.unit == "MAD"


@given(st.integers(1, 999), st.integers(1, 9), st.sampled_from(["مليون درهم", "مليار درهم", "في المائة", "درهم"]))
def test_arabic_comma_before_a_measure(whole: int, tenth: int, measure: str) -> None:
    scale = next((SCALES[w] for w in SCALES if w in measure), 1)
    assert Decimal(str(one(f"بنحو {whole}،{tenth} {measure}").value)) == Decimal(f"{whole}.{tenth}") * scale


@given(st.integers(10, 9999), st.integers(1, 9))
def test_wire_point_on_either_side(whole: int, tenth: int) -> None:
    for text in (f"{whole}ر{tenth}", f"{tenth}ر{whole}"):
        found = one(f"بلغت {text} مليون درهم")
        assert Decimal(str(found.value)) == Decimal(f"{whole}.{tenth}") * 10**6
        assert found.note


@given(st.one_of(magnitudes, round_ones))
@settings(max_examples=300)
def test_mixed_chains(n: int) -> None:
    if n >= 1000:
        for text in writer.mixed(n):
            assert one(f"بلغ {text} درهم").value == n


@given(
    st.decimals(Decimal("0.1"), Decimal("100"), places=1),
    st.sampled_from(["%", " %", "٪", " في المائة", " في المئة", " بالمائة", " بالمئة"]),
)
def test_percent(value: Decimal, sign: str) -> None:
    for text in (f"{value}{sign}", f"{str(value).replace('.', ',')}{sign}"):
        found = one(f"بنسبة {text} من الصناع")
        assert Decimal(str(found.value)) == value
        assert found.unit == "percent"


@given(st.integers(1, 999), st.sampled_from(sorted(SCALES)))
def test_centimes_and_ryals(count: int, scale: str) -> None:
    cents = one(f"بكلفة {count} {scale} سنتيم")
    assert cents.value == count * SCALES[scale] / 100
    assert cents.flags == ("converted_unit",)
    assert one(f"بكلفة {count} {scale} ريال").value == count * SCALES[scale] / 20


@given(st.integers(1, 99), st.integers(1, 900), st.sampled_from(["", "ألف ", "مليون "]), st.sampled_from(["درهم", "في المائة"]))
def test_ranges(low: int, width: int, scale: str, unit: str) -> None:
    factor = SCALES.get(scale.strip(), 1)
    high = low + width
    if factor > 1 and low * 1 > max(100, 20 * high):
        return
    for text in (f"ما بين {low} و{high} {scale}{unit}", f"من {low} إلى {high} {scale}{unit}"):
        found = one(text)
        assert (found.value, found.value_max) == (low * factor, high * factor)


ALPHABET = "0123456789٠٣ .,،٫٬'-:/%()و\nرملفنايبت"
WORDS = ["من", "إلى", "مليون", "ونصف", "ألف", "12", "3,5", "1.234", "،", "و", "000", "مركزين", "خمسة", "عشر", "درهم", "%"]
WORDS += ["سنتيم", "لا", "يتجاوز", "حوالي", "الثانية", "بين", "2024", "ماي", "(", ")", "-", "1ر2", "نصف", "المليون"]


@given(
    st.one_of(st.text(ALPHABET, max_size=60), st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join), st.text(max_size=60))
)
@settings(max_examples=1000)
def test_spans_hold_on_any_text(text: str) -> None:
    folded = fold(text).text
    reading = read_numbers(tokenize(folded))
    last = 0
    for quantity in reading.quantities:
        assert 0 <= quantity.qualifier_start <= quantity.start < quantity.number_end <= quantity.end <= len(folded)
        assert quantity.start >= last
        last = quantity.end
        assert (quantity.value is None) == ("malformed_number" in quantity.flags)
        assert quantity.value_max is None or quantity.value is None or quantity.value < quantity.value_max
    for reference in reading.references:
        assert 0 <= reference.start < reference.end <= len(folded)
        assert not any(q.start < reference.end and reference.start < q.end for q in reading.quantities)


@pytest.mark.parametrize("before", ["", "مليون و", "3 فاصل ", "واحد فاصلة ", "من 1 إلى "])
def test_digits_of_any_length_are_read_or_left(before: str) -> None:
    digits = "1" * 5_000  # more than Python turns into a number
    reading = read_numbers(tokenize(fold(f"كلفة {before}{digits} درهم").text))
    assert all(q.value is None or q.value <= 10**6 for q in reading.quantities)


HOSTILE = ["7", "1,", "1 ", "1, ", "1،", "و1", "000 ", "123 ", "1ر", "من 1 ", "مليون و", "الف ", "1-", "05 ", "1 ,", "(1)"]
HOSTILE += [
    "نصف ",
    "واحد و",
    "12 و",
    "%1",
    "مائة ألف و",
    "خمسة ",
    "1 الى ",
    "1\n",
    "لا ",
    "يفوق ",
    "مركزين ",
    "رقم 1 ",
    "ثلاثة أرباع ",
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_cost_is_linear(unit: str) -> None:
    assert_linear(lambda text: read_numbers(tokenize(fold(text).text)), unit)
