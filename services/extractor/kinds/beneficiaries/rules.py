"""Beneficiaries."""

from services.extractor.kinds.base import KindRules, QuantityRule
from services.extractor.kinds.beneficiaries.words import WORDS

PERSONS = ("person.craft", "person.other", "person.pupil")

KIND = KindRules(
    name="beneficiaries",
    words=WORDS,
    quantity_rules=(
        QuantityRule("beneficiaries.named", "beneficiaries", "count", 1.0, noun=("beneficiaries.noun",), unit="person"),
        QuantityRule("beneficiaries.who", "beneficiaries", "count", 0.3, before=("beneficiaries.verb",), unit="person"),
        QuantityRule(
            "beneficiaries.number_of", "beneficiaries", "count", 0.95, noun=PERSONS, before=("beneficiaries.noun",), unit="person"
        ),
        QuantityRule(
            "beneficiaries.persons_served",
            "beneficiaries",
            "count",
            0.9,
            noun=PERSONS,
            before=("beneficiaries.before",),
            unit="person",
        ),
        QuantityRule(
            "beneficiaries.persons_reached",
            "beneficiaries",
            "count",
            0.76,
            noun=PERSONS,
            before=("beneficiaries.weak",),
            unit="person",
        ),
        QuantityRule(
            "beneficiaries.persons_who_benefit",
            "beneficiaries",
            "count",
            0.92,
            noun=PERSONS,
            after=("beneficiaries.before", "beneficiaries.noun"),
            unit="person",
        ),
        QuantityRule(
            "beneficiaries.for_persons",
            "beneficiaries",
            "count",
            0.86,
            noun=PERSONS,
            before=("beneficiaries.for",),
            unit="person",
        ),
    ),
)
