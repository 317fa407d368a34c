"""The corpus: phrases of this news beside what a reader would write down, quantities and figures that are none."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from services.extractor.numbers import NumberReading, Quantity
from shared.text.folding import fold, fold_word
from tests.numbers.reading import read

_FLAGS = {"!malformed": "malformed_number", "!ambiguous": "ambiguous_number", "!converted": "converted_unit"}
_UNITS = {"MAD": "MAD", "EUR": "EUR", "USD": "USD", "%": "percent", "-": None}
_QUALIFIERS = ("exact", "approx", "min", "max")


class Expected(NamedTuple):
    """What one quantity must be."""

    value: float | None
    value_max: float | None
    unit: str | None
    qualifier: str
    flags: frozenset[str]


class Line(NamedTuple):
    """One line of the corpus."""

    text: str
    quantities: list[Expected]
    references: list[tuple[str, str]]


def _expected(item: str) -> Expected:
    first, *rest = item.split()
    low, _, high = first.partition("..")
    unit = next((_UNITS[w] for w in rest if w in _UNITS), None)
    qualifier = next((w for w in rest if w in _QUALIFIERS), "exact")
    flags = frozenset(_FLAGS[w] for w in rest if w in _FLAGS)
    return Expected(None if low == "?" else float(low), float(high) if high else None, unit, qualifier, flags)


def _lines() -> list[Line]:
    lines = []
    for row in (Path(__file__).parent / "corpus.txt").read_text(encoding="utf-8").splitlines():
        if not row or row.startswith("#"):
            continue
        text, _, right = row.rpartition("=>")
        items = [item.strip() for item in right.split("|") if item.strip()]
        references = [tuple(item[1:].split(maxsplit=1)) for item in items if item.startswith("@")]
        quantities = [_expected(item) for item in items if not item.startswith("@")]
        lines.append(Line(text.strip(), quantities, [(role, fold_word(figure)) for role, figure in references]))
    return lines


LINES = _lines()
FRAMES = {
    "alone": "{}",
    "in a sentence": "وأكد المدير الجهوي أن القطاع عرف تطورا مهما: {} حسب المصدر ذاته.",
    "after a line": "أبرز المنجزات\n{}\nوختم اللقاء بزيارة.",
}


def _said(quantity: Quantity) -> Expected:
    return Expected(quantity.value, quantity.value_max, quantity.unit, quantity.qualifier, frozenset(quantity.flags))


def _check(text: str, line: Line, reading: NumberReading) -> None:
    folded = fold(text).text
    assert [_said(q) for q in reading.quantities] == line.quantities, reading
    found = [(r.role, r.text) for r in reading.references]
    assert all(reference in found for reference in line.references), reading
    for quantity in reading.quantities:
        assert 0 <= quantity.qualifier_start <= quantity.start < quantity.number_end <= quantity.end <= len(folded)
        assert not folded[quantity.start].isspace()
        if quantity.flags:
            assert quantity.note


def test_the_corpus_is_wide() -> None:
    assert len(LINES) >= 300
    assert len({line.text for line in LINES}) == len(LINES)


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.text)
def test_line(line: Line) -> None:
    _check(line.text, line, read(line.text))


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.text)
def test_line_between_lines(line: Line) -> None:
    text = FRAMES["after a line"].format(line.text)
    _check(text, line, read(text))


@pytest.mark.parametrize(
    "line", [line for line in LINES if not any(r[0] == "list" for r in line.references)], ids=lambda line: line.text
)
def test_line_in_a_sentence(line: Line) -> None:
    text = FRAMES["in a sentence"].format(line.text)
    _check(text, line, read(text))
