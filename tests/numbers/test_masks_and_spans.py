"""Masked spans, and the offsets of everything that is read."""

from __future__ import annotations

import pytest

from services.extractor.numbers import read_numbers
from services.extractor.tokens import tokenize
from shared.text.folding import fold
from tests.numbers.reading import read


def test_no_quantity_starts_in_a_masked_span() -> None:
    text = fold("في 30 يوما و12 مركزا").text
    start = text.index("12")
    masked = read_numbers(tokenize(text), [(start, start + 2)])
    assert not masked.quantities
    assert [q.value for q in read_numbers(tokenize(text)).quantities] == [12]


def test_spans_leave_clitics_and_qualifiers_out() -> None:
    text = fold("وبحوالي 3,5 مليون درهم ومركزين").text
    money, dual = read_numbers(tokenize(text)).quantities
    assert text[money.start : money.end] == "3,5 مليون درهم"
    assert text[money.start : money.number_end] == "3,5 مليون"
    assert text[money.qualifier_start : money.start].strip() == "وبحوالي"
    assert text[dual.start : dual.end] == "مركزين"
    assert dual.noun == "مركز"


def test_own_duals_are_asked() -> None:
    tokens = tokenize(fold("ورشتين وقطارين").text)
    found = read_numbers(tokens, duals=lambda word: "قطار" if word.endswith("قطارين") else None)
    assert [(q.value, q.noun) for q in found.quantities] == [(2, "قطار")]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("38 مليون سنتيم", "جزء من مئة من الدرهم"),
        ("100 ألف ريال", "جزء من عشرين"),
        ("300 جنيه مصري", "لا وحدة لها"),
        ("715ر2 مليون درهم", "715.2"),
        ("000 22 صانع", "معكوسة"),
        ("3 ,8 مليون درهم", "فراغ زائد"),
        ("1.500 مليون درهم", "وقد يكون"),
        ("396.8754.516 درهم", "لا يوافق"),
        ("مليون و500 درهم", "الآلاف في الاستعمال الشعبي"),
        ("31,7 و32,5 مليار درهم", "المضاعف"),
        ("بكلفة 3 ملايين درهم، والثاني بـ4 ملايين،", "العملة"),
        ("ثلثا الصناع", "2/3"),
        ("30-20 في المائة", "معكوسين"),
    ],
)
def test_notes_tell_an_arabic_reader_how_a_figure_was_read(text: str, word: str) -> None:
    notes = [q.note for q in read(text).quantities if q.note]
    assert any(word in note for note in notes), notes
    assert not any(letter.isascii() and letter.isalpha() for note in notes for letter in note)


def test_a_shared_currency_brings_its_note_along() -> None:
    first, second = read("10 و20 مليون سنتيم").quantities
    assert first.flags == second.flags == ("converted_unit",)
    assert "السنتيم" in (first.note or "")
    assert "السنتيم" in (second.note or "")
