"""The page on sizing follows from the figures at its top, and the figures are the benchmark's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from services.console.bench.sizing import FIGURES, figures, page, read_page

PAGE = Path(__file__).parents[2] / "deploy" / "SIZING.md"


def test_the_arithmetic_follows_from_the_table() -> None:
    text = PAGE.read_text("utf-8")
    said, known = read_page(text)
    assert known.keys() == FIGURES.keys()
    assert page(said, known) == text


def test_another_figure_makes_another_page() -> None:
    said, known = read_page(PAGE.read_text("utf-8"))
    for label in FIGURES:
        more = page(said, {**known, label: known[label] * 50 + 1})
        changed = [line for line in more.splitlines() if line not in PAGE.read_text("utf-8").splitlines()]
        assert len(changed) > 1, f"nothing is reckoned from '{label}'"


def test_products_are_right() -> None:
    """The products on the page, as a reader would check them (three digits are printed)."""
    found = re.findall(r"([\d.,]+)/s × ([\d.]+) ms = ([\d.]+)", PAGE.read_text("utf-8"))
    assert len(found) >= 10
    for rate, cost, cores in found:
        assert float(rate.replace(",", "")) * float(cost) / 1000 == pytest.approx(float(cores), rel=0.06)
    assert "50,000 ÷ 86,400 s = 0.579/s; at the peak × 4 = **2.31/s**" in PAGE.read_text("utf-8")


def test_a_report_without_a_figure_is_refused() -> None:
    with pytest.raises(KeyError):
        figures({"rows": []})
