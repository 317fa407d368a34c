"""The cost of a piece of work counted in steps of the interpreter: the same on any machine under any load, unlike seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

LINEAR = 1.25  # times as much work as the text grew is still linear: windows of bounded length fill up at first


def steps(work: Callable[[], object]) -> int:
    """How many steps a call takes: lines begun, rounds of loops and comprehensions, calls, and resumptions of generators.

    Counting bytecodes would take five times as long and tell a square from a line no better.
    """
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        count += 1
        return trace

    previous = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(previous)
    return count


def assert_linear(work: Callable[[str], object], unit: str, *, short: int = 1_500, times: int = 2, slack: float = LINEAR) -> None:
    """Assert that `times` the text costs at most `times * slack` the work; a square would cost `times * times`.

    Args:
        work: what is done with a text.
        unit: repeated to make the texts.
        short: length of the shorter text, in characters; the windows must be full by then.
        times: how much longer the other is.
        slack: what is forgiven: with the defaults, a square that makes up a quarter of the shorter text's work.
    """
    texts = [(unit * (n // len(unit) + 1))[:n] for n in (short, short * times)]
    for text in texts:
        work(text)  # caches of word forms are filled
    few, many = (steps(lambda text=text: work(text)) for text in texts)  # type: ignore[misc]
    assert many <= times * slack * few + 500
