"""Values and marks as a person reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import pytest

from services.console.rendering.article import mark
from services.console.rendering.labels import FLAGS, KINDS, QUALIFIERS, STATUSES, UNITS
from services.console.rendering.values import readable
from shared.contracts.extracted import KINDS as ALL_KINDS
from shared.contracts.extracted import FactFlag, Qualifier, Status, Unit


@pytest.mark.parametrize(
    ("value", "value_max", "unit", "qualifier", "expected"),
    [
        (3_210_000_000, None, "MAD", "approx", "حوالي 3,21 مليار درهم"),
        (667_738_000, None, "MAD", "exact", "667,738 مليون درهم"),
        (380_000, None, "MAD", "exact", "380 000 درهم"),
        (1_234_567, None, "MAD", "exact", "1 234 567 درهم"),
        (28_250_000.0, None, "MAD", "exact", "28,25 مليون درهم"),
        (45_650, None, "person", "min", "أزيد من 45 650 شخص"),
        (-3.5, None, "percent", "exact", "\u22123,5 %"),
        (20, 30, "item", "exact", "من 20 قطعة إلى 30 قطعة"),
        (None, None, "MAD", "exact", "؟"),
    ],
)
def test_values(value: float | None, value_max: float | None, unit: str, qualifier: str, expected: str) -> None:
    written = readable(value, value_max, unit, qualifier).replace("\u00a0", " ")
    assert written == expected.replace("قطعة", UNITS["item"])


def test_every_code_has_a_label() -> None:
    assert set(ALL_KINDS) == set(KINDS)
    assert set(get_args(Status)) == set(STATUSES)
    assert set(get_args(Qualifier)) == set(QUALIFIERS)
    assert set(get_args(Unit)) == set(UNITS)
    assert set(get_args(FactFlag)) == set(FLAGS)


@dataclass
class At:
    start: int
    end: int


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], "abcdef"),
        ([At(1, 3)], "a⟦1 bc 1⟧def"),
        ([At(0, 6), At(2, 4)], "⟦1 ab⟦2 cd 2⟧ef 1⟧"),
        ([At(0, 3), At(0, 6)], "⟦2 ⟦1 abc 1⟧def 2⟧"),
        ([At(0, 3), At(3, 6)], "⟦1 abc 1⟧⟦2 def 2⟧"),
        ([At(0, 4), At(2, 6)], "⟦1 ab⟦2 cd 1⟧ef 2⟧"),
        ([At(1, 3), At(1, 3)], "a⟦1 ⟦2 bc 1⟧ 2⟧def"),
    ],
)
def test_marks(spans: list[At], expected: str) -> None:
    assert mark("abcdef", list(enumerate(spans, start=1))) == expected
