"""The evaluation's report: figures first, then what is wrong and missed with its words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from services.extractor.evaluation.scoring import Score

_BINS = (0.0, 0.4, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)


def summary(name: str, score: Score) -> Iterator[str]:
    """A set's figures as lines of text."""
    yield f"== {name}"
    counts = f"({score.matched} of {score.gold} gold, {score.found} found)"
    yield f"facts      precision {score.precision:.3f}  recall {score.recall:.3f}  F1 {score.f1:.3f}   {counts}"
    rates = [f"{attribute} {rate.value:.3f} ({rate.right}/{rate.of})" for attribute, rate in score.attributes.items() if rate.of]
    yield "attributes " + "  ".join(rates)
    precision, recall = (_ratio(score.people["matched"], score.people[of]) for of in ("found", "gold"))
    others = {"article regions": score.places, "title": score.title, "published": score.published, "relevance": score.relevant}
    rest = "  ".join(f"{of} {rate.value:.3f}" for of, rate in others.items())
    yield f"people     precision {precision:.3f}  recall {recall:.3f}   {rest}"
    misread = score.silent.of - score.silent.right
    yield f"figures    not read wrong in silence {score.silent.value:.3f} ({misread} of {score.silent.of} are)"


def calibration(score: Score) -> Iterator[str]:
    """The reliability table: stated confidence against the share that is right."""
    yield "confidence   stated   right   facts"
    for low, high in pairwise(_BINS):
        inside = [(c, ok) for c, ok, _ in score.calibration if low <= c < high]
        if inside:
            stated = sum(c for c, _ in inside) / len(inside)
            right = sum(ok for _, ok in inside) / len(inside)
            yield f"{low:.2f}-{min(high, 1.0):.2f}    {stated:.2f}     {right:.2f}    {len(inside)}"


def details(score: Score) -> Iterator[str]:
    """What is wrong, missed and different, with the quotes."""
    for heading, lines in (("wrong", score.wrong), ("missed", score.missed), ("different", score.differences)):
        yield f"-- {heading} ({len(lines)})"
        yield from (f"   {line}" for line in lines)


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
