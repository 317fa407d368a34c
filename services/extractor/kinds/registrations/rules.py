"""Registrations."""

from services.extractor.kinds.base import KindRules, QuantityRule
from services.extractor.kinds.registrations.words import WORDS

PERSONS = ("person.craft", "person.other")

KIND = KindRules(
    name="registrations",
    words=WORDS,
    quantity_rules=(
        QuantityRule("registrations.named", "registrations", "count", 1.0, noun=("registrations.noun",), unit="person"),
        QuantityRule(
            "registrations.persons_registered",
            "registrations",
            "count",
            0.94,
            noun=PERSONS,
            before=("registrations.before", "registrations.noun"),
            unit="person",
        ),
        QuantityRule(
            "registrations.persons_who_registered",
            "registrations",
            "count",
            0.94,
            noun=PERSONS,
            after=("registrations.before", "registrations.noun"),
            unit="person",
        ),
    ),
)
