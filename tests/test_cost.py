"""The yardstick of cost tells linear work from what is more, however it is written."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.cost import assert_linear


def loops(text: str) -> int:
    found = 0
    for a in text:
        for b in text:
            found += a == b
    return found


LINEAR: dict[str, Callable[[str], object]] = {
    "loop": lambda text: [a for a in text if a == "x"],
    "window": lambda text: [any(b == "x" for b in text[n : n + 8]) for n in range(len(text))],
}
SQUARE: dict[str, Callable[[str], object]] = {
    "loops": loops,
    "comprehension": lambda text: [a == b for a in text for b in text],
    "generator": lambda text: [any(b == "x" for b in text) for _ in text],
    "calls": lambda text: [list(map(lambda b: b == "x", text)) for _ in text],  # noqa: C417  a call a round is what is tried
}


@pytest.mark.parametrize("work", LINEAR.values(), ids=list(LINEAR))
def test_linear_work_passes(work: Callable[[str], object]) -> None:
    assert_linear(work, "و", short=100)


@pytest.mark.parametrize("work", SQUARE.values(), ids=list(SQUARE))
def test_a_square_does_not(work: Callable[[str], object]) -> None:
    with pytest.raises(AssertionError):
        assert_linear(work, "و", short=100)
