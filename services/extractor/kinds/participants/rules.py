"""Participants: exhibitors, attendants."""

from services.extractor.kinds.base import KindRules, QuantityRule
from services.extractor.kinds.participants.words import WORDS

PERSONS = ("person.craft", "person.other", "person.pupil")

KIND = KindRules(
    name="participants",
    words=WORDS,
    quantity_rules=(
        # whoever takes part is a person, whatever the word for it
        QuantityRule("participants.who", "participants", "count", 0.3, before=("participants.verb",), unit="person"),
        QuantityRule("participants.named", "participants", "count", 1.0, noun=("participants.noun",), unit="person"),
        QuantityRule(
            "participants.number_of", "participants", "count", 0.93, noun=PERSONS, before=("participants.noun",), unit="person"
        ),
        QuantityRule(
            "participants.persons_taking_part",
            "participants",
            "count",
            0.93,
            noun=PERSONS,
            before=("participants.before",),
            unit="person",
        ),
        QuantityRule(
            "participants.persons_who_take_part",
            "participants",
            "count",
            0.92,
            noun=PERSONS,
            after=("participants.before", "participants.noun"),
            unit="person",
        ),
    ),
)
