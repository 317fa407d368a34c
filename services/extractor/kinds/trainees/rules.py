"""Trainees: in training, trained, graduated."""

from services.extractor.kinds.base import KindRules, QuantityRule
from services.extractor.kinds.trainees.words import WORDS

PERSONS = ("person.craft", "person.other", "person.pupil")

KIND = KindRules(
    name="trainees",
    words=WORDS,
    quantity_rules=(
        QuantityRule("trainees.named", "trainees", "count", 1.0, noun=("trainees.noun",), unit="person"),
        QuantityRule("trainees.pupils", "trainees", "count", 0.7, noun=("person.pupil",), unit="person"),
        QuantityRule("trainees.number_of", "trainees", "count", 0.93, noun=PERSONS, before=("trainees.noun",), unit="person"),
        QuantityRule(
            "trainees.persons_trained", "trainees", "count", 0.93, noun=PERSONS, before=("trainees.before",), unit="person"
        ),
    ),
)
