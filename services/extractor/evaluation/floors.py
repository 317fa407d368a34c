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
    "second": {"f1": 0.955, "silent": 0.99, "people": 0.98, "qualifier": 0.98, "status": 0.965, "regions": 0.97},
    "third": {"f1": 0.955, "silent": 0.99, "people": 0.98, "qualifier": 0.98, "status": 0.95, "regions": 0.965},
    "fourth": {"f1": 0.98, "silent": 0.99, "people": 0.9, "qualifier": 0.98, "status": 0.95, "regions": 0.98, "parties": 0.95},
    "fifth": {"f1": 0.91, "silent": 0.99, "people": 0.95, "qualifier": 0.97, "status": 0.85, "regions": 0.98, "provinces": 0.97},
    "sixth": {
        "f1": 0.87, "silent": 0.98, "people": 0.98,
        "qualifier": 0.97, "status": 0.95, "period": 0.7, "regions": 0.97, "provinces": 0.97,
    },
    "unseen": {"f1": 0.89, "silent": 0.99, "people": 0.9, "qualifier": 0.98, "status": 0.92, "regions": 0.88},
    "held_out": {"f1": 0.93, "silent": 0.99, "people": 0.9, "qualifier": 0.98, "status": 0.89, "regions": 0.96},
}  # fmt: skip
SENTENCES = {"values": 0.99, "kinds": 0.98, "qualifiers": 0.99, "silent": 0.99, "status": 0.93, "period": 0.9, "regions": 0.93}


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
        value = (score.attributes.get(measure) or getattr(score, measure)).value
        if value < floor:
            yield f"sentences: {measure} is {value:.3f}, below its floor {floor}"
