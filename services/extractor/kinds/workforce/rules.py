"""The workforce: artisans who are there."""

from services.extractor.kinds.base import KindRules, QuantityRule
from services.extractor.kinds.workforce.words import WORDS

KIND = KindRules(
    name="workforce",
    words=WORDS,
    quantity_rules=(
        QuantityRule(
            "workforce.artisans_who_work",
            "workforce",
            "count",
            0.9,
            noun=("person.craft", "person.other"),
            before=("workforce.before",),
            unit="person",
        ),
        QuantityRule("workforce.who", "workforce", "count", 0.3, before=("workforce.verb",), unit="person"),
        QuantityRule("workforce.artisans", "workforce", "count", 0.62, noun=("person.craft",), unit="person"),
        QuantityRule("workforce.people", "other", "count", 0.35, noun=("person.other",), unit="person"),
    ),
)
