"""The cost of a piece of work counted in bytecodes: the same on any machine under any load, unlike seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

LINEAR = 1.8  # times as much work as the text grew is still linear: windows of bounded length fill up at first


def bytecodes(work: Callable[[], object]) -> int:
    """How many bytecodes a call executes."""
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        frame.f_trace_opcodes = True
        frame.f_trace_lines = False
        if event == "opcode":
            count += 1
        return trace

    previous = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(previous)
    return count


def assert_linear(work: Callable[[str], object], unit: str, *, short: int = 1_500, times: int = 4, slack: float = LINEAR) -> None:
    """Assert that `times` the text costs at most `times * slack` the work; a square would cost `times * times`.

    Args:
        work: what is done with a text.
        unit: repeated to make the texts.
        short: length of the shorter text, in characters.
    """
    texts = [(unit * (n // len(unit) + 1))[:n] for n in (short, short * times)]
    for text in texts:
        work(text)  # caches of word forms are filled
    few, many = (bytecodes(lambda text=text: work(text)) for text in texts)  # type: ignore[misc]
    assert many <= times * slack * few + 2_000
