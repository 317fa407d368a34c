"""Visitors."""

from services.extractor.kinds.base import KindRules, QuantityRule
from services.extractor.kinds.visitors.words import WORDS

KIND = KindRules(
    name="visitors",
    words=WORDS,
    quantity_rules=(
        QuantityRule("visitors.named", "visitors", "count", 1.0, noun=("visitors.noun",), unit="person"),
        QuantityRule(
            "visitors.persons_who_came",
            "visitors",
            "count",
            0.9,
            noun=("person.other",),
            before=("visitors.before", "visitors.noun"),
            unit="person",
        ),
    ),
)
