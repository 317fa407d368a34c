"""How much a run measures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """Sizes of one run; all counts are of articles."""

    name: str
    seed: int = 1
    rounds: int = 3
    characters: int = 2_800
    """Of an article, code points: five kilobytes in UTF-8."""
    extracted: int = 30
    """A round of extraction."""
    lengths: tuple[int, ...] = (1, 10, 100)
    """Multiples of an article's length; the largest has `longest` characters."""
    longest: int = 560_000
    """Code points of the longest article: a megabyte."""
    growing: int = 10
    """At most of each length, a round."""
    hopped: int = 8_000
    """Messages through one stage, a round."""
    warming: int = 6
    """Rounds of `_bulk` before the first that counts: a server just started compiles its code, which doubles its cost."""
    replicas: tuple[int, ...] = (1, 2, 4)
    """Extractors on one stream."""
    piped: int = 80
    """Through the whole pipeline, a round."""
    numbers: tuple[int, ...] = ()
    """Multiples of `piped` for the growth of the number."""
    loads: tuple[float, ...] = ()
    """Shares of the throughput at which the delay is measured."""
    delayed: int = 100
    """At least so many at each of these loads …"""
    delay_seconds: float = 0
    """… and as many as come in this time."""


SHORT = Scale("short")
FULL = Scale(
    "full",
    rounds=4,
    extracted=200,
    growing=100,
    hopped=20_000,
    warming=8,
    piped=600,
    numbers=(1, 10, 100),
    loads=(0.1, 0.5, 0.9),
    delay_seconds=40,
)
TINY = Scale(
    "tiny",
    characters=600,
    extracted=3,
    lengths=(1, 3),
    longest=1_800,
    hopped=60,
    warming=1,
    replicas=(1, 2),
    piped=6,
    numbers=(1, 3),
    loads=(0.5,),
    delayed=5,
)
"""For the test that the command works: its figures mean nothing."""
