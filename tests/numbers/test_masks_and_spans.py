"""Masked spans, and the offsets of everything that is read."""

from __future__ import annotations

from services.extractor.numbers import read_numbers
from services.extractor.tokens import tokenize
from shared.text.folding import fold


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
