"""What the evaluation must not fall below: raised as it is reached, never lowered to let a change in."""

from __future__ import annotations

from collections.abc import Iterator

from services.extractor.evaluation.scoring import Score
from services.extractor.evaluation.sentences import SentenceScore

FLOORS: dict[str, dict[str, float]] = {
    "seeds": {
        "f1": 0.98, "silent": 1.0, "people": 1.0,
        "qualifier": 0.98, "status": 0.97, "period": 1.0, "regions": 0.98, "flags": 1.0, "facility": 0.98,
    },
    "second": {"f1": 0.93, "silent": 0.98, "people": 0.9, "qualifier": 0.97, "status": 0.92, "regions": 0.94},
    "third": {"f1": 0.92, "silent": 0.98, "people": 0.88, "qualifier": 0.97, "status": 0.86, "regions": 0.92},
    "held_out": {"f1": 0.88, "silent": 0.99, "people": 0.85, "qualifier": 0.97, "status": 0.85, "regions": 0.92},
}  # fmt: skip
SENTENCES = {"values": 0.94, "kinds": 0.9, "qualifiers": 0.96, "silent": 0.88}


def below(name: str, score: Score) -> Iterator[str]:
    """The floors of a set that its score is below, as lines of text."""
    people = score.people
    found = people["matched"] / people["gold"] if people["gold"] else 1.0
    reached = {"f1": score.f1, "silent": score.silent.value, "people": found}
    reached |= {attribute: rate.value for attribute, rate in score.attributes.items()}
    for measure, floor in FLOORS.get(name, {}).items():
        if reached[measure] < floor:
            yield f"{name}: {measure} is {reached[measure]:.3f}, below its floor {floor}"


def sentences_below(score: SentenceScore) -> Iterator[str]:
    """The same for the sentences."""
    for measure, floor in SENTENCES.items():
        value = getattr(score, measure).value
        if value < floor:
            yield f"sentences: {measure} is {value:.3f}, below its floor {floor}"
